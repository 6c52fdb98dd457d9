//! Values of one metric over the resamples.

use refrain_core::Error;

use super::problem::BootstrapProblem;
use crate::interval::Interval;
use crate::metrics::Metric;

/// Values of one metric over the resamples.
#[derive(Debug, Clone, Default)]
pub(super) struct Draws {
    values: Vec<f64>,
    n_undefined: usize,
    first_error: Option<Error>,
}

impl Draws {
    pub(super) fn push(&mut self, value: Result<f64, Error>) {
        match value {
            Ok(value) => self.values.push(value),
            Err(error) => {
                self.n_undefined += 1;
                self.first_error.get_or_insert(error);
            }
        }
    }

    pub(super) fn interval<M: Metric>(
        self,
        metric: &M,
        estimate: f64,
        level: f64,
        tail: f64,
    ) -> Result<Interval, Error> {
        self.named_interval(|| metric.name(), estimate, level, tail)
    }

    pub(super) fn named_interval(
        mut self,
        name: impl FnOnce() -> String,
        estimate: f64,
        level: f64,
        tail: f64,
    ) -> Result<Interval, Error> {
        let n_undefined = self.n_undefined;
        let n_resamples = self.values.len() + n_undefined;
        // Quantiles over the lucky half of the resamples would flatter.
        if let Some(first) = self.first_error.filter(|_| 2 * n_undefined > n_resamples) {
            let metric = name();
            let problem =
                BootstrapProblem::MostlyUndefined { metric, n_undefined, n_resamples, first };
            return Err(problem.into());
        }
        // No NaN is among them: `evaluate` made it an error.
        self.values.sort_unstable_by(f64::total_cmp);
        let (low, high) = (quantile(&self.values, tail), quantile(&self.values, 1.0 - tail));
        Ok(Interval { estimate, low, high, level, n_resamples, n_undefined })
    }
}

/// Quantile of sorted values, interpolated linearly between neighbours (Hyndman and Fan's type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let position = share * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}
