//! Edges of the bins of a column: quantiles of numbers, the most frequent codes of categories.

use refrain_core::{Error, ErrorKind, Problem};

use crate::{FeatureKind, Features, Labelled, TreeOptions, Uninformative};

/// Bin of missing values.
pub(crate) const MISSING: u8 = 0;

/// The first bin of values: of the least numbers, or of rare and unknown categories.
pub(crate) const FIRST: usize = 1;

/// The bins of one column. Bin 0 holds missing values.
#[derive(Debug, Clone)]
pub(crate) enum ColumnBins {
    /// Bin `1 + k` holds the numbers that `k` of the edges do not exceed.
    Number { edges: Vec<f32> },
    /// Bin `2 + k` holds one code, bin 1 all codes without a bin of their own.
    Category { codes: Vec<u32> },
}

impl ColumnBins {
    /// Returns how many bins hold values.
    pub(crate) fn n_value_bins(&self) -> usize {
        match self {
            ColumnBins::Number { edges } => edges.len() + 1,
            ColumnBins::Category { codes } => codes.len() + 1,
        }
    }

    /// Finds the bins of a column from some of its rows.
    pub(crate) fn find(
        rows: &Labelled<'_>,
        column: usize,
        sample: &[u32],
        weighing: &[u32],
        options: &TreeOptions,
    ) -> Result<ColumnBins, Error> {
        let mut distinct = Distinct::of(rows, column, sample)?;
        // A rare value may have been missed by the sample: a column is constant only if all rows say so.
        if distinct.is_uninformative() && sample.len() < weighing.len() {
            distinct = Distinct::of(rows, column, weighing)?;
        }
        if options.uninformative == Uninformative::Refuse {
            distinct.refuse_uninformative(rows.features(), column)?;
        }
        Ok(match rows.features().kinds()[column] {
            FeatureKind::Number => {
                ColumnBins::Number { edges: edges(&distinct.values, options.max_bins) }
            }
            FeatureKind::Category => {
                ColumnBins::Category { codes: frequent(distinct.values, options.max_bins) }
            }
        })
    }
}

/// The different values of a column, in order, each with its weight.
struct Distinct {
    values: Vec<(f32, f64)>,
    has_missing: bool,
}

impl Distinct {
    fn of(rows: &Labelled<'_>, column: usize, sample: &[u32]) -> Result<Distinct, Error> {
        let mut values = Vec::with_capacity(sample.len());
        for &row in sample {
            let row = row as usize;
            let value = rows.features().value(row, column)?;
            if !value.is_nan() {
                // Adding zero makes -0.0 and 0.0 one value.
                values.push((value + 0.0, rows.weight(row) as f32));
            }
        }
        let has_missing = values.len() < sample.len();
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)));
        let mut distinct: Vec<(f32, f64)> = Vec::new();
        for (value, weight) in values {
            match distinct.last_mut() {
                Some((last, sum)) if *last == value => *sum += f64::from(weight),
                _ => distinct.push((value, f64::from(weight))),
            }
        }
        Ok(Distinct { values: distinct, has_missing })
    }

    fn is_uninformative(&self) -> bool {
        self.values.len() + usize::from(self.has_missing) < 2
    }

    fn refuse_uninformative(&self, features: &Features<'_>, column: usize) -> Result<(), Error> {
        let column = || features.names()[column].clone();
        match self.values.as_slice() {
            [] => Err(UninformativeColumn::Empty { column: column() }.into()),
            [(value, _)] if !self.has_missing => {
                let value = f64::from(*value);
                Err(UninformativeColumn::Constant { column: column(), value }.into())
            }
            _ => Ok(()),
        }
    }
}

/// Puts edges between values so that bins have about the same weight; where there are enough bins,
/// each value has its own.
fn edges(distinct: &[(f32, f64)], max_bins: usize) -> Vec<f32> {
    let Some((first, rest)) = distinct.split_first() else { return Vec::new() };
    let has_own_bins = distinct.len() <= max_bins;
    let mut left: f64 = distinct.iter().map(|(_, weight)| weight).sum();
    let mut edges = Vec::new();
    let (mut last, mut filled) = *first;
    for &(value, weight) in rest {
        // What is left is shared anew each time, so that one heavy value does not starve the later bins.
        let share = left / (max_bins - edges.len()) as f64;
        // A value that fills a bin alone does not share it with lesser ones before it.
        let is_full = filled >= share || weight >= share;
        if has_own_bins || (is_full && edges.len() + 1 < max_bins) {
            edges.push(between(last, value));
            left -= filled;
            filled = 0.0;
        }
        last = value;
        filled += weight;
    }
    edges
}

/// A number above `low` and not above `high`.
fn between(low: f32, high: f32) -> f32 {
    let middle = f32::midpoint(low, high);
    if middle > low { middle } else { high }
}

/// The codes that have most weight, the most frequent first.
fn frequent(mut distinct: Vec<(f32, f64)>, max_bins: usize) -> Vec<u32> {
    distinct.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.total_cmp(&b.0)));
    // One bin stays for all other codes, also those first met in a prediction.
    distinct.truncate(max_bins - 1);
    distinct.into_iter().map(|(code, _)| code as u32).collect()
}

/// A column that says the same of every row.
#[derive(Debug, thiserror::Error)]
enum UninformativeColumn {
    #[error("column `{column}` is {value} in every row; leave it out, or ignore such columns")]
    Constant { column: String, value: f64 },
    #[error("column `{column}` is missing in every row; leave it out, or ignore such columns")]
    Empty { column: String },
}

impl Problem for UninformativeColumn {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
