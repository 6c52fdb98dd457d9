//! Point-in-time features of event histories, in parallel over entities.
//!
//! For anyone who turns event logs into rows for a model and wants each value to be what was
//! known at the cutoff: a [`Feature`] receives a [`History`](refrain_core::History), which ends
//! before the cutoff, and nothing else.
//!
//! A [`FeatureSet`] is a list of features with a name. Two sets come with the crate:
//! [`FeatureSet::standard`], behaviour over recent windows for any product, and
//! [`FeatureSet::reference`], 39 features of the Sparkify log that other engines compute too.
//! Your own feature is one implementation of [`Feature`], or a closure:
//!
//! ```
//! use refrain_core::{Column, EventLogBuilder, EventRow, Span, Time};
//! use refrain_features::{FeatureFn, FeatureSet, seen_before};
//!
//! let mut builder = EventLogBuilder::new(&[])?;
//! for (entity, day) in [("ada", 1), ("ada", 2), ("bob", 4)] {
//!     builder.push(&EventRow {
//!         entity,
//!         time: Time::from_millis(0) + Span::from_days(day),
//!         kind: "visit",
//!         session: None,
//!         sequence: None,
//!         registration: None,
//!         attributes: &[],
//!     })?;
//! }
//! let log = builder.finish()?;
//!
//! let visits = Column::number("visits", "Visits before the cutoff").unit("events");
//! let set = FeatureSet::new("mine")
//!     .with(FeatureFn::new(visits, |history| history.events().len() as f64));
//! let cutoff = Time::from_millis(0) + Span::from_days(3);
//! let matrix = set.compute(&log, &seen_before(&log, &[cutoff]))?;
//!
//! // Bob came after the cutoff.
//! assert_eq!(matrix.column("visits")?, [2.0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The work is divided between entities over the current rayon pool; the number of threads
//! changes no bit of the result. The crate does not read logs, choose cutoffs by a schedule or
//! know outcomes.

mod agent;
mod built_in;
mod compute;
mod days;
mod definition;
mod engine;
mod error;
mod feature;
mod further_words;
mod gender;
mod lookback;
mod markdown;
mod mean;
mod measure;
mod nearest;
mod parse;
mod place;
mod reference;
mod selection;
mod session_shares;
mod session_tallies;
mod sessions;
mod set;
mod set_file;
#[cfg(test)]
mod shared_data;
mod standard;
mod sum;
mod user_totals;
mod vocabulary;

pub use compute::seen_before;
pub use definition::{AgentPart, Definition, PlacePart};
pub use error::Error;
pub use feature::{Feature, FeatureFn, Need, Row};
pub use further_words::FurtherWords;
pub use lookback::Lookback;
pub use measure::{Measure, SessionSize, Spread, Statistic};
pub use selection::{Condition, NumberCondition, Selection, TextCondition};
pub use session_shares::SessionShares;
pub use set::FeatureSet;
pub use user_totals::UserTotals;
pub use vocabulary::{CountedKind, Plan, Vocabulary};
