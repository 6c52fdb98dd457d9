//! Against a slow, obvious version: every threshold, both sides for missing values.

use refrain_trees::{Growth, SingleTree, TreeOptions};

use crate::sample::{Sample, boosting};

const L2: f64 = 0.7;
const LEAST: f64 = 2.0;

/// A gradient and a second derivative a row.
type Pair = (f64, f64);

fn sum(rows: &[usize], pairs: &[Pair]) -> Pair {
    rows.iter().fold((0.0, 0.0), |sum, row| (sum.0 + pairs[*row].0, sum.1 + pairs[*row].1))
}

fn score((gradient, weight): Pair) -> f64 {
    gradient * gradient / (weight + L2)
}

/// The best division of the rows, if one gains.
fn divide(sample: &Sample, rows: &[usize], pairs: &[Pair]) -> Option<(Vec<usize>, Vec<usize>)> {
    let mut best = (score(sum(rows, pairs)) + 1e-9, None);
    for column in &sample.columns {
        let mut thresholds: Vec<f64> = rows.iter().map(|row| column[*row]).collect();
        thresholds.retain(|value| !value.is_nan());
        thresholds.push(f64::INFINITY);
        for threshold in thresholds {
            for missing_goes_left in [false, true] {
                let goes_left = |row: &usize| {
                    let value = column[*row];
                    if value.is_nan() { missing_goes_left } else { value < threshold }
                };
                let (left, right): (Vec<usize>, Vec<usize>) =
                    rows.iter().partition(|r| goes_left(r));
                let (left_sum, right_sum) = (sum(&left, pairs), sum(&right, pairs));
                let found = score(left_sum) + score(right_sum);
                if left_sum.1 >= LEAST && right_sum.1 >= LEAST && found > best.0 {
                    best = (found, Some((left, right)));
                }
            }
        }
    }
    best.1
}

/// Adds a tree's leaves to the margins of its rows.
fn grow(
    sample: &Sample,
    rows: &[usize],
    pairs: &[Pair],
    depth: usize,
    rate: f64,
    margins: &mut [f64],
) {
    let divided = if depth > 0 { divide(sample, rows, pairs) } else { None };
    if let Some((left, right)) = divided {
        grow(sample, &left, pairs, depth - 1, rate, margins);
        grow(sample, &right, pairs, depth - 1, rate, margins);
        return;
    }
    let (gradient, weight) = sum(rows, pairs);
    rows.iter().for_each(|row| margins[*row] += rate * gradient / (weight + L2));
}

fn options(growth: Growth) -> TreeOptions {
    let base = TreeOptions::default();
    base.max_leaves(64).max_depth(3).l2(L2).min_child_weight(LEAST).growth(growth)
}

#[test]
fn boosting_equals_an_exhaustive_search() {
    let sample = Sample::new(220, 4, 3);
    let rows: Vec<usize> = (0..220).collect();
    let mean = sample.labels.iter().sum::<f64>() / 220.0;
    let mut expected = vec![(mean / (1.0 - mean)).ln(); 220];
    for _ in 0..6 {
        let pair = |row: &usize| {
            let p = 1.0 / (1.0 + (-expected[*row]).exp());
            (sample.labels[*row] - p, p * (1.0 - p))
        };
        let pairs: Vec<Pair> = rows.iter().map(pair).collect();
        grow(&sample, &rows, &pairs, 3, 0.1, &mut expected);
    }
    for growth in [Growth::LeafWise, Growth::DepthWise] {
        let model = boosting(6, options(growth)).fit(&sample.labelled()).unwrap();
        let found = model.margins(&sample.features()).unwrap();
        // Leaves and base are rounded to 2^-20.
        let pairs = found.iter().zip(&expected);
        pairs.for_each(|(found, expected)| assert!((found - expected).abs() < 5e-6));
    }
}

#[test]
fn a_decision_tree_equals_an_exhaustive_search() {
    let sample = Sample::new(220, 4, 4);
    let rows: Vec<usize> = (0..220).collect();
    let mean = sample.labels.iter().sum::<f64>() / 220.0;
    let mut expected = vec![mean; 220];
    let pairs: Vec<Pair> = sample.labels.iter().map(|label| (label - mean, 1.0)).collect();
    grow(&sample, &rows, &pairs, 3, 1.0, &mut expected);
    let tree = SingleTree::new(options(Growth::LeafWise)).unwrap();
    let model = tree.fit(&sample.labelled()).unwrap();
    let found = model.predict_proba(&sample.features()).unwrap();
    let pairs = found.iter().zip(&expected);
    // The base is rounded to 2^-20, and the penalty pulls leaves to it.
    pairs.for_each(|(found, expected)| assert!((found - expected).abs() < 1e-6));
}

#[test]
fn predictions_are_those_of_a_walk_down_each_tree() {
    let sample = Sample::new(300, 5, 5);
    let model = boosting(9, TreeOptions::default()).fit(&sample.labelled()).unwrap();
    let margins = model.margins(&sample.features()).unwrap();
    for (row, margin) in margins.iter().enumerate() {
        let values = sample.row(row);
        let walked: f64 = model.trees().iter().map(|tree| tree.value(&values)).sum();
        assert_eq!(*margin, model.base() + walked);
    }
}
