//! Calibration: bins, lines and errors.

use proptest::prelude::*;
use refrain_eval::metrics::{self, Bins, RankedRows};

use crate::random_rows::{rows, seeded};
use crate::refusals::{argument, data, said, told};

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

fn in_the_large(labels: &[bool], scores: &[f64]) -> Result<f64, refrain_eval::Error> {
    RankedRows::new(labels, scores)?.calibration_in_the_large()
}

/// Rows without scores of 0 and 1, whose classes overlap.
fn doubtful_rows() -> impl Strategy<Value = (Vec<bool>, Vec<f64>)> {
    rows(40).prop_map(|(mut labels, scores)| {
        let mut scores: Vec<f64> = scores.iter().map(|score| 0.02 + 0.96 * score).collect();
        labels.extend([true, false, true, false]);
        scores.extend([0.01, 0.01, 0.99, 0.99]);
        (labels, scores)
    })
}

proptest! {
    #![proptest_config(seeded(200))]

    #[test]
    fn recalibrated_scores_need_no_recalibration((labels, scores) in doubtful_rows()) {
        let line = metrics::recalibration(&labels, &scores).unwrap();
        let moved = |score: &f64| probability(line.intercept + line.slope * log_odds(*score));
        let recalibrated: Vec<f64> = scores.iter().map(moved).collect();
        if line.slope.abs() > 1e-3 {
            let again = metrics::recalibration(&labels, &recalibrated).unwrap();
            prop_assert!((again.slope - 1.0).abs() < 1e-6, "slope {}", again.slope);
            prop_assert!(again.intercept.abs() < 1e-6, "intercept {}", again.intercept);
        }
        // The equation of the intercept: probabilities have the mean that they should.
        let n_churned = labels.iter().filter(|churned| **churned).count() as f64;
        prop_assert!((recalibrated.iter().sum::<f64>() - n_churned).abs() < 1e-9);
    }

    #[test]
    fn shift_in_the_large_makes_the_mean_the_share_churned((labels, scores) in doubtful_rows()) {
        let shift = in_the_large(&labels, &scores).unwrap();
        let moved = scores.iter().map(|score| probability(shift + log_odds(*score)));
        let n_churned = labels.iter().filter(|churned| **churned).count() as f64;
        prop_assert!((moved.sum::<f64>() - n_churned).abs() < 1e-9);
    }

    #[test]
    fn slope_of_stretched_log_odds_shrinks_by_the_factor((labels, scores) in doubtful_rows()) {
        let stretched: Vec<f64> =
            scores.iter().map(|score| probability(0.5 + 1.5 * log_odds(*score))).collect();
        let before = metrics::recalibration(&labels, &scores).unwrap();
        let after = metrics::recalibration(&labels, &stretched).unwrap();
        prop_assert!((after.slope * 1.5 - before.slope).abs() < 1e-9);
        prop_assert!((after.intercept + 0.5 * after.slope - before.intercept).abs() < 1e-9);
    }

    #[test]
    fn bins_hold_each_row_once_and_part_no_score((labels, scores) in rows(40)) {
        let rows = RankedRows::new(&labels, &scores).unwrap();
        for bins in [Bins::EqualWidth(4), Bins::EqualMass(4), Bins::Distinct] {
            let curve = rows.calibration_curve(bins).unwrap();
            let total: f64 = curve.iter().map(|bin| bin.total).sum();
            prop_assert_eq!(total, labels.len() as f64);
            prop_assert!(curve.windows(2).all(|pair| pair[0].highest < pair[1].lowest));
            prop_assert!(curve.iter().all(|bin| bin.lowest <= bin.mean_score + 1e-15));
            let parts = rows.brier_decomposition(bins).unwrap();
            prop_assert!((parts.brier() - rows.brier().unwrap()).abs() < 1e-14);
        }
    }
}

#[test]
fn edge_of_a_bin_is_in_the_bin_below() {
    for n_bins in [1, 2, 3, 7, 10, 49, 100, 1_000] {
        let edges: Vec<f64> = (1..=n_bins).map(|i| i as f64 / n_bins as f64).collect();
        let labels = vec![true; 2 * n_bins];
        let above = edges.iter().map(|edge| edge.next_down());
        let scores: Vec<f64> = above.chain(edges.iter().copied()).collect();
        let curve = metrics::calibration_curve(&labels, &scores, Bins::EqualWidth(n_bins)).unwrap();
        assert_eq!(curve.len(), n_bins);
        for (bin, edge) in curve.iter().zip(&edges) {
            assert_eq!((bin.highest, bin.total), (*edge, 2.0), "{n_bins} bins");
        }
    }
}

#[test]
fn score_just_above_an_edge_is_in_the_bin_above() {
    let scores = [0.7, 0.7_f64.next_up(), 0.0, 0.05];
    let curve = metrics::calibration_curve(&[true; 4], &scores, Bins::EqualWidth(10)).unwrap();
    let totals: Vec<f64> = curve.iter().map(|bin| bin.total).collect();
    assert_eq!(totals, [2.0, 1.0, 1.0]);
}

#[test]
fn bins_without_number_end() {
    let bins = Bins::EqualWidth(usize::MAX);
    let curve = metrics::calibration_curve(&[true, false], &[0.3, 0.6], bins).unwrap();
    assert_eq!(curve.len(), 2);
}

#[test]
fn tie_over_several_bins_of_equal_mass_fills_one() {
    let mut scores = vec![0.5; 8];
    scores.extend([0.1, 0.9]);
    let curve = metrics::calibration_curve(&[true; 10], &scores, Bins::EqualMass(5)).unwrap();
    let totals: Vec<f64> = curve.iter().map(|bin| bin.total).collect();
    assert_eq!(totals, [1.0, 8.0, 1.0]);
}

#[test]
fn row_of_hardly_any_weight_makes_no_bin_beyond_the_last() {
    let rows = RankedRows::weighted(&[true, false], &[0.9, 0.1], &[1e12, 1e-6]).unwrap();
    assert_eq!(rows.calibration_curve(Bins::EqualMass(1)).unwrap().len(), 1);
}

#[test]
fn calibrated_bins_have_no_error() {
    let labels = [true, false, false, false, true, true, true, false];
    let scores = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75];
    let rows = RankedRows::new(&labels, &scores).unwrap();
    assert_eq!(rows.expected_calibration_error(Bins::EqualWidth(10)).unwrap(), 0.0);
    assert_eq!(rows.maximum_calibration_error(Bins::EqualMass(2)).unwrap(), 0.0);
    let line = rows.recalibration().unwrap();
    assert!((line.slope - 1.0).abs() < 1e-14 && line.intercept.abs() < 1e-14);
    assert!(rows.calibration_in_the_large().unwrap().abs() < 1e-14);
    assert_eq!(rows.brier_skill().unwrap(), 0.25);
}

#[test]
fn extreme_probabilities_are_recalibrated() {
    // Sure of everything and wrong at the ends: far from where the curvature is.
    let labels = [true, false, true, false, true, false];
    let scores = [1e-300, 1e-300, 1e-10, 0.3, 1.0 - 1e-16, 1.0 - 1e-16];
    let rows = RankedRows::new(&labels, &scores).unwrap();
    let line = rows.recalibration().unwrap();
    assert!(line.slope.is_finite() && line.intercept.is_finite());
    let shift = rows.calibration_in_the_large().unwrap();
    let sum: f64 = scores.iter().map(|score| probability(shift + log_odds(*score))).sum();
    assert!((sum - 3.0).abs() < 1e-9, "{sum}");
}

#[test]
fn many_distinct_scores_are_recalibrated_as_few_are() {
    // Above 16,384 distinct scores the answer is sought on groups first. Each row four times over
    // with all but the same score is, to 1e-9, the row with a weight of 4.
    let n_rows = 10_000;
    let score = |row: usize| 0.01 + 0.97 * (row as f64 * 0.618_033_988_749).fract();
    let churned = |row: usize| (row * row) % 97 < (score(row) * 60.0) as usize;
    let (labels, scores): (Vec<bool>, Vec<f64>) =
        (0..n_rows).map(|r| (churned(r), score(r))).unzip();
    let few = RankedRows::weighted(&labels, &scores, &vec![4.0; n_rows]).unwrap();
    let apart = (0..4 * n_rows).map(|row| scores[row / 4] + (row % 4) as f64 * 1e-13);
    let labels: Vec<bool> = (0..4 * n_rows).map(|row| labels[row / 4]).collect();
    let many = RankedRows::new(&labels, &apart.collect::<Vec<f64>>()).unwrap();
    assert!(many.ties().len() > 16_384 && few.ties().len() < 16_384);
    let (few_line, many_line) = (few.recalibration().unwrap(), many.recalibration().unwrap());
    assert!((few_line.slope - many_line.slope).abs() < 1e-10);
    assert!((few_line.intercept - many_line.intercept).abs() < 1e-10);
    let shifts = [few, many].map(|rows| rows.calibration_in_the_large().unwrap());
    assert!((shifts[0] - shifts[1]).abs() < 1e-10);
}

#[test]
fn retained_rows_of_hardly_any_weight_still_count() {
    // Their weight is lost beside that of the churned, were it taken as a difference.
    let (labels, scores) = ([true, true, false], [0.5, 0.25, 0.5]);
    let rows = RankedRows::weighted(&labels, &scores, &[1e8, 1e8, 5e-9]).unwrap();
    let shift = rows.calibration_in_the_large().unwrap();
    // Nearly all are churned: of odds o and o / 3 as many stay as 1 / o and 3 / o of them.
    let expected = (4e8_f64 / 5e-9).ln();
    assert!((shift - expected).abs() < 1e-9, "{shift} and {expected}");
}

#[test]
fn separated_classes_have_no_slope() {
    let separated = Err(data(
        "recalibration is undefined: the scores part churned from retained rows or are all \
         equal, so that no slope fits best",
    ));
    let apart = metrics::recalibration(&[false, false, true, true], &[0.1, 0.4, 0.6, 0.9]);
    assert_eq!(said(apart), separated);
    let touching = metrics::recalibration(&[false, false, true, true], &[0.1, 0.5, 0.5, 0.9]);
    assert_eq!(said(touching), separated);
    let wrong_way = metrics::recalibration(&[true, true, false], &[0.1, 0.2, 0.6]);
    assert_eq!(said(wrong_way), separated);
    let constant = metrics::recalibration(&[true, false, false], &[0.3; 3]);
    assert_eq!(said(constant), separated);
    // At slope 1 they have a shift all the same.
    let shift = in_the_large(&[true, false, false], &[0.5; 3]).unwrap();
    assert!((shift + 2_f64.ln()).abs() < 1e-15);
}

#[test]
fn certain_scores_have_no_log_odds() {
    for score in [0.0, -0.0, 1.0] {
        let (labels, scores) = ([true, false, true], [0.5, 0.4, score]);
        let line = metrics::recalibration(&labels, &scores).unwrap_err();
        let needs = format!("needs the log-odds of scores, and the score of row 2 is {score}");
        assert_eq!(told(line), data(&format!("recalibration {needs}")));
        let shift = in_the_large(&labels, &scores).unwrap_err();
        assert_eq!(told(shift), data(&format!("calibration_in_the_large {needs}")));
    }
}

#[test]
fn metrics_of_bins_refuse_no_bins_and_scores_that_are_no_probabilities() {
    let labels = [true, false];
    for bins in [Bins::EqualWidth(0), Bins::EqualMass(0)] {
        let curve = metrics::calibration_curve(&labels, &[0.5, 0.1], bins);
        let none = "probabilities are gathered in at least 1 bin; found 0";
        assert_eq!(said(curve), Err(argument(none)));
    }
    let rows = RankedRows::new(&labels, &[0.5, 1.5]).unwrap();
    let bins = Bins::EqualWidth(5);
    let needs = "needs probabilities, and the score of row 1 is 1.5";
    let expected = |metric: &str| data(&format!("{metric} {needs}"));
    assert_eq!(told(rows.calibration_curve(bins).unwrap_err()), expected("calibration_curve"));
    assert_eq!(told(rows.brier_decomposition(bins).unwrap_err()), expected("brier_decomposition"));
    assert_eq!(told(rows.expected_calibration_error(bins).unwrap_err()), expected("ece"));
    assert_eq!(told(rows.maximum_calibration_error(bins).unwrap_err()), expected("mce"));
    assert_eq!(told(rows.brier_skill().unwrap_err()), expected("brier_skill"));
    assert_eq!(told(rows.recalibration().unwrap_err()), expected("recalibration"));
}
