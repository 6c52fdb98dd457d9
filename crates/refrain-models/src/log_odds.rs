//! Between probabilities and log-odds.

/// Returns the probability with these log-odds, in `[0, 1]`.
pub(crate) fn probability(log_odds: f64) -> f64 {
    // Either branch raises e to a negative power only, which cannot overflow.
    if log_odds >= 0.0 {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        let odds = log_odds.exp();
        odds / (1.0 + odds)
    }
}

/// Returns the log-odds of a probability.
pub(crate) fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}
