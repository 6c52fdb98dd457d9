//! Tests of refrain-events.
#![allow(clippy::unwrap_used, missing_docs)]

mod arrow_ipc;
mod bad_input;
mod batches;
mod cleaning;
mod derived;
mod example_schemas;
mod ids;
mod inputs;
mod json_shapes;
mod nested;
mod parquet_files;
mod properties;
mod propose;
mod repair;
mod repeats;
mod report;
mod scanner;
mod schema;
mod schema_settings;
mod shared_data;
mod store;
mod support;
mod switches;
mod tables;
mod values;
