//! Tests of refrain-models through its public face.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod base_rate;
mod conformance;
mod customers;
mod explain;
mod kinds;
mod logistic;
mod other_features;
mod persistence;
mod preprocess;
mod recency_rule;
mod sklearn;
mod survival;
mod threads;
mod view;
