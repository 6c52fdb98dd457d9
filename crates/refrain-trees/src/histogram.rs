//! Sums of gradients by bin.

use crate::sums::Sums;

/// Columns of a group: the bins of a row are one load, and the group's histogram stays in the
/// first-level cache.
pub(crate) const WIDTH: usize = 8;

/// Bins of a column; a bin is one byte, so that no index is ever out of bounds.
pub(crate) const BINS: usize = 256;

/// Cells of a group's histogram.
pub(crate) const CELLS: usize = WIDTH * BINS;

/// Sums by bin for one group of columns.
pub(crate) type GroupHistogram = [Sums; CELLS];

/// Adds every row of the table; `sums` has one entry a row.
pub(crate) fn add_all(histogram: &mut GroupHistogram, bins: &[[u8; WIDTH]], sums: &[Sums]) {
    for (bins, sums) in bins.iter().zip(sums) {
        add(histogram, *bins, *sums);
    }
}

/// Adds some rows; `sums` has one entry for each of them.
pub(crate) fn add_rows(
    histogram: &mut GroupHistogram,
    bins: &[[u8; WIDTH]],
    rows: &[u32],
    sums: &[Sums],
) {
    for (row, sums) in rows.iter().zip(sums) {
        add(histogram, bins[*row as usize], *sums);
    }
}

/// Adds some rows for one column of the group.
pub(crate) fn add_column(
    histogram: &mut [Sums; BINS],
    bins: &[[u8; WIDTH]],
    within: usize,
    rows: &[u32],
    sums: &[Sums],
) {
    let within = within % WIDTH;
    for (row, sums) in rows.iter().zip(sums) {
        histogram[bins[*row as usize][within] as usize] += *sums;
    }
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
