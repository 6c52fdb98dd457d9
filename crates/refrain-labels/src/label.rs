//! Observations with their outcomes.

use std::collections::BTreeSet;

use refrain_core::{EntityIdx, EventLog, History, Observation, Outcome, Span, Time};

use crate::{ChurnRule, Error, Schedule};

/// Who belongs to the risk set at a cutoff, given that they have not left.
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

/// How a log is labeled: schedule, lead, horizon and risk set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPlan {
    schedule: Schedule,
    lead: Span,
    horizon: Span,
    risk_set: RiskSet,
}

/// One observation and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelRow {
    /// Who, and when.
    pub observation: Observation,
    /// What became of them.
    pub outcome: Outcome,
    /// End of the outcome window.
    pub window_end: Time,
}

/// How many entities stood where at one cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutoffCounts {
    /// The cutoff.
    pub cutoff: Time,
    /// Entities observed: the sum of the next three.
    pub at_risk: usize,
    /// Observed entities that left in the outcome window.
    pub churned: usize,
    /// Observed entities that did not leave in it.
    pub retained: usize,
    /// Observed entities of which the log cannot tell.
    pub censored: usize,
    /// Entities that had left before the cutoff.
    pub left_before: usize,
    /// Entities that left during the lead: not known at the cutoff, gone before the window.
    pub left_in_lead: usize,
    /// Whether the log covers the outcome window, so that every observation has a label.
    ///
    /// At an incomplete cutoff the only labels known are those of entities that churned early;
    /// a model trained on them would learn the date.
    pub complete: bool,
}

/// The observations of a log with their outcomes, by entity and cutoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    rows: Vec<LabelRow>,
    counts: Vec<CutoffCounts>,
    rule: String,
}

impl LabelPlan {
    /// Plans labels over a horizon without lead, for the risk set [`RiskSet::Seen`].
    ///
    /// # Errors
    ///
    /// [`Error::ZeroHorizon`] if the horizon is zero.
    pub fn new(schedule: Schedule, horizon: Span) -> Result<LabelPlan, Error> {
        if horizon.is_zero() {
            return Err(Error::ZeroHorizon);
        }
        Ok(LabelPlan { schedule, lead: Span::ZERO, horizon, risk_set: RiskSet::default() })
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

    /// Returns the observations and outcomes of a log.
    ///
    /// # Errors
    ///
    /// If the schedule or the rule does not fit the log, or nobody is at risk.
    pub fn label(&self, log: &EventLog, rule: &dyn ChurnRule) -> Result<Labels, Error> {
        rule.check(log, self.horizon)?;
        let cutoffs = self.schedule.cutoffs(log.range())?;
        let new_counts = |cutoff: &Time| {
            let complete = *cutoff + self.lead + self.horizon <= log.range().end;
            CutoffCounts::new(*cutoff, complete)
        };
        let mut counts: Vec<CutoffCounts> = cutoffs.iter().map(new_counts).collect();
        let mut rows = Vec::new();
        for entity in log.entities() {
            for counts in &mut counts {
                rows.extend(self.observe(log, rule, entity, counts));
            }
        }
        check_anyone(rows.len(), &cutoffs)?;
        Ok(Labels { rows, counts, rule: rule.name() })
    }

    /// Returns who is at risk at this plan's cutoffs, by entity and cutoff, without outcomes:
    /// the observations to score.
    ///
    /// # Errors
    ///
    /// If the schedule does not fit the log, or nobody is at risk.
    pub fn at_risk(&self, log: &EventLog, rule: &dyn ChurnRule) -> Result<Vec<Observation>, Error> {
        let cutoffs = self.schedule.cutoffs(log.range())?;
        let mut observations = Vec::new();
        for entity in log.entities() {
            let at_risk = |cutoff: &&Time| {
                self.standing(&log.history(entity, **cutoff), rule) == Standing::AtRisk
            };
            let observed = cutoffs.iter().filter(at_risk);
            observations.extend(observed.map(|cutoff| Observation { entity, cutoff: *cutoff }));
        }
        check_anyone(observations.len(), &cutoffs)?;
        Ok(observations)
    }

    fn observe(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        entity: EntityIdx,
        counts: &mut CutoffCounts,
    ) -> Option<LabelRow> {
        let cutoff = counts.cutoff;
        match self.standing(&log.history(entity, cutoff), rule) {
            Standing::Unknown => return None,
            Standing::Left => {
                counts.left_before += 1;
                return None;
            }
            Standing::AtRisk => {}
        }
        let lead = log.outcome_window(entity, cutoff, Span::ZERO, self.lead);
        if rule.churned_at(&lead).is_some() {
            counts.left_in_lead += 1;
            return None;
        }
        let window = log.outcome_window(entity, cutoff, self.lead, self.horizon);
        let outcome = match rule.churned_at(&window) {
            Some(at) => Outcome::Churned { at },
            None if window.is_complete() => Outcome::Retained,
            None => Outcome::Censored,
        };
        counts.add(outcome);
        let window_end = window.range().end;
        Some(LabelRow { observation: Observation { entity, cutoff }, outcome, window_end })
    }

    fn standing(&self, history: &History<'_>, rule: &dyn ChurnRule) -> Standing {
        let known = match self.risk_set {
            RiskSet::Seen => !history.is_empty(),
            RiskSet::RegisteredOrSeen => history.known_since().is_some(),
        };
        match known {
            false => Standing::Unknown,
            true if rule.has_left(history) => Standing::Left,
            true => Standing::AtRisk,
        }
    }
}

/// Where an entity stands at a cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unknown,
    Left,
    AtRisk,
}

fn check_anyone(n_rows: usize, cutoffs: &[Time]) -> Result<(), Error> {
    if n_rows > 0 {
        return Ok(());
    }
    let (first, last) = (cutoffs[0], cutoffs[cutoffs.len() - 1]);
    Err(Error::NobodyAtRisk { n_cutoffs: cutoffs.len(), first, last })
}

impl CutoffCounts {
    fn new(cutoff: Time, complete: bool) -> CutoffCounts {
        CutoffCounts {
            cutoff,
            complete,
            at_risk: 0,
            churned: 0,
            retained: 0,
            censored: 0,
            left_before: 0,
            left_in_lead: 0,
        }
    }

    fn add(&mut self, outcome: Outcome) {
        self.at_risk += 1;
        *match outcome {
            Outcome::Churned { .. } => &mut self.churned,
            Outcome::Retained => &mut self.retained,
            Outcome::Censored => &mut self.censored,
        } += 1;
    }
}

impl Labels {
    /// Returns the rows by entity, then cutoff.
    pub fn rows(&self) -> &[LabelRow] {
        &self.rows
    }

    /// Returns the counts of each cutoff, ascending.
    pub fn counts(&self) -> &[CutoffCounts] {
        &self.counts
    }

    /// Returns the name of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Returns the rows of cutoffs whose outcome window the log covers: those to train and test
    /// on. See [`CutoffCounts::complete`].
    pub fn complete(&self) -> Vec<LabelRow> {
        let counts = self.counts.iter().filter(|counts| counts.complete);
        let complete: BTreeSet<Time> = counts.map(|counts| counts.cutoff).collect();
        let in_complete = |row: &&LabelRow| complete.contains(&row.observation.cutoff);
        self.rows.iter().filter(in_complete).copied().collect()
    }
}
