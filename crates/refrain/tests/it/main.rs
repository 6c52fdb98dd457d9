//! Tests of the facade and of the workspace as a whole.
#![allow(clippy::unwrap_used, missing_docs)]

mod architecture_page;
mod backtest;
mod contact;
mod dependency_rule;
mod feature_docs;
mod parquet_columns;
mod pipeline;
mod protocols;
mod readme;
mod real_users;
mod reference;
mod refused;
mod rules_and_times;
mod shared_data;
mod simulated_logs;
mod standard_in_sql;
mod table;
mod treatment;
