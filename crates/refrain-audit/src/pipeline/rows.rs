//! Rows that a pipeline makes of a log.

use refrain_core::{Observation, Span, Time};

/// The rows that a pipeline makes of a log.
///
/// # Examples
///
/// ```
/// use refrain_audit::PipelineRows;
/// use refrain_core::{EntityIdx, Observation, Span, Time};
///
/// let cutoff = Time::from_millis(0);
/// let observations = [Observation { entity: EntityIdx::new(0), cutoff }];
/// let window_ends = [cutoff + Span::from_days(10)];
/// let rows = PipelineRows::new(&observations, &[true], &window_ends).lead(Span::from_days(1));
/// assert!(rows.churned_at.is_empty(), "when who left is optional");
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
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

impl<'a> PipelineRows<'a> {
    /// Takes the entity, the cutoff, the label and the end of the outcome window of each row; no
    /// lead, no known churns and no kinds of churn.
    ///
    /// Lists of other lengths are refused by the [audit](crate::audit_pipeline).
    pub fn new(
        observations: &'a [Observation],
        labels: &'a [bool],
        window_ends: &'a [Time],
    ) -> PipelineRows<'a> {
        let (lead, churned_at, churn_kinds) = (Span::ZERO, &[][..], &[][..]);
        PipelineRows { observations, labels, window_ends, lead, churned_at, churn_kinds }
    }

    /// Sets the time from the cutoff to the outcome window.
    pub fn lead(self, lead: Span) -> PipelineRows<'a> {
        PipelineRows { lead, ..self }
    }

    /// Sets the first churn of each entity of the log, by its index.
    pub fn churned_at(self, churned_at: &'a [Option<Time>]) -> PipelineRows<'a> {
        PipelineRows { churned_at, ..self }
    }

    /// Sets the kinds of event that mean churn or lead to nothing else.
    pub fn churn_kinds(self, churn_kinds: &'a [String]) -> PipelineRows<'a> {
        PipelineRows { churn_kinds, ..self }
    }
}
