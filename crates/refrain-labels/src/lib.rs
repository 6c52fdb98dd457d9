//! Churn labels with censoring: observation schedules, risk sets, churn rules and outcomes.
//!
//! For anyone who needs churn labels from event histories that mean the same after launch as in
//! the study: every label belongs to an (entity, cutoff), looks only at a half-open window after
//! the cutoff, and is *censored* where the log ends too early to tell.
//!
//! ```
//! use refrain_core::{EventLogBuilder, EventRow, Outcome, Span, Time};
//! use refrain_labels::{Cancellation, LabelPlan, Schedule};
//!
//! let mut builder = EventLogBuilder::new(&[])?;
//! for (entity, day, kind) in [("ada", 1, "song"), ("ada", 9, "cancel"), ("bob", 30, "song")] {
//!     builder.push(&EventRow::new(entity, Time::from_millis(0) + Span::from_days(day), kind))?;
//! }
//! let log = builder.finish()?;
//!
//! let cutoff = Time::from_millis(0) + Span::from_days(7);
//! let plan = LabelPlan::new(Schedule::Dates(vec![cutoff]), Span::from_days(10))?;
//! let labels = plan.label(&log, &Cancellation::new(["cancel"])?)?;
//!
//! // Bob was not seen before the cutoff, so he is not observed.
//! assert_eq!(labels.rows().len(), 1);
//! let at = Time::from_millis(0) + Span::from_days(9);
//! assert_eq!(labels.rows()[0].outcome, Outcome::Churned { at });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Rules: [`Cancellation`]; [`Inactivity`] (no sign of life after the cutoff) and [`Lapse`] (the end
//! of a silence since the last one); [`RecurrentEvent`] (such as a downgrade among those who pay);
//! [`AnyOf`] several, and [`Outcomes`] to tell several apart; any other is an implementation of
//! [`ChurnRule`]. A [`Schedule`] observes everybody at the same cutoffs, or each by tenure or
//! after events. [`AfterChurn`] says whether who left can return. For survival models there are
//! the [intervals](LabelPlan::intervals) of observations, and whole lifetimes ([`episodes`]).
//!
//! It does not read logs or compute features.

mod check;
mod kinds;
mod label;
mod message;
mod rule;
mod schedule;
mod survival;

pub use check::{RuleLaw, RuleViolation, check_rule};
pub use label::counts::CutoffCounts;
pub use label::outcomes::{OutcomeCounts, OutcomeLabels, OutcomeRow, Outcomes};
pub use label::{AfterChurn, LabelPlan, LabelRow, Labels, RiskSet};
pub use refrain_core::{Error, ErrorKind};
pub use rule::any_of::AnyOf;
pub use rule::cancellation::Cancellation;
pub use rule::inactivity::Inactivity;
pub use rule::lapse::Lapse;
pub use rule::recurrent::RecurrentEvent;
pub use rule::{ChurnRule, unfit};
pub use schedule::Schedule;
pub use schedule::cutoffs::{CutoffGroup, Cutoffs};
pub use survival::{Episode, episodes};

/// Compiles the program of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
