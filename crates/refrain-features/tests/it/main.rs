//! Tests of features.
#![allow(clippy::unwrap_used, missing_docs)]

mod catalogue;
mod check;
mod log;
mod published;
mod reference;
mod session_shares;
mod set;
mod standard;
mod user_totals;
