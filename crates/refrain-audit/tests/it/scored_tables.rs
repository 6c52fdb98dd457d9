//! Tables with sides, scores and predictions.

use refrain_audit::{
    AuditColumn, AuditFinding, AuditOptions, AuditTable, Parts, Pattern, Severity, audit_table,
};

use crate::mean_difference::MeanDifference;

const N_ROWS: usize = 200;

/// Rows of whom every fourth churned, the last hundred tested; `shift` moves the test rows.
fn table(shift: f64) -> AuditTable {
    let noise = |row: usize| (row * 37 % 101) as f64;
    let values = (0..N_ROWS).map(|row| noise(row) + if row < 100 { 0.0 } else { shift }).collect();
    let labels = (0..N_ROWS).map(|row| row % 4 == 0).collect();
    let sides: Vec<&str> =
        (0..N_ROWS).map(|row| if row < 100 { "train" } else { "test" }).collect();
    let table = AuditTable::new("t", vec![AuditColumn::numbers("songs", values)], labels).unwrap();
    table.with_parts(Parts::new(&sides)).unwrap()
}

fn found(table: &AuditTable) -> Vec<AuditFinding> {
    let options = AuditOptions::default().controlled_by(MeanDifference);
    audit_table(table, &options).unwrap().findings
}

#[test]
fn sides_that_a_model_tells_apart_are_a_warning() {
    assert_eq!(found(&table(0.0)), []);
    let findings = found(&table(40.0));
    assert_eq!((findings[0].pattern, findings[0].severity), (None, Severity::Warning));
    assert_eq!(findings[0].what, "a model tells the test rows from the training rows");
    assert_eq!(findings[0].measured[0].what, "which side a row is on");
    assert!(findings[0].measured[0].auc.low > 0.6);
    // A drift within what chance and .6 allow.
    assert_eq!(found(&table(10.0)), []);
}

/// Scores of which those of churned test rows are the best but one.
fn scores(shift_of_train: f64) -> Vec<f64> {
    let score = |row: usize| {
        let base = (row * 53 % 100) as f64 / 100.0 + if row.is_multiple_of(4) { 0.3 } else { 0.0 };
        base + if row < 100 { shift_of_train } else { 0.0 } + row as f64 * 1e-5
    };
    (0..N_ROWS).map(score).collect()
}

fn f1(scores: &[f64], threshold: f64) -> f64 {
    let rows = || (100..N_ROWS).filter(|row| scores[*row] >= threshold);
    2.0 * rows().filter(|row| row % 4 == 0).count() as f64 / (rows().count() as f64 + 25.0)
}

#[test]
fn threshold_is_read_from_the_predictions_of_the_test_rows() {
    let scores = scores(0.2);
    let tested = || (100..N_ROWS).map(|row| scores[row]);
    let best = tested().max_by(|a, b| f1(&scores, *a).total_cmp(&f1(&scores, *b))).unwrap();
    let judged = |threshold: f64, scores: &[f64]| {
        let predictions = scores.iter().map(|score| *score >= threshold).collect();
        let table = table(0.0).with_scores(scores.to_vec()).unwrap();
        found(&table.with_predictions(predictions).unwrap())
    };
    let findings = judged(best, &scores);
    assert_eq!(findings[0].pattern, Some(Pattern::ThresholdTunedOnTest), "{findings:?}");
    assert!(findings[0].what.contains("is the very best of 100 for the F1"), "{findings:?}");
    let second = tested().filter(|score| *score > best).min_by(f64::total_cmp).unwrap();
    let of_second = judged(second, &scores);
    assert!(of_second.iter().all(|f| !f.what.contains("for the F1")), "{of_second:?}");
}

#[test]
fn predictions_of_nobody_are_no_better_than_a_constant() {
    let table = table(0.0).with_predictions(vec![false; N_ROWS]).unwrap();
    let findings = found(&table);
    assert_eq!(findings[0].pattern, Some(Pattern::MisleadingMetric));
    assert_eq!(findings[0].severity, Severity::Warning);
}

#[test]
fn thresholded_scores_of_the_test_rows_alone_are_seen() {
    let scores = (0..N_ROWS).map(|row| if row < 100 { row as f64 } else { (row % 2) as f64 });
    let findings = found(&table(0.0).with_scores(scores.collect()).unwrap());
    assert_eq!(findings[0].what, "the scores have two values: they were thresholded, in 100 rows");
}
