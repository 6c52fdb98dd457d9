//! Gain of a split.

use crate::Monotone;
use crate::growth::fixed_point::{Scale, Sums};

/// Relative to the node's own score: less than this is rounding.
const NOISE: f64 = 1e-10;

/// Values that a node may take, so that trees stay monotone below a split that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Bounds {
    pub(crate) const NONE: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY };
}

/// Criterion by which splits are compared, in units of the fixed-point scale.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Criterion {
    pub(crate) l2: f64,
    pub(crate) category_l2: f64,
    pub(crate) least_weight: i64,
    least_gain: f64,
    is_constrained: bool,
}

impl Criterion {
    pub(crate) fn new(options: &crate::TreeOptions, scale: Scale) -> Criterion {
        Criterion {
            l2: scale.amount(options.l2),
            category_l2: scale.amount(options.category_l2),
            least_weight: (scale.amount(options.min_child_weight).ceil() as i64).max(1),
            least_gain: scale.amount(options.min_gain),
            is_constrained: options.monotone.iter().any(|monotone| *monotone != Monotone::Free),
        }
    }

    /// Returns a node's own value: the step that takes most off the loss, within its bounds.
    pub(crate) fn value(&self, sums: Sums, bounds: Bounds) -> f64 {
        let free = sums.gradient as f64 / (sums.weight as f64 + self.l2);
        free.clamp(bounds.low, bounds.high)
    }

    /// Returns what a node must score in two parts for a split to be worth it.
    pub(crate) fn bar(&self, sums: Sums, bounds: Bounds) -> f64 {
        let whole = self.score(sums, self.l2, bounds);
        whole + f64::max(self.least_gain, NOISE * whole.abs())
    }

    /// Returns the score of a node that is not split.
    pub(crate) fn whole(&self, sums: Sums, bounds: Bounds) -> f64 {
        self.score(sums, self.l2, bounds)
    }

    fn score(&self, sums: Sums, l2: f64, bounds: Bounds) -> f64 {
        if self.is_constrained { bounded_score(sums, l2, bounds) } else { free_score(sums, l2) }
    }

    /// Picks how pairs of children are scored at a node, for one column.
    pub(crate) fn pairs(&self, monotone: Monotone, l2: f64, bounds: Bounds) -> Pairs {
        if self.is_constrained {
            Pairs::Bounded { monotone, l2, bounds }
        } else {
            Pairs::Free { l2 }
        }
    }

    /// Bounds of the two children of a split.
    pub(crate) fn child_bounds(
        &self,
        monotone: Monotone,
        (left, right): (Sums, Sums),
        bounds: Bounds,
    ) -> (Bounds, Bounds) {
        let middle = f64::midpoint(self.value(left, bounds), self.value(right, bounds));
        let (below, above) = (Bounds { high: middle, ..bounds }, Bounds { low: middle, ..bounds });
        match monotone {
            Monotone::Free => (bounds, bounds),
            Monotone::Rising => (below, above),
            Monotone::Falling => (above, below),
        }
    }
}

/// The score of a split's two children.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pairs {
    /// Nothing is constrained.
    Free { l2: f64 },
    /// Some column is.
    Bounded { monotone: Monotone, l2: f64, bounds: Bounds },
}

impl Pairs {
    /// Scores two children; one that breaks a constraint scores least.
    #[inline(always)]
    pub(crate) fn score(&self, left: Sums, right: Sums) -> f64 {
        match *self {
            Pairs::Free { l2 } => free_score(left, l2) + free_score(right, l2),
            Pairs::Bounded { monotone, l2, bounds } => {
                let (low, high) = match monotone {
                    Monotone::Falling => (right, left),
                    Monotone::Free | Monotone::Rising => (left, right),
                };
                let value = |sums: Sums| bounded_value(sums, l2, bounds);
                if monotone != Monotone::Free && value(low) > value(high) {
                    return f64::NEG_INFINITY;
                }
                bounded_score(left, l2, bounds) + bounded_score(right, l2, bounds)
            }
        }
    }
}

/// `G² / (H + l2)`: equation 7 of Chen and Guestrin (2016), without its factor of one half.
#[inline(always)]
fn free_score(sums: Sums, l2: f64) -> f64 {
    let gradient = sums.gradient as f64;
    gradient * gradient / (sums.weight as f64 + l2)
}

fn bounded_value(sums: Sums, l2: f64, bounds: Bounds) -> f64 {
    (sums.gradient as f64 / (sums.weight as f64 + l2)).clamp(bounds.low, bounds.high)
}

/// The same where the best value is out of bounds: `2 G v - (H + l2) v²`.
fn bounded_score(sums: Sums, l2: f64, bounds: Bounds) -> f64 {
    let value = bounded_value(sums, l2, bounds);
    2.0 * sums.gradient as f64 * value - (sums.weight as f64 + l2) * value * value
}
