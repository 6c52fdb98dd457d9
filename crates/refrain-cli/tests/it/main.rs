//! Tests of the program as its user runs it.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod commands;
mod models;
mod program;
mod simulate;
mod store;
