//! The shift of log-odds at which the mean probability is the share churned.

use super::log_odds::{LogOdds, Row};

/// Halving a bracket alone would take 60 steps or so.
const MAX_STEPS: usize = 200;

/// A step this small, relative to where it leads, is the last: the next would have its square.
const LAST_STEP: f64 = 1e-9;

/// Finds the shift; of many rows, from that of groups of them.
pub(super) fn balance(log_odds: &LogOdds) -> f64 {
    let near = log_odds.grouped().map(|groups| solve(&groups, groups.overall()));
    solve(log_odds, near.unwrap_or(log_odds.overall())) - log_odds.mean
}

/// Finds the shift of centred log-odds by Newton's method, within a bracket that halves whenever a
/// step leaves it.
fn solve(log_odds: &LogOdds, start: f64) -> f64 {
    // If all log-odds were the highest of them, the shift would be the lower end; and so on.
    let end = |row: Option<&Row>| log_odds.overall() - row.map_or(0.0, |row| row.centred);
    let (mut low, mut high) = (end(log_odds.rows.first()), end(log_odds.rows.last()));
    // Rounding, or groups, may put the start a little outside.
    let mut shift = start.clamp(low, high);
    for _ in 0..MAX_STEPS {
        let (surplus, information) = derivatives(log_odds, shift);
        let bound = if surplus >= 0.0 { &mut low } else { &mut high };
        *bound = shift;
        // Infinite where the information rounds to 0; it then lies outside the bracket.
        let newton = shift + surplus / information;
        let inside = newton >= low && newton <= high;
        let next = if inside { newton } else { low + (high - low) / 2.0 };
        let step = (next - shift).abs();
        shift = next;
        if inside && step <= LAST_STEP * (1.0 + shift.abs()) || step == 0.0 {
            break;
        }
    }
    shift
}

/// Weight churned beyond what the shifted probabilities expect, and their slope.
fn derivatives(log_odds: &LogOdds, shift: f64) -> (f64, f64) {
    let (mut surplus, mut information) = (0.0, 0.0);
    for row in &log_odds.rows {
        let odds = shift + row.centred;
        let small = (-odds.abs()).exp();
        let (likely, unlikely) = (1.0 / (1.0 + small), small / (1.0 + small));
        let (churn, stay) = if odds >= 0.0 { (likely, unlikely) } else { (unlikely, likely) };
        surplus += row.churned * stay - row.retained * churn;
        information += (row.churned + row.retained) * likely * unlikely;
    }
    (surplus, information)
}
