//! The line on which the numbers of a range are drawn and compared.

use super::{ParameterValue, Range};

/// Cells narrower than this share of the line are points: their mass would round to nothing.
const NARROWEST_CELL: f64 = 1e-6;

/// A stretch of the real line whose places stand for the numbers of a range: logarithms where the
/// range is logarithmic, and half a step more at either end where it holds whole numbers, so that
/// the ends are as likely as the others.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) struct Axis {
    pub(in crate::search) low: f64,
    pub(in crate::search) high: f64,
    scale: Scale,
    numbers: Numbers,
}

#[derive(Debug, Clone, Copy)]
enum Scale {
    Linear,
    Logarithmic,
}

/// The numbers of a range, by its ends.
#[derive(Debug, Clone, Copy)]
enum Numbers {
    Any { low: f64, high: f64 },
    Whole { low: i64, high: i64 },
}

impl Axis {
    /// Returns the line of a range, `None` for a choice.
    pub(in crate::search) fn of(range: &Range) -> Option<Axis> {
        let any = |low: &f64, high: &f64| Numbers::Any { low: *low, high: *high };
        let whole = |low: &i64, high: &i64| Numbers::Whole { low: *low, high: *high };
        let (scale, numbers) = match range {
            Range::Uniform { low, high } => (Scale::Linear, any(low, high)),
            Range::LogUniform { low, high } => (Scale::Logarithmic, any(low, high)),
            Range::Integer { low, high } => (Scale::Linear, whole(low, high)),
            Range::LogInteger { low, high } => (Scale::Logarithmic, whole(low, high)),
            Range::Choice(_) => return None,
        };
        let (low, high) = numbers.ends();
        Some(Axis { low: scale.place(low), high: scale.place(high), scale, numbers })
    }

    pub(in crate::search) fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Returns the number that a place stands for, always one of the range.
    pub(in crate::search) fn value(&self, place: f64) -> ParameterValue {
        let number = self.scale.number(place);
        match self.numbers {
            Numbers::Any { low, high } => ParameterValue::Number(number.clamp(low, high)),
            Numbers::Whole { low, high } => {
                ParameterValue::Integer((number.round() as i64).clamp(low, high))
            }
        }
    }

    /// Returns the place of a number.
    pub(in crate::search) fn place(&self, number: f64) -> f64 {
        self.scale.place(number)
    }

    /// Returns the stretch whose places stand for the same whole number as this one, `None` where
    /// each place stands for itself.
    pub(in crate::search) fn cell(&self, place: f64) -> Option<(f64, f64)> {
        let Numbers::Whole { .. } = self.numbers else { return None };
        let whole = self.scale.number(place).round();
        let (from, to) = (self.scale.place(whole - 0.5), self.scale.place(whole + 0.5));
        (to - from > NARROWEST_CELL * self.width()).then_some((from, to))
    }

    /// Returns about so many values, evenly over the line and both ends among them; fewer where
    /// there are not as many whole numbers.
    pub(in crate::search) fn steps(&self, n_steps: usize) -> Vec<ParameterValue> {
        let last = n_steps.saturating_sub(1).max(1);
        let (low, high) = self.numbers.inner_ends();
        let (from, to) = (self.scale.place(low), self.scale.place(high));
        let between = (1..last).map(|step| {
            let way = step as f64 / last as f64;
            self.readable(from * (1.0 - way) + to * way)
        });
        let mut values: Vec<ParameterValue> =
            [self.value_of(low)].into_iter().chain(between).collect();
        values.push(self.value_of(high));
        values.dedup();
        values
    }

    /// The value of a place to twelve digits: a logarithm and back makes 0.1 into
    /// 0.09999999999999998.
    fn readable(&self, place: f64) -> ParameterValue {
        match (self.value(place), self.numbers) {
            (ParameterValue::Number(number), Numbers::Any { low, high }) => {
                let short: f64 = format!("{number:.11e}").parse().unwrap_or(number);
                ParameterValue::Number(short.clamp(low, high))
            }
            (value, _) => value,
        }
    }

    fn value_of(&self, number: f64) -> ParameterValue {
        match self.numbers {
            Numbers::Any { .. } => ParameterValue::Number(number),
            Numbers::Whole { .. } => ParameterValue::Integer(number as i64),
        }
    }
}

impl Numbers {
    fn inner_ends(self) -> (f64, f64) {
        match self {
            Numbers::Any { low, high } => (low, high),
            Numbers::Whole { low, high } => (low as f64, high as f64),
        }
    }

    fn ends(self) -> (f64, f64) {
        match self {
            Numbers::Any { low, high } => (low, high),
            Numbers::Whole { low, high } => (low as f64 - 0.5, high as f64 + 0.5),
        }
    }
}

/// By `libm`, whose results are the same on every platform.
impl Scale {
    fn place(self, number: f64) -> f64 {
        match self {
            Scale::Linear => number,
            Scale::Logarithmic => libm::log(number),
        }
    }

    fn number(self, place: f64) -> f64 {
        match self {
            Scale::Linear => place,
            Scale::Logarithmic => libm::exp(place),
        }
    }
}
