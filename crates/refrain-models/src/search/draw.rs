//! The setting of each trial.

mod grid;
mod parzen;
mod random;
mod tpe;

use super::space::Axis;
use super::{ParameterValue, Range, SearchOptions, SearchSpace, Setting, Strategy, Trial};
use grid::Grid;
use random::Stream;

/// Draws settings: a pure function of the space, the options, the trials of earlier batches and
/// the trial's number, whoever asks and in whatever order.
#[derive(Debug)]
pub(super) struct Draw<'a> {
    space: &'a SearchSpace,
    options: &'a SearchOptions,
    grid: Option<Grid>,
}

impl<'a> Draw<'a> {
    pub(super) fn new(space: &'a SearchSpace, options: &'a SearchOptions) -> Draw<'a> {
        let grid = match options.strategy {
            Strategy::Grid { steps } => Some(Grid::new(space, steps)),
            Strategy::Random | Strategy::Tpe(_) => None,
        };
        Draw { space, options, grid }
    }

    /// Returns how many settings there are at most.
    pub(super) fn n_settings(&self) -> usize {
        self.grid.as_ref().map_or(usize::MAX, Grid::n_settings)
    }

    /// Returns the setting of a trial, given all trials before it or those of earlier batches.
    pub(super) fn setting(&self, before: &[Trial], number: usize) -> Setting {
        let mut random = Stream::of_trial(self.options.seed, number);
        // Trials of one batch run at the same time and know nothing of each other.
        let earlier = &before[..number - number % self.options.batch];
        match (&self.grid, self.options.strategy) {
            (Some(grid), _) => grid.setting(self.space, number),
            (None, Strategy::Tpe(options)) if earlier.len() >= options.startup_trials => {
                tpe::setting(self.space, &options, earlier, &mut random)
            }
            (None, _) => anywhere(self.space, &mut random),
        }
    }
}

/// A setting drawn evenly over the space.
fn anywhere(space: &SearchSpace, random: &mut Stream) -> Setting {
    let values: Vec<ParameterValue> = space.ranges().map(|range| value(range, random)).collect();
    space.setting(values)
}

fn value(range: &Range, random: &mut Stream) -> ParameterValue {
    match (range, Axis::of(range)) {
        (Range::Choice(values), _) => values[random.below(values.len())].clone(),
        (_, axis) => {
            let axis = axis.expect("only a choice has no axis");
            axis.value(axis.low + axis.width() * random.share())
        }
    }
}
