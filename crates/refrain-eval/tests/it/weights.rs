//! Weights of rows in metrics.

use proptest::prelude::*;
use refrain_eval::metrics::{Bins, CurvePoints, RankedRows, Top};
use refrain_eval::{Metric, StandardMetric, full_metrics};

use crate::random_rows::{
    WeightedRows, seeded, shuffled_weighted_rows, uneven, weighted_rows, whole,
};
use crate::refusals::{data, mismatch, said, told};

fn ranked((labels, scores, weights): &WeightedRows) -> RankedRows {
    RankedRows::weighted(labels, scores, weights).unwrap()
}

/// Each row as often as its weight says.
fn repeated((labels, scores, weights): &WeightedRows) -> RankedRows {
    let (mut more_labels, mut more_scores) = (Vec::new(), Vec::new());
    for ((label, score), weight) in labels.iter().zip(scores).zip(weights) {
        for _ in 0..*weight as usize {
            more_labels.push(*label);
            more_scores.push(*score);
        }
    }
    RankedRows::new(&more_labels, &more_scores).unwrap()
}

/// The values of all metrics; what is undefined is left out, its message names rows.
fn values(rows: &RankedRows, metrics: &[StandardMetric]) -> Vec<Option<u64>> {
    rows.compute(metrics).into_iter().map(|value| value.ok().map(f64::to_bits)).collect()
}

fn roc_auc_by_pairs((labels, scores, weights): &WeightedRows) -> f64 {
    let (mut won, mut total) = (0.0, 0.0);
    for churned in (0..labels.len()).filter(|row| labels[*row]) {
        for retained in (0..labels.len()).filter(|row| !labels[*row]) {
            let weight = weights[churned] * weights[retained];
            total += weight;
            won += if scores[churned] > scores[retained] { weight } else { 0.0 };
            won += if scores[churned] == scores[retained] { weight / 2.0 } else { 0.0 };
        }
    }
    won / total
}

/// The sum of (recall gained) x precision over thresholds at each distinct score.
fn average_precision_by_thresholds((labels, scores, weights): &WeightedRows) -> f64 {
    let mut thresholds = scores.clone();
    thresholds.sort_by(|a, b| b.total_cmp(a));
    thresholds.dedup();
    let weigh = |counts: &dyn Fn(usize) -> bool| -> f64 {
        (0..labels.len()).filter(|row| counts(*row)).map(|row| weights[row]).sum()
    };
    let (mut sum, mut recall_before) = (0.0, 0.0);
    for threshold in thresholds {
        let predicted = weigh(&|row| scores[row] >= threshold);
        let hits = weigh(&|row| scores[row] >= threshold && labels[row]);
        let recall = hits / weigh(&|row| labels[row]);
        if predicted > 0.0 {
            sum += (recall - recall_before) * hits / predicted;
        }
        recall_before = recall;
    }
    sum
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn weighted_roc_auc_weighs_the_pairs_that_are_in_order(rows in weighted_rows(uneven())) {
        let (ours, slow) = (ranked(&rows).roc_auc().unwrap(), roc_auc_by_pairs(&rows));
        prop_assert!((ours - slow).abs() < 1e-12, "{} against {}", ours, slow);
    }

    #[test]
    fn weighted_average_precision_is_the_sum_over_thresholds(rows in weighted_rows(uneven())) {
        let ours = ranked(&rows).average_precision().unwrap();
        let slow = average_precision_by_thresholds(&rows);
        prop_assert!((ours - slow).abs() < 1e-12, "{} against {}", ours, slow);
    }

    #[test]
    fn whole_weights_are_repeated_rows_to_the_last_bit(rows in weighted_rows(whole())) {
        let metrics = full_metrics(1, 0.5);
        let (weighted, repeated) = (ranked(&rows), repeated(&rows));
        prop_assert_eq!(values(&weighted, &metrics), values(&repeated, &metrics));
        prop_assert_eq!(weighted.ties(), repeated.ties());
        let both = [&weighted, &repeated];
        let lifts = both.map(|rows| rows.lift_by_decile().unwrap());
        prop_assert_eq!(lifts[0], lifts[1]);
        let curves = both.map(|rows| rows.roc_curve(CurvePoints::Corners).unwrap());
        prop_assert_eq!(&curves[0], &curves[1]);
        let curves = both.map(|rows| rows.calibration_curve(Bins::EqualMass(4)).unwrap());
        prop_assert_eq!(&curves[0], &curves[1]);
    }

    #[test]
    fn order_of_rows_changes_no_bit_of_a_weighted_metric([drawn, shuffled] in shuffled_weighted_rows()) {
        let metrics = full_metrics(1, 0.5);
        prop_assert_eq!(values(&ranked(&drawn), &metrics), values(&ranked(&shuffled), &metrics));
    }

    #[test]
    fn rows_of_weight_zero_are_as_if_absent(rows in weighted_rows(uneven())) {
        let kept: Vec<usize> = (0..rows.0.len()).filter(|row| rows.2[*row] > 0.0).collect();
        let without = (
            kept.iter().map(|row| rows.0[*row]).collect(),
            kept.iter().map(|row| rows.1[*row]).collect(),
            kept.iter().map(|row| rows.2[*row]).collect(),
        );
        let metrics = full_metrics(1, 0.5);
        prop_assert_eq!(values(&ranked(&rows), &metrics), values(&ranked(&without), &metrics));
    }

    #[test]
    fn factor_common_to_all_weights_changes_no_metric(rows in weighted_rows(uneven())) {
        // A power of two, so that no weight is rounded. The number of top rows is in units of weight.
        let mut larger = rows.clone();
        larger.2.iter_mut().for_each(|weight| *weight *= 1_f64.exp2().powi(100));
        let metrics = full_metrics(1, 0.5);
        let per_row = |metric: &&StandardMetric| !matches!(
            metric,
            StandardMetric::PrecisionAt { top: Top::Rows(_) }
                | StandardMetric::RecallAt { top: Top::Rows(_) }
        );
        let metrics: Vec<StandardMetric> = metrics.iter().filter(per_row).copied().collect();
        let pairs = ranked(&rows).compute(&metrics).into_iter().zip(ranked(&larger).compute(&metrics));
        for (metric, (small, large)) in metrics.iter().zip(pairs) {
            match (small, large) {
                (Ok(small), Ok(large)) => {
                    let bound = 1e-9 * small.abs().max(1.0);
                    prop_assert!((small - large).abs() <= bound, "{}", metric.name());
                }
                (small, large) => prop_assert_eq!(small.is_err(), large.is_err()),
            }
        }
    }
}

#[test]
fn very_uneven_weights_keep_a_perfect_correlation() {
    // scikit-learn has 0 here: it takes differences of sums.
    let rows = RankedRows::weighted(&[true, false], &[0.6, 0.4], &[1e9, 1e-9]).unwrap();
    assert!((rows.confusion(0.5).unwrap().mcc().unwrap() - 1.0).abs() < 1e-15);
}

#[test]
fn large_weights_make_no_infinite_product() {
    let (labels, scores) = ([true, false, true, false], [0.9, 0.9, 0.6, 0.1]);
    let [one, large] = [1.0, 2e149].map(|weight| {
        let rows = RankedRows::weighted(&labels, &scores, &[weight; 4]).unwrap();
        let mut values = rows.compute(&full_metrics(1, 0.5));
        values.push(Ok(rows.roc_curve(CurvePoints::Corners).unwrap().len() as f64));
        values.into_iter().map(Result::unwrap).collect::<Vec<f64>>()
    });
    for (at, (one, large)) in one.iter().zip(&large).enumerate() {
        // The first row alone is the top of weight 1.
        let is_top = at == 7 || at == 8;
        assert!((one - large).abs() < 1e-12 || is_top, "metric {at}: {one} and {large}");
    }
}

#[test]
fn weights_that_are_no_weights_are_refused_with_their_row() {
    let (labels, scores) = ([true, false, true], [0.5, 0.1, 0.3]);
    let error =
        |weights: &[f64]| told(RankedRows::weighted(&labels, &scores, weights).unwrap_err());
    let weight =
        |row: &str| data(&format!("the weight of row {row}; weights are finite and not negative"));
    assert_eq!(error(&[1.0, -0.5, 1.0]), weight("1 is -0.5"));
    assert_eq!(error(&[1.0, 1.0, f64::INFINITY]), weight("2 is inf"));
    assert_eq!(error(&[f64::NAN, 1.0, 1.0]), weight("0 is NaN"));
    let total = |total: f64| {
        let range = "their sum must lie between 1e-150 and 1e150";
        data(&format!("the weights add up to {total}; {range}"))
    };
    assert_eq!(error(&[0.0, -0.0, 0.0]), total(0.0));
    assert_eq!(error(&[1e300; 3]), total(1e300 + 1e300 + 1e300));
    let expected = mismatch("the list of weights has 2 values for 3 rows");
    assert_eq!(error(&[1.0, 1.0]), expected);
}

#[test]
fn every_standard_metric_refuses_bad_weights() {
    for metric in full_metrics(1, 0.5) {
        let error = metric.compute_weighted(&[true, false], &[0.6, 0.4], &[1.0, -1.0]);
        let expected = "the weight of row 1 is -1; weights are finite and not negative";
        assert_eq!(said(error), Err(data(expected)), "{}", metric.name());
    }
}

#[test]
fn class_that_weighs_nothing_is_no_class() {
    let (labels, scores) = ([true, false, true], [0.5, 0.1, 0.3]);
    let rows = RankedRows::weighted(&labels, &scores, &[1.0, 0.0, 2.0]).unwrap();
    let expected = data("roc_auc is undefined: none of the 2 rows was retained");
    assert_eq!(said(rows.roc_auc()), Err(expected));
}

#[test]
fn scores_of_weight_zero_need_be_no_probabilities_but_numbers() {
    let rows = |score| RankedRows::weighted(&[true, false], &[0.5, score], &[1.0, 0.0]);
    assert_eq!(rows(7.0).unwrap().brier().unwrap(), 0.25);
    let nan = "the score of row 1 is not a number (NaN); leave the row out or score it";
    assert_eq!(told(rows(f64::NAN).unwrap_err()), data(nan));
}

#[test]
fn top_is_counted_in_weight() {
    let (labels, scores) = ([true, false, true], [0.9, 0.5, 0.1]);
    let rows = RankedRows::weighted(&labels, &scores, &[1.5, 1.0, 0.25]).unwrap();
    assert_eq!(rows.precision_at(Top::Rows(2)).unwrap(), 0.75);
    assert_eq!(rows.recall_at(Top::Rows(1)).unwrap(), 1.0 / 1.75);
    let beyond = "k is 3; it must be at least 1 and at most the weight of all rows, 2.75";
    assert_eq!(said(rows.precision_at(Top::Rows(3))), Err(data(beyond)));
}
