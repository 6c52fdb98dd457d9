//! One event of the simulated log.

use refrain_core::Time;

use crate::content::catalogue::Song;
use crate::persona::definition::PageState;
use crate::population::row::Row;
use crate::population::user::{Profile, User};
use crate::simulation::Simulation;
use crate::time::seconds::time;

/// One event: a user saw a page.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SimEvent<'a> {
    /// The time, in whole seconds.
    pub time: Time,
    /// The user, counted from 0: also where the log does not say.
    pub user_idx: u32,
    /// The session: no two users share one, and a user's later ones have greater numbers.
    pub session_id: u64,
    /// Number of events of the session before this one.
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
    /// The user as the log shows it, `None` for guests and users who are logged out.
    pub customer: Option<Customer<'a>>,
    /// The song that starts with the event, on `NextSong` only.
    pub song: Option<Song<'a>>,
    /// Page, authentication, level, method and status together.
    pub(crate) state: &'a PageState,
}

/// A user as the log shows it, on every event that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
    /// Time of registration.
    pub registration: Time,
    /// `F` or `M`.
    pub gender: &'a str,
}

impl Simulation {
    /// Iterates over what the log says about each user where it names it, in the order of their
    /// numbers; users of whom the log says nothing are among them.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let ids = simulation.customers().map(|customer| customer.user_id);
    /// assert!(ids.eq(1..=u64::from(simulation.n_users())));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn customers(&self) -> impl Iterator<Item = Customer<'_>> {
        (0..self.n_users()).map(|user_idx| {
            let (_, profile) = User::new(self, user_idx);
            Customer::new(self, user_idx, &profile)
        })
    }
}

impl<'a> SimEvent<'a> {
    pub(crate) fn new(simulation: &'a Simulation, row: &Row, profile: &Profile) -> SimEvent<'a> {
        let state = simulation.persona(row.persona).state(row.state);
        SimEvent {
            time: time(row.at),
            user_idx: row.user_idx,
            session_id: session_id(simulation.n_users(), row),
            item_in_session: row.item_in_session,
            page: &state.page.page,
            auth: &state.page.auth,
            level: &state.page.level,
            method: &state.page.method,
            status: state.page.status,
            customer: state.shows_user.then(|| Customer::new(simulation, row.user_idx, profile)),
            song: row.song().map(|song| simulation.catalogue().song(song)),
            state: &state.page,
        }
    }
}

impl<'a> Customer<'a> {
    pub(crate) fn new(
        simulation: &'a Simulation,
        user_idx: u32,
        profile: &Profile,
    ) -> Customer<'a> {
        let people = simulation.people();
        let person = profile.person;
        let first = people.first_name(person);
        Customer {
            user_id: user_id(user_idx),
            location: people.location(person),
            user_agent: people.user_agent(person),
            last_name: people.last_name(person),
            first_name: first.name,
            registration: time(profile.registered_at),
            gender: first.gender,
        }
    }
}

/// Returns the id of a user in the log.
pub(crate) fn user_id(user_idx: u32) -> u64 {
    u64::from(user_idx) + 1
}

/// Numbers the sessions of all users so that nobody has to count those of others: the first ones
/// come before the second ones, in the order of users.
pub(crate) fn session_id(n_users: u32, row: &Row) -> u64 {
    u64::from(row.session) * u64::from(n_users) + user_id(row.user_idx)
}
