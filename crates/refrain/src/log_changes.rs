//! What is other in a log than in the one that a model was trained on.

mod compared;
mod said;

use refrain_core::EventLog;
use refrain_models::TrainingLog;

use crate::training_log;

/// Differences of a log from the one that a model was trained on, what is gone first.
///
/// A kind or a value is gone if five events and five entities with it were to be expected and there
/// is none; it came if training never saw it and it is of one event in a hundred, or of one
/// entity in twenty. An attribute is gone if one event in twenty stated it and none does.
/// Values are compared of texts with few of them, such as a plan. Shares and sizes that moved far
/// are said as well, but are no other log: [`is_other`](LogChanges::is_other).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct LogChanges {
    /// Kinds, values and attributes that are gone, or that training never saw.
    pub changes: Vec<LogChange>,
    /// Shares and sizes that moved far.
    pub shifts: Vec<LogShift>,
}

/// A kind, a value or an attribute that one of two logs lacks.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LogChange {
    /// The thing that changed.
    pub subject: LogSubject,
    /// Gone or come.
    pub way: LogWay,
}

/// The thing that changed in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogSubject {
    /// A kind of event.
    Kind(String),
    /// A value of a text attribute.
    Value {
        /// Name of the attribute.
        attribute: String,
        /// The value.
        value: String,
    },
    /// An attribute altogether.
    Attribute(String),
    /// The ids of sessions.
    Sessions,
    /// The instants of registration.
    Registrations,
}

/// Direction of a change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LogWay {
    /// No event has it.
    Gone {
        /// Events that were to be expected.
        n_expected: f64,
        /// A name like it, which came, with its share of the events.
        instead: Option<(String, f64)>,
    },
    /// Training never saw it.
    Came {
        /// Its share of the events.
        share: f64,
    },
}

/// A share or a size that moved far.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LogShift {
    /// A kind or value, or the statements of an attribute, became more or less frequent.
    Share {
        /// The thing whose share it is.
        subject: LogSubject,
        /// Its share of the events in training.
        before: f64,
        /// Its share of the events now.
        now: f64,
    },
    /// The median of a number lies where nine of ten did not in training.
    Median {
        /// Name of the attribute.
        attribute: String,
        /// Its median in training.
        before: f64,
        /// Its median now.
        now: f64,
    },
}

impl LogChanges {
    /// Compares a log with the one that a model was trained on.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::base::SampleLog;
    /// use refrain::{LogChanges, training_log};
    ///
    /// let trained_on = training_log(&SampleLog::new(["play", "search"]).build()?);
    /// let same = SampleLog::new(["play", "search"]).seed(2).build()?;
    /// assert!(!LogChanges::of(&trained_on, &same).is_other());
    ///
    /// let renamed = SampleLog::new(["Play", "search"]).build()?;
    /// let changes = LogChanges::of(&trained_on, &renamed);
    /// assert!(changes.changes[0].to_string().contains("`Play` came"));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn of(trained_on: &TrainingLog, log: &EventLog) -> LogChanges {
        compared::compared(trained_on, &training_log(log))
    }

    /// Returns `true` if something is gone, or came that training never saw.
    pub fn is_other(&self) -> bool {
        !self.changes.is_empty()
    }
}
