//! Inputs of commands: logs, schemas, feature sets, datasets.

pub(crate) mod context;
mod feature_set;
mod log;
mod study;
mod tables;

pub(crate) use feature_set::{GivenSet, say_lookbacks};
pub(crate) use log::{inputs, read, reader, say_read, schema, store_input};
pub(crate) use study::{N_CUTOFFS_SHOWN, Study, StudyPlan, pipeline, say_left_out};
pub(crate) use tables::{read_dataset, table_input};
