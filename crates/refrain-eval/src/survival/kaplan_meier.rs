//! The product-limit estimator.

/// A share that falls in steps: at each time, what is left from then on until the next.
#[derive(Debug, Clone)]
pub(super) struct StepCurve {
    /// Distinct times, ascending.
    times: Vec<f64>,
    shares: Vec<f64>,
}

/// What happened at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) n_at_risk: usize,
    pub(super) n_churned: usize,
    pub(super) n_censored: usize,
}

impl StepCurve {
    /// Multiplies the shares that stay at each time (Kaplan and Meier, *Journal of the American
    /// Statistical Association* 53, 1958).
    pub(super) fn new(
        rows: impl Iterator<Item = (f64, bool)>,
        share_staying: fn(Moment) -> f64,
    ) -> StepCurve {
        let mut rows: Vec<(f64, bool)> = rows.collect();
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut times, mut shares) = (Vec::new(), Vec::new());
        let (mut n_at_risk, mut share) = (rows.len(), 1.0);
        for at_once in rows.chunk_by(|a, b| a.0 == b.0) {
            let n_churned = at_once.iter().filter(|row| row.1).count();
            let n_censored = at_once.len() - n_churned;
            share *= share_staying(Moment { n_at_risk, n_churned, n_censored });
            times.push(at_once[0].0);
            shares.push(share);
            n_at_risk -= at_once.len();
        }
        StepCurve { times, shares }
    }

    /// Returns what is left right after a time; 1 before the first.
    pub(super) fn at(&self, time: f64) -> f64 {
        match self.times.partition_point(|step| *step <= time) {
            0 => 1.0,
            n_steps => self.shares[n_steps - 1],
        }
    }

    /// Returns the last time of any row.
    pub(super) fn end(&self) -> f64 {
        *self.times.last().expect("rows are checked not to be empty")
    }
}
