//! The order in which lines are written.

use std::io::Write;

use crate::corruption::copies::Copies;
use crate::corruption::lateness::Lateness;
use crate::corruption::line::Line;
use crate::corruption::output::Output;
use crate::corruption::shuffle::Shuffle;
use crate::{CorruptionOptions, Error};

/// Takes rows in the order of time and hands lines on in the order in which they are written:
/// late rows are held back, then copies come in, then blocks are shuffled.
pub(crate) struct Sequence<L: Write, M: Write> {
    lateness: Lateness,
    copies: Copies,
    shuffle: Shuffle,
    output: Output<L, M>,
}

impl<L: Write, M: Write> Sequence<L, M> {
    pub(crate) fn new(options: &CorruptionOptions, output: Output<L, M>) -> Sequence<L, M> {
        Sequence {
            lateness: Lateness::default(),
            copies: Copies::default(),
            shuffle: Shuffle::new(options.seed, options.shuffle),
            output,
        }
    }

    /// Takes the next row, to be held back until it is due if a time is given.
    pub(crate) fn take(&mut self, line: Line, due: Option<i64>) -> Result<(), Error> {
        while let Some(late) = self.lateness.pop_due(line.ts) {
            self.put(late)?;
        }
        match due {
            Some(due) => self.lateness.hold(line, due),
            None => {
                self.lateness.pass(&line);
                self.put(line)?;
            }
        }
        Ok(())
    }

    pub(crate) fn leave_out(&mut self, line: Line) -> Result<(), Error> {
        self.output.leave_out(line)
    }

    /// Hands on all that is still held.
    pub(crate) fn finish(mut self) -> Result<Output<L, M>, Error> {
        while let Some(late) = self.lateness.pop() {
            self.put(late)?;
        }
        while let Some(copy) = self.copies.pop_due(u64::MAX) {
            self.push(copy)?;
        }
        // The last block is as long as what is left.
        self.output.write_block(self.shuffle.take_block())?;
        Ok(self.output)
    }

    fn put(&mut self, mut line: Line) -> Result<(), Error> {
        while let Some(copy) = self.copies.pop_due(self.shuffle.next_number()) {
            self.push(copy)?;
        }
        // Counted from where the row is written: the copy of a late row comes after it.
        if let Some((lines_later, copy)) = line.copy.take() {
            self.copies.put(*copy, self.shuffle.next_number() + u64::from(lines_later));
        }
        self.push(line)
    }

    fn push(&mut self, line: Line) -> Result<(), Error> {
        match self.shuffle.push(line) {
            Some(block) => self.output.write_block(block),
            None => Ok(()),
        }
    }
}
