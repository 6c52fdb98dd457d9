//! Tests of features.
#![allow(clippy::unwrap_used, missing_docs)]

mod log;
mod published;
mod reference;
mod session_shares;
mod set;
mod standard;
mod truncation;
mod user_totals;
