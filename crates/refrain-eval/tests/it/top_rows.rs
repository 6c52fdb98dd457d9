//! Precision and recall at k, and lift, against every way to break ties.

use proptest::prelude::*;
use refrain_eval::metrics;

use crate::random_rows::{rows, seeded};

/// All orders of `n` rows.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    let insert = |order: &Vec<usize>, at: usize| {
        let mut order = order.clone();
        order.insert(at, n - 1);
        order
    };
    shorter.iter().flat_map(|order| (0..n).map(move |at| insert(order, at))).collect()
}

/// Churned rows between two depths of the ranking, on average over all orders in which the rows
/// may be given to a stable sort by score; a row cut by a depth counts by its fraction.
fn churned_between(labels: &[bool], scores: &[f64], from: f64, to: f64) -> f64 {
    let orders = permutations(labels.len());
    let mut sum = 0.0;
    for mut order in orders.clone() {
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        for rank in (0..order.len()).filter(|rank| labels[order[*rank]]) {
            let part = |depth: f64| (depth - rank as f64).clamp(0.0, 1.0);
            sum += part(to) - part(from);
        }
    }
    sum / orders.len() as f64
}

proptest! {
    #![proptest_config(seeded(100))]

    #[test]
    fn precision_and_recall_at_k_are_the_mean_over_all_ways_to_break_ties(
        (labels, scores) in rows(6)
    ) {
        let n_churned = labels.iter().filter(|churned| **churned).count() as f64;
        for k in 1..=labels.len() {
            let found = churned_between(&labels, &scores, 0.0, k as f64);
            let precision = metrics::precision_at_k(&labels, &scores, k).unwrap();
            let recall = metrics::recall_at_k(&labels, &scores, k).unwrap();
            prop_assert!((precision - found / k as f64).abs() < 1e-12);
            prop_assert!((recall - found / n_churned).abs() < 1e-12);
        }
    }

    #[test]
    fn lift_is_the_mean_over_all_ways_to_break_ties((labels, scores) in rows(6)) {
        let n_rows = labels.len() as f64;
        let share = labels.iter().filter(|churned| **churned).count() as f64 / n_rows;
        let size = n_rows / 10.0;
        let lifts = metrics::lift_by_decile(&labels, &scores).unwrap();
        for (decile, lift) in lifts.into_iter().enumerate() {
            let (from, to) = (size * decile as f64, size * (decile + 1) as f64);
            let found = churned_between(&labels, &scores, from, to);
            prop_assert!((lift - found / size / share).abs() < 1e-12);
        }
        prop_assert_eq!(metrics::decile_lift(&labels, &scores).unwrap(), lifts[0]);
    }

    #[test]
    fn lifts_of_the_deciles_have_the_mean_one((labels, scores) in rows(60)) {
        let sum: f64 = metrics::lift_by_decile(&labels, &scores).unwrap().iter().sum();
        prop_assert!((sum - 10.0).abs() < 1e-12);
    }
}

#[test]
fn top_decile_of_25_rows_is_two_rows_and_half_of_the_third() {
    let labels: Vec<bool> = (0..25).map(|row| row == 2 || row == 24).collect();
    let scores: Vec<f64> = (0..25).map(|row| -f64::from(row)).collect();
    // Half a churned row in 2.5 rows is a share of 0.2; the share of all is 2 / 25.
    assert!((metrics::decile_lift(&labels, &scores).unwrap() - 2.5).abs() < 1e-15);
}

#[test]
fn constant_scores_have_no_lift() {
    let labels: Vec<bool> = (0..20).map(|row| row < 5).collect();
    for lift in metrics::lift_by_decile(&labels, &[0.3; 20]).unwrap() {
        assert!((lift - 1.0).abs() < 1e-12);
    }
    assert_eq!(metrics::precision_at_k(&labels, &[0.3; 20], 7).unwrap(), 0.25);
}

#[test]
fn all_rows_at_the_top_have_the_overall_share() {
    let labels = [true, false, false, true];
    let scores = [0.1, 0.2, 0.2, 0.9];
    assert_eq!(metrics::precision_at_k(&labels, &scores, 4).unwrap(), 0.5);
    assert_eq!(metrics::recall_at_k(&labels, &scores, 4).unwrap(), 1.0);
}

#[test]
fn precision_at_k_is_zero_where_none_churned() {
    assert_eq!(metrics::precision_at_k(&[false, false], &[0.1, 0.2], 1).unwrap(), 0.0);
}
