//! The events of many users in the order of time.

use std::ops::Range;

use crate::event::SimEvent;
use crate::row_iter::RowIter;
use crate::simulation::Simulation;

/// The events of a simulation in the order of time, made by [`Simulation::events`].
///
/// It holds the state of the users and the events of a short span: memory depends on the number of
/// users alone.
#[derive(Debug, Clone)]
pub struct Events<'a> {
    simulation: &'a Simulation,
    rows: RowIter<'a>,
}

impl<'a> Events<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> Events<'a> {
        Events { simulation, rows: RowIter::new(simulation, users) }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = SimEvent<'a>;

    fn next(&mut self) -> Option<SimEvent<'a>> {
        let row = self.rows.next()?;
        let profile = self.rows.crowd().profile(row.user_idx);
        Some(SimEvent::new(self.simulation, &row, profile))
    }
}
