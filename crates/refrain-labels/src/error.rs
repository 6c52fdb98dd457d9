//! What can go wrong in labeling.

use refrain_core::{Span, Time, TimeRange};

/// An error of `refrain-labels`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A schedule without a single cutoff.
    #[error("the schedule gives no cutoff; name at least one date")]
    NoCutoff,
    /// A stride of no length.
    #[error("the stride is zero; a stride such as 7d separates the cutoffs")]
    ZeroStride,
    /// A stride so short that there would be no end of cutoffs.
    #[error("a stride of {stride} gives {n_cutoffs} cutoffs, more than {limit}; lengthen it")]
    TooManyCutoffs {
        /// The stride.
        stride: Span,
        /// Number of cutoffs it would give.
        n_cutoffs: i64,
        /// The most there can be.
        limit: i64,
    },
    /// A stride longer than the log.
    #[error("a stride of {stride} gives no cutoff within the log, which covers {log}; shorten it")]
    StrideTooLong {
        /// The stride.
        stride: Span,
        /// The range of the log.
        log: TimeRange,
    },
    /// A cutoff before which nothing happened, or past the end of the log.
    #[error("cutoff {cutoff} lies outside the log, which covers {log}; choose one within")]
    CutoffOutsideLog {
        /// The cutoff.
        cutoff: Time,
        /// The range of the log.
        log: TimeRange,
    },
    /// A window of no length.
    #[error("the horizon is zero; a horizon such as 10d is the length of the outcome window")]
    ZeroHorizon,
    /// A rule that names no kind.
    #[error("the cancellation rule names no kind of event; name the one that ends a subscription")]
    NoChurnKind,
    /// A rule whose kinds no event of the log has.
    #[error("no event is of kind {}, so nobody can churn; the log's kinds are {}",
        quoted(.kinds, " or "), quoted(.known, ", "))]
    UnknownChurnKind {
        /// Kinds of the rule.
        kinds: Vec<String>,
        /// Kinds of the log.
        known: Vec<String>,
    },
    /// A silence of no length.
    #[error("the silence that counts as churn is zero; give one such as 14d")]
    ZeroSilence,
    /// A silence that does not fit the window.
    #[error(
        "a silence of {silence} cannot be seen in a horizon of {horizon}; use a horizon of at least {silence}"
    )]
    SilenceLongerThanHorizon {
        /// The silence.
        silence: Span,
        /// The horizon.
        horizon: Span,
    },
    /// A rule of one's own that does not fit the log or the horizon.
    #[error("the rule {rule} cannot be applied: {reason}")]
    Rule {
        /// Name of the rule.
        rule: String,
        /// Why.
        reason: String,
    },
    /// No entity is at risk at any cutoff.
    #[error(
        "nobody is at risk at any of the {n_cutoffs} cutoffs from {first} to {last}: everyone came later or had left"
    )]
    NobodyAtRisk {
        /// Number of cutoffs.
        n_cutoffs: usize,
        /// First cutoff.
        first: Time,
        /// Last cutoff.
        last: Time,
    },
}

fn quoted(names: &[String], separator: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(separator)
}
