//! What can go wrong in labeling.

use refrain_core::{Span, Time, TimeRange};

/// An error of `refrain-labels`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A schedule without a single cutoff.
    #[error("the schedule gives no cutoff; name at least one date, tenure or kind")]
    NoCutoff,
    /// Cutoffs of the whole log asked of a schedule that gives each entity its own.
    #[error(
        "the schedule {schedule} gives each entity cutoffs of its own, so there are none for the whole log"
    )]
    OwnCutoffs {
        /// The schedule.
        schedule: String,
    },
    /// A tenure of no length.
    #[error("a tenure is zero, when nothing is known of anybody yet; give one such as 30d")]
    ZeroTenure,
    /// A tenure that nobody has while the log lasts.
    #[error(
        "nobody has a tenure of {tenure} while the log lasts; in it tenures run from {shortest:.1} to {longest:.1} days"
    )]
    TenureOutsideLog {
        /// The tenure.
        tenure: Span,
        /// Shortest tenure of anybody in the log, in days.
        shortest: f64,
        /// Longest tenure of anybody in the log, in days.
        longest: f64,
    },
    /// A schedule by event whose kind no event of the log has.
    #[error("no event is of kind `{kind}`, so it gives no cutoff{}; the log's kinds are {}",
        did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownEventKind {
        /// The kind.
        kind: String,
        /// The kind of the log that it may be a slip of.
        nearest: Option<String>,
        /// Kinds of the log.
        known: Vec<String>,
    },
    /// A schedule by event of a kind that happens all the time.
    #[error(
        "`{entity}` alone has {n_cutoffs} cutoffs, one for each event of kind {}, more than {limit}; name a rarer kind",
        quoted(.kinds, " or ")
    )]
    TooManyEvents {
        /// Kinds of the schedule.
        kinds: Vec<String>,
        /// Who has so many.
        entity: String,
        /// Number of cutoffs.
        n_cutoffs: usize,
        /// The most there can be.
        limit: usize,
    },
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
    /// A recurrent rule that names no kind.
    #[error("the rule {rule} names no kind of event; name the one it looks for")]
    NoKind {
        /// Name of the rule.
        rule: String,
    },
    /// A rule made of no rules.
    #[error("no rule is given; name at least one")]
    NoRule,
    /// Two outcomes of one name, or one with the name of having none.
    #[error(
        "the outcome `{name}` has no name of its own; it means something else in tables, or is given twice, or is empty"
    )]
    OutcomeName {
        /// The name.
        name: String,
    },
    /// A rule about an attribute that the log does not have.
    #[error("the rule {rule} needs the attribute `{attribute}`, which the log does not have{}; its text attributes are {}",
        did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownAttribute {
        /// Name of the rule.
        rule: String,
        /// The attribute.
        attribute: String,
        /// The attribute of the log that it may be a slip of.
        nearest: Option<String>,
        /// Text attributes of the log.
        known: Vec<String>,
    },
    /// A rule about values that an attribute never takes.
    #[error("no event has a `{attribute}` of {}, so nobody is at risk by the rule {rule}{}; there are {}",
        quoted(.values, " or "), did_you_mean(.nearest.as_deref()), quoted_some(.known))]
    UnknownValue {
        /// Name of the rule.
        rule: String,
        /// The attribute.
        attribute: String,
        /// The values of the rule.
        values: Vec<String>,
        /// The value in the log that one of them may be a slip of.
        nearest: Option<String>,
        /// Values in the log.
        known: Vec<String>,
    },
    /// A rule whose kinds no event of the log has.
    #[error("no event is of kind {}, so nobody can churn{}; the log's kinds are {}",
        quoted(.kinds, " or "), did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownChurnKind {
        /// Kinds of the rule.
        kinds: Vec<String>,
        /// The kind of the log that one of them may be a slip of.
        nearest: Option<String>,
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
        "nobody is at risk at any of the {n_cutoffs} cutoffs from {first} to {last}: everyone came later, had left or is not among those whom the rule is about"
    )]
    NobodyAtRisk {
        /// Number of cutoffs.
        n_cutoffs: usize,
        /// First cutoff.
        first: Time,
        /// Last cutoff.
        last: Time,
    },
    /// Outcome windows that all reach past the end of the log, with nobody seen to leave.
    #[error(
        "everyone is censored: the log, which covers {log}, ends inside every outcome window of lead {lead} and horizon {horizon}; shorten the horizon or take earlier cutoffs"
    )]
    EveryoneCensored {
        /// The lead.
        lead: Span,
        /// The horizon.
        horizon: Span,
        /// The range of the log.
        log: TimeRange,
    },
}

/// Names listed of what may be thousands.
const MAX_LISTED: usize = 12;

fn quoted(names: &[String], separator: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(separator)
}

fn quoted_some(names: &[String]) -> String {
    match names.len() {
        0 => "none".to_owned(),
        1..=MAX_LISTED => quoted(names, ", "),
        n => format!("{} and {} more", quoted(&names[..MAX_LISTED], ", "), n - MAX_LISTED),
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!(" (did you mean `{nearest}`?)"))
}

impl refrain_core::Problem for Error {
    fn kind(&self) -> refrain_core::ErrorKind {
        match self {
            Error::ZeroStride
            | Error::ZeroHorizon
            | Error::ZeroSilence
            | Error::ZeroTenure
            | Error::OutcomeName { .. }
            | Error::SilenceLongerThanHorizon { .. } => refrain_core::ErrorKind::Argument,
            _ => refrain_core::ErrorKind::Data,
        }
    }
}
