//! One setting and how it fared.

use super::Setting;

/// One setting and how it fared.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trial {
    /// Its number, counted from 0.
    pub number: usize,
    /// The setting tried.
    pub setting: Setting,
    /// The outcome.
    pub outcome: TrialOutcome,
    /// Duration. The only thing about a trial that another run changes.
    pub seconds: f64,
}

/// The outcome of a trial.
#[derive(Debug, Clone, PartialEq)]
pub enum TrialOutcome {
    /// It was fitted and scored.
    Scored {
        /// The score over the test rows of all splits; smaller is better.
        score: f64,
        /// The score of each split by itself, `None` where it is not defined; empty where there
        /// are no splits.
        split_scores: Vec<Option<f64>>,
    },
    /// It was not; a failed trial is worse than any other.
    Failed {
        /// The error with its causes.
        error: String,
    },
}

impl Trial {
    /// Returns the score, `None` if the trial failed.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_models::search::{Range, Search, SearchOptions, SearchSpace};
    /// # use refrain_models::search::{Setting, Strategy};
    /// # let space = SearchSpace::new([("x", Range::Uniform { low: 0.0, high: 4.0 })])?;
    /// # let options = SearchOptions::default().strategy(Strategy::Grid { steps: 5 });
    /// # let search = Search::new(space, options)?;
    /// // Not a number at 0.
    /// let objective = |setting: &Setting| Ok(setting.number("x")?.ln() / setting.number("x")?);
    /// let result = search.minimise(objective, |_| {})?;
    /// assert_eq!(result.trials[0].score(), None);
    /// assert!(result.trials[0].error().is_some() && result.trials[1].error().is_none());
    /// assert_eq!(result.trials[1].score(), Some(0.0));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn score(&self) -> Option<f64> {
        match &self.outcome {
            TrialOutcome::Scored { score, .. } => Some(*score),
            TrialOutcome::Failed { .. } => None,
        }
    }

    /// Returns the score of each split; empty if the trial failed.
    pub fn split_scores(&self) -> &[Option<f64>] {
        match &self.outcome {
            TrialOutcome::Scored { split_scores, .. } => split_scores,
            TrialOutcome::Failed { .. } => &[],
        }
    }

    /// Returns why the trial failed, `None` if it did not.
    pub fn error(&self) -> Option<&str> {
        match &self.outcome {
            TrialOutcome::Scored { .. } => None,
            TrialOutcome::Failed { error } => Some(error),
        }
    }
}
