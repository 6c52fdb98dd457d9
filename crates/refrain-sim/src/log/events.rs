//! The events of many users in the order of time.

use std::ops::Range;

use crate::log::event::SimEvent;
use crate::population::row_iter::RowIter;
use crate::simulation::Simulation;

/// The events of a simulation in the order of time, made by [`Simulation::events`].
///
/// It holds the state of the users and the events of a short span: memory depends on the number of
/// users alone.
#[derive(Debug, Clone)]
pub struct SimEvents<'a> {
    simulation: &'a Simulation,
    rows: RowIter<'a>,
}

impl Simulation {
    /// Iterates over all events in the order of time; users at the same instant come in the
    /// order of their numbers.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let songs = simulation.events().filter(|event| event.page == "NextSong");
    /// assert!(songs.clone().count() > 100);
    /// assert!(songs.map(|event| event.song).all(|song| song.is_some()));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn events(&self) -> SimEvents<'_> {
        SimEvents::new(self, 0..self.n_users())
    }

    /// Iterates over the events of some of the users, counted from 0, in the order of time.
    ///
    /// They are those of [`events`](Simulation::events) that are theirs, the same in every field:
    /// several machines can each make a part of a log. Numbers past the last user are nobody's.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// // Two machines make a half each.
    /// let (left, right) = (simulation.events_of(0..5), simulation.events_of(5..u32::MAX));
    /// assert_eq!(left.count() + right.count(), simulation.events().count());
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn events_of(&self, users: Range<u32>) -> SimEvents<'_> {
        let end = users.end.min(self.n_users());
        // Past the last user the range is empty, not reversed.
        SimEvents::new(self, users.start.min(end)..end)
    }
}

impl<'a> SimEvents<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> SimEvents<'a> {
        SimEvents { simulation, rows: RowIter::new(simulation, users) }
    }
}

impl<'a> Iterator for SimEvents<'a> {
    type Item = SimEvent<'a>;

    fn next(&mut self) -> Option<SimEvent<'a>> {
        let row = self.rows.next()?;
        let profile = self.rows.crowd().profile(row.user_idx);
        Some(SimEvent::new(self.simulation, &row, profile))
    }
}
