//! One user, walking from page to page.

use crate::content::catalogue::SongIdx;
use crate::content::people::Person;
use crate::persona::Persona;
use crate::persona::PersonaIdx;
use crate::persona::chain::{Afterwards, StartIdx, State, StateIdx};
use crate::population::row::{NO_SONG, Row};
use crate::random::{self, Stream, exponential_seconds, log_normal_factor, uniform};
use crate::scenario::timeline::{Arms, NO_ARMS};
use crate::simulation::Simulation;
use crate::time::seconds::{NEVER, SECONDS_PER_YEAR};

/// A user at its next event, which nobody has seen yet. Times are in seconds.
#[derive(Debug, Clone)]
pub(crate) struct User {
    stream: Stream,
    pub(crate) persona: PersonaIdx,
    /// The user's scenarios, those over or not yet begun included.
    pub(crate) arms: Arms,
    /// The second at which a scenario of the user begins or ends next, so that its persona changes.
    switches_at: i64,
    pub(crate) pace: Pace,
    /// The second of the event; [`NEVER`] if the user has left.
    pub(crate) at: i64,
    pub(crate) state: StateIdx,
    session: u32,
    item_in_session: u32,
    playing: Option<Playing>,
    starts_song: bool,
}

/// Factors between a user's own mean times and those of the persona.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Factor of the mean time between two ordinary pages.
    pub(crate) alpha: f64,
    /// Factor of the mean of the random part of the gap between two sessions.
    pub(crate) beta: f64,
}

/// Traits of a user, besides what it did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) persona: PersonaIdx,
    pub(crate) arms: Arms,
    pub(crate) pace: Pace,
}

/// The situation of a user after an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation {
    pub(crate) at: i64,
    pub(crate) state: StateIdx,
    /// The second at which the last song of the session is over, or was; anything earlier than `at` if none played.
    pub(crate) playing_until: i64,
}

/// Attributes of a user in the log, which never change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Profile {
    pub(crate) person: Person,
    pub(crate) registered_at: i64,
}

/// The last song of the session, finished or not.
#[derive(Debug, Clone, Copy)]
struct Playing {
    song: SongIdx,
    until: i64,
}

/// A step of a user after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Goes on to another page of the session.
    Continued,
    /// Comes back for another session.
    Returned,
    /// Has left for good.
    Left,
}

/// No one who is there at the start registered longer ago.
const LONGEST_AGE_SECONDS: i64 = (5.0 * SECONDS_PER_YEAR) as i64;

impl User {
    /// Draws a user and takes it to the first event of its first session.
    pub(crate) fn new(simulation: &Simulation, user_idx: u32) -> (User, Profile) {
        // The order of the draws that follow is part of every log: another order is another log
        // for every seed.
        let mut stream = random::stream(simulation.seed(), user_idx.into());
        let persona_idx = simulation.draw_persona(&mut stream);
        let persona = simulation.persona(persona_idx);
        let alpha = log_normal_factor(&mut stream);
        let beta = log_normal_factor(&mut stream);
        let joined_at = simulation.joined_at(user_idx);
        let (profile, start) = match joined_at {
            None => draw_initial(simulation, persona, &mut stream),
            Some(at) => {
                let person = simulation.people().draw(&mut stream);
                (Profile { person, registered_at: at }, persona.newcomer)
            }
        };
        // Not from the stream of the user: until a scenario begins, who is treated must change
        // nothing.
        let arms = simulation.arms(user_idx);
        let mut user = User {
            stream,
            persona: persona_idx,
            arms,
            // A switch long past makes the first `settle` look up which scenarios are in force.
            switches_at: if arms == NO_ARMS { NEVER } else { i64::MIN },
            pace: Pace { alpha, beta },
            at: 0,
            state: 0,
            session: 0,
            item_in_session: 0,
            playing: None,
            starts_song: false,
        };
        let at = user.first_session(persona, joined_at.unwrap_or(simulation.start()));
        user.begin_session(simulation, start, at);
        (user, profile)
    }

    /// Puts a user into a situation, as if it had lived until then.
    pub(crate) fn resume(life: &Life, situation: &Situation, stream: Stream) -> User {
        // The song itself is unknown and never told; only its end decides what may follow.
        let playing = Playing { song: NO_SONG, until: situation.playing_until };
        User {
            stream,
            persona: life.persona,
            arms: life.arms,
            switches_at: if life.arms == NO_ARMS { NEVER } else { i64::MIN },
            pace: life.pace,
            at: situation.at,
            state: situation.state,
            session: 0,
            item_in_session: 0,
            playing: Some(playing),
            starts_song: false,
        }
    }

    /// Takes the user to its next event.
    pub(crate) fn advance(&mut self, simulation: &Simulation) -> Step {
        self.settle(simulation);
        let persona = simulation.persona(self.persona);
        let next = persona.chain.draw_next(self.state, &mut self.stream);
        self.go_on(simulation, next)
    }

    /// Makes the user the persona that it is at its event, under the scenarios of that time.
    pub(crate) fn settle(&mut self, simulation: &Simulation) {
        if self.at >= self.switches_at {
            (self.persona, self.switches_at) =
                simulation.persona_at(self.persona, self.arms, self.at);
        }
    }

    /// Takes the user to a page, or to its next session.
    pub(crate) fn go_on(&mut self, simulation: &Simulation, next: Option<StateIdx>) -> Step {
        match next {
            Some(next) => self.continue_session(simulation, next),
            None => self.end_session(simulation),
        }
    }

    /// Takes the user to a page for which it has waited so long already.
    pub(crate) fn go_on_waiting(&mut self, simulation: &Simulation, next: StateIdx, waited: i64) {
        let persona = simulation.persona(self.persona);
        let mean = persona.rhythm().alpha_seconds * self.pace.alpha;
        // An exponential time has no memory.
        self.at += waited + exponential_seconds(&mut self.stream, mean);
        self.item_in_session += 1;
        self.enter(simulation, persona.state(next), next);
    }

    /// Takes the user to a session that starts at an instant.
    pub(crate) fn return_at(&mut self, simulation: &Simulation, start: StartIdx, at: i64) {
        self.session += 1;
        self.begin_session(simulation, start, at);
    }

    pub(crate) fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// Returns the event that the user is at.
    pub(crate) fn row(&self, user_idx: u32) -> Row {
        let song = self.playing.filter(|_| self.starts_song).map(|playing| playing.song);
        Row {
            at: self.at,
            user_idx,
            session: self.session,
            item_in_session: self.item_in_session,
            state: self.state,
            song: song.unwrap_or(NO_SONG),
            persona: self.persona,
        }
    }

    /// Draws when the first session starts: early enough that users are amid their habits when
    /// the log begins.
    fn first_session(&mut self, persona: &Persona, here_since: i64) -> i64 {
        // Whole seconds, as all times of the model.
        let mean_gap = self.mean_gap(persona);
        let beta = mean_gap as i64;
        // From two mean gaps before up to one: the start is forgotten by then (as in eventsim).
        let mut at = here_since - 2 * beta;
        loop {
            at = persona.rhythm().next_start(at, mean_gap, &mut self.stream);
            if at >= here_since - beta {
                return at;
            }
        }
    }

    fn begin_session(&mut self, simulation: &Simulation, start: StartIdx, at: i64) {
        let persona = simulation.persona(self.persona);
        self.at = at;
        self.item_in_session = 0;
        // A song does not outlast its session: the first page of the next one waits for nothing.
        self.playing = None;
        let first = persona.chain.draw_first(start, &mut self.stream);
        self.enter(simulation, persona.state(first), first);
    }

    fn continue_session(&mut self, simulation: &Simulation, next: StateIdx) -> Step {
        let persona = simulation.persona(self.persona);
        let state = persona.state(next);
        // The wait is drawn before the song of the next page: the order is part of every log.
        self.at += self.seconds_until(persona, state);
        self.item_in_session += 1;
        self.enter(simulation, state, next);
        Step::Continued
    }

    fn end_session(&mut self, simulation: &Simulation) -> Step {
        let persona = simulation.persona(self.persona);
        match persona.state(self.state).afterwards {
            Afterwards::Leaves => Step::Left,
            Afterwards::Returns(start) => {
                let mean_gap = self.mean_gap(persona);
                let at = persona.rhythm().next_start(self.at, mean_gap, &mut self.stream);
                if self.is_lost(simulation, at) {
                    return Step::Left;
                }
                self.session += 1;
                self.begin_session(simulation, start, at);
                Step::Returned
            }
        }
    }

    /// Draws whether the user stays away for good instead of coming back at an instant.
    fn is_lost(&mut self, simulation: &Simulation, back_at: i64) -> bool {
        let rate = simulation.attrition_per_year();
        let years = (back_at - self.at) as f64 / SECONDS_PER_YEAR;
        // Nothing is drawn without a rate, so that it changes no other log.
        rate > 0.0 && uniform(&mut self.stream) < 1.0 - libm::exp(-rate * years)
    }

    pub(crate) fn mean_gap(&self, persona: &Persona) -> f64 {
        persona.rhythm().beta_seconds * self.pace.beta
    }

    /// A redirect comes at once, a song when the one before it is over, all else after a while.
    fn seconds_until(&mut self, persona: &Persona, next: &State) -> i64 {
        match self.playing {
            // Before the songs: a redirect comes at once while one plays, too.
            _ if next.redirects => 1,
            Some(playing) if next.plays && self.at < playing.until => playing.until - self.at,
            _ => {
                let mean = persona.rhythm().alpha_seconds * self.pace.alpha;
                exponential_seconds(&mut self.stream, mean)
            }
        }
    }

    fn enter(&mut self, simulation: &Simulation, state: &State, state_idx: StateIdx) {
        self.state = state_idx;
        self.starts_song = state.plays;
        if state.plays {
            let song = simulation.catalogue().draw(&mut self.stream);
            let until = self.at + simulation.catalogue().whole_seconds(song);
            self.playing = Some(Playing { song, until });
        }
    }
}

/// Draws registration, person and first pages of a user who is there at the start.
fn draw_initial(
    simulation: &Simulation,
    persona: &Persona,
    stream: &mut Stream,
) -> (Profile, StartIdx) {
    let auth = persona.draw_auth(stream);
    let mean_age = simulation.growth_per_year() * SECONDS_PER_YEAR;
    // eventsim takes the growth rate for the mean age in years; fitted logs depend on it.
    let age = exponential_seconds(stream, mean_age).min(LONGEST_AGE_SECONDS);
    let person = simulation.people().draw(stream);
    let start = persona.draw_start(auth, stream);
    (Profile { person, registered_at: simulation.start() - age }, start)
}
