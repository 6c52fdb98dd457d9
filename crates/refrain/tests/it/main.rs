//! Tests of the facade and of the workspace as a whole.
#![allow(clippy::unwrap_used, missing_docs)]

#[cfg(feature = "sim")]
mod backtest;
#[cfg(feature = "sim")]
mod contact;
mod log_findings;
mod parquet_columns;
#[cfg(feature = "sim")]
mod pipeline;
#[cfg(feature = "sim")]
mod protocols;
mod ranking;
mod real_users;
mod reference;
mod refused;
#[cfg(feature = "sim")]
mod rules_and_times;
mod shared_data;
mod shop_in_sql;
#[cfg(feature = "sim")]
mod simulated_logs;
mod standard_in_sql;
#[cfg(feature = "sim")]
mod strangers;
mod table;
mod treatment;
