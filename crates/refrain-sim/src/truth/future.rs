//! Paths of a user after a cutoff, and the share of their weight that leaves.

use crate::persona::Persona;
use crate::persona::chain::{Afterwards, StartIdx, State, StateIdx, draw_exit};
use crate::population::user::{Life, Situation, User};
use crate::random::weighted::draw_by_weight;
use crate::random::{Stream, exponential_seconds};
use crate::simulation::Simulation;
use crate::truth::leaving::StayingChain;
use crate::truth::sightings::Sightings;

/// Knowledge of the past: a user who did nothing may have done something hidden, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Every event is known.
    Everything,
    /// Events on which the log does not name the user are not.
    Log,
}

/// The seconds in which leaving counts, half-open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutcomeSeconds {
    pub(crate) from: i64,
    pub(crate) until: i64,
}

/// Parts of a path's weight that leave.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Leaving {
    /// Before the outcome window, during the lead.
    pub(crate) before: f64,
    /// In the outcome window.
    pub(crate) within: f64,
}

/// Steps that can follow an event after which nothing was seen for a while.
#[derive(Debug, Clone)]
pub(crate) struct Choices {
    /// Pages whose time is fixed and has not passed, or whose time does not matter since the log does
    /// not show them.
    free: Vec<(StateIdx, f64)>,
    /// Pages that come after an exponential time, which is longer than the wait so far.
    awaited: Vec<(StateIdx, f64)>,
    /// The group of first pages of the session that follows the end of this one.
    end: Option<StartIdx>,
    /// The same after a session that went on without naming the user and ended.
    hidden_end: Option<StartIdx>,
    /// The probability of each kind, before what was waited is taken into account.
    masses: [f64; 4],
}

/// One of the kinds of [`Choices`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChoiceKind {
    Free,
    Awaited,
    End,
    HiddenEnd,
}

impl Choices {
    pub(crate) fn new(
        persona: &Persona,
        situation: &Situation,
        cutoff: i64,
        sight: Sight,
    ) -> Choices {
        let waited = cutoff - situation.at;
        let state = persona.state(situation.state);
        let (free, awaited) = (Vec::new(), Vec::new());
        let mut choices = Choices { free, awaited, end: None, hidden_end: None, masses: [0.0; 4] };
        for (probability, next) in
            state.probabilities().filter(|(probability, _)| *probability > 0.0)
        {
            match fixed_wait(persona.state(next), situation) {
                // A hidden page may have come already, whatever its time: the log would not show
                // it.
                _ if sight == Sight::Log && !persona.state(next).shows_user => {
                    choices.free.push((next, probability));
                }
                // A page at a fixed time that has passed without it did not come.
                Some(wait) if wait >= waited => choices.free.push((next, probability)),
                Some(_) => {}
                None => choices.awaited.push((next, probability)),
            }
        }
        // A session that ends where users churn has no next one.
        if let Afterwards::Returns(start) = state.afterwards {
            choices.end = Some(start);
            choices.masses[ChoiceKind::End as usize] = state.end_probability();
        }
        let sum =
            |pages: &[(StateIdx, f64)]| pages.iter().map(|(_, probability)| probability).sum();
        choices.masses[ChoiceKind::Free as usize] = sum(&choices.free);
        choices.masses[ChoiceKind::Awaited as usize] = sum(&choices.awaited);
        choices
    }

    /// The steps that can follow a page which the log does not show, some time after it.
    pub(crate) fn unseen(persona: &Persona, state: StateIdx) -> Choices {
        let situation = Situation { at: 0, state, playing_until: i64::MIN };
        Choices::new(persona, &situation, LONG_AFTER, Sight::Log)
    }

    /// Goes on to the end of the session where the log shows nothing for a long time: whoever went on
    /// without being named has ended the session by then.
    pub(crate) fn end_unseen(&mut self, persona: &Persona, end: Option<(f64, StartIdx)>) {
        self.free.retain(|(page, _)| persona.state(*page).shows_user);
        self.masses[ChoiceKind::Free as usize] = self.free.iter().map(|(_, mass)| mass).sum();
        self.masses[ChoiceKind::HiddenEnd as usize] = end.map_or(0.0, |(mass, _)| mass);
        self.hidden_end = end.map(|(_, start)| start);
    }

    /// The group of first pages after a session that ended unseen.
    pub(crate) fn hidden_end(&self) -> Option<StartIdx> {
        self.hidden_end
    }

    /// The probability of a kind, before what was waited is taken into account.
    pub(crate) fn mass(&self, kind: ChoiceKind) -> f64 {
        self.masses[kind as usize]
    }
}

/// Seconds after which nothing comes that comes at a fixed time.
const LONG_AFTER: i64 = 1_000;

/// Returns the seconds from an event to the next one, where they are fixed.
fn fixed_wait(next: &State, situation: &Situation) -> Option<i64> {
    if next.redirects {
        return Some(1);
    }
    let is_playing = situation.at < situation.playing_until;
    (next.plays && is_playing).then(|| situation.playing_until - situation.at)
}

/// One path from a situation, its weight so far included.
pub(crate) struct Path {
    user: User,
    weight: f64,
    cutoff: i64,
}

/// The next session, given that it had not started at the cutoff.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NextSession {
    /// The second from which on it can be due.
    pub(crate) due_from: i64,
    /// The part of the distribution of waiting times to draw from: paths of one observation share
    /// it out.
    pub(crate) uniform: f64,
}

impl Path {
    pub(crate) fn new(life: &Life, situation: &Situation, cutoff: i64, stream: Stream) -> Path {
        Path { user: User::resume(life, situation, stream), weight: 1.0, cutoff }
    }

    pub(crate) fn weight(&self) -> f64 {
        self.weight
    }

    /// Takes the first step, of the kind given.
    pub(crate) fn begin(
        &mut self,
        simulation: &Simulation,
        choices: &Choices,
        kind: ChoiceKind,
        session: NextSession,
    ) {
        self.user.settle(simulation);
        match kind {
            ChoiceKind::Free => {
                let next = draw_by_weight(&choices.free, choices.mass(kind), self.user.stream());
                self.user.go_on(simulation, Some(next));
            }
            ChoiceKind::Awaited => {
                let next = draw_by_weight(&choices.awaited, choices.mass(kind), self.user.stream());
                let waited = (self.cutoff - self.user.at).max(0);
                self.user.go_on_waiting(simulation, next, waited);
            }
            ChoiceKind::End | ChoiceKind::HiddenEnd => {
                let start = if kind == ChoiceKind::End { choices.end } else { choices.hidden_end };
                let start = start.expect("an end that is chosen is possible");
                let persona = simulation.persona(self.user.persona);
                let beta = self.user.mean_gap(persona);
                let NextSession { due_from, uniform } = session;
                let stream = self.user.stream();
                let at = persona.rhythm().start_from(due_from, self.cutoff, beta, uniform, stream);
                self.user.return_at(simulation, start, at);
            }
        }
    }

    /// Goes on through what the log does not show, up to the cutoff; false if that is impossible.
    ///
    /// Sessions that nobody saw may lie in between: they are passed over, for they are short.
    pub(crate) fn reach_cutoff(
        &mut self,
        simulation: &Simulation,
        unseen: &[Vec<Choices>],
        sightings: &Sightings,
        open_until_cutoff: impl Fn(i64) -> f64,
        session: NextSession,
    ) -> bool {
        while self.user.at < self.cutoff {
            self.user.settle(simulation);
            let persona = simulation.persona(self.user.persona);
            let choices = &unseen[self.user.persona as usize][self.user.state as usize];
            let alpha = persona.rhythm().alpha_seconds * self.user.pace.alpha;
            let waited = (self.cutoff - self.user.at) as f64;
            // No session can be due within the gap, so that time is no evidence.
            let gap = persona.rhythm().session_gap_seconds as i64;
            let open = choices.end.map_or(0.0, |start| {
                let seen = sightings.is_seen(self.user.persona, start);
                seen * open_until_cutoff(self.user.at + gap)
            });
            let masses = [
                (ChoiceKind::Free, choices.mass(ChoiceKind::Free)),
                (ChoiceKind::Awaited, choices.mass(ChoiceKind::Awaited) * survival(waited, alpha)),
                (
                    ChoiceKind::End,
                    choices.mass(ChoiceKind::End) * survival(open, self.user.mean_gap(persona)),
                ),
            ];
            let sum: f64 = masses.iter().map(|(_, mass)| mass).sum();
            if sum <= 0.0 {
                return false;
            }
            // Importance weight: the step is drawn given that nothing was seen, with this
            // probability.
            self.weight *= sum;
            let kind = draw_by_weight(&masses, sum, self.user.stream());
            self.begin(simulation, choices, kind, session);
        }
        true
    }

    /// Follows the path to the end of the window and says how much of it leaves.
    pub(crate) fn follow(
        mut self,
        simulation: &Simulation,
        staying: &[StayingChain],
        window: OutcomeSeconds,
    ) -> Leaving {
        let mut leaving = Leaving::default();
        let mut kept = 1.0;
        let mut is_first = true;
        // Nothing is left of a path all of whose weight has left.
        while self.user.at < window.until && kept > 0.0 {
            self.user.settle(simulation);
            let persona = simulation.persona(self.user.persona);
            let state = staying[self.user.persona as usize].state(self.user.state);
            if state.leaves {
                leaving.add(kept, self.user.at, window);
                return leaving;
            }
            let alpha = persona.rhythm().alpha_seconds * self.user.pace.alpha;
            // Only the first page has not been looked ahead from: later ones were, from the page
            // before.
            if is_first && state.is_foreseen {
                let mut gone = 0.0;
                for (probability, to) in &state.direct {
                    let from = (self.user.at, persona.state(*to));
                    leaving.add_after(kept * probability, from, alpha, window);
                    gone += probability;
                }
                kept *= 1.0 - gone;
            }
            let mut gone = 0.0;
            for leak in &state.leaks {
                let wait = match persona.state(leak.via).redirects {
                    true => 1,
                    false => exponential_seconds(self.user.stream(), alpha),
                };
                let from = (self.user.at + wait, persona.state(leak.to));
                leaving.add_after(kept * leak.probability, from, alpha, window);
                gone += leak.probability;
            }
            kept *= 1.0 - gone;
            let next = draw_exit(&state.exits, self.user.stream());
            self.user.go_on(simulation, next);
            is_first = false;
        }
        leaving
    }
}

/// The probability that an exponential time of this mean is longer.
fn survival(seconds: f64, mean: f64) -> f64 {
    // Beyond that it is less than what a double can tell from 0 beside 1, and need not be computed.
    if seconds > 40.0 * mean { 0.0 } else { libm::exp(-seconds / mean) }
}

impl Leaving {
    /// Adds what leaves at an instant.
    fn add(&mut self, weight: f64, at: i64, window: OutcomeSeconds) {
        if at < window.from {
            self.before += weight;
        } else if at < window.until {
            self.within += weight;
        }
    }

    /// Adds what leaves by a page that follows an instant.
    fn add_after(
        &mut self,
        weight: f64,
        (at, page): (i64, &State),
        alpha: f64,
        window: OutcomeSeconds,
    ) {
        if page.redirects {
            return self.add(weight, at + 1, window);
        }
        // The wait is cut to whole seconds: it is at least n seconds if the exponential time is.
        let later_than = |until: i64| match until - at {
            ..=0 => 1.0,
            wait => survival(wait as f64, alpha),
        };
        self.before += weight * (1.0 - later_than(window.from));
        self.within += weight * (later_than(window.from) - later_than(window.until));
    }
}
