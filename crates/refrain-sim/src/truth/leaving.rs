//! The ways out for good, taken out of a page chain.
//!
//! Cancelling is rare, so that counting who cancels along simulated paths tells little. Instead a
//! path never leaves, and what it passes on the way counts: at every page the probability of leaving
//! from there is taken off what is left of the path's weight. That is the conditional expectation
//! over leaving or not (Rao and Blackwell), which has the same mean and much less variance.

use crate::persona::chain::{Afterwards, Exit, PageChain, State, StateIdx};

/// The page chain of a persona for users who do not leave.
#[derive(Debug, Clone)]
pub(crate) struct StayingChain {
    states: Vec<StayingState>,
}

/// A page for users of whom it is known that they do not leave directly from it, where that was
/// [foreseen](StayingState::is_foreseen).
#[derive(Debug, Clone)]
pub(crate) struct StayingState {
    /// Set if the log ends for the user who comes here.
    pub(crate) leaves: bool,
    /// Set if direct leaving is counted before the page is reached; otherwise it is drawn.
    pub(crate) is_foreseen: bool,
    /// Probabilities of leaving directly, with the page of leaving.
    pub(crate) direct: Vec<(f64, StateIdx)>,
    /// Probabilities of leaving by way of another page.
    pub(crate) leaks: Vec<Leak>,
    /// Ways on for those who do none of that.
    pub(crate) exits: Vec<Exit>,
}

/// Leaving by way of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leak {
    pub(crate) probability: f64,
    pub(crate) via: StateIdx,
    pub(crate) to: StateIdx,
}

impl StayingChain {
    pub(crate) fn new(chain: &PageChain) -> StayingChain {
        let direct: Vec<Direct> =
            chain.states().iter().map(|state| Direct::of(chain, state)).collect();
        let staying = |(state, own): (&State, &Direct)| staying_state(chain, state, own, &direct);
        StayingChain { states: chain.states().iter().zip(&direct).map(staying).collect() }
    }

    pub(crate) fn state(&self, state: StateIdx) -> &StayingState {
        &self.states[state as usize]
    }
}

/// Ways to leave a page for good at once.
struct Direct {
    exits: Vec<(f64, StateIdx)>,
    is_foreseen: bool,
}

impl Direct {
    fn of(chain: &PageChain, state: &State) -> Direct {
        let leaves = |(_, to): &(f64, StateIdx)| is_last(chain.state_at(*to));
        let exits: Vec<(f64, StateIdx)> = state.probabilities().filter(leaves).collect();
        // When a page with a song is left depends on the song, which is not drawn yet.
        let has_song = state.plays || exits.iter().any(|(_, to)| chain.state_at(*to).plays);
        Direct { exits, is_foreseen: !has_song }
    }

    /// The probability that is counted before the page is reached.
    fn foreseen(&self) -> f64 {
        if self.is_foreseen {
            self.exits.iter().map(|(probability, _)| probability).sum()
        } else {
            0.0
        }
    }
}

fn is_last(state: &State) -> bool {
    state.afterwards == Afterwards::Leaves
}

fn staying_state(
    chain: &PageChain,
    state: &State,
    own: &Direct,
    direct: &[Direct],
) -> StayingState {
    let here = 1.0 - own.foreseen();
    let goes_on = |(_, to): &(f64, StateIdx)| !(own.is_foreseen && is_last(chain.state_at(*to)));
    let ways: Vec<(f64, StateIdx)> = match here > 0.0 {
        true => state.probabilities().filter(goes_on).map(|(p, to)| (p / here, to)).collect(),
        // Nobody is here who does not leave.
        false => Vec::new(),
    };
    let leak = |(p, via): (f64, StateIdx), (q, to): &(f64, StateIdx)| Leak {
        probability: p * q,
        via,
        to: *to,
    };
    // Two steps are looked ahead: whether the next page is left for good is counted before it is
    // reached, so that its own time and that of leaving are drawn from their laws.
    let leaks: Vec<Leak> = ways
        .iter()
        .filter(|(_, via)| direct[*via as usize].is_foreseen)
        .flat_map(|way| direct[way.1 as usize].exits.iter().map(|exit| leak(*way, exit)))
        .collect();
    // What is left is made a distribution again: paths stay, their weight says how probably.
    let staying = 1.0 - leaks.iter().map(|leak| leak.probability).sum::<f64>();
    let mut below = 0.0;
    let exit = |(p, to): &(f64, StateIdx)| {
        below += p * (1.0 - direct[*to as usize].foreseen()) / staying;
        Exit { below, dest: *to }
    };
    StayingState {
        leaves: is_last(state),
        is_foreseen: own.is_foreseen,
        direct: own.exits.clone(),
        exits: ways.iter().map(exit).collect(),
        leaks,
    }
}
