//! Tests of the program as its user runs it.
#![allow(clippy::unwrap_used, missing_docs)]

mod audit;
mod bad_input;
mod campaigns;
mod changed_log;
mod commands;
mod evaluate;
mod help;
mod inspecting;
mod log_ends;
mod models;
mod program;
mod replicate;
mod shop;
mod silence;
mod simulate;
mod store;
