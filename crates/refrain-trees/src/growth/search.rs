//! The best split of a node over all columns.

use rayon::prelude::*;

use crate::TreeOptions;
use crate::binning::binned::{BINS, Binned, WIDTH};
use crate::binning::edges::{ColumnBins, FIRST};
use crate::growth::fixed_point::Sums;
use crate::growth::histogram::{CELLS, GroupBins, add_all, add_column, add_rows, subtract};
use crate::growth::objective::{Bounds, Criterion};
use crate::growth::split::{BinSplit, Scan};

/// Rows whose sums one task gathers.
const CHUNK: usize = 16_384;

/// Sums of a node and the values it may take.
type NodeState = (Sums, Bounds);

/// The one or two children that may be split.
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
        let share = self.groups_per_task();
        let found: Vec<Option<BinSplit>> = histogram
            .par_chunks_mut(share * CELLS)
            .enumerate()
            .map(|(task, histograms)| {
                let part = Part::new(columns, task * share, histograms.len() / CELLS);
                self.add_up(part, rows, gathered, histograms);
                self.best(part, histograms, node)
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
        let share = self.groups_per_task();
        let tasks = small.par_chunks_mut(share * CELLS).zip(parent.par_chunks_mut(share * CELLS));
        let found: Vec<[Option<BinSplit>; 2]> = tasks
            .enumerate()
            .map(|(task, (small, parent))| {
                let part = Part::new(columns, task * share, small.len() / CELLS);
                self.add_up(part, rows, gathered, small);
                if searched.large.is_some() {
                    self.take_away(part, parent, small);
                }
                [
                    searched.small.and_then(|node| self.best(part, small, node)),
                    searched.large.and_then(|node| self.best(part, parent, node)),
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
            let cells = &mut histogram[..FIRST + self.binned.bins()[column].n_value_bins()];
            // Only the cells this column has are looked at; those beyond hold what another left.
            cells.fill(Sums::default());
            add_column(&mut histogram, self.binned.column(column), rows, sums);
            let n_cells = FIRST + self.binned.bins()[column].n_value_bins();
            found = better(found, self.best_of(column, &histogram[..n_cells], node));
        }
        found
    }

    fn add_up(&self, part: Part<'_>, rows: &[u32], gathered: &[Sums], histograms: &mut [Sums]) {
        if part.columns.is_empty() {
            return;
        }
        histograms.fill(Sums::default());
        let (bins, n_groups) = (self.binned.rows(), self.binned.n_groups());
        let from = GroupBins { bins, n_groups, first_group: part.first_group };
        if self.is_everything(rows) {
            add_all(histograms, from, self.sums);
        } else {
            add_rows(histograms, from, rows, gathered);
        }
    }

    fn take_away(&self, part: Part<'_>, parent: &mut [Sums], small: &[Sums]) {
        for &column in part.columns {
            let cells = self.cells_of(part, column);
            subtract(&mut parent[cells.clone()], &small[cells]);
        }
    }

    fn best(&self, part: Part<'_>, histograms: &[Sums], node: NodeState) -> Option<BinSplit> {
        let split =
            |&column: &usize| self.best_of(column, &histograms[self.cells_of(part, column)], node);
        part.columns.iter().map(split).fold(None, better)
    }

    fn best_of(&self, column: usize, cells: &[Sums], node: NodeState) -> Option<BinSplit> {
        let (total, bounds) = node;
        let monotone = self.options.monotone_of(column);
        let criterion = &self.criterion;
        // A category is put in order by its own gradients, which flatters the best set of them;
        // a greater penalty takes that back (as LightGBM's `cat_l2`).
        let l2 = match self.binned.bins()[column] {
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
        match self.binned.bins()[column] {
            ColumnBins::Number { .. } => scan.number(column),
            ColumnBins::Category { .. } => scan.category(column, criterion.category_l2),
        }
    }

    /// A column's cells among those of its part.
    fn cells_of(&self, part: Part<'_>, column: usize) -> std::ops::Range<usize> {
        let start = (column - part.first_group * WIDTH) * BINS;
        start..start + FIRST + self.binned.bins()[column].n_value_bins()
    }

    /// As many groups as give each thread one task. Sums are whole numbers, so that how the work
    /// is cut changes no result.
    fn groups_per_task(&self) -> usize {
        self.binned.n_groups().div_ceil(rayon::current_num_threads())
    }

    /// Tells whether these are all rows of the table: then they are still in order, since only a
    /// split takes rows out of it, and each child has fewer.
    fn is_everything(&self, rows: &[u32]) -> bool {
        rows.len() == self.sums.len()
    }
}

/// Neighbouring groups of columns: the work of one task.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    first_group: usize,
    /// The columns to look at, in order.
    columns: &'a [usize],
}

impl Part<'_> {
    fn new(columns: &[usize], first_group: usize, n_groups: usize) -> Part<'_> {
        // The columns of a tree are sorted, so that those of some groups are neighbours.
        let start = columns.partition_point(|column| *column < first_group * WIDTH);
        let end = columns.partition_point(|column| *column < (first_group + n_groups) * WIDTH);
        Part { first_group, columns: &columns[start..end] }
    }
}

/// The split of the higher score; of equals the one found first.
fn better(first: Option<BinSplit>, second: Option<BinSplit>) -> Option<BinSplit> {
    match (&first, &second) {
        (Some(one), Some(other)) if other.score > one.score => second,
        (None, _) => second,
        _ => first,
    }
}
