//! A persona whose parts know where they were read.

use std::collections::BTreeMap;

use crate::config::item::Fields;
use crate::config::place::Place;
use crate::persona::problem::Fault;
use crate::persona_file::rates::rates;
use crate::{Error, PageState, Persona, PersonaDefinition, SessionStart, Transition};

/// A persona that is being read.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) definition: PersonaDefinition,
    /// The place of the persona as a whole.
    whole: Place,
    parts: BTreeMap<Part, Place>,
    /// In the order of the definition's.
    starts: Vec<Place>,
    /// In the order of the definition's.
    transitions: Vec<Place>,
}

/// A part of a persona that has one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Rate(&'static str),
    Levels,
    Auths,
    Newcomer,
    Hidden,
}

impl Draft {
    /// Starts from a persona of which nothing is known yet but its place.
    pub(crate) fn new(whole: Place) -> Draft {
        Draft {
            definition: PersonaDefinition::default(),
            whole,
            parts: BTreeMap::new(),
            starts: Vec::new(),
            transitions: Vec::new(),
        }
    }

    /// Starts from a persona that is known, called for at this place.
    pub(crate) fn of(persona: &Persona, place: &Place) -> Draft {
        let definition = persona.definition().clone();
        Draft {
            starts: vec![place.clone(); definition.starts.len()],
            transitions: vec![place.clone(); definition.transitions.len()],
            definition,
            ..Draft::new(place.clone())
        }
    }

    /// Copies the persona, to be changed by what stands at another place.
    pub(crate) fn heir(&self, whole: Place) -> Draft {
        // What is inherited keeps its places: a fault in it is told where it was written.
        Draft { whole, ..self.clone() }
    }

    /// Notes the place of a part.
    pub(crate) fn note(&mut self, part: Part, place: &Place) {
        self.parts.insert(part, place.clone());
    }

    /// Reads the rates that are given.
    pub(crate) fn read_rates(&mut self, fields: &Fields<'_>) -> Result<(), Error> {
        for (name, rate) in rates(&mut self.definition.rhythm) {
            if let Some(item) = fields.get(name) {
                *rate = item.number()?;
                self.parts.insert(Part::Rate(name), item.place.clone());
            }
        }
        Ok(())
    }

    pub(crate) fn push_start(&mut self, start: SessionStart, place: Place) {
        self.definition.starts.push(start);
        self.starts.push(place);
    }

    pub(crate) fn push_transition(&mut self, transition: Transition, place: Place) {
        self.definition.transitions.push(transition);
        self.transitions.push(place);
    }

    /// Adds a start, or changes the weight of the one there is.
    pub(crate) fn set_start(&mut self, start: SessionStart, place: Place) {
        match self.definition.find_start(&start.state) {
            Ok(old) => {
                self.definition.starts[old] = start;
                self.starts[old] = place;
            }
            Err(at) => {
                self.definition.starts.insert(at, start);
                self.starts.insert(at, place);
            }
        }
    }

    /// Adds a transition, or changes the probability of the one there is.
    pub(crate) fn set_transition(&mut self, transition: Transition, place: Place) {
        match self.definition.find_transition(&transition.source, &transition.dest) {
            Ok(old) => {
                self.definition.transitions[old] = transition;
                self.transitions[old] = place;
            }
            Err(at) => {
                self.definition.transitions.insert(at, transition);
                self.transitions.insert(at, place);
            }
        }
    }

    /// Checks the persona; `text` is that of the file.
    pub(crate) fn check(&self, text: &str) -> Result<Persona, Error> {
        Persona::check(self.definition.clone())
            .map_err(|problem| self.place_of(&problem.fault).fault_in(text, problem.into()))
    }

    fn place_of(&self, fault: &Fault) -> &Place {
        match fault {
            Fault::Rate { rate, .. } => self.part(Part::Rate(rate)),
            Fault::Probability { from, to, .. } | Fault::RepeatedTransition { from, to } => {
                self.latest_transition(|step| step.source == **from && step.dest == **to)
            }
            Fault::ProbabilitySum { from: state, .. } | Fault::Unreachable { state } => {
                self.latest_transition(|step| step.source == **state)
            }
            Fault::UnknownStart { state } => self.latest_start(state),
            Fault::NoStart { auth, level } => self.who_needs(auth, level),
            Fault::NoWeight { what: "levels" } => self.part(Part::Levels),
            Fault::NoWeight { .. } => self.part(Part::Auths),
            Fault::NobodyShown => self.part(Part::Hidden),
        }
    }

    fn part(&self, part: Part) -> &Place {
        self.parts.get(&part).unwrap_or(&self.whole)
    }

    /// Finds the place where a first page of users with this authentication and level is asked for: a start of
    /// weight zero, else the first transition that names them, else the accounts.
    fn who_needs(&self, auth: &str, level: &str) -> &Place {
        let PersonaDefinition { accounts, starts, transitions, .. } = &self.definition;
        let is_theirs = |state: &PageState| state.auth == auth && state.level == level;
        let start = starts.iter().position(|start| is_theirs(&start.state));
        let has_theirs = |step: &Transition| is_theirs(&step.source) || is_theirs(&step.dest);
        let transition = || transitions.iter().position(has_theirs);
        let place = start.map(|start| &self.starts[start]);
        place.or_else(|| transition().map(|step| &self.transitions[step])).unwrap_or_else(|| {
            let is_newcomer = accounts.newcomer_auth == auth && accounts.newcomer_level == level;
            let is_known = self.definition.states().any(|state| state.auth == auth);
            match (is_newcomer, is_known) {
                (true, _) => self.part(Part::Newcomer),
                (false, true) => self.part(Part::Levels),
                (false, false) => self.part(Part::Auths),
            }
        })
    }

    /// Finds the last of some transitions: the others were there when it was written.
    fn latest_transition(&self, is_meant: impl Fn(&Transition) -> bool) -> &Place {
        let steps = self.definition.transitions.iter().zip(&self.transitions);
        let places = steps.filter(|(step, _)| is_meant(step)).map(|(_, place)| place);
        places.max_by_key(|place| place.at).unwrap_or(&self.whole)
    }

    fn latest_start(&self, state: &PageState) -> &Place {
        let starts = self.definition.starts.iter().zip(&self.starts);
        let places = starts.filter(|(start, _)| start.state == *state).map(|(_, place)| place);
        places.max_by_key(|place| place.at).unwrap_or(&self.whole)
    }
}
