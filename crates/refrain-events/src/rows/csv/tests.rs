//! Tests of the module as a whole.

mod detecting;
mod differential;
mod fields;
mod lossy_times;
mod records;
mod round_trip;
mod shared_data;
mod support;
