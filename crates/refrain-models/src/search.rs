//! Hyper-parameters found by trial: what to try, how to score it, and a log that survives.

mod axis;
mod budget;
mod data_mark;
mod draw;
mod evaluation;
mod fold;
mod grid;
mod log_file;
mod log_header;
mod options;
mod parzen;
mod random;
mod range;
mod result;
mod runner;
mod score;
mod setting;
mod space;
mod time_ordered;
mod tpe;
mod trial;
mod trial_column;
mod value;

pub use budget::Budget;
pub use fold::Fold;
pub use options::{SearchOptions, Strategy, TpeOptions};
pub use range::Range;
pub use result::SearchResult;
pub use runner::Search;
pub use score::Score;
pub use setting::Setting;
pub use space::SearchSpace;
pub use time_ordered::time_ordered_folds;
pub use trial::{Trial, TrialOutcome};
pub use trial_column::TrialColumn;
pub use value::Value;
