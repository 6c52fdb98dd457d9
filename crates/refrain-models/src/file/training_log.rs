//! The log that a model's training rows were made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Kinds and values of the log that a model was trained on, so that a log to score can be held
/// against it.
///
/// Whoever makes a dataset of a log fills it; a table has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrainingLog {
    /// Number of events.
    pub n_events: u64,
    /// Number of entities.
    pub n_entities: u64,
    /// Share of each kind of event.
    pub kinds: BTreeMap<String, LogShare>,
    /// What each attribute held.
    pub attributes: BTreeMap<String, AttributeShare>,
    /// Share of the events that state a session.
    pub sessions: f64,
    /// Share of the events that state a registration.
    pub registrations: f64,
}

/// Share of a kind or of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogShare {
    /// Among all events.
    pub events: f64,
    /// Entities with at least one such event, among all entities.
    pub entities: f64,
}

/// What an attribute held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttributeShare {
    /// Share of the events that state it.
    pub stated: f64,
    /// Its values with their shares, where it is a text of few different ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, LogShare>,
    /// Quantiles at 5, 25, 50, 75 and 95 % of what is stated, where it is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<[f64; 5]>,
}

impl TrainingLog {
    /// Begins with a number of events and entities, and nothing said of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{LogShare, TrainingLog};
    ///
    /// let mut log = TrainingLog::new(200, 10);
    /// log.kinds.insert("play".to_owned(), LogShare::new(0.9, 1.0));
    /// assert_eq!(log.kinds["play"].events, 0.9);
    /// ```
    pub fn new(n_events: u64, n_entities: u64) -> TrainingLog {
        TrainingLog { n_events, n_entities, ..TrainingLog::default() }
    }
}

impl LogShare {
    /// Puts together the shares among events and among entities.
    pub fn new(events: f64, entities: f64) -> LogShare {
        LogShare { events, entities }
    }
}

impl AttributeShare {
    /// Begins with the share of events that state the attribute.
    pub fn new(stated: f64) -> AttributeShare {
        AttributeShare { stated, ..AttributeShare::default() }
    }
}
