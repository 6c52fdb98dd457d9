//! Scenarios: rates that change for some of the users.

mod effect;
mod file;
mod problem;
pub(crate) mod table;
pub(crate) mod timeline;
mod transition_names;

use std::collections::BTreeSet;

use refrain_core::Time;

use crate::Error;
use crate::persona::definition::{PersonaDefinition, Transition};
use crate::random::{scenario_stream, uniform};
use crate::scenario::problem::ScenarioProblem;
use crate::time::seconds::first_second;

/// A change of rates from a date on, for some of the users: fewer adverts, more errors, an offer to
/// those a campaign contacted.
///
/// Until then every user does what it does without the scenario, to the last event. After it, the
/// treated go on under the changed rates and all others as before: the same seed with and without
/// the scenario shows what it did, user by user.
///
/// A change takes effect with the first decision at or after [`from`](Scenario::from): where to go
/// next from the page one is on, and when to come back. A session that is due by then stays due.
///
/// [`SimulationFile`](crate::SimulationFile) has scenarios in its TOML, and
/// [`all_from_toml`](Scenario::all_from_toml) reads them alone.
///
/// # Examples
///
/// ```
/// use refrain_core::Time;
/// use refrain_sim::{Rate, Scenario, Simulation, SimulationOptions, Treated};
///
/// let options = SimulationOptions::new().users(40).days(30).seed(2);
/// let from = Simulation::new(options.clone())?.range().start + refrain_core::Span::from_days(10);
/// let no_adverts = Scenario::new("no adverts", from, Treated::Share(0.5))
///     .change(Rate::to("Roll Advert"), 0.0);
/// let simulation = Simulation::new(options.scenario(no_adverts))?;
/// let adverts = simulation.events().filter(|event| {
///     event.page == "Roll Advert" && event.time >= from + refrain_core::Span::from_days(1)
/// });
/// assert!(adverts.filter(|event| simulation.is_treated(0, event.user_idx)).count() == 0);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Its first instant.
    pub from: Time,
    /// Its end, not included; `None` if it has none.
    pub until: Option<Time>,
    /// The users treated.
    pub treated: Treated,
    /// Changes for them.
    pub changes: Vec<Change>,
}

impl Scenario {
    /// Starts from a scenario that changes nothing and has no end.
    ///
    /// It is checked when a [`Simulation`](crate::Simulation) is made of it.
    pub fn new(name: impl Into<String>, from: Time, treated: Treated) -> Scenario {
        Scenario { name: name.into(), from, until: None, treated, changes: Vec::new() }
    }

    /// Ends the scenario before an instant.
    #[must_use]
    pub fn until(mut self, end: Time) -> Scenario {
        self.until = Some(end);
        self
    }

    /// Adds a change: the rate is multiplied by the factor.
    #[must_use]
    pub fn change(mut self, rate: Rate, factor: f64) -> Scenario {
        self.changes.push(Change::new(rate, factor));
        self
    }
}

/// The users whom a scenario treats.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Treated {
    /// Each user with this probability, drawn from the simulation's seed and the scenario's
    /// position, whatever the user does: a randomised experiment.
    Share(f64),
    /// The users of these ids, as a campaign that chose them by their risk.
    Ids(BTreeSet<u64>),
}

/// A rate, multiplied.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The rate.
    pub rate: Rate,
    /// The factor: 0.5 halves it.
    pub factor: f64,
}

impl Change {
    /// Multiplies a rate by a factor.
    pub fn new(rate: Rate, factor: f64) -> Change {
        Change { rate, factor }
    }
}

/// A rate that a scenario can change.
///
/// # Examples
///
/// ```
/// use refrain_sim::Rate;
///
/// let offers_taken = Rate::Transition {
///     from: Some("Upgrade".into()),
///     to: "Submit Upgrade".into(),
///     level: None,
/// };
/// assert_ne!(offers_taken, Rate::to("Submit Upgrade"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rate {
    /// The probability that one page follows another.
    ///
    /// All other ways on, and the end of the session, change in proportion so that the sum stays 1:
    /// with half as many adverts everything else becomes a little more frequent.
    Transition {
        /// Name of the page left; `None` is any.
        from: Option<String>,
        /// Name of the page that follows.
        to: String,
        /// Subscription level on the page left; `None` is any.
        level: Option<String>,
    },
    /// The mean time between two ordinary pages.
    Alpha,
    /// The mean of the random part of the gap between two sessions.
    Beta,
}

/// Scenarios of one simulation: each doubles the number of personas.
pub(crate) const MOST_SCENARIOS: usize = 4;

impl Rate {
    /// Returns the probability of going to a page, from any other.
    pub fn to(page: &str) -> Rate {
        Rate::Transition { from: None, to: page.to_owned(), level: None }
    }

    fn is_of(&self, transition: &Transition) -> bool {
        let Rate::Transition { from, to, level } = self else { return false };
        let source = &transition.source;
        transition.dest.page == *to
            && from.as_ref().is_none_or(|page| source.page == *page)
            && level.as_ref().is_none_or(|level| source.level == *level)
    }
}

impl Scenario {
    /// Returns `true` if the scenario treats a user, by its position among scenarios and by the user's.
    pub(crate) fn treats(&self, seed: u64, scenario_idx: usize, user_idx: u32) -> bool {
        match &self.treated {
            Treated::Share(share) => {
                uniform(&mut scenario_stream(seed, scenario_idx, user_idx)) < *share
            }
            // Ids count from 1.
            Treated::Ids(ids) => ids.contains(&(u64::from(user_idx) + 1)),
        }
    }

    pub(crate) fn is_active(&self, at: i64) -> bool {
        self.starts_at() <= at && self.ends_at().is_none_or(|end| at < end)
    }

    /// Returns the first whole second of the scenario.
    pub(crate) fn starts_at(&self) -> i64 {
        first_second(self.from)
    }

    pub(crate) fn ends_at(&self) -> Option<i64> {
        self.until.map(first_second)
    }

    /// Changes the rates of a persona; returns how many there were to change.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a changed probability would exceed 1.
    pub(crate) fn apply(&self, definition: &mut PersonaDefinition) -> Result<usize, Error> {
        self.changes.iter().try_fold(0, |n, change| Ok(n + self.apply_one(change, definition)?))
    }

    /// Makes one of the scenario's changes; returns how many rates it was for.
    pub(crate) fn apply_one(
        &self,
        change: &Change,
        definition: &mut PersonaDefinition,
    ) -> Result<usize, Error> {
        match &change.rate {
            Rate::Alpha => Ok(scale(&mut definition.rhythm.alpha_seconds, change.factor)),
            Rate::Beta => Ok(scale(&mut definition.rhythm.beta_seconds, change.factor)),
            Rate::Transition { .. } => self.scale_transitions(definition, change),
        }
    }

    fn scale_transitions(
        &self,
        definition: &mut PersonaDefinition,
        change: &Change,
    ) -> Result<usize, Error> {
        let mut sources = Vec::new();
        for transition in definition.transitions.iter().filter(|t| change.rate.is_of(t)) {
            if !sources.contains(&transition.source) {
                sources.push(transition.source.clone());
            }
        }
        for source in &sources {
            let mut exits: Vec<&mut Transition> =
                definition.transitions.iter_mut().filter(|t| t.source == *source).collect();
            let before: f64 = sum(&exits, |transition| change.rate.is_of(transition));
            let after = before * change.factor;
            if after > 1.0 {
                return Err(ScenarioProblem::Probability {
                    scenario: self.name.clone(),
                    persona: definition.name.clone(),
                    page: Box::new(source.clone()),
                    found: after,
                }
                .into());
            }
            // Where nothing else can happen, what is taken away ends the session. A little less than
            // the rest, for rounding must not lift the sum above 1.
            let rest = if before < 1.0 { (1.0 - after) / (1.0 - before) } else { 1.0 };
            let rest = rest * (1.0 - 4.0 * f64::EPSILON);
            for exit in &mut exits {
                exit.probability *= if change.rate.is_of(exit) { change.factor } else { rest };
            }
        }
        Ok(sources.len())
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong =
            |what| Err(ScenarioProblem::Senseless { scenario: self.name.clone(), what }.into());
        let is_factor = |change: &Change| change.factor.is_finite() && change.factor >= 0.0;
        let is_span =
            |change: &Change| matches!(change.rate, Rate::Transition { .. }) || change.factor > 0.0;
        match &self.treated {
            Treated::Share(share) if !(0.0..=1.0).contains(share) => {
                wrong("the share treated must be from 0 to 1")
            }
            _ if self.name.is_empty() => wrong("it needs a name"),
            _ if self.changes.is_empty() => wrong("it changes nothing: give at least one change"),
            _ if !self.changes.iter().all(is_factor) => {
                wrong("every factor must be a number from 0 on")
            }
            _ if !self.changes.iter().all(is_span) => {
                wrong("a factor of alpha or beta must be above 0")
            }
            _ if self.until.is_some_and(|until| until <= self.from) => {
                wrong("it must end after it begins")
            }
            _ => Ok(()),
        }
    }
}

fn scale(rate: &mut f64, factor: f64) -> usize {
    *rate *= factor;
    1
}

fn sum(exits: &[&mut Transition], is_counted: impl Fn(&Transition) -> bool) -> f64 {
    exits.iter().filter(|exit| is_counted(exit)).map(|exit| exit.probability).sum()
}
