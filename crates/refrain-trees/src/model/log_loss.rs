//! Binary log loss on the scale of log-odds.

use refrain_core::log_odds;

/// Margins beyond it are as good as certain: the loss of a wrong one stays finite.
const GREATEST: f64 = 500.0;

/// Returns the probability at these log-odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds.clamp(-GREATEST, GREATEST)).exp())
}

/// Returns the loss of one row: `ln(1 + exp(∓ margin))`, without overflow.
pub(crate) fn loss(label: f64, log_odds: f64) -> f64 {
    let wrong = if label == 1.0 { -log_odds } else { log_odds };
    wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
}

/// Returns the weighted mean loss of some rows.
pub(crate) fn mean_loss(rows: &crate::Labelled<'_>, log_odds: &[f64]) -> f64 {
    let labelled = rows.labels().iter().zip(log_odds).enumerate();
    let losses = labelled.map(|(row, (label, margin))| rows.weight(row) * loss(*label, *margin));
    losses.sum::<f64>() / rows.total_weight()
}

/// Returns the weighted mean loss of some rows by their probabilities, which may be certain.
pub(crate) fn mean_loss_of(rows: &crate::Labelled<'_>, probabilities: &[f64]) -> f64 {
    const CERTAIN: f64 = 1e-15;
    let margin = |p: &f64| log_odds(p.clamp(CERTAIN, 1.0 - CERTAIN));
    mean_loss(rows, &probabilities.iter().map(margin).collect::<Vec<_>>())
}
