//! The events of many users in the order of time.

use std::ops::Range;

use crate::event::SimEvent;
use crate::row::Row;
use crate::simulation::Simulation;
use crate::windows::Windows;

/// The events of a simulation in the order of time, made by [`Simulation::events`].
///
/// It holds the state of the users and the events of a short span: memory depends on the number of
/// users alone.
#[derive(Debug, Clone)]
pub struct Events<'a> {
    simulation: &'a Simulation,
    windows: Windows<'a>,
    rows: Vec<Row>,
    /// How many of the rows were handed out.
    n_told: usize,
}

impl<'a> Events<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> Events<'a> {
        let windows = Windows::new(simulation, users);
        Events { simulation, windows, rows: Vec::new(), n_told: 0 }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = SimEvent<'a>;

    fn next(&mut self) -> Option<SimEvent<'a>> {
        if self.n_told == self.rows.len() {
            self.n_told = 0;
            if !self.windows.next_into(&mut self.rows) {
                self.rows.clear();
                return None;
            }
        }
        let row = self.rows[self.n_told];
        self.n_told += 1;
        Some(SimEvent::new(self.simulation, &row, self.windows.crowd().profile(row.user_idx)))
    }
}
