//! Integration tests of `refrain-eval`.
#![allow(clippy::unwrap_used, missing_docs)]

mod auc_interval;
mod bootstrap;
mod bootstrap_bad_input;
mod calibration;
mod comparison;
mod contact_list;
mod curves;
mod custom_metric;
mod delong_reference;
mod experiment;
mod metrics_bad_input;
mod metrics_properties;
mod profit;
mod profit_reference;
mod protocol;
mod protocol_properties;
mod random_rows;
mod refusals;
mod scikit_learn;
mod scikit_learn_weighted;
#[cfg(feature = "serde")]
mod serialized;
mod splits;
mod splits_bad_input;
mod splits_properties;
mod standard_metrics;
mod test_size;
mod thresholds;
mod top_rows;
mod uplift;
mod weights;
