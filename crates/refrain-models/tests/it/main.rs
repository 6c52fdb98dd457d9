//! Tests of refrain-models through its public face.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod base_rate;
mod calibration;
mod conformance;
mod customers;
mod explain;
mod kinds;
mod linear_svm;
#[cfg(feature = "linfa")]
mod linfa_traits;
mod logistic;
mod naive_bayes;
mod other_features;
mod partial_dependence;
mod persistence;
mod preprocess;
mod recency_rule;
mod search;
mod search_log;
mod sklearn;
mod survival;
mod threads;
mod view;
