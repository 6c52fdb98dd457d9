//! Results of a search.

use super::trial_column::trial_columns;
use super::{Trial, TrialColumn};
use crate::Error;
use refrain_core::{ErrorKind, Problem};
use std::error::Error as StdError;

/// All trials of a search, and which of them is best.
///
/// The model itself is the winner's setting fitted on all rows:
/// `build(&result.best_trial().setting)?.fit(&dataset)?`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SearchResult {
    /// All trials by their number.
    pub trials: Vec<Trial>,
    /// Number of the trial with the smallest score, the first of equals.
    pub best: usize,
}

impl SearchResult {
    /// Finds the best of the trials.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Data` if every trial failed.
    pub(super) fn of(trials: Vec<Trial>) -> Result<SearchResult, Error> {
        let scored = trials.iter().filter_map(|trial| Some((trial.number, trial.score()?)));
        // `min_by` gives the first of equals.
        match scored.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((best, _)) => Ok(SearchResult { trials, best }),
            None => {
                let first = trials.first().and_then(Trial::error).unwrap_or_default().to_owned();
                Err(EveryTrialFailed { n_trials: trials.len(), source: first.into() }.into())
            }
        }
    }

    /// Returns the trial with the smallest score.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_models::search::{Range, Search, SearchOptions, SearchSpace};
    /// # use refrain_models::search::{Setting, Strategy};
    /// # let space = SearchSpace::new([("x", Range::Uniform { low: 0.0, high: 4.0 })])?;
    /// # let options = SearchOptions::default().strategy(Strategy::Grid { steps: 5 });
    /// # let search = Search::new(space, options)?;
    /// // Over 0, 1, 2, 3 and 4.
    /// let parabola = |setting: &Setting| Ok((setting.number("x")? - 3.0).powi(2));
    /// let result = search.minimise(parabola, |_| {})?;
    /// assert_eq!(result.best_trial().score(), Some(0.0));
    /// assert_eq!(result.best_trial().setting.number("x")?, 3.0);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn best_trial(&self) -> &Trial {
        &self.trials[self.best]
    }

    /// Returns the trials as a table, column by column: `trial`, `score`, `seconds`, each
    /// parameter under `setting_` and its name, `split_1` and so on, and `error`.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::search::TrialColumn;
    /// # use refrain_models::search::{Range, Search, SearchOptions, SearchSpace};
    /// # use refrain_models::search::{Setting, Strategy};
    /// # let space = SearchSpace::new([("x", Range::Uniform { low: 0.0, high: 4.0 })])?;
    /// # let options = SearchOptions::default().strategy(Strategy::Grid { steps: 5 });
    /// # let search = Search::new(space, options)?;
    ///
    /// let result = search.minimise(|setting: &Setting| Ok(setting.number("x")?), |_| {})?;
    /// let (name, settings) = &result.table()[3];
    /// assert_eq!(name, "setting_x");
    /// assert_eq!(*settings, TrialColumn::Numbers(vec![0.0, 1.0, 2.0, 3.0, 4.0]));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn table(&self) -> Vec<(String, TrialColumn)> {
        trial_columns(&self.trials)
    }
}

/// A search whose every trial failed, and why the first did.
#[derive(Debug, thiserror::Error)]
#[error("none of {n_trials} trials succeeded")]
struct EveryTrialFailed {
    n_trials: usize,
    source: Box<dyn StdError + Send + Sync>,
}

impl Problem for EveryTrialFailed {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
