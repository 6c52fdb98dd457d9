//! The interval of one ROC AUC by formula.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::ErrorKind;
use refrain_eval::auc_interval;

use crate::refusals::{argument, data, mismatch, told};

/// Measures how often an interval holds the true AUC of 0.75, with 20 churners of 100, where every entity
/// has `n_rows` equal rows.
fn coverage(n_rows: usize, group: fn(usize, usize) -> usize) -> f64 {
    // Scores are even on [0, 1] for the retained and on [shift, 1 + shift] for the churned, whose
    // AUC is 1 - (1 - shift)^2 / 2.
    let shift = 1.0 - 0.5_f64.sqrt();
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    let n_trials = 400;
    let held = (0..n_trials).filter(|_| {
        let of_entity: Vec<f64> = (0..100)
            .map(|entity| generator.gen_range(0.0..1.0) + if entity < 20 { shift } else { 0.0 })
            .collect();
        let rows: Vec<(usize, usize)> =
            (0..100).flat_map(|entity| (0..n_rows).map(move |row| (entity, row))).collect();
        let labels: Vec<bool> = rows.iter().map(|(entity, _)| *entity < 20).collect();
        let scores: Vec<f64> = rows.iter().map(|(entity, _)| of_entity[*entity]).collect();
        let groups: Vec<usize> = rows.iter().map(|(entity, row)| group(*entity, *row)).collect();
        let auc = auc_interval(&labels, &scores, &groups, 0.9).unwrap();
        auc.low <= 0.75 && 0.75 <= auc.high
    });
    held.count() as f64 / f64::from(n_trials)
}

#[test]
fn interval_holds_the_truth_as_often_as_it_says() {
    // 400 trials have a standard error of 0.015 around 0.9.
    let alone = coverage(1, |entity, _| entity);
    assert!((0.855..=0.945).contains(&alone), "{alone}");
    let several = coverage(4, |entity, _| entity);
    assert!((several - alone).abs() < 1e-12, "rows that repeat tell nothing new: {several}");
    let naive = coverage(4, |entity, row| 4 * entity + row);
    assert!(naive < 0.75, "{naive}");
}

#[test]
fn interval_is_delong_s_variance_with_student_s_t() {
    let labels = [true, true, true, false, false, false, false];
    let scores = [0.9, 0.7, 0.4, 0.6, 0.3, 0.2, 0.1];
    let auc = auc_interval(&labels, &scores, &[0, 1, 2, 3, 4, 5, 6], 0.95).unwrap();
    // By hand: variance 1/72; t of 2 degrees of freedom is a sqrt(2 / (1 - a^2)) with a = 0.95;
    // symmetric in the logit.
    assert!((auc.estimate - 11.0 / 12.0).abs() < 1e-15);
    assert!((auc.low - 0.0142009375286).abs() < 1e-12, "{}", auc.low);
    assert!((auc.high - 0.9998809603765).abs() < 1e-12, "{}", auc.high);
}

#[test]
fn two_entities_of_each_class_are_enough_and_one_is_not() {
    let scores = [0.4, 0.1, 0.3, 0.2];
    let labels = [true, true, false, false];
    assert!(auc_interval(&labels, &scores, &[0, 1, 2, 3], 0.95).is_ok());
    for groups in [[0, 0, 2, 3], [0, 1, 2, 2]] {
        let refused = auc_interval(&labels, &scores, &groups, 0.95).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Data, "{refused}");
    }
}

#[test]
fn order_of_rows_changes_no_bit() {
    let labels = [true, false, true, false, false, true, false];
    let scores = [0.31, 0.31, 0.77, 0.12, 0.5, 0.43, 0.9];
    let groups = [3, 1, 4, 1, 5, 9, 2];
    let reversed = |n: usize| 6 - n;
    let forth = auc_interval(&labels, &scores, &groups, 0.95).unwrap();
    let order: Vec<usize> = (0..7).map(reversed).collect();
    let back = auc_interval(
        &order.iter().map(|row| labels[*row]).collect::<Vec<_>>(),
        &order.iter().map(|row| scores[*row]).collect::<Vec<_>>(),
        &order.iter().map(|row| groups[*row]).collect::<Vec<_>>(),
        0.95,
    );
    assert_eq!(back.unwrap(), forth);
}

#[test]
fn perfect_scores_of_few_churners_are_not_held_to_be_certain() {
    let labels: Vec<bool> = (0..40).map(|row| row < 5).collect();
    let scores: Vec<f64> = (0..40).map(|row| f64::from(-row)).collect();
    let groups: Vec<usize> = (0..40).collect();
    let perfect = auc_interval(&labels, &scores, &groups, 0.95).unwrap();
    // Clopper and Pearson of 5 of 5: 0.025^(1/5).
    assert!((perfect.low - 0.478_176).abs() < 1e-6, "{perfect:?}");
    assert_eq!((perfect.estimate, perfect.high), (1.0, 1.0));
    let opposite: Vec<f64> = scores.iter().map(|score| -score).collect();
    let worst = auc_interval(&labels, &opposite, &groups, 0.95).unwrap();
    assert_eq!((worst.estimate, worst.low, worst.high), (0.0, 0.0, 1.0 - perfect.low));
}

#[test]
fn scores_that_are_all_alike_come_out_at_one_half() {
    let labels: Vec<bool> = (0..40).map(|row| row < 5).collect();
    let groups: Vec<usize> = (0..40).collect();
    let alike = auc_interval(&labels, &[0.2; 40], &groups, 0.95).unwrap();
    assert_eq!((alike.low, alike.estimate, alike.high), (0.5, 0.5, 0.5));
}

#[test]
fn rows_that_cannot_have_an_interval_are_refused() {
    let interval = |labels: &[bool], groups: &[usize], level| {
        told(auc_interval(labels, &[0.1, 0.2, 0.3, 0.4], groups, level).unwrap_err())
    };
    let (labels, groups) = ([true, false, true, false], [0, 1, 2, 3]);
    assert_eq!(
        interval(&labels, &groups, 1.0),
        argument("the level of an interval lies between 0 and 1, such as 0.95; found 1")
    );
    assert_eq!(
        interval(&[true; 4], &groups, 0.9),
        data("roc_auc is undefined: none of the 4 rows was retained")
    );
    let one = interval(&[true, false, false, false], &groups, 0.9);
    let needs =
        "the variance of an AUC needs 2 entities or more that churned and 2 that were retained";
    assert_eq!(one, data(&format!("{needs}; found 1 and 3")));
    // Two churned rows of one entity are one witness.
    let of_one = interval(&labels, &[0, 1, 0, 3], 0.9);
    assert_eq!(of_one, data(&format!("{needs}; found 1 and 2")));
    let short = interval(&labels, &[0, 1, 2], 0.9);
    assert_eq!(short, mismatch("the list of groups has 3 values for 4 rows"));
}
