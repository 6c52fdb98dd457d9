//! Probabilities of what a log shows under each persona: transitions between events that name the
//! user, whatever happened in between.

use std::collections::HashMap;

use crate::persona::Persona;
use crate::persona::PersonaIdx;
use crate::persona::chain::{Afterwards, PageChain, StartIdx, StateIdx};
use crate::persona::definition::PageState;

/// Logarithms of probabilities, per pair of states and persona.
///
/// States of different personas are the same if they are equal in page, authentication, level,
/// method and status: more than that no log shows.
pub(crate) struct Sightings {
    n_personas: usize,
    n_states: usize,
    /// The number of each state of each persona among those of all.
    index: Vec<Vec<usize>>,
    /// By set of scenarios.
    tables: Vec<Tables>,
    /// By persona and variant.
    returns: Vec<Returns>,
}

/// Probabilities that a session names the user at all.
struct Returns {
    /// By group of first pages.
    of_start: Vec<f64>,
    /// By state after which the log shows nothing more of a session: of the session that follows.
    after: Vec<f64>,
    /// By state: how probable it is that the log shows nothing more of the session, which goes on
    /// without naming the user, and the group of first pages of the session that follows it.
    hidden_end: Vec<Option<(f64, StartIdx)>>,
}

/// By pair of states, then by persona.
struct Tables {
    next: Vec<f64>,
    skipping: Vec<f64>,
    returning: Vec<f64>,
}

/// Events between two that name the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    /// Nothing: they follow each other in a session.
    Nothing,
    /// Events of the same session that do not name it.
    Hidden,
    /// At least one end of a session.
    Sessions,
}

impl Sightings {
    /// Tabulates the personas, each with so many variants side by side.
    pub(crate) fn new(personas: &[Persona], n_variants: usize) -> Sightings {
        // Only looked up, never iterated: its order reaches no output.
        let mut numbers: HashMap<&PageState, usize> = HashMap::new();
        let plain = || personas.iter().step_by(n_variants);
        let index: Vec<Vec<usize>> = plain()
            .map(|persona| {
                let states = persona.chain.states().iter();
                states
                    .map(|state| {
                        let next = numbers.len();
                        *numbers.entry(&state.page).or_insert(next)
                    })
                    .collect()
            })
            .collect();
        let n_states = numbers.len();
        let mut sightings = Sightings {
            n_personas: index.len(),
            n_states,
            index,
            tables: Vec::new(),
            returns: Vec::new(),
        };
        sightings.returns = personas.iter().map(|persona| Returns::of(&persona.chain)).collect();
        for variant in 0..n_variants {
            let chains: Vec<&Persona> = personas.iter().skip(variant).step_by(n_variants).collect();
            let tables = sightings.tabulate(&chains);
            sightings.tables.push(tables);
        }
        sightings
    }

    /// The number of a state of a persona among the states of all personas.
    pub(crate) fn number(&self, persona: usize, state: StateIdx) -> usize {
        self.index[persona][state as usize]
    }

    /// The state of a persona by its number.
    pub(crate) fn state(&self, persona: usize, number: usize) -> Option<StateIdx> {
        let found = self.index[persona].iter().position(|other| *other == number);
        found.map(|position| position as StateIdx)
    }

    /// The probability that a session that starts with a page of this group names the user.
    pub(crate) fn is_seen(&self, persona: PersonaIdx, start: StartIdx) -> f64 {
        self.returns[persona as usize].of_start[start as usize]
    }

    /// The probability that a session names the user, where the one before ended unseen after a state.
    pub(crate) fn is_seen_after(&self, persona: PersonaIdx, state: StateIdx) -> f64 {
        self.returns[persona as usize].after[state as usize]
    }

    /// The probability that a session goes on after a state without naming the user, up to its end, and
    /// the group of first pages of the session that follows it most often.
    pub(crate) fn hidden_end(
        &self,
        persona: PersonaIdx,
        state: StateIdx,
    ) -> Option<(f64, StartIdx)> {
        self.returns[persona as usize].hidden_end[state as usize]
    }

    /// The logarithm of the probability of one event after another, for each persona.
    pub(crate) fn log_probabilities(
        &self,
        (from, to): (usize, usize),
        between: Between,
        variant: PersonaIdx,
    ) -> &[f64] {
        let tables = &self.tables[variant as usize];
        let table = match between {
            Between::Nothing => &tables.next,
            Between::Hidden => &tables.skipping,
            Between::Sessions => &tables.returning,
        };
        let first = (from * self.n_states + to) * self.n_personas;
        &table[first..first + self.n_personas]
    }

    fn tabulate(&self, personas: &[&Persona]) -> Tables {
        let empty = || vec![f64::NEG_INFINITY; self.n_states * self.n_states * self.n_personas];
        let mut tables = Tables { next: empty(), skipping: empty(), returning: empty() };
        for (persona_idx, persona) in personas.iter().enumerate() {
            let seen = Seen::of(persona);
            let n = persona.chain.states().len();
            for (from, to) in (0..n).flat_map(|from| (0..n).map(move |to| (from, to))) {
                let pair =
                    self.index[persona_idx][from] * self.n_states + self.index[persona_idx][to];
                let cell = pair * self.n_personas + persona_idx;
                // The logarithm of 0 rules a persona out for good, as it should.
                tables.next[cell] = libm::log(seen.next[from][to]);
                tables.skipping[cell] = libm::log(seen.skipping[from][to]);
                tables.returning[cell] = libm::log(seen.returning[from][to]);
            }
        }
        tables
    }
}

impl Returns {
    fn of(chain: &PageChain) -> Returns {
        let next = within_sessions(chain);
        let is_hidden: Vec<bool> = chain.states().iter().map(|state| !state.shows_user).collect();
        let onward = through_hidden(&next, &is_hidden);
        let shown = |row: &[f64]| {
            row.iter().zip(&is_hidden).filter(|(_, hidden)| !**hidden).map(|(p, _)| p).sum::<f64>()
        };
        let is_seen_from = |state: usize| match is_hidden[state] {
            true => shown(&next[state]) + shown(&onward[state]),
            false => 1.0,
        };
        let of_group = |start: StartIdx| -> f64 {
            chain.first_pages(start).map(|(share, page)| share * is_seen_from(page as usize)).sum()
        };
        let of_start: Vec<f64> = (0..chain.n_starts()).map(of_group).collect();
        let reached = plus(&next, &onward);
        let ends = |from: usize| unseen_ends(chain, &is_hidden, &reached[from]);
        let own_end = |from: usize| {
            let state = &chain.states()[from];
            match state.afterwards {
                Afterwards::Returns(start) => Some((state.end_probability(), start)),
                Afterwards::Leaves => None,
            }
        };
        let after = |from: usize| {
            let all = || own_end(from).into_iter().chain(ends(from));
            let sum: f64 = all().map(|(mass, _)| mass).sum();
            let seen: f64 = all().map(|(mass, start)| mass * of_start[start as usize]).sum();
            if sum > 0.0 { seen / sum } else { 1.0 }
        };
        let hidden_end = |from: usize| {
            let ends = ends(from);
            let mass = ends.iter().map(|(mass, _)| mass).sum();
            let most = ends.iter().max_by(|a, b| a.0.total_cmp(&b.0));
            most.map(|(_, start)| (mass, *start))
        };
        let states = 0..chain.states().len();
        Returns {
            after: states.clone().map(after).collect(),
            hidden_end: states.map(hidden_end).collect(),
            of_start,
        }
    }
}

/// Ends of a session at hidden states, with their probability and the group of first pages that follows.
fn unseen_ends(chain: &PageChain, is_hidden: &[bool], reached: &[f64]) -> Vec<(f64, StartIdx)> {
    let end = |state: usize| match chain.states()[state].afterwards {
        Afterwards::Returns(start) if is_hidden[state] => {
            Some((reached[state] * chain.states()[state].end_probability(), start))
        }
        _ => None,
    };
    (0..is_hidden.len()).filter_map(end).filter(|(mass, _)| *mass > 0.0).collect()
}

type Matrix = Vec<Vec<f64>>;

/// Probabilities of the next event that names the user.
struct Seen {
    next: Matrix,
    skipping: Matrix,
    returning: Matrix,
}

impl Seen {
    fn of(persona: &Persona) -> Seen {
        let next = within_sessions(&persona.chain);
        let onward = across_sessions(&persona.chain, &next);
        let is_hidden: Vec<bool> =
            persona.chain.states().iter().map(|state| !state.shows_user).collect();
        let skipping = through_hidden(&next, &is_hidden);
        let any = plus(&onward, &through_hidden(&onward, &is_hidden));
        // What remains has an end of a session in it somewhere.
        let without = plus(&next, &skipping);
        let rest = |(any, without): (&Vec<f64>, &Vec<f64>)| {
            // Not below zero by rounding: its logarithm is taken.
            any.iter().zip(without).map(|(any, without)| (any - without).max(0.0)).collect()
        };
        let returning = any.iter().zip(&without).map(rest).collect();
        Seen { next, skipping, returning }
    }
}

fn within_sessions(chain: &PageChain) -> Matrix {
    let n = chain.states().len();
    let row = |state: &crate::persona::chain::State| {
        let mut row = vec![0.0; n];
        state.probabilities().for_each(|(probability, to)| row[to as usize] += probability);
        row
    };
    chain.states().iter().map(row).collect()
}

/// Transitions where the first page of the next session follows the last of the one before.
fn across_sessions(chain: &PageChain, next: &Matrix) -> Matrix {
    let mut onward = next.clone();
    for (row, state) in onward.iter_mut().zip(chain.states()) {
        if let Afterwards::Returns(start) = state.afterwards {
            let ends = state.end_probability();
            chain.first_pages(start).for_each(|(share, page)| row[page as usize] += ends * share);
        }
    }
    onward
}

/// From each state to each other by way of one or more hidden ones: `P_h (I - P_hh)^-1 P`.
fn through_hidden(transitions: &Matrix, is_hidden: &[bool]) -> Matrix {
    let hidden: Vec<usize> = (0..is_hidden.len()).filter(|state| is_hidden[*state]).collect();
    let system: Matrix = hidden
        .iter()
        .map(|row| {
            let cell = |column: &usize| f64::from(row == column) - transitions[*row][*column];
            hidden.iter().map(cell).collect()
        })
        .collect();
    let leaving: Matrix = hidden.iter().map(|state| transitions[*state].clone()).collect();
    let reached = solve(system, leaving);
    let row = |from: &Vec<f64>| {
        let mut row = vec![0.0; from.len()];
        for (state, reached) in hidden.iter().zip(&reached) {
            row.iter_mut().zip(reached).for_each(|(cell, reach)| *cell += from[*state] * reach);
        }
        row
    };
    transitions.iter().map(row).collect()
}

/// Solves `system * x = right` by elimination. Where hidden states are never left, nothing beyond
/// them is reached.
fn solve(mut system: Matrix, mut right: Matrix) -> Matrix {
    let n = system.len();
    for column in 0..n {
        let best = (column..n)
            .max_by(|a, b| system[*a][column].abs().total_cmp(&system[*b][column].abs()));
        let pivot = best.expect("the column is one of the rows");
        // The right side changes rows with the system, so that each equation stays whole.
        system.swap(column, pivot);
        right.swap(column, pivot);
        let divisor = system[column][column];
        if divisor.abs() < 1e-12 {
            right[column].iter_mut().for_each(|cell| *cell = 0.0);
            continue;
        }
        let (system_row, right_row) = (system[column].clone(), right[column].clone());
        for row in (0..n).filter(|row| *row != column) {
            let factor = system[row][column] / divisor;
            subtract(&mut system[row], &system_row, factor);
            subtract(&mut right[row], &right_row, factor);
        }
    }
    for (row, values) in right.iter_mut().enumerate() {
        let divisor = system[row][row];
        if divisor.abs() >= 1e-12 {
            values.iter_mut().for_each(|value| *value /= divisor);
        }
    }
    right
}

fn subtract(from: &mut [f64], what: &[f64], factor: f64) {
    from.iter_mut().zip(what).for_each(|(cell, value)| *cell -= factor * value);
}

fn plus(left: &Matrix, right: &Matrix) -> Matrix {
    let row = |(left, right): (&Vec<f64>, &Vec<f64>)| {
        left.iter().zip(right).map(|(left, right)| left + right).collect()
    };
    left.iter().zip(right).map(row).collect()
}
