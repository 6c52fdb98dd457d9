//! The past of a user up to now, and what the log shows of it.

use crate::persona::Persona;
use crate::persona::chain::{Afterwards, StateIdx};
use crate::population::row::Row;
use crate::population::user::Situation;
use crate::simulation::Simulation;
use crate::truth::open_time::OpenTime;
use crate::truth::sightings::{Between, Sightings};

/// A user up to now.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    /// After the last event.
    pub(crate) now: Option<Situation>,
    /// After the last event that names the user.
    pub(crate) seen: Option<Seen>,
    /// Set if the user left for good.
    pub(crate) left: bool,
    pub(crate) clues: Clues,
}

/// The last event that names the user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) at: i64,
    /// The state's number among those of all personas.
    pub(crate) state: usize,
    pub(crate) playing_until: i64,
    /// Its number among those of the user's persona.
    own_state: StateIdx,
    session: u32,
    item_in_session: u32,
}

/// Evidence of who the user is: sufficient statistics of the persona, of `alpha` and of
/// `beta`.
#[derive(Debug, Clone)]
pub(crate) struct Clues {
    /// By persona: the logarithm of the probability of the pages seen.
    pub(crate) pages: Vec<f64>,
    /// By rhythm: the logarithm of how probable the hours and days of returning are.
    pub(crate) hours: Vec<f64>,
    /// By rhythm: open seconds between sessions.
    pub(crate) open_seconds: Vec<f64>,
    /// Number of times that the user came back.
    pub(crate) n_returns: f64,
    /// Number of times that it went on after an exponential time, and their sum.
    pub(crate) n_waits: f64,
    pub(crate) waited_seconds: f64,
}

/// Tables by which all users' pasts are read.
pub(crate) struct Reading<'a> {
    pub(crate) simulation: &'a Simulation,
    pub(crate) sightings: Sightings,
    /// The rhythm of each persona.
    pub(crate) rhythm_of: Vec<usize>,
    /// Open time of each rhythm, with a persona that has it.
    pub(crate) rhythms: Vec<(&'a Persona, OpenTime)>,
}

impl Past {
    pub(crate) fn new(reading: &Reading<'_>) -> Past {
        let n_rhythms = reading.rhythms.len();
        let clues = Clues {
            pages: vec![0.0; reading.rhythm_of.len()],
            hours: vec![0.0; n_rhythms],
            open_seconds: vec![0.0; n_rhythms],
            n_returns: 0.0,
            n_waits: 0.0,
            waited_seconds: 0.0,
        };
        Past { now: None, seen: None, left: false, clues }
    }

    /// Takes the next event into account.
    pub(crate) fn push(&mut self, reading: &Reading<'_>, row: &Row) {
        let simulation = reading.simulation;
        let persona = simulation.persona(row.persona);
        let state = persona.state(row.state);
        let playing_until = match (row.song(), &self.now) {
            (Some(song), _) => row.at + simulation.catalogue().whole_seconds(song),
            // A song plays on under the pages after it, and ends with its session.
            (None, Some(now)) if row.item_in_session > 0 => now.playing_until,
            _ => i64::MIN,
        };
        self.now = Some(Situation { at: row.at, state: row.state, playing_until });
        if state.shows_user {
            self.see(reading, row, playing_until);
            self.left |= state.afterwards == Afterwards::Leaves;
        }
    }

    fn see(&mut self, reading: &Reading<'_>, row: &Row, playing_until: i64) {
        let plain = row.persona / reading.simulation.n_variants();
        let state = reading.sightings.number(plain as usize, row.state);
        match self.seen {
            Some(before) => self.clues.follow(reading, &before, row, state),
            None if row.item_in_session == 0 => {
                self.clues.come_back(reading, reading.simulation.start(), row.at, 1.0);
            }
            // The log opened amid a session, which tells nothing.
            None => {}
        }
        self.seen = Some(Seen {
            at: row.at,
            state,
            playing_until,
            own_state: row.state,
            session: row.session,
            item_in_session: row.item_in_session,
        });
    }
}

impl Clues {
    /// Learns from an event that follows another.
    fn follow(&mut self, reading: &Reading<'_>, before: &Seen, row: &Row, state: usize) {
        let simulation = reading.simulation;
        let between = if before.session != row.session {
            Between::Sessions
        } else if before.item_in_session + 1 != row.item_in_session {
            Between::Hidden
        } else {
            Between::Nothing
        };
        let variant = row.persona % simulation.n_variants();
        let pair = (before.state, state);
        // The variant in force at the event after: its transition was drawn under it.
        let logs = reading.sightings.log_probabilities(pair, between, variant);
        self.pages.iter_mut().zip(logs).for_each(|(sum, log)| *sum += log);
        let (now, plain) =
            (simulation.persona(row.persona), simulation.persona(row.persona - variant));
        match between {
            Between::Nothing => {
                let factor = now.rhythm().alpha_seconds / plain.rhythm().alpha_seconds;
                self.wait(before, now, row, factor);
            }
            // Hidden pages lie between: how long each took is not known.
            Between::Hidden => {}
            Between::Sessions => {
                let factor = now.rhythm().beta_seconds / plain.rhythm().beta_seconds;
                let due_from = before.at + now.rhythm().session_gap_seconds as i64;
                // Sessions that do not name the user leave fewer to be seen.
                let seen = reading.sightings.is_seen_after(row.persona, before.own_state);
                self.come_back(reading, due_from, row.at, factor / seen.max(LEAST_SEEN));
            }
        }
    }

    /// Learns from the time between two events of a session.
    fn wait(&mut self, before: &Seen, persona: &Persona, row: &Row, factor: f64) {
        let state = persona.state(row.state);
        let was_playing = before.at < before.playing_until;
        if state.redirects || (state.plays && was_playing) {
            return;
        }
        // Cut to whole seconds, it was half a second longer on average.
        self.n_waits += 1.0;
        self.waited_seconds += ((row.at - before.at) as f64 + 0.5) / factor;
    }

    /// Learns from a session that starts.
    fn come_back(&mut self, reading: &Reading<'_>, due_from: i64, at: i64, factor: f64) {
        // Each rhythm keeps sums of its own, since which one the user has is to be found out.
        self.n_returns += 1.0;
        for (rhythm_idx, (persona, open)) in reading.rhythms.iter().enumerate() {
            let rhythm = persona.rhythm();
            // Gaps are exponential before the warp, so a start is taken back to when it was due.
            let due = rhythm.due_at(at);
            self.open_seconds[rhythm_idx] += open.between(due_from, due) / factor;
            // The density of starts: what is not rejected, over the speed at which the warp
            // passes.
            let kept = 1.0 - rhythm.rejection(crate::time::seconds::time(at));
            let stretch = rhythm.stretch(due).abs().max(LEAST_STRETCH);
            self.hours[rhythm_idx] += libm::log((kept / stretch).max(LEAST_DENSITY));
        }
    }
}

/// Sessions of a kind that never names anybody do not come into it.
const LEAST_SEEN: f64 = 1e-3;

/// Bound of the density where the warp folds time and many due seconds give one start.
const LEAST_STRETCH: f64 = 0.1;

/// No hour is impossible: what is known of it is approximate.
const LEAST_DENSITY: f64 = 1e-6;
