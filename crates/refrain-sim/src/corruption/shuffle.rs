//! Lines that change places within blocks.

use rand::seq::SliceRandom;
use rand::{RngCore, SeedableRng};

use crate::corruption::line::Line;
use crate::random::{self, Stream};

/// Collects lines to blocks and shuffles these.
pub(crate) struct Shuffle {
    /// `None` leaves every line in its place.
    stream: Option<Stream>,
    block_lines: usize,
    /// Lines with the numbers they have without shuffling.
    block: Vec<(u64, Line)>,
    n_lines: u64,
}

impl Shuffle {
    pub(crate) fn new(seed: u64, block_lines: Option<u32>) -> Shuffle {
        Shuffle {
            stream: block_lines.map(|_| random::stream(seed, random::SHUFFLE)),
            block_lines: block_lines.unwrap_or(1) as usize,
            block: Vec::new(),
            n_lines: 0,
        }
    }

    /// Returns the number that the next line has without shuffling.
    pub(crate) fn next_number(&self) -> u64 {
        self.n_lines + 1
    }

    /// Adds a line and returns the block that is full with it.
    pub(crate) fn push(&mut self, line: Line) -> Option<Vec<(u64, Line)>> {
        self.n_lines += 1;
        self.block.push((self.n_lines, line));
        (self.block.len() >= self.block_lines).then(|| self.take_block())
    }

    /// Returns the block as far as it is filled.
    pub(crate) fn take_block(&mut self) -> Vec<(u64, Line)> {
        let mut block = std::mem::take(&mut self.block);
        // A stream to each block: its order depends on how many came before it and on nothing
        // else.
        if let Some(stream) = &mut self.stream {
            block.shuffle(&mut Stream::seed_from_u64(stream.next_u64()));
        }
        block
    }
}
