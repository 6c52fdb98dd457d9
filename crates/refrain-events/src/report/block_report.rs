//! Report of one block.

use refrain_core::Time;

use crate::report::block_counts::BlockCounts;
use crate::report::event_days::EventDays;
use crate::report::row_positions::KeptLines;

/// Rows of one block, counted. Lines and positions count from its own beginning.
#[derive(Debug, Default)]
pub(crate) struct BlockReport {
    pub(crate) number: u64,
    pub(crate) file_idx: usize,
    pub(crate) counts: BlockCounts,
    pub(crate) kept: KeptLines,
    pub(crate) days: EventDays,
}

impl BlockReport {
    pub(crate) fn new(number: u64, file_idx: usize) -> BlockReport {
        BlockReport { number, file_idx, ..BlockReport::default() }
    }

    /// Counts the row at hand as one of the log.
    #[inline]
    pub(crate) fn keep(&mut self, time: Time) {
        let position = self.kept.push(self.counts.lines);
        self.days.push(time, position);
        self.counts.keep();
    }
}
