//! Scenarios in time: those in force for a user, and the personas they make.

use crate::Error;
use crate::persona::Persona;
use crate::persona::PersonaIdx;
use crate::scenario::MOST_SCENARIOS;
use crate::scenario::Scenario;
use crate::scenario::problem::ScenarioProblem;
use crate::time::seconds::NEVER;

/// The scenarios that treat a user, one bit each.
pub(crate) type Arms = u8;

pub(crate) const NO_ARMS: Arms = 0;

/// The scenarios of a simulation in time.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    scenarios: Vec<Scenario>,
    /// Seconds at which a scenario begins or ends, ascending.
    switches: Vec<i64>,
}

impl Timeline {
    pub(crate) fn new(scenarios: &[Scenario]) -> Result<Timeline, Error> {
        if scenarios.len() > MOST_SCENARIOS {
            return Err(
                ScenarioProblem::TooMany { found: scenarios.len(), limit: MOST_SCENARIOS }.into()
            );
        }
        scenarios.iter().try_for_each(Scenario::check)?;
        let mut switches: Vec<i64> = scenarios
            .iter()
            .flat_map(|scenario| [Some(scenario.starts_at()), scenario.ends_at()])
            .flatten()
            .collect();
        switches.sort_unstable();
        switches.dedup();
        Ok(Timeline { scenarios: scenarios.to_vec(), switches })
    }

    pub(crate) fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// Returns how many personas each becomes: one for every set of scenarios.
    pub(crate) fn n_variants(&self) -> u32 {
        1 << self.scenarios.len()
    }

    /// Makes the variants of each persona: that of no scenario first, those of one persona side by
    /// side.
    ///
    /// # Errors
    ///
    /// If a scenario changes nothing in any persona, or makes a persona impossible.
    pub(crate) fn variants(&self, personas: &[Persona]) -> Result<Vec<Persona>, Error> {
        let mut n_changed = vec![0; self.scenarios.len()];
        let mut variants = Vec::new();
        for persona in personas {
            for arms in 0..self.n_variants() {
                // The set of scenarios as a number is the offset of the variant: `persona_at`
                // relies on it.
                variants.push(self.variant(persona, arms as Arms, &mut n_changed)?);
            }
        }
        match n_changed.iter().position(|n| *n == 0) {
            Some(unused) => Err(ScenarioProblem::Senseless {
                scenario: self.scenarios[unused].name.clone(),
                what: "no persona has a page or transition that it changes",
            }
            .into()),
            None => Ok(variants),
        }
    }

    fn variant(
        &self,
        persona: &Persona,
        arms: Arms,
        n_changed: &mut [usize],
    ) -> Result<Persona, Error> {
        if arms == NO_ARMS {
            return Ok(persona.clone());
        }
        let mut definition = persona.definition().clone();
        for (idx, scenario) in self.scenarios.iter().enumerate() {
            if arms & (1 << idx) != 0 {
                n_changed[idx] += scenario.apply(&mut definition)?;
            }
        }
        Persona::new(definition)
    }

    /// Returns the scenarios that treat a user at any time.
    pub(crate) fn arms(&self, seed: u64, user_idx: u32) -> Arms {
        let treats = |(idx, scenario): (usize, &Scenario)| {
            Arms::from(scenario.treats(seed, idx, user_idx)) << idx
        };
        self.scenarios.iter().enumerate().map(treats).fold(NO_ARMS, |arms, arm| arms | arm)
    }

    /// Returns the persona of a user at an instant, and when it changes next.
    pub(crate) fn persona_at(&self, persona: PersonaIdx, arms: Arms, at: i64) -> (PersonaIdx, i64) {
        let is_active = |idx: usize| Arms::from(self.scenarios[idx].is_active(at)) << idx;
        let active = (0..self.scenarios.len()).map(is_active).fold(NO_ARMS, |all, one| all | one);
        // The persona may be a variant already, of scenarios that have ended since.
        let plain = persona - persona % self.n_variants();
        let next = self.switches.iter().copied().find(|switch| *switch > at);
        (plain + u32::from(arms & active), next.unwrap_or(NEVER))
    }
}
