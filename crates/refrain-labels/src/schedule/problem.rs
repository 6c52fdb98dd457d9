//! Problems of schedules.

use refrain_core::{ErrorKind, Problem, Span, Time, TimeRange};

use crate::message::{did_you_mean, quoted};

/// A schedule that gives no cutoff, too many, or one outside the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum ScheduleProblem {
    #[error("the schedule gives no cutoff; name at least one date, tenure or kind")]
    NoCutoff,
    #[error(
        "the schedule {schedule} gives each entity cutoffs of its own, so there are none for the whole log"
    )]
    OwnCutoffs { schedule: String },
    #[error("a tenure is zero, when nothing is known of anybody yet; give one such as 30d")]
    ZeroTenure,
    #[error(
        "nobody has a tenure of {tenure} while the log lasts; in it tenures run from {shortest:.1} to {longest:.1} days"
    )]
    TenureOutsideLog { tenure: Span, shortest: f64, longest: f64 },
    #[error("no event is of kind `{kind}`, so it gives no cutoff{}; the log's kinds are {}",
        did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownKind { kind: String, nearest: Option<String>, known: Vec<String> },
    #[error(
        "`{entity}` alone has {n_cutoffs} cutoffs, one for each event of kind {}, more than {limit}; name a rarer kind",
        quoted(.kinds, " or ")
    )]
    TooManyEvents { kinds: Vec<String>, entity: String, n_cutoffs: usize, limit: usize },
    #[error("the stride is zero; a stride such as 7d separates the cutoffs")]
    ZeroStride,
    #[error("a stride of {stride} gives {n_cutoffs} cutoffs, more than {limit}; lengthen it")]
    TooManyCutoffs { stride: Span, n_cutoffs: i64, limit: i64 },
    #[error("a stride of {stride} gives no cutoff within the log, which covers {log}; shorten it")]
    StrideTooLong { stride: Span, log: TimeRange },
    #[error("cutoff {cutoff} lies outside the log, which covers {log}; choose one within")]
    CutoffOutsideLog { cutoff: Time, log: TimeRange },
}

impl Problem for ScheduleProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ScheduleProblem::NoCutoff
            | ScheduleProblem::OwnCutoffs { .. }
            | ScheduleProblem::ZeroTenure
            | ScheduleProblem::ZeroStride => ErrorKind::Argument,
            ScheduleProblem::UnknownKind { .. } => ErrorKind::Mismatch,
            ScheduleProblem::TenureOutsideLog { .. }
            | ScheduleProblem::TooManyEvents { .. }
            | ScheduleProblem::TooManyCutoffs { .. }
            | ScheduleProblem::StrideTooLong { .. }
            | ScheduleProblem::CutoffOutsideLog { .. } => ErrorKind::Data,
        }
    }
}
