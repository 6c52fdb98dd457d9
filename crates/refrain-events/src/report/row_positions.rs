//! Places of the rows that are the events of a log under construction.

use crate::report::draft::Place;

/// Lines of one block whose rows are kept, in runs; lines count from 1 within the block.
#[derive(Debug, Default)]
pub(crate) struct KeptLines {
    runs: Vec<Run>,
    n_rows: u32,
}

/// Kept rows on lines that follow each other.
#[derive(Debug, Clone, Copy)]
struct Run {
    first_position: u32,
    first_line: u64,
}

impl Run {
    fn line(&self, position: u32) -> u64 {
        self.first_line + u64::from(position - self.first_position)
    }
}

impl KeptLines {
    /// Adds the next row and returns its position in the block.
    #[inline]
    pub(crate) fn push(&mut self, line: u64) -> u32 {
        let position = self.n_rows;
        // Most rows are kept, so that a block is a run or a few.
        let follows = self.runs.last().is_some_and(|run| run.line(position) == line);
        if !follows {
            self.runs.push(Run { first_position: position, first_line: line });
        }
        self.n_rows += 1;
        position
    }
}

/// Maps the positions of kept rows (0 is the first of the read) to their places.
#[derive(Debug, Default)]
pub(crate) struct RowPositions {
    blocks: Vec<BlockRows>,
    n_rows: u32,
}

#[derive(Debug)]
struct BlockRows {
    first_position: u32,
    file_idx: usize,
    lines_before: u64,
    runs: Vec<Run>,
}

impl RowPositions {
    /// Adds the rows of the next block and returns the position of its first.
    pub(crate) fn extend(&mut self, kept: KeptLines, file_idx: usize, lines_before: u64) -> u32 {
        let first_position = self.n_rows;
        self.n_rows += kept.n_rows;
        if kept.n_rows > 0 {
            let mut runs = kept.runs;
            // Kept until the end of the read, for every block of the log.
            runs.shrink_to_fit();
            self.blocks.push(BlockRows { first_position, file_idx, lines_before, runs });
        }
        first_position
    }

    pub(crate) fn n_rows(&self) -> u32 {
        self.n_rows
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// Returns where the row at a position was read.
    pub(crate) fn place(&self, position: u32) -> Place {
        let block = self.blocks.partition_point(|block| block.first_position <= position);
        let block = &self.blocks[block.checked_sub(1).expect("the first block begins at 0")];
        let position = position - block.first_position;
        let run = block.runs.partition_point(|run| run.first_position <= position);
        let run = block.runs[run.checked_sub(1).expect("the first run begins at 0")];
        Place { file_idx: block.file_idx, line: block.lines_before + run.line(position) }
    }
}
