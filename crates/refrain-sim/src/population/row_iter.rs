//! The rows of the log one by one.

use std::ops::Range;

use crate::population::crowd::Crowd;
use crate::population::row::Row;
use crate::population::windows::Windows;
use crate::simulation::Simulation;

/// Rows in the order of time, of which those of a short span are held at a time.
#[derive(Debug, Clone)]
pub(crate) struct RowIter<'a> {
    windows: Windows<'a>,
    rows: Vec<Row>,
    /// Number of rows handed out.
    n_told: usize,
}

impl<'a> RowIter<'a> {
    pub(crate) fn new(simulation: &'a Simulation, users: Range<u32>) -> RowIter<'a> {
        RowIter { windows: Windows::new(simulation, users), rows: Vec::new(), n_told: 0 }
    }

    pub(crate) fn crowd(&self) -> &Crowd {
        self.windows.crowd()
    }
}

impl Iterator for RowIter<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.n_told == self.rows.len() {
            self.n_told = 0;
            if !self.windows.next_into(&mut self.rows) {
                self.rows.clear();
                return None;
            }
        }
        let row = self.rows[self.n_told];
        self.n_told += 1;
        Some(row)
    }
}
