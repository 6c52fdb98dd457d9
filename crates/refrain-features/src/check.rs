//! Checks of a stranger's feature: what every feature must keep to.

mod cells;
mod laws;

use std::fmt;

use refrain_core::{EventLog, Time};

use crate::{Error, Feature, FeatureSet};

/// A rule that every feature keeps, checked by [`check_feature`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FeatureLaw {
    /// It gives one value of the right kind per column, none of them infinite, and does not panic.
    OneValuePerColumn,
    /// A column that gives missing values says what they mean.
    MissingIsExplained,
    /// Asked again, it gives the same.
    Repeatable,
    /// The number of threads changes nothing.
    AnyThreads,
    /// The order of the observations, and which others are asked for, changes nothing.
    AnyOrder,
    /// The whole log gives what the log cut at the cutoff gives.
    PointInTime,
    /// An entity's events alone decide: other entities, and what the entities are called, change
    /// nothing.
    OwnEventsOnly,
}

/// A rule that a feature breaks, with the first observation at which it does.
///
/// Displays as a sentence; so does `{:?}`, for the messages of tests.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct FeatureViolation {
    /// The rule.
    pub law: FeatureLaw,
    /// Name of the column, empty where it is none of them.
    pub column: String,
    /// Id of the entity.
    pub entity: String,
    /// The cutoff.
    pub cutoff: Time,
    /// The fault, in words.
    pub message: String,
}

impl fmt::Display for FeatureViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.column.is_empty() {
            write!(f, "column `{}`, ", self.column)?;
        }
        write!(f, "entity `{}`, cutoff {}: {}", self.entity, self.cutoff, self.message)
    }
}

impl fmt::Debug for FeatureViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Checks a feature on a log: that it is point-in-time, decided by its own entity's events alone,
/// the same in any order and on any number of threads, finite, and explained where it is missing.
///
/// [`History`](refrain_core::History) makes most of this certain, but not for a feature that keeps
/// something beside: the log itself, a table computed from it, a cache. Up to 40 entities of the
/// log are looked at, each at up to 10 cutoffs: a
/// [`SampleLog`](refrain_core::SampleLog) of the feature's own kinds and attributes will do, and a
/// real log shows more. A feature must not depend on ids, so those are exchanged. It cannot tell
/// a table that is looked up by the entity's own events from a feature of these events.
///
/// Returns the first observation at which each column breaks a rule; nothing if it breaks none.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the log lacks an attribute that the
/// feature [needs](Feature::needs), and as [`FeatureSet::check_columns`].
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use refrain_core::{Column, SampleLog};
/// use refrain_features::{FeatureFn, FeatureLaw, check_feature};
///
/// let log = Arc::new(SampleLog::new(["play", "search"]).build()?);
/// let column = || Column::number("plays", "Number of plays");
///
/// let honest = FeatureFn::new(column(), |history| {
///     history.events().iter().filter(|event| event.kind() == "play").count() as f64
/// });
/// assert_eq!(check_feature(honest, &log)?, []);
///
/// // Counts in a log that it kept, and so sees the days after the cutoff.
/// let kept = Arc::clone(&log);
/// let leaking = FeatureFn::new(column(), move |history| {
///     let entity = kept.entity(history.entity_id());
///     entity.map_or(0.0, |entity| kept.history(entity, kept.range().end).events().len() as f64)
/// });
/// let violations = check_feature(leaking, &log)?;
/// assert_eq!(violations[0].law, FeatureLaw::OwnEventsOnly);
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn check_feature(
    feature: impl Feature + 'static,
    log: &EventLog,
) -> Result<Vec<FeatureViolation>, Error> {
    check_set(&FeatureSet::new("checked").with(feature), log)
}

/// Checks all features of a set on a log, as [`check_feature`].
///
/// # Errors
///
/// As [`check_feature`].
pub fn check_set(set: &FeatureSet, log: &EventLog) -> Result<Vec<FeatureViolation>, Error> {
    set.check_columns()?;
    set.check_needs(log)?;
    laws::violations(set, log)
}
