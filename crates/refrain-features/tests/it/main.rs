//! Tests of features.
#![allow(clippy::unwrap_used, missing_docs)]

mod log;
mod reference;
mod set;
mod standard;
mod truncation;
