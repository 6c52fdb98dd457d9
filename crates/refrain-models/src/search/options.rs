//! Options of a search.

use std::fmt;

use serde::Serialize;

use super::SearchBudget;
use crate::Error;
use crate::out_of_range::OutOfRange;

/// More values of one range, or trials side by side, only take memory.
const MOST_STEPS: usize = 10_000;
const LARGEST_BATCH: usize = 10_000;

/// Parameters of a [`Search`](super::Search).
///
/// # Examples
///
/// ```
/// use refrain_models::search::{SearchBudget, SearchOptions, Strategy};
///
/// let options = SearchOptions::default()
///     .strategy(Strategy::Grid { steps: 5 })
///     .budget(SearchBudget::Trials(25))
///     .batch(5)
///     .seed(7);
/// assert_eq!(options.strategy.to_string(), "grid");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SearchOptions {
    /// The way in which the next setting is chosen.
    pub strategy: Strategy,
    /// The budget.
    pub budget: SearchBudget,
    /// Number of trials that run side by side before the next are chosen. It belongs to the search
    /// and not to the machine: the trials are the same on any number of threads. The smaller it is,
    /// the more each choice knows; from 1 to 10,000.
    pub batch: usize,
    /// Seed of the settings.
    pub seed: u64,
}

impl SearchOptions {
    /// Sets the field `strategy`.
    pub fn strategy(self, strategy: Strategy) -> Self {
        SearchOptions { strategy, ..self }
    }

    /// Sets the field `budget`.
    pub fn budget(self, budget: SearchBudget) -> Self {
        SearchOptions { budget, ..self }
    }

    /// Sets the field `batch`.
    pub fn batch(self, batch: usize) -> Self {
        SearchOptions { batch, ..self }
    }

    /// Sets the field `seed`.
    pub fn seed(self, seed: u64) -> Self {
        SearchOptions { seed, ..self }
    }
}

/// The way in which the next setting is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// Every combination, the last parameter changing fastest: `steps` values of each range,
    /// evenly over it with both ends, and all values of a choice. It ends by itself.
    Grid {
        /// Values of each range, from 2 to 10,000.
        steps: usize,
    },
    /// Each setting by itself, evenly over the space.
    Random,
    /// Near what was good so far and away from what was not: a tree-structured Parzen estimator.
    Tpe(TpeOptions),
}

/// Parameters of [`Strategy::Tpe`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TpeOptions {
    /// Number of trials drawn at random before the estimates begin.
    pub startup_trials: usize,
    /// Of how many values drawn near the good trials the best is taken.
    pub candidates: usize,
    /// Share of the trials that counts as good, rounded up and never more than 25 of them.
    pub good_share: f64,
}

impl Default for TpeOptions {
    /// 10 trials at random, 24 candidates, a tenth of the trials is good: what Optuna does.
    fn default() -> TpeOptions {
        TpeOptions { startup_trials: 10, candidates: 24, good_share: 0.1 }
    }
}

impl Default for SearchOptions {
    /// 50 trials of the Parzen estimator in batches of four, seed 0.
    fn default() -> SearchOptions {
        let strategy = Strategy::Tpe(TpeOptions::default());
        SearchOptions { strategy, budget: SearchBudget::Trials(50), batch: 4, seed: 0 }
    }
}

impl SearchOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |name, expected, found| Err(OutOfRange { name, expected, found }.into());
        match self.strategy {
            Strategy::Grid { steps } if !(2..=MOST_STEPS).contains(&steps) => {
                return wrong("steps", "from 2 to 10,000", steps as f64);
            }
            Strategy::Tpe(TpeOptions { candidates: 0, .. }) => {
                return wrong("candidates", "at least 1", 0.0);
            }
            Strategy::Tpe(TpeOptions { good_share, .. })
                if !(good_share > 0.0 && good_share < 1.0) =>
            {
                return wrong("good_share", "between 0 and 1", good_share);
            }
            _ => {}
        }
        if !(1..=LARGEST_BATCH).contains(&self.batch) {
            return wrong("batch", "from 1 to 10,000", self.batch as f64);
        }
        self.budget.check()
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Strategy::Grid { .. } => f.pad("grid"),
            Strategy::Random => f.pad("random"),
            Strategy::Tpe(_) => f.pad("tpe"),
        }
    }
}
