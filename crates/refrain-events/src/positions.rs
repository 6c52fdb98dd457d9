//! Where each event of a log under construction was read.

use crate::ledger::Place;

/// Maps the positions of kept rows (0 is the first) to their places, in runs of lines.
#[derive(Debug, Default)]
pub(crate) struct RowPositions {
    runs: Vec<Run>,
    n_rows: u32,
}

#[derive(Debug)]
struct Run {
    first_position: u32,
    first: Place,
}

impl RowPositions {
    /// Adds the next row and returns its position.
    pub(crate) fn push(&mut self, place: Place) -> u32 {
        let position = self.n_rows;
        let follows = self.runs.last().is_some_and(|run| run.place(position) == place);
        if !follows {
            self.runs.push(Run { first_position: position, first: place });
        }
        self.n_rows += 1;
        position
    }

    /// Returns where the row at a position was read.
    pub(crate) fn place(&self, position: u32) -> Place {
        let run = self.runs.partition_point(|run| run.first_position <= position);
        let run = run.checked_sub(1).expect("the first run begins at position 0");
        self.runs[run].place(position)
    }
}

impl Run {
    fn place(&self, position: u32) -> Place {
        let line = self.first.line + u64::from(position - self.first_position);
        Place { line, ..self.first }
    }
}
