//! Logistic regression on one column by Newton's method.

use super::{LogOdds, Recalibration};

/// Far more than any data needs: ten is much.
const MAX_STEPS: usize = 200;

/// Some part of a step makes progress, since the likelihood is concave; a smaller one than this is
/// lost to rounding.
const MAX_HALVINGS: usize = 40;

/// A step this small, relative to where it leads, is the last: the next would have its square.
const LAST_STEP: f64 = 1e-9;

/// Finds the line of greatest likelihood; none if steps do not get there.
///
/// Expects classes that overlap, so that there is one. Of many rows, it is sought from the line of
/// groups of them, which leaves a step or two to do; groups may be separated and have none.
pub(super) fn maximize(log_odds: &LogOdds) -> Option<Recalibration> {
    // At slope 0 the curvature is greatest.
    let flat = Line { level: log_odds.overall(), slope: 0.0 };
    // The optimum of the groups is so near that one or two steps over all rows are left.
    let near = log_odds.grouped().and_then(|groups| climb(&groups, flat));
    let line = near.and_then(|near| climb(log_odds, near)).or_else(|| climb(log_odds, flat))?;
    // Fitted around the mean, where level and slope hardly disturb each other.
    let intercept = line.level - line.slope * log_odds.mean;
    Some(Recalibration { intercept, slope: line.slope })
}

fn climb(log_odds: &LogOdds, start: Line) -> Option<Line> {
    let mut line = start;
    let mut here = Derivatives::new(log_odds, line);
    for _ in 0..MAX_STEPS {
        let mut step = here.newton_step()?;
        if step.size() <= LAST_STEP * (1.0 + line.size()) {
            return Some(line.moved(step));
        }
        let mut there = Derivatives::new(log_odds, line.moved(step));
        for _ in 0..MAX_HALVINGS {
            if there.is_progress(&here) {
                break;
            }
            step = Line { level: step.level / 2.0, slope: step.slope / 2.0 };
            there = Derivatives::new(log_odds, line.moved(step));
        }
        (line, here) = (line.moved(step), there);
    }
    None
}

/// Log-odds at the mean of the column, and their slope.
#[derive(Clone, Copy)]
struct Line {
    level: f64,
    slope: f64,
}

impl Line {
    fn moved(self, step: Line) -> Line {
        Line { level: self.level + step.level, slope: self.slope + step.slope }
    }

    fn size(self) -> f64 {
        self.level.abs().max(self.slope.abs())
    }
}

/// The log-likelihood of a line, its gradient and its negative second derivatives.
#[derive(Default)]
struct Derivatives {
    likelihood: f64,
    by_level: f64,
    by_slope: f64,
    level_level: f64,
    level_slope: f64,
    slope_slope: f64,
}

impl Derivatives {
    fn new(log_odds: &LogOdds, line: Line) -> Derivatives {
        let mut sums = Derivatives::default();
        for row in &log_odds.rows {
            let odds = line.level + line.slope * row.centred;
            // exp(-|odds|) cannot overflow.
            let small = (-odds.abs()).exp();
            let (likely, unlikely) = (1.0 / (1.0 + small), small / (1.0 + small));
            let (churn, stay) = if odds >= 0.0 { (likely, unlikely) } else { (unlikely, likely) };
            // As weights of either class times the other probability: 1 - p would lose its digits.
            let surplus = row.churned * stay - row.retained * churn;
            let total = row.churned + row.retained;
            let information = total * likely * unlikely;
            let against = if odds >= 0.0 { row.retained } else { row.churned };
            sums.likelihood -= total * small.ln_1p() + against * odds.abs();
            sums.by_level += surplus;
            sums.by_slope += surplus * row.centred;
            sums.level_level += information;
            sums.level_slope += information * row.centred;
            sums.slope_slope += information * row.centred * row.centred;
        }
        sums
    }

    /// Returns `true` if the likelihood is no less than before, up to rounding, and still curved
    /// enough to go on from: where nearly all rows are certain it is flat.
    fn is_progress(&self, before: &Derivatives) -> bool {
        let no_less = before.likelihood - 1e-13 * before.likelihood.abs();
        self.likelihood >= no_less && self.newton_step().is_some()
    }

    fn newton_step(&self) -> Option<Line> {
        let product = self.level_level * self.slope_slope;
        let determinant = product - self.level_slope * self.level_slope;
        let level = self.slope_slope * self.by_level - self.level_slope * self.by_slope;
        let slope = self.level_level * self.by_slope - self.level_slope * self.by_level;
        let step = Line { level: level / determinant, slope: slope / determinant };
        // Rounding makes a determinant of what is left beside the product meaningless.
        (determinant > 1e-14 * product && step.size().is_finite()).then_some(step)
    }
}
