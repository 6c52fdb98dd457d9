//! The columns as bins, one byte a value.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use crate::binning::edges::{ColumnBins, FIRST, MISSING};
use crate::table::features::GREATEST_CODE;
use crate::{Error, Labelled, TreeOptions};

/// Columns of a group: the bins of a row are one load, and the group's histogram stays in the
/// first-level cache.
pub(crate) const WIDTH: usize = 8;

/// Bins of a column; a bin is one byte, so that no index is ever out of bounds.
pub(crate) const BINS: usize = 256;

/// Rows that are put into bins at a time: what is read and written of them fits the cache.
const CHUNK: usize = 1024;

/// Rows from which edges are found; more make quantiles no better.
const SAMPLE: usize = 200_000;

/// Bytes of a line of the cache.
const LINE: usize = 64;

/// Columns as bins, stored twice.
#[derive(Debug)]
pub(crate) struct Binned {
    /// Row after row, in groups of columns: what histograms read. A row is one or few lines of
    /// the cache, which counts where a node's rows lie far apart.
    rows: Vec<[u8; WIDTH]>,
    /// Index of the first row in it: at the start of a line of the cache.
    first: usize,
    /// Column after column: what a split divides rows by.
    columns: Vec<Vec<u8>>,
    bins: Vec<ColumnBins>,
}

impl Binned {
    /// Puts every row into bins; their edges come from rows with weight.
    pub(crate) fn new(
        rows: &Labelled<'_>,
        weighing: &[u32],
        options: &TreeOptions,
    ) -> Result<Binned, Error> {
        let sample = sample(weighing);
        let positions: Vec<usize> = (0..rows.features().n_columns()).collect();
        let found: Vec<Result<ColumnBins, Error>> = positions
            .into_par_iter()
            .map(|column| ColumnBins::find(rows, column, &sample, weighing, options))
            .collect();
        let bins: Vec<ColumnBins> = found.into_iter().collect::<Result<_, _>>()?;
        let columns = columns(rows, &bins)?;
        let (rows, first) = by_row(&columns, rows.features().n_rows());
        Ok(Binned { rows, first, columns, bins })
    }

    /// Returns the number of groups of columns.
    pub(crate) fn n_groups(&self) -> usize {
        self.columns.len().div_ceil(WIDTH)
    }

    /// Returns the bins of all columns, row after row, one entry for each group.
    pub(crate) fn rows(&self) -> &[[u8; WIDTH]] {
        &self.rows[self.first..]
    }

    /// Returns the bin of each row in one column.
    pub(crate) fn column(&self, column: usize) -> &[u8] {
        &self.columns[column]
    }

    /// Returns what the bins of each column are.
    pub(crate) fn bins(&self) -> &[ColumnBins] {
        &self.bins
    }
}

/// One row of each stretch of rows, the same for the same number of rows.
fn sample(rows: &[u32]) -> Vec<u32> {
    if rows.len() <= SAMPLE {
        return rows.to_vec();
    }
    // A seed of its own: edges do not change with the seed of a fit.
    let mut random = Xoshiro256PlusPlus::seed_from_u64(0);
    let start = |stretch: usize| stretch * rows.len() / SAMPLE;
    (0..SAMPLE).map(|i| rows[random.gen_range(start(i)..start(i + 1))]).collect()
}

fn columns(rows: &Labelled<'_>, bins: &[ColumnBins]) -> Result<Vec<Vec<u8>>, Error> {
    let n_rows = rows.features().n_rows();
    let mut columns: Vec<Vec<u8>> = bins.iter().map(|_| vec![MISSING; n_rows]).collect();
    let mut chunks: Vec<Vec<&mut [u8]>> = Vec::new();
    chunks.resize_with(n_rows.div_ceil(CHUNK), || Vec::with_capacity(bins.len()));
    for column in &mut columns {
        for (chunk, cells) in chunks.iter_mut().zip(column.chunks_mut(CHUNK)) {
            chunk.push(cells);
        }
    }
    let binners: Vec<Binner> = bins.iter().map(Binner::new).collect();
    let filled: Vec<Result<(), Error>> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(chunk, mut cells)| fill_chunk(rows, &binners, chunk * CHUNK, &mut cells))
        .collect();
    filled.into_iter().collect::<Result<(), Error>>()?;
    Ok(columns)
}

fn fill_chunk(
    rows: &Labelled<'_>,
    binners: &[Binner],
    first_row: usize,
    cells: &mut [&mut [u8]],
) -> Result<(), Error> {
    let mut values = [0.0; CHUNK];
    let values = &mut values[..cells[0].len()];
    for (column, (binner, cells)) in binners.iter().zip(cells).enumerate() {
        rows.features().copy_column(column, first_row, values)?;
        binner.fill(values, cells);
    }
    Ok(())
}

/// The same bins, row after row, and where they begin; what fills up the last group is never
/// looked at.
fn by_row(columns: &[Vec<u8>], n_rows: usize) -> (Vec<[u8; WIDTH]>, usize) {
    let n_groups = columns.len().div_ceil(WIDTH);
    let mut rows = vec![[MISSING; WIDTH]; n_rows * n_groups + LINE / WIDTH];
    let first = rows.as_ptr().align_offset(LINE).min(LINE / WIDTH);
    let cells = &mut rows[first..first + n_rows * n_groups];
    cells.par_chunks_mut(CHUNK * n_groups).enumerate().for_each(|(chunk, rows)| {
        for (column, bins) in columns.iter().enumerate() {
            let (group, within) = (column / WIDTH, column % WIDTH);
            let cells = rows[group..].iter_mut().step_by(n_groups);
            for (cell, bin) in cells.zip(&bins[chunk * CHUNK..]) {
                cell[within] = *bin;
            }
        }
    });
    (rows, first)
}

/// Finds the bin of a value.
enum Binner {
    /// Edges, filled up with values that nothing reaches.
    Number { edges: Box<[f32; BINS]>, first_step: usize },
    /// The bin of each code.
    Category { bins: Vec<u8> },
}

/// Searches that run at once, each waiting for memory while the others go on.
const LANES: usize = 16;

impl Binner {
    fn new(bins: &ColumnBins) -> Binner {
        match bins {
            ColumnBins::Number { edges } => {
                let mut padded = Box::new([f32::INFINITY; BINS]);
                padded[..edges.len()].copy_from_slice(edges);
                Binner::Number {
                    edges: padded,
                    first_step: (edges.len() + 1).next_power_of_two() / 2,
                }
            }
            ColumnBins::Category { codes } => {
                let mut bins = vec![FIRST as u8; GREATEST_CODE as usize + 1];
                for (position, code) in codes.iter().enumerate() {
                    bins[*code as usize] = (FIRST + 1 + position) as u8;
                }
                Binner::Category { bins }
            }
        }
    }

    fn fill(&self, values: &[f32], cells: &mut [u8]) {
        match self {
            Binner::Number { edges, first_step } => {
                for (values, cells) in values.chunks(LANES).zip(cells.chunks_mut(LANES)) {
                    let mut lanes = [f32::NAN; LANES];
                    lanes[..values.len()].copy_from_slice(values);
                    let bins = search(edges, *first_step, &lanes);
                    cells.copy_from_slice(&bins[..cells.len()]);
                }
            }
            Binner::Category { bins } => {
                for (value, cell) in values.iter().zip(cells) {
                    let is_missing = value.is_nan();
                    // A code beyond the table cannot occur: values were checked when they were copied.
                    *cell = if is_missing { MISSING } else { bins[*value as usize] };
                }
            }
        }
    }
}

/// A binary search without branches, for several values at once.
fn search(edges: &[f32; BINS], first_step: usize, values: &[f32; LANES]) -> [u8; LANES] {
    let mut below = [0usize; LANES];
    let mut step = first_step;
    while step > 0 {
        for (below, value) in below.iter_mut().zip(values) {
            // The remainder changes no index that occurs; it spares the check of bounds.
            let edge = edges[(*below + step - 1) % BINS];
            *below += if edge <= *value { step } else { 0 };
        }
        step /= 2;
    }
    let mut bins = [MISSING; LANES];
    for ((bin, below), value) in bins.iter_mut().zip(below).zip(values) {
        *bin = if value.is_nan() { MISSING } else { (FIRST + below) as u8 };
    }
    bins
}
