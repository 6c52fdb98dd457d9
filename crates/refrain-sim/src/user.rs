//! One user, walking from page to page.

use crate::catalogue::SongIdx;
use crate::chain::{Afterwards, StartIdx, State, StateIdx};
use crate::people::Person;
use crate::persona::Persona;
use crate::random::{self, Stream, exponential_seconds, log_normal_factor};
use crate::seconds::SECONDS_PER_YEAR;
use crate::simulation::Simulation;

/// A user at an event. Times are in seconds.
#[derive(Debug, Clone)]
pub(crate) struct User {
    stream: Stream,
    pub(crate) persona: u16,
    pub(crate) person: Person,
    /// The user's own mean time between two ordinary pages.
    alpha: f64,
    /// The user's own mean of the random part of the gap between two sessions.
    beta: f64,
    pub(crate) registered_at: i64,
    /// When the event happens.
    pub(crate) at: i64,
    pub(crate) state: StateIdx,
    pub(crate) item_in_session: u32,
    playing: Option<Playing>,
}

/// The last song of the session, finished or not.
#[derive(Debug, Clone, Copy)]
struct Playing {
    song: SongIdx,
    until: i64,
}

/// What a user does after an event.
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
    pub(crate) fn new(simulation: &Simulation, user_idx: u32) -> User {
        let mut stream = random::stream(simulation.seed(), user_idx.into());
        let persona_idx = simulation.draw_persona(&mut stream);
        let persona = simulation.persona(persona_idx);
        let alpha = persona.rhythm().alpha_seconds * log_normal_factor(&mut stream);
        let beta = persona.rhythm().beta_seconds * log_normal_factor(&mut stream);
        let joined_at = simulation.joined_at(user_idx);
        let (registered_at, person, start) = match joined_at {
            None => draw_initial(simulation, persona, &mut stream),
            Some(at) => (at, simulation.people().draw(&mut stream), persona.newcomer),
        };
        let mut user = User {
            stream,
            persona: persona_idx,
            person,
            alpha,
            beta,
            registered_at,
            at: 0,
            state: 0,
            item_in_session: 0,
            playing: None,
        };
        let at = user.first_session(persona, joined_at.unwrap_or(simulation.start()));
        user.begin_session(simulation, start, at);
        user
    }

    /// Takes the user to its next event.
    pub(crate) fn advance(&mut self, simulation: &Simulation) -> Step {
        let persona = simulation.persona(self.persona);
        match persona.chain.draw_next(self.state, &mut self.stream) {
            Some(next) => self.continue_session(simulation, next),
            None => self.end_session(simulation),
        }
    }

    /// Returns the song that starts with the event, if one does.
    pub(crate) fn song(&self, simulation: &Simulation) -> Option<SongIdx> {
        let plays = simulation.persona(self.persona).state(self.state).plays;
        self.playing.filter(|_| plays).map(|playing| playing.song)
    }

    /// Draws when the first session starts: early enough that users are amid their habits when
    /// the log begins.
    fn first_session(&mut self, persona: &Persona, here_since: i64) -> i64 {
        let beta = self.beta as i64;
        let mut at = here_since - 2 * beta;
        loop {
            at = persona.rhythm().next_start(at, self.beta, &mut self.stream);
            if at >= here_since - beta {
                return at;
            }
        }
    }

    fn begin_session(&mut self, simulation: &Simulation, start: StartIdx, at: i64) {
        let persona = simulation.persona(self.persona);
        self.at = at;
        self.item_in_session = 0;
        self.playing = None;
        self.state = persona.chain.draw_first(start, &mut self.stream);
        if persona.state(self.state).plays {
            self.play(simulation);
        }
    }

    fn continue_session(&mut self, simulation: &Simulation, next: StateIdx) -> Step {
        let state = simulation.persona(self.persona).state(next);
        self.at += self.seconds_until(state);
        self.item_in_session += 1;
        self.state = next;
        if state.plays {
            self.play(simulation);
        }
        Step::Continued
    }

    fn end_session(&mut self, simulation: &Simulation) -> Step {
        let persona = simulation.persona(self.persona);
        match persona.state(self.state).afterwards {
            Afterwards::Leaves => Step::Left,
            Afterwards::Returns(start) => {
                let at = persona.rhythm().next_start(self.at, self.beta, &mut self.stream);
                self.begin_session(simulation, start, at);
                Step::Returned
            }
        }
    }

    /// A redirect comes at once, a song when the one before it is over, all else after a while.
    fn seconds_until(&mut self, next: &State) -> i64 {
        match self.playing {
            _ if next.redirects => 1,
            Some(playing) if next.plays && self.at < playing.until => playing.until - self.at,
            _ => exponential_seconds(&mut self.stream, self.alpha),
        }
    }

    fn play(&mut self, simulation: &Simulation) {
        let song = simulation.catalogue().draw(&mut self.stream);
        let until = self.at + simulation.catalogue().whole_seconds(song);
        self.playing = Some(Playing { song, until });
    }
}

/// Draws registration, person and first pages of a user who is there at the start.
fn draw_initial(
    simulation: &Simulation,
    persona: &Persona,
    stream: &mut Stream,
) -> (i64, Person, StartIdx) {
    let auth = persona.draw_auth(stream);
    let mean_age = simulation.growth_per_year() * SECONDS_PER_YEAR;
    let age = exponential_seconds(stream, mean_age).min(LONGEST_AGE_SECONDS);
    let person = simulation.people().draw(stream);
    let start = persona.draw_start(auth, stream);
    (simulation.start() - age, person, start)
}
