//! Integration tests of `refrain-audit`.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod log;
mod mean_difference;
mod one_interval;
mod planted;
mod procedure;
mod report;
mod scored_tables;
#[cfg(feature = "serde")]
mod serialized;
