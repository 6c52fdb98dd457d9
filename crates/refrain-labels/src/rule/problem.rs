//! Problems of churn rules.

use refrain_core::{ErrorKind, Problem, Span};

use crate::message::{did_you_mean, quoted, quoted_some};

/// A rule that is none, or from which nothing can follow in a log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RuleProblem {
    #[error("the cancellation rule names no kind of event; name the one that ends a subscription")]
    NoChurnKind,
    #[error("the rule {rule} names no kind of event; name the one it looks for")]
    NoKind { rule: String },
    #[error("no rule is given; name at least one")]
    NoRule,
    #[error("the rule {rule} needs the attribute `{attribute}`, which the log does not have{}; its text attributes are {}",
        did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownAttribute {
        rule: String,
        attribute: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    #[error("no event has a `{attribute}` of {}, so nobody is at risk by the rule {rule}{}; there are {}",
        quoted(.values, " or "), did_you_mean(.nearest.as_deref()), quoted_some(.known))]
    UnknownValue {
        rule: String,
        attribute: String,
        values: Vec<String>,
        nearest: Option<String>,
        known: Vec<String>,
    },
    #[error("no event is of kind {}, so nobody can churn{}; the log's kinds are {}",
        quoted(.kinds, " or "), did_you_mean(.nearest.as_deref()), quoted(.known, ", "))]
    UnknownKind { kinds: Vec<String>, nearest: Option<String>, known: Vec<String> },
    #[error("the silence that counts as churn is zero; give one such as 14d")]
    ZeroSilence,
    #[error("by the rule {rule} nobody is active; give a span before the cutoff such as 60d")]
    NobodyActive { rule: String },
    #[error(
        "a horizon of {horizon} does not fit the rule {rule}, which asks for {span} of silence after the cutoff: leave the horizon out (or use {lapse}, whose horizon is free)"
    )]
    OtherHorizon { rule: String, span: Span, horizon: Span, lapse: String },
    #[error(
        "lifetimes need the instant at which each left, which {rule} does not tell: use lapsed:SPAN"
    )]
    NoLifetimes { rule: String },
    #[error("the rule {rule} cannot be applied: {reason}")]
    Unfit { rule: String, reason: String },
}

impl Problem for RuleProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RuleProblem::NoChurnKind
            | RuleProblem::NoKind { .. }
            | RuleProblem::NoRule
            | RuleProblem::ZeroSilence
            | RuleProblem::NobodyActive { .. }
            | RuleProblem::OtherHorizon { .. }
            | RuleProblem::NoLifetimes { .. } => ErrorKind::Argument,
            // Without a near name the log simply holds no such event, which `AnyOf` forgives;
            // with one it is a slip, which it does not.
            RuleProblem::UnknownKind { nearest: None, .. } => ErrorKind::Data,
            RuleProblem::UnknownKind { .. }
            | RuleProblem::UnknownAttribute { .. }
            | RuleProblem::UnknownValue { .. }
            | RuleProblem::Unfit { .. } => ErrorKind::Mismatch,
        }
    }
}
