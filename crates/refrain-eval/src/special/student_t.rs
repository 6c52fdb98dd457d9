//! Student's t distribution.

use refrain_core::normal_quantile;

use super::incomplete_beta::incomplete_beta;

/// From this many degrees of freedom on the normal distribution is as good to six digits.
const NEARLY_NORMAL: f64 = 1e6;

/// Returns the value below which Student's t lies with a probability in `(0.5, 1)`.
///
/// By bisection of the distribution, to the last bit or so: it is asked for once an interval.
pub(crate) fn t_quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    if degrees_of_freedom >= NEARLY_NORMAL {
        return normal_quantile(probability);
    }
    let (mut low, mut high) = (0.0, 1.0);
    // Doubled until it lies beyond: with one degree of freedom quantiles have no bound.
    while t_upper_tail(high, degrees_of_freedom) > 1.0 - probability {
        (low, high) = (high, 2.0 * high);
    }
    while high - low > 1e-14 * high {
        let middle = low + (high - low) / 2.0;
        // Neighbouring doubles have no middle.
        if middle <= low || middle >= high {
            break;
        }
        match t_upper_tail(middle, degrees_of_freedom) > 1.0 - probability {
            true => low = middle,
            false => high = middle,
        }
    }
    high
}

/// Returns the probability that Student's t lies above `t`, at least zero (Abramowitz and Stegun 26.7.1).
fn t_upper_tail(t: f64, degrees_of_freedom: f64) -> f64 {
    let share = degrees_of_freedom / (degrees_of_freedom + t * t);
    0.5 * incomplete_beta(share, degrees_of_freedom / 2.0, 0.5)
}

#[cfg(test)]
mod tests {
    use super::t_quantile;

    #[test]
    fn t_quantiles_equal_scipy() {
        // scipy.stats.t.ppf(p, df)
        let known = [
            (0.975, 1.0, 12.706_204_736_174_694),
            (0.975, 4.0, 2.776_445_105_197_799),
            (0.95, 79.0, 1.664_371_408_807_436),
            (0.995, 10.0, 3.169_272_672_616_95),
            (0.975, 3_000.0, 1.960_755_055_322_458),
        ];
        for (probability, df, value) in known {
            let ours = t_quantile(probability, df);
            assert!((ours / value - 1.0).abs() < 1e-9, "t({probability}, {df}) is {ours}");
        }
        assert!((t_quantile(0.975, 2e6) - 1.959_963_984_540_054).abs() < 1e-9);
    }
}
