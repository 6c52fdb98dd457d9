//! Tails of percentile intervals: the share of resamples beyond each end.

use refrain_core::normal_cdf;

use crate::special::t_quantile;

/// Returns the share of resamples beyond each end of an interval of a level.
///
/// Quantiles of the resamples are as narrow as a normal interval that takes the sample's variance,
/// divided by n, for the true one. With few entities that is too narrow, so the share is what the
/// normal distribution holds beyond t * sqrt(n / (n - 1)), t from Student's distribution with
/// n - 1 degrees of freedom (Hesterberg, *What Teachers Should Know About the Bootstrap*, The
/// American Statistician 69, 2015, section 3.1.2: the "expanded percentile" interval). `n` is the
/// number of entities of the rarer class, because churners are what an evaluation runs short of.
///
/// With one entity it is zero: the interval ends at the outermost resamples.
pub(super) fn tail(level: f64, n_of_rarer: usize) -> f64 {
    // Student's t has no degree of freedom left.
    if n_of_rarer < 2 {
        return 0.0;
    }
    let n = n_of_rarer as f64;
    let t = t_quantile(1.0 - (1.0 - level) / 2.0, n - 1.0);
    normal_cdf(-t * (n / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::tail;

    #[test]
    fn tails_of_many_entities_are_those_of_the_level() {
        assert!((tail(0.95, 10_000_000) - 0.025).abs() < 1e-7);
        assert!((tail(0.95, 1_000) - 0.024_8).abs() < 1e-4);
    }

    #[test]
    fn tails_of_few_entities_lie_farther_out() {
        // 2 * pt(-qt(.975, 4) * sqrt(5 / 4)), by scipy.
        assert!((tail(0.95, 5) - 0.000_954_7).abs() < 1e-6, "{}", tail(0.95, 5));
        assert_eq!(tail(0.95, 1), 0.0);
        // Two leave one degree of freedom: t is 12.7, and the tail next to nothing, but one.
        let of_two = tail(0.95, 2);
        assert!(0.0 < of_two && of_two < 1e-60, "{of_two}");
    }
}
