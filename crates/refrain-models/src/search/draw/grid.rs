//! Every combination of a few values of each parameter.

use crate::search::space::Axis;
use crate::search::{ParameterValue, Range, SearchSpace, Setting};

/// The values of each parameter; settings are counted as a mileometer does.
#[derive(Debug)]
pub(super) struct Grid {
    values: Vec<Vec<ParameterValue>>,
}

impl Grid {
    pub(super) fn new(space: &SearchSpace, n_steps: usize) -> Grid {
        Grid { values: space.ranges().map(|range| values(range, n_steps)).collect() }
    }

    /// Returns the number of settings, the greatest `usize` where there are more.
    pub(super) fn n_settings(&self) -> usize {
        self.values.iter().map(Vec::len).fold(1, usize::saturating_mul)
    }

    /// Returns a setting by its number, the last parameter changing fastest.
    pub(super) fn setting(&self, space: &SearchSpace, number: usize) -> Setting {
        let mut rest = number;
        let mut chosen: Vec<ParameterValue> = Vec::with_capacity(self.values.len());
        for values in self.values.iter().rev() {
            chosen.push(values[rest % values.len()].clone());
            rest /= values.len();
        }
        space.setting(chosen.into_iter().rev())
    }
}

fn values(range: &Range, n_steps: usize) -> Vec<ParameterValue> {
    match (range, Axis::of(range)) {
        (Range::Choice(values), _) => values.clone(),
        (_, axis) => axis.expect("only a choice has no axis").steps(n_steps),
    }
}
