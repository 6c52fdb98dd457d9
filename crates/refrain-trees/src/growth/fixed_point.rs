//! Sums of gradients in fixed point.
//!
//! Whole numbers add up to the same sum in any order, so that neither threads nor the subtraction
//! of siblings change a bit of a tree, and an empty bin is exactly zero.

use std::ops::{Add, AddAssign, Sub};

/// Bases, and the leaves of boosting, are whole multiples of it.
///
/// Margins up to 16 in size are then exact even in single precision: the order of the trees does
/// not matter, and XGBoost, which adds in single precision, finds the same sum to the last bit.
pub(crate) const FIXED_POINT_UNIT: f64 = 1.0 / (1 << 20) as f64;

/// Rounds to the nearest multiple of [`FIXED_POINT_UNIT`].
pub(crate) fn to_fixed_point(value: f64) -> f64 {
    (value / FIXED_POINT_UNIT).round() * FIXED_POINT_UNIT
}

/// Fixed-point sums: of gradients, and of second derivatives ("weight").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) gradient: i64,
    pub(crate) weight: i64,
}

impl Add for Sums {
    type Output = Sums;

    fn add(self, other: Sums) -> Sums {
        Sums { gradient: self.gradient + other.gradient, weight: self.weight + other.weight }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        *self = *self + other;
    }
}

impl Sub for Sums {
    type Output = Sums;

    fn sub(self, other: Sums) -> Sums {
        Sums { gradient: self.gradient - other.gradient, weight: self.weight - other.weight }
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(all: I) -> Sums {
        all.fold(Sums::default(), Add::add)
    }
}

/// Number of fixed-point units that make 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale(f64);

impl Scale {
    /// Bits that the sum of all weights fills. Of the 63 there are, the others are for 2^32 rows
    /// rounded up to one unit, and for a bootstrap that draws a heavy row many times.
    const BITS: f64 = 56.0;

    /// The finest scale on which rows of this weight add up without overflow.
    pub(crate) fn of_total(total_weight: f64) -> Scale {
        Scale(2f64.powi((Scale::BITS - total_weight.log2().ceil()) as i32))
    }

    /// Units of a gradient and a second derivative of a row with weight.
    pub(crate) fn units(self, gradient: f64, weight: f64) -> Sums {
        // A row has at least one unit, so that a bin with a row is never mistaken for an empty one.
        let weight = ((weight * self.0) as i64).max(1);
        Sums { gradient: (gradient * self.0) as i64, weight }
    }

    /// Units of any amount, as a float.
    pub(crate) fn amount(self, amount: f64) -> f64 {
        amount * self.0
    }

    /// The amount that these units are.
    pub(crate) fn value(self, units: f64) -> f64 {
        units / self.0
    }
}
