//! Competing outcomes: cancelling, downgrading and falling silent told apart.

use refrain_core::{EventLog, Observation, Outcome};

use super::problem::LabelProblem;
use crate::{AnyOf, ChurnRule, CutoffCounts, Error, LabelPlan, LabelRow, Labels};

/// Name of having none of the outcomes.
const STAY: &str = "stay";
/// Name of an outcome that the log cannot know.
const CENSORED: &str = "censored";
/// Names with a meaning of their own beside those of outcomes.
const TAKEN: [&str; 13] = [
    STAY,
    CENSORED,
    "",
    "cutoff",
    "at_risk",
    "left_before",
    "left_in_lead",
    "not_active",
    "not_exposed",
    "complete",
    "incomplete",
    "tenure",
    "day",
];

/// Several outcomes of which each observation has one at most, such as cancelling, downgrading and
/// falling silent: competing risks.
///
/// The first of them in the outcome window counts, and of those with one instant the one named
/// first. Who has none of them in a complete window stays. At risk are those that no rule says have
/// left, whom all rules call active, and that are exposed to at least one.
#[derive(Debug)]
pub struct Outcomes {
    names: Vec<String>,
    any: AnyOf,
}

/// One observation and which outcome it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeRow {
    /// The observation, with the instant of the outcome as that of churn.
    pub label: LabelRow,
    /// Position of the outcome among the names, `None` if it had none or the log cannot tell.
    pub outcome_idx: Option<usize>,
}

/// The observations of a log with their outcomes, by entity and cutoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeLabels {
    names: Vec<String>,
    rows: Vec<OutcomeRow>,
    counts: Vec<OutcomeCounts>,
}

/// Numbers of entities at one cutoff, with the number of each outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutcomeCounts {
    /// The counts, all outcomes together as churn.
    pub counts: CutoffCounts,
    /// Observed entities with each outcome, in the order of the names.
    pub of_each: Vec<usize>,
}

impl Outcomes {
    /// Builds the list from rules with names.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) without one, and if a name is given
    /// twice, is empty, or means something else in tables, as `stay`, `censored` and `at_risk` do.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Span;
    /// use refrain_labels::{Cancellation, Inactivity, Outcomes};
    ///
    /// let outcomes = Outcomes::new(vec![
    ///     ("cancelled".to_owned(), Box::new(Cancellation::new(["cancel"])?)),
    ///     ("silent".to_owned(), Box::new(Inactivity::new(Span::from_days(14))?)),
    /// ])?;
    /// assert_eq!(outcomes.names(), ["cancelled", "silent"]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(named: Vec<(String, Box<dyn ChurnRule>)>) -> Result<Outcomes, Error> {
        let (names, rules): (Vec<String>, Vec<_>) = named.into_iter().unzip();
        let taken = |index: usize| {
            TAKEN.contains(&names[index].as_str()) || names[..index].contains(&names[index])
        };
        if let Some(index) = (0..names.len()).find(|index| taken(*index)) {
            return Err(LabelProblem::OutcomeName { name: names[index].clone() }.into());
        }
        Ok(Outcomes { any: AnyOf::new(rules)?, names })
    }

    /// Returns the names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the rule by which any of the outcomes is churn.
    pub fn any(&self) -> &AnyOf {
        &self.any
    }

    /// Turns the list into the rule by which any of the outcomes is churn.
    pub fn into_any(self) -> AnyOf {
        self.any
    }
}

impl LabelPlan {
    /// Returns the observations of a log and which of several outcomes each had.
    ///
    /// # Errors
    ///
    /// As [`label`](Self::label).
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// use refrain_labels::{Cancellation, Inactivity, LabelPlan, Outcomes, Schedule};
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # let events = [("ada", 1, "song"), ("bob", 2, "song"), ("bob", 9, "cancel"), ("eve", 30, "song")];
    /// # for (entity, day, kind) in events {
    /// #     builder.push(&EventRow::new(entity, Time::from_millis(0) + Span::from_days(day), kind))?;
    /// # }
    /// # let log = builder.finish()?;
    ///
    /// let outcomes = Outcomes::new(vec![
    ///     ("cancelled".to_owned(), Box::new(Cancellation::new(["cancel"])?)),
    ///     ("silent".to_owned(), Box::new(Inactivity::new(Span::from_days(7))?)),
    /// ])?;
    /// let cutoff = Time::from_millis(0) + Span::from_days(5);
    /// let plan = LabelPlan::new(Schedule::Dates(vec![cutoff]), Span::from_days(7))?;
    /// let labels = plan.label_outcomes(&log, &outcomes)?;
    /// let names: Vec<&str> = labels.rows().iter().map(|row| labels.name(row)).collect();
    /// assert_eq!(names, ["silent", "cancelled"]); // of ada and bob
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn label_outcomes(
        &self,
        log: &EventLog,
        outcomes: &Outcomes,
    ) -> Result<OutcomeLabels, Error> {
        let labels = self.label(log, &outcomes.any)?;
        let which = |row: &LabelRow| self.which(log, &outcomes.any, row.observation);
        let row = |label: &LabelRow| OutcomeRow { label: *label, outcome_idx: which(label) };
        let rows: Vec<OutcomeRow> = labels.rows().iter().map(row).collect();
        let counts = outcome_counts(&labels, &rows, outcomes.names.len());
        Ok(OutcomeLabels { names: outcomes.names.clone(), rows, counts })
    }

    fn which(&self, log: &EventLog, any: &AnyOf, observation: Observation) -> Option<usize> {
        let Observation { entity, cutoff } = observation;
        let window = self.with_lead(log, observation);
        any.first_after(&log.history(entity, cutoff), &window).map(|(index, _)| index)
    }
}

fn outcome_counts(labels: &Labels, rows: &[OutcomeRow], n_outcomes: usize) -> Vec<OutcomeCounts> {
    let none =
        |counts: &CutoffCounts| OutcomeCounts { counts: *counts, of_each: vec![0; n_outcomes] };
    let mut counts: Vec<OutcomeCounts> = labels.counts().iter().map(none).collect();
    for (row, group_idx) in rows.iter().zip(labels.groups()) {
        if let Some(outcome_idx) = row.outcome_idx {
            counts[*group_idx].of_each[outcome_idx] += 1;
        }
    }
    counts
}

impl OutcomeLabels {
    /// Returns the names of the outcomes in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the rows by entity, then cutoff.
    pub fn rows(&self) -> &[OutcomeRow] {
        &self.rows
    }

    /// Returns the counts of each cutoff or group of cutoffs, ascending.
    pub fn counts(&self) -> &[OutcomeCounts] {
        &self.counts
    }

    /// Returns the name of a row's outcome, or `stay` or `censored`.
    ///
    /// # Panics
    ///
    /// If the row is of other outcomes.
    pub fn name(&self, row: &OutcomeRow) -> &str {
        match (row.outcome_idx, row.label.outcome) {
            (Some(outcome_idx), _) => &self.names[outcome_idx],
            (None, Outcome::Censored) => CENSORED,
            (None, _) => STAY,
        }
    }
}
