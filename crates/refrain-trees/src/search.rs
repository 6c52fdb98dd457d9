//! The best split of a node over all columns.

use rayon::prelude::*;

use crate::binned::{Binned, Group};
use crate::edges::{ColumnBins, FIRST};
use crate::histogram::{BINS, CELLS, GroupHistogram, WIDTH, add_all, add_column, add_rows, subtract};
use crate::objective::{Bounds, Criterion};
use crate::split::{BinSplit, Scan};
use crate::sums::Sums;
use crate::TreeOptions;

/// Rows whose sums one task gathers.
const CHUNK: usize = 16_384;

/// Sums of a node and the values it may take.
type NodeState = (Sums, Bounds);

/// Which of two children may be split.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Searched {
    pub(crate) small: Option<NodeState>,
    pub(crate) large: Option<NodeState>,
}

/// Looks for splits; groups of columns are the tasks, each a sum of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search<'a> {
    pub(crate) binned: &'a Binned,
    pub(crate) options: &'a TreeOptions,
    pub(crate) criterion: Criterion,
    /// One entry for each row of the table.
    pub(crate) sums: &'a [Sums],
}

impl Search<'_> {
    /// Copies the sums of some rows.
    pub(crate) fn gather(&self, rows: &[u32], gathered: &mut Vec<Sums>) {
        if self.is_everything(rows) {
            return;
        }
        gathered.resize(rows.len().max(gathered.len()), Sums::default());
        let copy = |(rows, gathered): (&[u32], &mut [Sums])| {
            for (row, gathered) in rows.iter().zip(gathered) {
                *gathered = self.sums[*row as usize];
            }
        };
        rows.par_chunks(CHUNK).zip(gathered.par_chunks_mut(CHUNK)).for_each(copy);
    }

    /// Adds up a node and finds its split.
    pub(crate) fn whole(
        &self,
        columns: &[usize],
        rows: &[u32],
        gathered: &[Sums],
        histogram: &mut [Sums],
        node: NodeState,
    ) -> Option<BinSplit> {
        let groups = self.binned.groups().par_iter().zip(histogram.par_chunks_exact_mut(CELLS));
        let found: Vec<Option<BinSplit>> = groups
            .enumerate()
            .map(|(group_idx, (group, histogram))| {
                let columns = in_group(columns, group_idx);
                self.add_up(columns, group, rows, gathered, histogram);
                self.best(columns, histogram, node)
            })
            .collect();
        found.into_iter().fold(None, better)
    }

    /// Adds up the smaller child, takes it away from the parent, and finds the splits of both.
    pub(crate) fn pair(
        &self,
        columns: &[usize],
        rows: &[u32],
        gathered: &[Sums],
        small: &mut [Sums],
        parent: &mut [Sums],
        searched: Searched,
    ) -> (Option<BinSplit>, Option<BinSplit>) {
        let cells = small.par_chunks_exact_mut(CELLS).zip(parent.par_chunks_exact_mut(CELLS));
        let groups = self.binned.groups().par_iter().zip(cells);
        let found: Vec<[Option<BinSplit>; 2]> = groups
            .enumerate()
            .map(|(group_idx, (group, (small, parent)))| {
                let columns = in_group(columns, group_idx);
                self.add_up(columns, group, rows, gathered, small);
                if searched.large.is_some() {
                    for column in columns {
                        let cells = self.cells_of(*column);
                        subtract(&mut parent[cells.clone()], &small[cells]);
                    }
                }
                [
                    searched.small.and_then(|node| self.best(columns, small, node)),
                    searched.large.and_then(|node| self.best(columns, parent, node)),
                ]
            })
            .collect();
        let both = |(small, large), [next_small, next_large]: [Option<BinSplit>; 2]| {
            (better(small, next_small), better(large, next_large))
        };
        found.into_iter().fold((None, None), both)
    }

    /// Finds a node's split among a few columns, added up for this alone.
    pub(crate) fn columns(
        &self,
        columns: &[usize],
        rows: &[u32],
        gathered: &[Sums],
        node: NodeState,
    ) -> Option<BinSplit> {
        let sums = if self.is_everything(rows) { self.sums } else { gathered };
        let mut histogram = [Sums::default(); BINS];
        let mut found = None;
        for &column in columns {
            let cells = &mut histogram[..FIRST + self.binned.columns()[column].n_value_bins()];
            cells.fill(Sums::default());
            let group = &self.binned.groups()[column / WIDTH];
            add_column(&mut histogram, group, column % WIDTH, rows, sums);
            let n_cells = FIRST + self.binned.columns()[column].n_value_bins();
            found = better(found, self.best_of(column, &histogram[..n_cells], node));
        }
        found
    }

    fn add_up(
        &self,
        columns: &[usize],
        group: &Group,
        rows: &[u32],
        gathered: &[Sums],
        histogram: &mut [Sums],
    ) {
        if columns.is_empty() {
            return;
        }
        histogram.fill(Sums::default());
        let histogram: &mut GroupHistogram =
            histogram.try_into().expect("a group's histogram has the cells of a group");
        if self.is_everything(rows) {
            add_all(histogram, group, self.sums);
        } else {
            add_rows(histogram, group, rows, gathered);
        }
    }

    fn best(&self, columns: &[usize], histogram: &[Sums], node: NodeState) -> Option<BinSplit> {
        let splits =
            columns.iter().map(|&column| self.best_of(column, &histogram[self.cells_of(column)], node));
        splits.fold(None, better)
    }

    fn best_of(&self, column: usize, cells: &[Sums], node: NodeState) -> Option<BinSplit> {
        let (total, bounds) = node;
        let monotone = self.options.monotone(column);
        let criterion = &self.criterion;
        let l2 = match self.binned.columns()[column] {
            ColumnBins::Number { .. } => criterion.l2,
            ColumnBins::Category { .. } => criterion.l2 + criterion.category_l2,
        };
        let scan = Scan {
            cells,
            total,
            pairs: criterion.pairs(monotone, l2, bounds),
            least_weight: criterion.least_weight,
            bar: criterion.bar(total, bounds),
        };
        match self.binned.columns()[column] {
            ColumnBins::Number { .. } => scan.number(column),
            ColumnBins::Category { .. } => scan.category(column, criterion.category_l2),
        }
    }

    /// A column's cells among those of its group.
    fn cells_of(&self, column: usize) -> std::ops::Range<usize> {
        let start = column % WIDTH * BINS;
        start..start + FIRST + self.binned.columns()[column].n_value_bins()
    }

    /// Tells whether these are all rows of the table: then they are still in order, since only a
    /// split takes rows out of it, and each child has fewer.
    fn is_everything(&self, rows: &[u32]) -> bool {
        rows.len() == self.sums.len()
    }
}

/// Those of some columns in order that are in a group.
fn in_group(columns: &[usize], group: usize) -> &[usize] {
    let start = columns.partition_point(|column| *column < group * WIDTH);
    let end = columns.partition_point(|column| *column < (group + 1) * WIDTH);
    &columns[start..end]
}

/// The split of the higher score; of equals the one found first.
fn better(first: Option<BinSplit>, second: Option<BinSplit>) -> Option<BinSplit> {
    match (&first, &second) {
        (Some(one), Some(other)) if other.score > one.score => second,
        (None, _) => second,
        _ => first,
    }
}
