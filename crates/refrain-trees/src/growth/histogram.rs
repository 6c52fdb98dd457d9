//! Sums of gradients by bin.

use std::hint::black_box;

use crate::binning::binned::{BINS, WIDTH};
use crate::growth::fixed_point::Sums;

/// Cells of a group's histogram.
pub(crate) const CELLS: usize = WIDTH * BINS;

/// Sums by bin for one group of columns.
pub(crate) type GroupHistogram = [Sums; CELLS];

/// Rows that are added to one group after the other, while they are in the cache.
const CHUNK: usize = 512;

/// The bins of all rows, and which groups of columns are added up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GroupBins<'a> {
    /// Row after row.
    pub(crate) bins: &'a [[u8; WIDTH]],
    pub(crate) n_groups: usize,
    pub(crate) first_group: usize,
}

/// Adds every row of the table to the histograms of some groups; `sums` has one entry a row.
pub(crate) fn add_all(histograms: &mut [Sums], from: GroupBins<'_>, sums: &[Sums]) {
    let chunks = from.bins.chunks(CHUNK * from.n_groups).zip(sums.chunks(CHUNK));
    for (bins, sums) in chunks {
        for (group, histogram) in in_groups(histograms).enumerate() {
            let bins = bins[from.first_group + group..].iter().step_by(from.n_groups);
            for (bins, sums) in bins.zip(sums) {
                add(histogram, *bins, *sums);
            }
        }
    }
}

/// Adds some rows to the histograms of some groups; `sums` has one entry for each of the rows.
pub(crate) fn add_rows(histograms: &mut [Sums], from: GroupBins<'_>, rows: &[u32], sums: &[Sums]) {
    for (rows, sums) in rows.chunks(CHUNK).zip(sums.chunks(CHUNK)) {
        fetch(from, rows);
        for (group, histogram) in in_groups(histograms).enumerate() {
            let group = from.first_group + group;
            for (row, sums) in rows.iter().zip(sums) {
                add(histogram, from.bins[*row as usize * from.n_groups + group], *sums);
            }
        }
    }
}

/// Adds some rows for one column.
pub(crate) fn add_column(histogram: &mut [Sums; BINS], bins: &[u8], rows: &[u32], sums: &[Sums]) {
    for (row, sums) in rows.iter().zip(sums) {
        histogram[bins[*row as usize] as usize] += *sums;
    }
}

/// Reads a byte of each row: with nothing to do in between, the processor waits for many rows of
/// the memory at once, and finds them in the cache afterwards.
fn fetch(from: GroupBins<'_>, rows: &[u32]) {
    let byte = |row: &u32| from.bins[*row as usize * from.n_groups + from.first_group][0];
    black_box(rows.iter().fold(0, |bytes, row| bytes ^ byte(row)));
}

fn in_groups(histograms: &mut [Sums]) -> impl Iterator<Item = &mut GroupHistogram> {
    let groups = histograms.chunks_exact_mut(CELLS);
    groups.map(|group| group.try_into().expect("a chunk has as many cells as a group"))
}

/// Takes the sums of some rows away from those of all.
pub(crate) fn subtract(all: &mut [Sums], some: &[Sums]) {
    for (all, some) in all.iter_mut().zip(some) {
        *all = *all - *some;
    }
}

#[inline(always)]
fn add(histogram: &mut GroupHistogram, bins: [u8; WIDTH], sums: Sums) {
    for (within, bin) in bins.iter().enumerate() {
        histogram[within * BINS + *bin as usize] += sums;
    }
}
