//! Tests of refrain-events.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod cleaning;
mod example_schemas;
mod inputs;
mod parquet_files;
mod properties;
mod propose;
mod repair;
mod repeats;
mod report;
mod schema;
mod shared_data;
mod support;
mod values;
