//! Counts of entities at a cutoff: at risk, churned, censored, left before, not active.

use refrain_core::Outcome;

use crate::CutoffGroup;

/// Numbers of entities at one cutoff, or at the cutoffs of one group, by standing and outcome.
///
/// Where each entity has cutoffs of its own, one is counted once for each of its cutoffs in the
/// group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CutoffCounts {
    /// The cutoff, or what the cutoffs have in common.
    pub group: CutoffGroup,
    /// Entities observed: the sum of the next three.
    pub at_risk: usize,
    /// Observed entities that left in the outcome window.
    pub churned: usize,
    /// Observed entities that did not leave in it.
    pub retained: usize,
    /// Observed entities of which the log cannot tell.
    pub censored: usize,
    /// Entities that had left before the cutoff.
    pub left_before: usize,
    /// Entities that left during the lead: not known at the cutoff, gone before the window.
    pub left_in_lead: usize,
    /// Entities that had not left and were not active in the sense of the rule, such as those
    /// without a sign of life in the 60 days before the cutoff.
    pub not_active: usize,
    /// Entities that had not left and to which what the rule looks for could not happen, such as a
    /// downgrade to those who do not pay.
    pub not_exposed: usize,
    /// Observed entities whose outcome window the log does not cover.
    pub incomplete: usize,
    /// `true` if the log covers the outcome window of every observation, so that each has a label.
    ///
    /// At an incomplete cutoff the only labels known are those of entities that churned early;
    /// a model trained on them would learn the date.
    pub complete: bool,
}

impl CutoffCounts {
    pub(crate) fn new(group: CutoffGroup, complete: bool) -> CutoffCounts {
        CutoffCounts {
            group,
            complete,
            at_risk: 0,
            churned: 0,
            retained: 0,
            censored: 0,
            left_before: 0,
            left_in_lead: 0,
            not_active: 0,
            not_exposed: 0,
            incomplete: 0,
        }
    }

    pub(crate) fn add(&mut self, outcome: Outcome, window_is_complete: bool) {
        self.at_risk += 1;
        self.complete &= window_is_complete;
        self.incomplete += usize::from(!window_is_complete);
        *match outcome {
            Outcome::Churned { .. } => &mut self.churned,
            Outcome::Retained => &mut self.retained,
            Outcome::Censored => &mut self.censored,
        } += 1;
    }
}
