//! Rows of a dataset and what became of them.

use crate::{EntityIdx, Error, ErrorKind, Problem, Time};

/// One row of a dataset: an entity at a cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observation {
    /// The entity observed.
    pub entity: EntityIdx,
    /// The instant of prediction.
    pub cutoff: Time,
}

impl Observation {
    /// Checks that observations are of the entities of a log or table that has so many.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] at the first that is not.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EntityIdx, Observation, Time};
    ///
    /// let second = Observation { entity: EntityIdx::new(1), cutoff: Time::from_millis(0) };
    /// assert!(Observation::check_all(&[second], 2).is_ok());
    /// assert!(Observation::check_all(&[second], 1).is_err());
    /// ```
    pub fn check_all(observations: &[Observation], n_entities: usize) -> Result<(), Error> {
        let stranger = observations.iter().position(|row| row.entity.position() >= n_entities);
        stranger.map_or(Ok(()), |row| {
            let entity_idx = observations[row].entity.position();
            Err(UnknownEntity { row, entity_idx, n_entities }.into())
        })
    }
}

/// Outcome of an observation in its outcome window: churned, retained or censored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The entity left.
    Churned {
        /// The instant of churn.
        at: Time,
    },
    /// The whole window is in the log and the entity did not leave in it.
    Retained,
    /// The log ends inside the window and the entity had not left until then.
    Censored,
}

impl Outcome {
    /// Returns whether the entity churned, `None` where the data cannot know.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Outcome, Time};
    ///
    /// assert_eq!(Outcome::Churned { at: Time::from_millis(0) }.label(), Some(true));
    /// assert_eq!(Outcome::Censored.label(), None);
    /// ```
    pub fn label(self) -> Option<bool> {
        match self {
            Outcome::Churned { .. } => Some(true),
            Outcome::Retained => Some(false),
            Outcome::Censored => None,
        }
    }

    /// Returns when the entity left, `None` unless it churned.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Outcome, Time};
    ///
    /// let at: Time = "2018-11-09".parse()?;
    /// assert_eq!(Outcome::Churned { at }.churned_at(), Some(at));
    /// assert_eq!((Outcome::Retained.churned_at(), Outcome::Retained.name()), (None, "retained"));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn churned_at(self) -> Option<Time> {
        match self {
            Outcome::Churned { at } => Some(at),
            Outcome::Retained | Outcome::Censored => None,
        }
    }

    /// Returns the word for it in tables: `churned`, `retained` or `censored`.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Churned { .. } => "churned",
            Outcome::Retained => "retained",
            Outcome::Censored => "censored",
        }
    }
}

/// An observation of an entity that the log or table does not hold.
#[derive(Debug, thiserror::Error)]
#[error("observation {row} names entity {entity_idx}, of {n_entities}")]
struct UnknownEntity {
    row: usize,
    entity_idx: usize,
    n_entities: usize,
}

impl Problem for UnknownEntity {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}
