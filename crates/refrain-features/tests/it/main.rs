//! Tests of features.
#![allow(clippy::unwrap_used, missing_docs)]

mod calendar;
mod catalogue;
mod check;
mod kept;
mod log;
mod order;
mod published;
mod reference;
mod session_shares;
mod set;
mod standard;
mod user_totals;
