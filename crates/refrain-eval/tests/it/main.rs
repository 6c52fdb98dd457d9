//! Integration tests of `refrain-eval`.
#![allow(clippy::unwrap_used, missing_docs)]

mod bootstrap;
mod bootstrap_bad_input;
mod custom_metric;
mod folds;
mod metrics_bad_input;
mod metrics_properties;
mod random_rows;
mod scikit_learn;
mod splits;
mod splits_bad_input;
mod splits_properties;
mod standard_metrics;
mod top_rows;
