//! Profile of every column over all of a log.

mod column_sketch;
mod column_summary;
mod distinct;
mod log_profile;
mod quantiles;

pub use column_summary::ColumnSummary;
pub use log_profile::LogProfile;
