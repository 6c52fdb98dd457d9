//! The page chain: a Markov chain over pages, compiled for drawing.

use std::collections::HashMap;

use crate::persona::definition::{PageState, PersonaDefinition, SessionStart, Transition};
use crate::persona::problem::Fault;
use crate::random::weighted::Weighted;
use crate::random::{Stream, uniform};

/// Position of a state in its chain.
pub(crate) type StateIdx = u32;

/// Position of a group of first pages in its chain.
pub(crate) type StartIdx = u32;

/// A state machine over pages.
#[derive(Debug, Clone)]
pub(crate) struct PageChain {
    states: Vec<State>,
    starts: Vec<Start>,
}

/// A page with all that the simulator asks about it at every step.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) page: PageState,
    /// Set if a song plays on it.
    pub(crate) plays: bool,
    /// Set if it only sends the browser on to the next page.
    pub(crate) redirects: bool,
    /// Set if the log says who the user is.
    pub(crate) shows_user: bool,
    /// The next act of a user whose session ends here.
    pub(crate) afterwards: Afterwards,
    pub(crate) exits: Vec<Exit>,
}

/// Events that follow a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// Another session, which starts with a page of this group.
    Returns(StartIdx),
    /// Nothing: the user has churned.
    Leaves,
}

/// A way out of a state, taken if the draw is below `below` and not below the exit before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exit {
    pub(crate) below: f64,
    pub(crate) dest: StateIdx,
}

impl State {
    /// Iterates over the pages that can follow, with their probabilities.
    pub(crate) fn probabilities(&self) -> impl Iterator<Item = (f64, StateIdx)> {
        let before = std::iter::once(0.0).chain(self.exits.iter().map(|exit| exit.below));
        self.exits.iter().zip(before).map(|(exit, before)| (exit.below - before, exit.dest))
    }

    /// Returns the probability that the session ends here.
    pub(crate) fn end_probability(&self) -> f64 {
        1.0 - self.exits.last().map_or(0.0, |exit| exit.below)
    }
}

/// Draws one of the exits, `None` if the draw is past the last.
pub(crate) fn draw_exit(exits: &[Exit], stream: &mut Stream) -> Option<StateIdx> {
    let drawn = uniform(stream);
    exits.iter().find(|exit| drawn < exit.below).map(|exit| exit.dest)
}

/// First pages of sessions for one authentication and level.
#[derive(Debug, Clone)]
struct Start {
    auth: String,
    level: String,
    first: Weighted<StateIdx>,
}

impl PageChain {
    pub(crate) fn new(definition: &PersonaDefinition) -> Result<PageChain, Fault> {
        let (pages, index) = index_states(&definition.transitions);
        let exits = exits(definition, &index)?;
        let starts = starts(definition, &index)?;
        let mut chain = PageChain { states: Vec::new(), starts };
        chain.states = pages
            .into_iter()
            .zip(exits)
            .map(|(page, exits)| chain.state(definition, page, exits))
            .collect::<Result<_, _>>()?;
        Ok(chain)
    }

    pub(crate) fn states(&self) -> &[State] {
        &self.states
    }

    pub(crate) fn state_at(&self, state: StateIdx) -> &State {
        &self.states[state as usize]
    }

    /// Draws the page after a page, `None` if the session ends.
    pub(crate) fn draw_next(&self, state: StateIdx, stream: &mut Stream) -> Option<StateIdx> {
        draw_exit(&self.state_at(state).exits, stream)
    }

    pub(crate) fn n_starts(&self) -> StartIdx {
        self.starts.len() as StartIdx
    }

    /// Iterates over the first pages of a group, with their probabilities.
    pub(crate) fn first_pages(&self, start: StartIdx) -> impl Iterator<Item = (f64, StateIdx)> {
        let first = &self.starts[start as usize].first;
        first.probabilities().map(|(probability, state)| (probability, *state))
    }

    /// Draws the first page of a session.
    pub(crate) fn draw_first(&self, start: StartIdx, stream: &mut Stream) -> StateIdx {
        *self.starts[start as usize].first.draw(stream)
    }

    /// Finds the first pages of users with this authentication and level.
    pub(crate) fn start(&self, auth: &str, level: &str) -> Result<StartIdx, Fault> {
        let found = self.starts.iter().position(|s| s.auth == auth && s.level == level);
        let no_start = || Fault::NoStart { auth: auth.to_owned(), level: level.to_owned() };
        found.map(|position| position as StartIdx).ok_or_else(no_start)
    }

    fn state(
        &self,
        definition: &PersonaDefinition,
        page: PageState,
        exits: Vec<Exit>,
    ) -> Result<State, Fault> {
        let accounts = &definition.accounts;
        let afterwards = if accounts.churned_auth.as_ref() == Some(&page.auth) {
            Afterwards::Leaves
        } else {
            Afterwards::Returns(self.start(&page.auth, &page.level)?)
        };
        Ok(State {
            plays: page.page == "NextSong",
            // eventsim's range: 399 is not in it.
            redirects: (300..=398).contains(&page.status),
            shows_user: !accounts.hidden_auths.contains(&page.auth),
            afterwards,
            exits,
            page,
        })
    }
}

type StateIndex<'a> = HashMap<&'a PageState, StateIdx>;

/// Numbers the states in the order in which the transitions name them.
fn index_states(transitions: &[Transition]) -> (Vec<PageState>, StateIndex<'_>) {
    let mut states = Vec::new();
    // Only looked up, never iterated: its order reaches no output.
    let mut index = HashMap::new();
    for state in transitions.iter().flat_map(|transition| [&transition.source, &transition.dest]) {
        // In the order of first mention, which is that of the chain's tables and of `page_states`.
        index.entry(state).or_insert_with(|| {
            states.push(state.clone());
            (states.len() - 1) as StateIdx
        });
    }
    (states, index)
}

fn exits(definition: &PersonaDefinition, index: &StateIndex<'_>) -> Result<Vec<Vec<Exit>>, Fault> {
    definition.transitions.iter().try_for_each(check_probability)?;
    let mut exits: Vec<Vec<Exit>> = vec![Vec::new(); index.len()];
    for transition in &definition.transitions {
        let exits = &mut exits[index[&transition.source] as usize];
        let dest = index[&transition.dest];
        if exits.iter().any(|exit| exit.dest == dest) {
            let (from, to) = boxed(transition);
            return Err(Fault::RepeatedTransition { from, to });
        }
        // Cumulative in the order written: a draw takes the first exit that it is below.
        let below = exits.last().map_or(0.0, |exit| exit.below) + transition.probability;
        if below > MOST_SUM {
            let found = sum(definition, &transition.source);
            return Err(Fault::ProbabilitySum { from: boxed(transition).0, found });
        }
        // Cut to 1, so that `end_probability` is never negative by rounding.
        exits.push(Exit { below: below.min(1.0), dest });
    }
    Ok(exits)
}

/// Numbers that sum to one as people write them may exceed it by a rounding error.
const MOST_SUM: f64 = 1.0 + 1e-9;

fn sum(definition: &PersonaDefinition, source: &PageState) -> f64 {
    let leaving = definition.transitions.iter().filter(|step| step.source == *source);
    leaving.map(|step| step.probability).sum()
}

fn check_probability(transition: &Transition) -> Result<(), Fault> {
    let found = transition.probability;
    if (0.0..=1.0).contains(&found) {
        return Ok(());
    }
    let (from, to) = boxed(transition);
    Err(Fault::Probability { from, to, found })
}

/// Copies the two pages of a transition for a fault.
fn boxed(transition: &Transition) -> (Box<PageState>, Box<PageState>) {
    (Box::new(transition.source.clone()), Box::new(transition.dest.clone()))
}

fn starts(definition: &PersonaDefinition, index: &StateIndex<'_>) -> Result<Vec<Start>, Fault> {
    let mut groups: Vec<(&PageState, Vec<(u32, StateIdx)>)> = Vec::new();
    for SessionStart { state, weight } in &definition.starts {
        let unknown = || Fault::UnknownStart { state: Box::new(state.clone()) };
        let position = *index.get(state).ok_or_else(unknown)?;
        let same = |page: &PageState| page.auth == state.auth && page.level == state.level;
        match groups.iter_mut().find(|(page, _)| same(page)) {
            Some((_, first)) => first.push((*weight, position)),
            None => groups.push((state, vec![(*weight, position)])),
        }
    }
    // A group whose weights are all zero is no group: whoever needs it gets `NoStart`.
    let compile = |(page, first): (&PageState, Vec<(u32, StateIdx)>)| {
        let (auth, level) = (page.auth.clone(), page.level.clone());
        Weighted::new(first).map(|first| Start { auth, level, first })
    };
    Ok(groups.into_iter().filter_map(compile).collect())
}
