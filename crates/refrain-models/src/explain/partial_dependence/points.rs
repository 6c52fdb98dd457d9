//! The values that rows are given.

use refrain_core::{ColumnKind, FeatureMatrix, Time};

use super::FeatureValue;
use crate::rows::cells;

const MS_PER_DAY: f64 = 86_400_000.0;

/// A value with the share of rows that have it, or have none nearer.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) value: FeatureValue,
    pub(super) share: f64,
    cell: Cell,
}

/// Value to write into a row's cell.
#[derive(Debug, Clone, Copy)]
enum Cell {
    Value(f64),
    DaysBeforeCutoff(f64),
}

impl Point {
    /// Returns the cell of a row with this cutoff.
    pub(super) fn cell(&self, cutoff: Time) -> f64 {
        match self.cell {
            Cell::Value(value) => value,
            Cell::DaysBeforeCutoff(days) => cutoff.millis() as f64 - days * MS_PER_DAY,
        }
    }
}

/// Returns the points of a column.
pub(super) fn points(
    features: &FeatureMatrix,
    column: usize,
    weights: &[f64],
    n_points: usize,
) -> Vec<Point> {
    let value = |row| cells::number(features, row, column);
    let rows = (0..features.n_rows()).filter(|row| weights[*row] > 0.0);
    let (missing, mut present): (Vec<_>, Vec<_>) =
        rows.map(|row| (value(row), weights[row])).partition(|(value, _)| value.is_nan());
    // By weight as well: sums of the weights of equal values must not depend on the order of rows.
    present.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut points = match &features.columns()[column].kind {
        ColumnKind::Category(names) => levels(names, &present),
        ColumnKind::Number => numbers(&present, n_points, Cell::Value),
        ColumnKind::Instant => numbers(&present, n_points, Cell::DaysBeforeCutoff),
    };
    if !missing.is_empty() {
        let mut weights: Vec<f64> = missing.iter().map(|(_, weight)| *weight).collect();
        weights.sort_unstable_by(f64::total_cmp);
        let weight = weights.iter().sum();
        points.push(Point {
            value: FeatureValue::Missing,
            share: weight,
            cell: Cell::Value(f64::NAN),
        });
    }
    as_shares(points)
}

/// Weights into shares of all of them.
fn as_shares(mut points: Vec<Point>) -> Vec<Point> {
    let total: f64 = points.iter().map(|point| point.share).sum();
    points.iter_mut().for_each(|point| point.share /= total);
    points
}

/// The levels that occur.
fn levels(names: &[String], sorted: &[(f64, f64)]) -> Vec<Point> {
    let point = |same: &[(f64, f64)]| {
        let code = same[0].0;
        Point {
            value: FeatureValue::Level(names[code as usize].clone()),
            share: same.iter().map(|(_, weight)| weight).sum(),
            cell: Cell::Value(code),
        }
    };
    sorted.chunk_by(|a, b| a.0 == b.0).map(point).collect()
}

/// Quantiles from the least number to the greatest, each one that occurs.
fn numbers(sorted: &[(f64, f64)], n_points: usize, cell: fn(f64) -> Cell) -> Vec<Point> {
    let Some(last) = sorted.len().checked_sub(1) else { return Vec::new() };
    let quantile = |point: usize| {
        let way = point as f64 / (n_points - 1) as f64;
        sorted[(way * last as f64).round() as usize].0
    };
    let mut values: Vec<f64> = (0..n_points).map(quantile).collect();
    values.dedup();
    let mut shares = vec![0.0; values.len()];
    for (value, weight) in sorted {
        shares[nearest(&values, *value)] += weight;
    }
    let point = |(value, share): (&f64, f64)| Point {
        value: FeatureValue::Number(*value),
        share,
        cell: cell(*value),
    };
    values.iter().zip(shares).map(point).collect()
}

/// The position of the nearest of ascending values, the lower of two as near.
fn nearest(values: &[f64], value: f64) -> usize {
    let after = values.partition_point(|other| *other < value).min(values.len() - 1);
    match after.checked_sub(1) {
        Some(before) if value - values[before] <= values[after] - value => before,
        _ => after,
    }
}
