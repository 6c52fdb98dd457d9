//! The vocabulary of refrain: what every stage of a churn pipeline says to the next.
//!
//! For anyone who writes a reader of logs, a feature, a churn rule or an estimator that should
//! work with the other refrain crates, and for anyone who wants event histories that cannot leak
//! the future into a prediction.
//!
//! An [`EventLog`] holds the events of all entities (customers). A feature sees a [`History`]:
//! one entity's events before a cutoff. A churn rule sees an [`OutcomeWindow`]: its events in a
//! half-open window after the cutoff. Only this crate builds either, and neither can reach the
//! other's events. [`Observation`]s (entity, cutoff) with features make a [`FeatureMatrix`], with
//! labels a [`Dataset`], which [`Fit`] turns into something that can [`PredictProba`].
//!
//! ```
//! use refrain_core::{EventLogBuilder, EventRow, Span, Time};
//!
//! let mut builder = EventLogBuilder::new(&[])?;
//! for (day, kind) in [(1, "song"), (2, "song"), (9, "cancel")] {
//!     builder.push(&EventRow::new("ada", Time::from_millis(0) + Span::from_days(day), kind))?;
//! }
//! let log = builder.finish()?;
//! let ada = log.entity("ada").expect("ada is in the log");
//! let cutoff = Time::from_millis(0) + Span::from_days(7);
//!
//! assert_eq!(log.history(ada, cutoff).events().len(), 2);
//! let window = log.outcome_window(ada, cutoff, Span::ZERO, Span::from_days(10));
//! assert_eq!(window.events().iter().next().map(|event| event.kind()), Some("cancel"));
//! # Ok::<(), refrain_core::Error>(())
//! ```
//!
//! It does not read files, compute features, or know any product: kinds and attributes are names
//! that the log brings along.

mod calendar;
mod dataset;
mod entity_hash;
mod error;
mod estimator;
mod lifetime;
mod log;
mod name_difference;
mod nearest;
mod numeric;
mod split;
mod time;
mod vocabulary;
mod when;

pub use calendar::{Calendar, Placed};
pub use dataset::matrix::{Column, ColumnKind, FeatureMatrix};
pub use dataset::observation::{Observation, Outcome};
pub use dataset::{Dataset, WindowEnds, check_weights};
pub use entity_hash::entity_hash;
pub use error::{Error, ErrorKind, Problem, check_length};
pub use estimator::erased::{BoxedModel, DynEstimator};
pub use estimator::explain::{Contribution, Explain, Explanation, Unit, explain_with};
pub use estimator::{Fit, PredictProba, predict_checked};
pub use lifetime::Lifetime;
pub use log::attribute::{AttributeType, Code, Interned, NumberValues, TextValues, Value};
pub use log::builder::{EventLogBuilder, EventRow, Origin};
pub use log::code_map::CodeMap;
pub use log::events::{Event, Events, KindCounts};
pub use log::history::{History, OutcomeWindow};
pub use log::sample::SampleLog;
pub use log::strings::Strings;
pub use log::{AttributeColumn, EntityIdx, EventLog, LogColumns};
pub use name_difference::name_difference;
pub use nearest::nearest;
pub use numeric::logistic::{log_odds, logistic};
pub use numeric::normal::{normal_cdf, normal_quantile};
pub use split::{
    ObservedRows, RollingOrigin, Split, TestedEntities, check_test_cutoffs, fold_by_entity,
};
pub use time::{Span, Time, TimeRange};
pub use vocabulary::Vocabulary;
pub use vocabulary::counted_kind::{CountedKind, plain_words};
pub use vocabulary::kept_attribute::KeptAttribute;
pub use vocabulary::log_detail::LogDetail;
pub use vocabulary::plan::Plan;
pub use when::{LocalTime, When};

/// The program of the README, compiled and run with the examples of the docs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
