//! Events whose texts are positions in lists.

use refrain_core::Time;

use crate::log::event::session_id;
use crate::population::row::Row;
use crate::population::row_iter::RowIter;
use crate::simulation::Simulation;
use crate::time::seconds::time;

/// One event, with positions in lists of the simulation in place of texts.
///
/// For columns of texts that are kept once, as in Arrow's dictionaries or the levels of a factor:
/// whoever makes them of [`SimEvent`](crate::SimEvent)s has to look every text up anew on every
/// row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodedEvent {
    /// The time, in whole seconds.
    pub time: Time,
    /// The user: position in [`Simulation::customers`], also where the log does not say.
    pub user_idx: u32,
    /// Set if the log says who; if not, nothing of the customer belongs into the log.
    pub names_user: bool,
    /// The session: no two users share one, and a user's later ones have greater numbers.
    pub session_id: u64,
    /// Number of events of the session before this one.
    pub item_in_session: u32,
    /// Page, authentication, method, status and level: position in [`Simulation::page_states`].
    pub page_state_idx: u32,
    /// The song that starts with the event, on `NextSong` only: position in [`Simulation::songs`].
    pub song_idx: Option<u32>,
}

/// The events of a simulation in the order of time, made by [`Simulation::coded_events`].
#[derive(Debug, Clone)]
pub struct CodedEvents<'a> {
    simulation: &'a Simulation,
    rows: RowIter<'a>,
    /// Number of page states of the personas before each one.
    states_before: Vec<u32>,
}

impl Simulation {
    /// Iterates over the events of [`events`](Simulation::events), with positions in
    /// [`page_states`](Simulation::page_states), [`customers`](Simulation::customers) and
    /// [`songs`](Simulation::songs) in place of texts.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let pages: Vec<&str> = simulation.page_states().map(|state| state.page.as_str()).collect();
    ///
    /// let coded = simulation.coded_events().map(|event| pages[event.page_state_idx as usize]);
    /// assert!(coded.eq(simulation.events().map(|event| event.page)));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn coded_events(&self) -> CodedEvents<'_> {
        CodedEvents::new(self)
    }
}

impl<'a> CodedEvents<'a> {
    pub(crate) fn new(simulation: &'a Simulation) -> CodedEvents<'a> {
        let n_states = simulation.personas().iter().map(|p| p.chain.states().len() as u32);
        let states_before = n_states.scan(0, |sum, n| {
            let before = *sum;
            *sum += n;
            Some(before)
        });
        CodedEvents {
            states_before: states_before.collect(),
            rows: RowIter::new(simulation, 0..simulation.n_users()),
            simulation,
        }
    }

    fn code(&self, row: &Row) -> CodedEvent {
        CodedEvent {
            time: time(row.at),
            user_idx: row.user_idx,
            names_user: self.simulation.persona(row.persona).state(row.state).shows_user,
            session_id: session_id(self.simulation.n_users(), row),
            item_in_session: row.item_in_session,
            page_state_idx: self.states_before[row.persona as usize] + row.state,
            song_idx: row.song(),
        }
    }
}

impl Iterator for CodedEvents<'_> {
    type Item = CodedEvent;

    fn next(&mut self) -> Option<CodedEvent> {
        let row = self.rows.next()?;
        Some(self.code(&row))
    }
}
