//! Rows that a pipeline makes of a log.

use refrain_core::{Observation, Span, Time};

/// The rows that a pipeline makes of a log.
#[derive(Debug, Clone, Copy)]
pub struct PipelineRows<'a> {
    /// Entity and cutoff of each row.
    pub observations: &'a [Observation],
    /// Label of each row: `true` if it churned.
    pub labels: &'a [bool],
    /// The end of each outcome window.
    pub window_ends: &'a [Time],
    /// Time from the cutoff to the outcome window; who leaves in it gives no row.
    pub lead: Span,
    /// First churn of each entity of the log, by its index; empty if it is not known.
    pub churned_at: &'a [Option<Time>],
    /// Kinds of event that mean churn or lead to nothing else.
    pub churn_kinds: &'a [String],
}
