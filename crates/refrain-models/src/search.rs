//! Hyper-parameters found by trial.
//!
//! A [`Search`] tries settings of a [`SearchSpace`] on any estimator that implements
//! [`Fit`](refrain_core::Fit), wherever it was made, and scores each over [`Fold`]s of a dataset.
//! It needs folds that are apart as training and use will be, in entities and in time:
//! [`time_ordered_folds`] makes some.
//!
//! The score of the winner is the best of many and therefore too good: measure the model itself on
//! rows that no fold has.
//!
//! ```
//! use refrain_core::{Dataset, Fit};
//! use refrain_models::search::{
//!     Budget, Range, Search, SearchOptions, SearchSpace, Setting, time_ordered_folds,
//! };
//! use refrain_models::{Error, FittedLogistic, Logistic, LogisticOptions};
//!
//! fn best_logistic(train: &Dataset) -> Result<FittedLogistic, Error> {
//!     let space = SearchSpace::new([("l2", Range::LogUniform { low: 0.1, high: 1e4 })])?;
//!     let build = |setting: &Setting| {
//!         Logistic::new(LogisticOptions { l2: setting.number("l2")?, ..Default::default() })
//!     };
//!     let options = SearchOptions { budget: Budget::Seconds(60.0), ..Default::default() };
//!     let search = Search::new(space, options)?.logged_to("trials.jsonl");
//!     let folds = time_ordered_folds(train, 5)?;
//!     let result = search.run(train, &folds, build, |trial| println!("{}", trial.setting))?;
//!     build(&result.best_trial().setting)?.fit(train)
//! }
//! ```

mod budget;
mod draw;
mod evaluation;
mod fold;
mod log;
mod options;
mod result;
mod runner;
mod score;
mod space;
mod time_ordered;
mod trial;
mod trial_column;

pub use budget::Budget;
pub use fold::Fold;
pub use options::{SearchOptions, Strategy, TpeOptions};
pub use result::SearchResult;
pub use runner::Search;
pub use score::Score;
pub use space::{Range, SearchSpace, Setting, Value};
pub use time_ordered::time_ordered_folds;
pub use trial::{Trial, TrialOutcome};
pub use trial_column::TrialColumn;
