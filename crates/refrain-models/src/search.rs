//! Hyper-parameters found by trial.
//!
//! A [`Search`] tries settings of a [`SearchSpace`] on any estimator that implements
//! [`Fit`](refrain_core::Fit), wherever it was made, and scores each over [`Split`]s of a dataset.
//! They should be apart as training and use will be, in entities and in time:
//! [`RollingOrigin`](refrain_core::RollingOrigin) makes such splits.
//!
//! The score of the winner is the best of many and therefore too good: measure the model itself on
//! rows that no split has.
//!
//! ```
//! use refrain_core::{Dataset, Fit, Split};
//! use refrain_models::search::{
//!     Range, Search, SearchBudget, SearchOptions, SearchSpace, Setting,
//! };
//! use refrain_models::{Error, FittedLogistic, Logistic, LogisticOptions};
//!
//! fn best_logistic(train: &Dataset, splits: &[Split]) -> Result<FittedLogistic, Error> {
//!     let space = SearchSpace::new([("l2", Range::LogUniform { low: 0.1, high: 1e4 })])?;
//!     let build = |setting: &Setting| {
//!         Logistic::new(LogisticOptions::default().l2(setting.number("l2")?))
//!     };
//!     let options = SearchOptions::default().budget(SearchBudget::Seconds(60.0));
//!     let search = Search::new(space, options)?.logged_to("trials.jsonl");
//!     let result = search.run(train, splits, build, |trial| println!("{}", trial.setting))?;
//!     build(&result.best_trial().setting)?.fit(train)
//! }
//! ```

mod budget;
mod checked_splits;
mod draw;
mod evaluation;
mod log;
mod options;
mod result;
mod runner;
mod score;
mod space;
mod trial;
mod trial_column;

/// The rows that a trial is fitted on and scored by.
pub use refrain_core::Split;

pub use budget::SearchBudget;
pub use options::{SearchOptions, Strategy, TpeOptions};
pub use result::SearchResult;
pub use runner::Search;
pub use score::Score;
pub use space::{ParameterValue, Range, SearchSpace, Setting};
pub use trial::{Trial, TrialOutcome};
pub use trial_column::TrialColumn;
