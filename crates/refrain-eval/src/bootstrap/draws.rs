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

#[cfg(test)]
mod tests {
    use refrain_core::Error;

    use super::Draws;

    fn interval(n_undefined: usize) -> Result<crate::Interval, Error> {
        let mut draws = Draws::default();
        for resample in 0..10_u8 {
            let undefined = || Error::other(std::io::Error::other("one class"));
            let is_defined = usize::from(resample) >= n_undefined;
            draws.push(if is_defined { Ok(f64::from(resample)) } else { Err(undefined()) });
        }
        draws.named_interval(|| "metric".to_owned(), 5.0, 0.8, 0.1)
    }

    #[test]
    fn half_of_the_resamples_may_be_undefined_and_no_more() {
        let half = interval(5).expect("half are defined");
        assert_eq!((half.n_resamples, half.n_undefined), (10, 5));
        assert!(interval(6).is_err());
    }
}
