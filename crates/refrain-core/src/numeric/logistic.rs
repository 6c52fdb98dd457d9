//! The logistic function and its inverse.

/// Returns the probability with these log odds, `1 / (1 + exp(-log_odds))`.
///
/// # Examples
///
/// ```
/// use refrain_core::{log_odds, logistic};
///
/// assert_eq!(logistic(0.0), 0.5);
/// assert!((log_odds(logistic(2.0)) - 2.0).abs() < 1e-12);
/// ```
pub fn logistic(log_odds: f64) -> f64 {
    // Either branch raises e to a negative power only, which cannot overflow.
    if log_odds >= 0.0 {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        let odds = log_odds.exp();
        odds / (1.0 + odds)
    }
}

/// Returns the log odds of a probability, `ln(p / (1 - p))`; infinite at 0 and 1.
///
/// # Examples
///
/// ```
/// use refrain_core::log_odds;
///
/// assert_eq!(log_odds(0.5), 0.0);
/// assert!((log_odds(0.75) - 3.0_f64.ln()).abs() < 1e-12);
/// ```
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::{log_odds, logistic};

    #[test]
    fn log_odds_are_the_inverse_of_the_logistic_function() {
        for probability in [0.001, 0.25, 0.5, 0.75, 0.999] {
            assert!((logistic(log_odds(probability)) - probability).abs() < 1e-15);
        }
    }

    #[test]
    fn extreme_log_odds_give_probabilities_and_not_nan() {
        assert_eq!((logistic(-1e300), logistic(1e300)), (0.0, 1.0));
        assert_eq!((log_odds(0.0), log_odds(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }
}
