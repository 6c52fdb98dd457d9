//! One event of the simulated log.

use std::io::{self, Write};

use refrain_core::Time;

use crate::catalogue::Song;
use crate::json::write_object;
use crate::seconds::time;
use crate::simulation::Simulation;
use crate::user::User;

/// One event: a user saw a page.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SimEvent<'a> {
    /// When, in whole seconds.
    pub time: Time,
    /// Who, counted from 0: also where the log does not say.
    pub user_idx: u32,
    /// In which session, counted from 1 over all users.
    pub session_id: u64,
    /// How many events of the session came before.
    pub item_in_session: u32,
    /// Name of the page.
    pub page: &'a str,
    /// Authentication, such as `Logged In`.
    pub auth: &'a str,
    /// Subscription level, such as `free`.
    pub level: &'a str,
    /// HTTP method of the request.
    pub method: &'a str,
    /// HTTP status of the answer.
    pub status: u16,
    /// What the log says about the user, `None` for guests and users who are logged out.
    pub customer: Option<Customer<'a>>,
    /// The song that starts with the event, on `NextSong` only.
    pub song: Option<Song<'a>>,
}

/// What the log says about a user on every event that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer<'a> {
    /// The user's id.
    pub user_id: u64,
    /// Metropolitan or micropolitan area.
    pub location: &'a str,
    /// The browser, as it names itself.
    pub user_agent: &'a str,
    /// Family name.
    pub last_name: &'a str,
    /// Given name.
    pub first_name: &'a str,
    /// When the user registered.
    pub registration: Time,
    /// `F` or `M`.
    pub gender: &'a str,
}

impl<'a> SimEvent<'a> {
    pub(crate) fn new(
        simulation: &'a Simulation,
        user_idx: u32,
        session_id: u64,
        user: &User,
    ) -> SimEvent<'a> {
        let state = simulation.persona(user.persona).state(user.state);
        SimEvent {
            time: time(user.at),
            user_idx,
            session_id,
            item_in_session: user.item_in_session,
            page: &state.page.page,
            auth: &state.page.auth,
            level: &state.page.level,
            method: &state.page.method,
            status: state.page.status,
            customer: state.shows_user.then(|| Customer::new(simulation, user_idx, user)),
            song: user.song(simulation).map(|song| simulation.catalogue().song(song)),
        }
    }

    /// Writes the event as one line of JSON, with the fields of Sparkify's log in their order.
    ///
    /// `userId` is empty and the rest of [`Customer`] absent where the log does not name the
    /// user; `artist`, `song` and `length` are there on `NextSong` only. It makes many small
    /// writes: give it a writer with a buffer.
    ///
    /// # Errors
    ///
    /// What the writer returns.
    pub fn write_json_line(&self, out: &mut impl Write) -> io::Result<()> {
        write_object(self, out)?;
        out.write_all(b"\n")
    }
}

impl<'a> Customer<'a> {
    fn new(simulation: &'a Simulation, user_idx: u32, user: &User) -> Customer<'a> {
        let people = simulation.people();
        let first = people.first_name(user.person);
        Customer {
            user_id: u64::from(user_idx) + 1,
            location: people.location(user.person),
            user_agent: people.user_agent(user.person),
            last_name: people.last_name(user.person),
            first_name: first.name,
            registration: time(user.registered_at),
            gender: first.gender,
        }
    }
}
