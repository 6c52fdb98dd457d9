//! Properties of metrics on any rows.

use proptest::prelude::*;
use refrain_eval::{Metric, metrics, standard_metrics};

use crate::random_rows::{rows, seeded, shuffled_rows};

fn roc_auc_by_pairs(labels: &[bool], scores: &[f64]) -> f64 {
    let of_class = |class: bool| {
        let rows = labels.iter().zip(scores);
        rows.filter(move |(label, _)| **label == class).map(|(_, score)| *score)
    };
    let (mut won, mut n_pairs) = (0.0, 0.0);
    for churned in of_class(true) {
        for retained in of_class(false) {
            n_pairs += 1.0;
            won += if churned > retained { 1.0 } else { 0.0 };
            won += if churned == retained { 0.5 } else { 0.0 };
        }
    }
    won / n_pairs
}

/// The sum of (recall gained) x precision over thresholds at each distinct score.
fn average_precision_by_thresholds(labels: &[bool], scores: &[f64]) -> f64 {
    let mut thresholds = scores.to_vec();
    thresholds.sort_by(|a, b| b.total_cmp(a));
    thresholds.dedup();
    let n_churned = labels.iter().filter(|churned| **churned).count() as f64;
    let (mut sum, mut recall_before) = (0.0, 0.0);
    for threshold in thresholds {
        let predicted: Vec<usize> =
            (0..scores.len()).filter(|row| scores[*row] >= threshold).collect();
        let hits = predicted.iter().filter(|row| labels[**row]).count() as f64;
        let recall = hits / n_churned;
        sum += (recall - recall_before) * hits / predicted.len() as f64;
        recall_before = recall;
    }
    sum
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn roc_auc_counts_the_pairs_that_are_in_order((labels, scores) in rows(40)) {
        // Wins are multiples of a half, so both sides are exact before the one division.
        prop_assert_eq!(
            metrics::roc_auc(&labels, &scores).unwrap(),
            roc_auc_by_pairs(&labels, &scores)
        );
    }

    #[test]
    fn average_precision_is_the_sum_over_thresholds((labels, scores) in rows(40)) {
        let ours = metrics::average_precision(&labels, &scores).unwrap();
        let slow = average_precision_by_thresholds(&labels, &scores);
        prop_assert!((ours - slow).abs() < 1e-12, "{} against {}", ours, slow);
    }

    #[test]
    fn order_of_rows_changes_no_bit_of_a_metric([drawn, shuffled] in shuffled_rows()) {
        let k = drawn.0.len() / 2;
        for metric in standard_metrics(k, 0.5) {
            let values = [&drawn, &shuffled].map(|rows| metric.compute(&rows.0, &rows.1).unwrap());
            prop_assert_eq!(values[0].to_bits(), values[1].to_bits(), "{}", metric.name());
        }
        let lifts = [&drawn, &shuffled].map(|rows| metrics::lift_by_decile(&rows.0, &rows.1));
        prop_assert_eq!(&lifts[0], &lifts[1]);
    }

    #[test]
    fn strictly_monotone_transforms_change_no_ranking_metric((labels, scores) in rows(40)) {
        // Fine scores may lie too close for a transform to keep them apart.
        let scores: Vec<f64> = scores.iter().map(|score| (score * 1e6).round() / 1e6).collect();
        let transforms: [fn(f64) -> f64; 3] =
            [|x| 3.0 * x - 7.0, |x| (5.0 * x).exp(), |x| 1.0 - 1.0 / (1.0 + x)];
        for transform in transforms {
            let moved: Vec<f64> = scores.iter().map(|score| transform(*score)).collect();
            let ranked = [&scores, &moved].map(|scores| [
                metrics::roc_auc(&labels, scores).unwrap(),
                metrics::average_precision(&labels, scores).unwrap(),
                metrics::decile_lift(&labels, scores).unwrap(),
            ]);
            prop_assert_eq!(ranked[0], ranked[1]);
        }
    }

    #[test]
    fn reversed_scores_reverse_the_roc_auc((labels, scores) in rows(40)) {
        let reversed: Vec<f64> = scores.iter().map(|score| -score).collect();
        let sum = metrics::roc_auc(&labels, &scores).unwrap()
            + metrics::roc_auc(&labels, &reversed).unwrap();
        prop_assert!((sum - 1.0).abs() < 1e-15);
    }
}

#[test]
fn negative_zero_ties_with_zero() {
    assert_eq!(metrics::roc_auc(&[true, false], &[0.0, -0.0]).unwrap(), 0.5);
    assert_eq!(metrics::roc_auc(&[true, false, true], &[-0.0, 0.0, -0.0]).unwrap(), 0.5);
}

#[test]
fn infinite_scores_are_ranked() {
    let scores = [f64::INFINITY, f64::NEG_INFINITY, 0.0];
    assert_eq!(metrics::roc_auc(&[true, false, false], &scores).unwrap(), 1.0);
}

#[test]
fn score_at_the_threshold_predicts_churn() {
    assert_eq!(metrics::f1(&[true, false], &[0.5, 0.4], 0.5).unwrap(), 1.0);
}
