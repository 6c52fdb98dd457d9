//! From the hazard that gathers over a window to probability and log-odds.

/// Returns the probability of leaving while a hazard gathers: `1 - exp(-hazard)`.
pub(crate) fn probability(hazard: f64) -> f64 {
    -(-hazard).exp_m1()
}

/// Returns the log-odds of leaving while a hazard gathers: `ln(exp(hazard) - 1)`.
pub(crate) fn log_odds(hazard: f64) -> f64 {
    // A double cannot hold e^710, and from 40 on the one makes no difference.
    if hazard > 40.0 { hazard } else { hazard.exp_m1().ln() }
}

/// Returns how much the log-odds rise from a baseline hazard for each unit of the logarithm of the
/// hazard, so that contributions to the logarithm become contributions to the log-odds with the
/// exact sum. The number is near 1 where probabilities are small.
pub(crate) fn stretch(hazard: f64, baseline: f64) -> f64 {
    let logarithm = (hazard / baseline).ln();
    // The quotient of two numbers that are rounding alone says nothing.
    if logarithm.abs() < 1e-8 {
        return 1.0;
    }
    (log_odds(hazard) - log_odds(baseline)) / logarithm
}
