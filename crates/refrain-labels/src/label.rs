//! Labels: observations with their outcomes.

pub(crate) mod counts;
pub(crate) mod outcomes;
mod problem;

use refrain_core::{EntityIdx, EventLog, History, Observation, Outcome, OutcomeWindow, Span, Time};

use crate::schedule::cutoffs::Cutoffs;
use crate::{ChurnRule, CutoffCounts, CutoffGroup, Error, Schedule};
use problem::LabelProblem;

/// Membership of the risk set at a cutoff, of entities that have not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RiskSet {
    /// Entities with an event before the cutoff. What a log read at the cutoff would show.
    #[default]
    Seen,
    /// Also entities whose registration lies before the cutoff but whose first event comes later.
    ///
    /// A log tells of them only because they became active afterwards, so they have no features
    /// and had, by construction, a future: use it only if registrations are known from elsewhere.
    RegisteredOrSeen,
}

/// Treatment of entities that have left and come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterChurn {
    /// Gone is gone, whatever events follow.
    #[default]
    Gone,
    /// An event later than the instant at which it left begins a new episode: from then on the
    /// entity is at risk again. An event of the same instant does not, nor one that the rule does
    /// not take for a return ([`ChurnRule::is_back`]).
    MayReturn,
}

impl AfterChurn {
    /// Returns `true` if an entity of this history that left at this instant is still gone.
    fn is_gone(self, rule: &dyn ChurnRule, history: &History<'_>, left: Time) -> bool {
        match self {
            AfterChurn::Gone => true,
            AfterChurn::MayReturn => !rule.is_back(history, left),
        }
    }
}

/// Plan of labels: schedule, lead, horizon, risk set and who may return.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("eve", 40, "play")];
/// # for (entity, at, kind) in rows {
/// #     builder.push(&EventRow::new(entity, day(at), kind))?;
/// # }
/// # let log = builder.finish()?;
/// use refrain_labels::{Cancellation, LabelPlan, Schedule};
///
/// // At day 3, who cancels from day 5 on, within ten days?
/// let schedule = Schedule::Dates(vec![day(3)]);
/// let plan = LabelPlan::new(schedule, Span::from_days(10))?.lead(Span::from_days(2));
/// let labels = plan.label(&log, &Cancellation::new(["cancel"])?)?;
/// let counts = labels.counts()[0];
/// // Eve came later, so two were at risk.
/// assert_eq!((counts.at_risk, counts.churned, counts.retained), (2, 1, 1));
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPlan {
    schedule: Schedule,
    lead: Span,
    horizon: Span,
    risk_set: RiskSet,
    after_churn: AfterChurn,
}

/// One observation and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LabelRow {
    /// The entity and the cutoff.
    pub observation: Observation,
    /// The outcome in the window after the cutoff.
    pub outcome: Outcome,
    /// End of the outcome window.
    pub window_end: Time,
}

/// The observations of a log with their outcomes, by entity and cutoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    rows: Vec<LabelRow>,
    /// The position of each row's group among the counts.
    groups: Vec<usize>,
    counts: Vec<CutoffCounts>,
    rule: String,
    log_end: Time,
}

impl LabelPlan {
    /// Plans labels over a horizon without lead, for the risk set [`RiskSet::Seen`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the horizon is zero.
    pub fn new(schedule: Schedule, horizon: Span) -> Result<LabelPlan, Error> {
        if horizon.is_zero() {
            return Err(LabelProblem::ZeroHorizon.into());
        }
        let (risk_set, after_churn) = (RiskSet::default(), AfterChurn::default());
        Ok(LabelPlan { schedule, lead: Span::ZERO, horizon, risk_set, after_churn })
    }

    /// Sets the lead: from the cutoff to the start of the outcome window.
    ///
    /// An entity that leaves during the lead has no outcome in the window, so it gives no row;
    /// [`CutoffCounts::left_in_lead`] counts it.
    pub fn lead(self, lead: Span) -> LabelPlan {
        LabelPlan { lead, ..self }
    }

    /// Sets the risk set.
    pub fn risk_set(self, risk_set: RiskSet) -> LabelPlan {
        LabelPlan { risk_set, ..self }
    }

    /// Sets whether those who left can be at risk again.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("bob", 20, "play"), ("eve", 40, "play")];
    /// # for (entity, at, kind) in rows {
    /// #     builder.push(&EventRow::new(entity, day(at), kind))?;
    /// # }
    /// # let log = builder.finish()?;
    /// use refrain_labels::{AfterChurn, Cancellation, LabelPlan, Schedule};
    ///
    /// // Bob cancels on day 6 and is back on day 20.
    /// let plan = LabelPlan::new(Schedule::Dates(vec![day(25)]), Span::from_days(10))?;
    /// let rule = Cancellation::new(["cancel"])?;
    /// assert_eq!(plan.at_risk(&log, &rule)?.len(), 1);
    /// let returning = plan.after_churn(AfterChurn::MayReturn);
    /// assert_eq!(returning.at_risk(&log, &rule)?.len(), 2);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn after_churn(self, after_churn: AfterChurn) -> LabelPlan {
        LabelPlan { after_churn, ..self }
    }

    /// Returns the observations and outcomes of a log.
    ///
    /// # Errors
    ///
    /// If the schedule or the rule does not fit the log;
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if nobody is at risk, or the outcome of nobody
    /// is known.
    pub fn label(&self, log: &EventLog, rule: &dyn ChurnRule) -> Result<Labels, Error> {
        rule.check(log, self.horizon)?;
        let cutoffs = self.schedule.of_log(log)?;
        let mut labels = Labels {
            rows: Vec::new(),
            groups: Vec::new(),
            counts: self.empty_counts(&cutoffs, log.range().end),
            rule: rule.name(),
            log_end: log.range().end,
        };
        for entity in log.entities() {
            for place in cutoffs.grouped(entity) {
                let observation = Observation { entity, cutoff: place.cutoff };
                let counts = &mut labels.counts[place.group_idx];
                if let Some(row) = self.observe(log, rule, observation, counts) {
                    labels.rows.push(row);
                    labels.groups.push(place.group_idx);
                }
            }
        }
        check_anyone(labels.rows.len(), &cutoffs)?;
        self.check_known(&labels, log)?;
        Ok(labels)
    }

    /// Returns who is at risk at this plan's cutoffs, by entity and cutoff, without outcomes:
    /// the observations to score.
    ///
    /// # Errors
    ///
    /// If the schedule does not fit the log; [`ErrorKind::Data`](crate::ErrorKind::Data) if nobody
    /// is at risk.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("eve", 40, "play")];
    /// # for (entity, at, kind) in rows {
    /// #     builder.push(&EventRow::new(entity, day(at), kind))?;
    /// # }
    /// # let log = builder.finish()?;
    /// use refrain_labels::{Cancellation, LabelPlan, Schedule};
    ///
    /// let plan = LabelPlan::new(Schedule::End, Span::from_days(10))?;
    /// let at_risk = plan.at_risk(&log, &Cancellation::new(["cancel"])?)?;
    /// let ids: Vec<&str> = at_risk.iter().map(|row| log.entity_id(row.entity)).collect();
    /// assert_eq!(ids, ["ada", "eve"]); // Bob has left.
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn at_risk(&self, log: &EventLog, rule: &dyn ChurnRule) -> Result<Vec<Observation>, Error> {
        let cutoffs = self.schedule.of_log(log)?;
        let mut observations = Vec::new();
        for entity in log.entities() {
            let at_risk = |cutoff: &Time| {
                self.standing(&log.history(entity, *cutoff), rule) == Standing::AtRisk
            };
            let observed = cutoffs.of(entity).filter(at_risk);
            observations.extend(observed.map(|cutoff| Observation { entity, cutoff }));
        }
        check_anyone(observations.len(), &cutoffs)?;
        Ok(observations)
    }

    /// Counts of nobody at each group of cutoffs.
    fn empty_counts(&self, cutoffs: &Cutoffs, log_end: Time) -> Vec<CutoffCounts> {
        let empty = |group: &CutoffGroup| {
            let complete = match group {
                CutoffGroup::At(cutoff) => *cutoff + self.lead + self.horizon <= log_end,
                // Each observation has its own window and may prove the contrary.
                CutoffGroup::Tenure(_) | CutoffGroup::Day(_) => true,
            };
            CutoffCounts::new(*group, complete)
        };
        cutoffs.groups().iter().map(empty).collect()
    }

    fn observe(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        observation: Observation,
        counts: &mut CutoffCounts,
    ) -> Option<LabelRow> {
        let Observation { entity, cutoff } = observation;
        let history = log.history(entity, cutoff);
        let standing = self.standing(&history, rule);
        *match standing {
            Standing::Unknown => return None,
            Standing::Left => &mut counts.left_before,
            Standing::NotActive => &mut counts.not_active,
            Standing::NotExposed => &mut counts.not_exposed,
            Standing::AtRisk => match self.outcome(log, rule, &history, entity) {
                // Not known at the cutoff, but gone before the window begins: no outcome to learn
                // from.
                None => &mut counts.left_in_lead,
                Some(row) => {
                    counts.add(row.outcome, row.window_end <= log.range().end);
                    return Some(row);
                }
            },
        } += 1;
        None
    }

    /// The outcome of one at risk; `None` if it left during the lead.
    fn outcome(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        history: &History<'_>,
        entity: EntityIdx,
    ) -> Option<LabelRow> {
        let cutoff = history.cutoff();
        let observation = Observation { entity, cutoff };
        let window = self.window(log, observation);
        let churned = rule.churned_after(history, &self.with_lead(log, observation));
        if self.left_in_lead(log, rule, observation, churned) {
            return None;
        }
        let outcome = match churned {
            // Churn seen in a part of the window is churn, however the rest turns out.
            Some(at) => Outcome::Churned { at },
            None if window.is_complete() => Outcome::Retained,
            None => Outcome::Censored,
        };
        Some(LabelRow { observation, outcome, window_end: window.range().end })
    }

    fn left_in_lead(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        observation: Observation,
        churned: Option<Time>,
    ) -> bool {
        let Observation { entity, cutoff } = observation;
        let start = cutoff + self.lead;
        let lead = log.outcome_window(entity, cutoff, Span::ZERO, self.lead);
        let ended = |at: Time| at < start || at == start && had_left(log, rule, entity, at);
        !self.lead.is_zero() && (churned.is_some_and(ended) || rule.gone_at(&lead).is_some())
    }

    pub(crate) fn cutoffs(&self, log: &EventLog) -> Result<Cutoffs, Error> {
        self.schedule.of_log(log)
    }

    pub(crate) fn window<'a>(
        &self,
        log: &'a EventLog,
        observation: Observation,
    ) -> OutcomeWindow<'a> {
        log.outcome_window(observation.entity, observation.cutoff, self.lead, self.horizon)
    }

    /// The lead and the outcome window as one: what happens in the lead may break a silence.
    fn with_lead<'a>(&self, log: &'a EventLog, observation: Observation) -> OutcomeWindow<'a> {
        let Observation { entity, cutoff } = observation;
        log.outcome_window(entity, cutoff, Span::ZERO, self.lead + self.horizon)
    }

    fn standing(&self, history: &History<'_>, rule: &dyn ChurnRule) -> Standing {
        let known = match self.risk_set {
            // A registration alone is known only from a later event, which is the future.
            RiskSet::Seen => !history.is_empty(),
            RiskSet::RegisteredOrSeen => history.known_since().is_some(),
        };
        let left = || rule.left_at(history);
        match known {
            false => Standing::Unknown,
            true if left().is_some_and(|left| self.after_churn.is_gone(rule, history, left)) => {
                Standing::Left
            }
            true if !rule.is_active(history) => Standing::NotActive,
            true if !rule.is_exposed(history) => Standing::NotExposed,
            true => Standing::AtRisk,
        }
    }

    fn check_known(&self, labels: &Labels, log: &EventLog) -> Result<(), Error> {
        if labels.rows.iter().any(|row| row.outcome != Outcome::Censored) {
            return Ok(());
        }
        let (lead, horizon, log) = (self.lead, self.horizon, log.range());
        Err(LabelProblem::EveryoneCensored { lead, horizon, log }.into())
    }
}

/// Standing of an entity at a cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unknown,
    Left,
    NotActive,
    NotExposed,
    AtRisk,
}

/// Returns `true` if what made an entity leave at an instant lies before it, as a silence does; an
/// event does not.
pub(crate) fn had_left(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx, at: Time) -> bool {
    rule.left_at(&log.history(entity, at)) == Some(at)
}

fn check_anyone(n_rows: usize, cutoffs: &Cutoffs) -> Result<(), Error> {
    if n_rows > 0 {
        return Ok(());
    }
    let cutoffs = || cutoffs.all().iter().map(|place| place.cutoff);
    let first = cutoffs().min().expect("a schedule gives a cutoff or an error");
    let last = cutoffs().max().expect("a schedule gives a cutoff or an error");
    Err(LabelProblem::NobodyAtRisk { n_cutoffs: cutoffs().count(), first, last }.into())
}

impl Labels {
    /// Returns the rows by entity, then cutoff.
    pub fn rows(&self) -> &[LabelRow] {
        &self.rows
    }

    /// Returns the counts of each cutoff or group of cutoffs, ascending.
    pub fn counts(&self) -> &[CutoffCounts] {
        &self.counts
    }

    /// Returns the name of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Returns the rows whose outcome window the log covers: those to train and test on. See
    /// [`CutoffCounts::complete`].
    ///
    /// Where all entities have one cutoff its rows are in or out together. Where each has its own,
    /// one decides for itself, by its window and not by its outcome.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("eve", 40, "play")];
    /// # for (entity, at, kind) in rows {
    /// #     builder.push(&EventRow::new(entity, day(at), kind))?;
    /// # }
    /// # let log = builder.finish()?;
    /// use refrain_labels::{Cancellation, LabelPlan, Schedule};
    ///
    /// let plan = LabelPlan::new(Schedule::Dates(vec![day(3), day(35)]), Span::from_days(10))?;
    /// let labels = plan.label(&log, &Cancellation::new(["cancel"])?)?;
    /// // The log ends on day 40, within the window of the second cutoff.
    /// assert_eq!((labels.rows().len(), labels.complete().len()), (3, 2));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn complete(&self) -> Vec<LabelRow> {
        // By the window and never by the outcome: churn is known earlier than its absence.
        self.rows.iter().filter(|row| row.window_end <= self.log_end).copied().collect()
    }

    /// The position of each row's group among the counts.
    pub(crate) fn groups(&self) -> &[usize] {
        &self.groups
    }
}
