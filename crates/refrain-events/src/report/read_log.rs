//! Event log with the report of how it came about.

use refrain_core::EventLog;

use crate::report::cleaning_report::CleaningReport;

/// An event log and the report of how it came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadLog {
    /// The events.
    pub log: EventLog,
    /// Report of what was read, dropped, repaired and suspected.
    pub report: CleaningReport,
}
