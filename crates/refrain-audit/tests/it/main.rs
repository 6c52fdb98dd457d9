//! Integration tests of `refrain-audit`.
#![allow(clippy::unwrap_used, missing_docs)]

mod auc;
mod bad_input;
mod log;
mod mean_difference;
mod planted;
mod procedure;
#[path = "../../../refrain-eval/tests/it/random_rows.rs"]
#[allow(dead_code)]
mod random_rows;
