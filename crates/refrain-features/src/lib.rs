//! Point-in-time features of event histories, in parallel over entities.
//!
//! For anyone who turns event logs into rows for a model and wants each value to be what was
//! known at the cutoff: a [`Feature`] receives a [`History`](refrain_core::History), which ends
//! before the cutoff, and nothing else.
//!
//! A [`FeatureSet`] is a list of features with a name. [`FeatureSet::standard`] is behaviour over
//! recent windows and the whole history for any product, [`FeatureSet::reference`] holds 39
//! features of the Sparkify log that other engines compute too, and [`SessionShares`] and
//! [`UserTotals`] are those of two published projects.
//!
//! Most features need no code: a [`Definition`] is a measure of a [`Selection`] of events over a
//! lookback, and its name says which: `mean_gap_of_songs_30d`. Other features are implementations
//! of [`Feature`], or closures:
//!
//! ```
//! use refrain_core::{Column, EventLogBuilder, EventRow, Span, Time};
//! use refrain_features::{FeatureFn, FeatureSet, Vocabulary, seen_before};
//!
//! let mut builder = EventLogBuilder::new(&[])?;
//! for (entity, day) in [("ada", 1), ("ada", 2), ("bob", 4)] {
//!     builder.push(&EventRow::new(entity, Time::from_millis(0) + Span::from_days(day), "visit"))?;
//! }
//! let log = builder.finish()?;
//!
//! let words = Vocabulary::new(["visit"]);
//! let hours = Column::number("first_hour", "Hour of the first event (UTC)").unit("h");
//! let set = FeatureSet::new("mine")
//!     .with_named(&["visit_7d", "max_gap_of_active_days"], &words)?
//!     .with(FeatureFn::new(hours, |history| {
//!         let first = history.events().times().first().copied();
//!         first.map_or(f64::NAN, |time| (time.millis().rem_euclid(86_400_000) / 3_600_000) as f64)
//!     }));
//! let cutoff = Time::from_millis(0) + Span::from_days(3);
//! let matrix = set.compute(&log, &seen_before(&log, &[cutoff]))?;
//!
//! // Bob came after the cutoff.
//! assert_eq!(matrix.column("visit_7d")?, [2.0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The work is divided between entities over the current rayon pool; the number of threads
//! changes no bit of the result. The crate does not read logs, choose cutoffs by a schedule or
//! know outcomes.

mod check;
mod definition;
mod engine;
mod feature;
mod lexicon;
mod lookback;
mod measure;
mod one_of;
mod profile;
mod published;
mod selection;
mod sessions;
mod set;
#[cfg(test)]
mod shared_data;

pub use check::{FeatureLaw, FeatureViolation, check_feature, check_set};
pub use definition::Definition;
pub use feature::{CategoryFn, Feature, FeatureFn, Need, Row};
pub use published::further_words::FurtherWords;
pub use published::session_shares::SessionShares;
pub use published::user_totals::UserTotals;
pub use refrain_core::{CountedKind, Error, ErrorKind, KeptAttribute, LogDetail, Plan, Vocabulary};
pub use selection::{Condition, NumberCondition, Selection, TextCondition};
pub use set::FeatureSet;
pub use set::compute::seen_before;

/// Compiles the program of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
