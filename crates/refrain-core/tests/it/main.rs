//! Tests of the vocabulary.
#![allow(clippy::unwrap_used, missing_docs)]

mod calendar;
mod dataset;
mod estimator;
mod folds;
mod history;
mod layout;
mod log_options;
mod time;
mod wall;
