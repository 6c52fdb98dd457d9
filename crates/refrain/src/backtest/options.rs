//! Options of a backtest.

use refrain_eval::Protocol;

/// Options of a backtest.
///
/// # Examples
///
/// ```
/// use refrain::BacktestOptions;
/// use refrain::base::Span;
/// use refrain::eval::Protocol;
///
/// let protocol = Protocol::default().embargo(Span::from_days(7));
/// let options = BacktestOptions::default().protocol(protocol).k(100).n_resamples(200);
/// assert_eq!((options.k, options.n_resamples), (Some(100), 200));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BacktestOptions {
    /// Division of rows for training and testing. Default: the later half of the cutoffs, in
    /// five folds of entities.
    pub protocol: Protocol,
    /// Number of rows that a campaign reaches, for precision and recall at k; `None` is a tenth of the
    /// test rows.
    pub k: Option<usize>,
    /// Resamples of the bootstrap. Default 1,000.
    pub n_resamples: usize,
    /// Seed of the bootstrap. Default 7.
    pub seed: u64,
}

impl BacktestOptions {
    /// Sets the field `protocol`.
    pub fn protocol(self, protocol: Protocol) -> Self {
        BacktestOptions { protocol, ..self }
    }

    /// Sets the field `k`.
    pub fn k(self, k: impl Into<Option<usize>>) -> Self {
        BacktestOptions { k: k.into(), ..self }
    }

    /// Sets the field `n_resamples`.
    pub fn n_resamples(self, n_resamples: usize) -> Self {
        BacktestOptions { n_resamples, ..self }
    }

    /// Sets the field `seed`.
    pub fn seed(self, seed: u64) -> Self {
        BacktestOptions { seed, ..self }
    }
}

impl Default for BacktestOptions {
    fn default() -> BacktestOptions {
        BacktestOptions { protocol: Protocol::default(), k: None, n_resamples: 1_000, seed: 7 }
    }
}
