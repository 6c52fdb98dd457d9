//! The interval of an AUC is the one that evaluation gives, bit for bit.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_audit::{
    AuditColumn, AuditOptions, AuditReport, AuditTable, Interval, Pattern, Severity, audit_table,
};
use refrain_eval::{auc_interval, group_by_id};

use crate::mean_difference::MeanDifference;

fn audited(name: &str, scores: &[f64], labels: &[bool], ids: &[String]) -> AuditReport {
    let columns = vec![AuditColumn::numbers(name, scores.to_vec())];
    let table = AuditTable::new("t", columns, labels.to_vec()).unwrap();
    let table = table.with_entities(ids.to_vec()).unwrap();
    audit_table(&table, &AuditOptions::default().controlled_by(MeanDifference)).unwrap()
}

fn bits(auc: Interval) -> [u64; 3] {
    [auc.estimate, auc.low, auc.high].map(f64::to_bits)
}

#[test]
fn interval_of_200_random_columns_is_that_of_evaluation_bit_for_bit() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(19);
    let mut n_compared = 0;
    for case in 0..200 {
        let n_rows = random.gen_range(8..60);
        let n_entities = random.gen_range(4..=n_rows);
        let coarse = case % 2 == 0;
        let mut labels: Vec<bool> = (0..n_rows).map(|_| random.gen_bool(0.4)).collect();
        (labels[0], labels[1]) = (true, false);
        let score = |random: &mut Xoshiro256PlusPlus| match coarse {
            true => f64::from(random.gen_range(0..5_u8)),
            false => random.gen_range(-1.0..1.0),
        };
        let scores: Vec<f64> = (0..n_rows).map(|_| score(&mut random)).collect();
        let ids: Vec<String> =
            (0..n_rows).map(|_| format!("u{}", random.gen_range(0..n_entities))).collect();
        let report = audited("score", &scores, &labels, &ids);
        let alone = &report.alone[0];
        let sign = if alone.higher_churns { 1.0 } else { -1.0 };
        let signed: Vec<f64> = scores.iter().map(|score| sign * score).collect();
        let expected = auc_interval(&labels, &signed, &group_by_id(&ids), 0.95).ok();
        assert_eq!(alone.auc.map(bits), expected.map(bits), "case {case}");
        n_compared += usize::from(expected.is_some());
    }
    assert!(n_compared > 150, "{n_compared} cases had an interval");
}

fn one_a_row(n_rows: usize) -> Vec<String> {
    (0..n_rows).map(|row| format!("user {row}")).collect()
}

/// The lower end by a normal quantile, of an interval by Student's t with 7 degrees of freedom.
fn low_by_normal(auc: Interval) -> f64 {
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let half = (logit(auc.estimate) - logit(auc.low)) * 1.959_964 / 2.364_624;
    1.0 / (1.0 + (half - logit(auc.estimate)).exp())
}

#[test]
fn eight_churners_do_not_exclude_one_half_where_evaluation_does_not() {
    let labels: Vec<bool> = (0..60).map(|row| row < 8).collect();
    let groups: Vec<usize> = (0..60).collect();
    // Churners spread over the ranks of 52 others, moved up until the normal form excludes .5.
    let scores = |shift: u32| -> Vec<f64> {
        let score = |row: u32| if row < 8 { 6 * row + shift } else { row - 8 };
        (0..60).map(|row| f64::from(score(row)) + f64::from(u8::from(row < 8)) / 2.0).collect()
    };
    let interval = |shift| auc_interval(&labels, &scores(shift), &groups, 0.95).unwrap();
    let shift = (0..52).find(|shift| low_by_normal(interval(*shift)) > 0.5).unwrap();
    assert!(interval(shift).low < 0.5, "{:?}", interval(shift));
    let report = audited("x", &scores(shift), &labels, &one_a_row(60));
    assert_eq!(bits(report.alone[0].auc.unwrap()), bits(interval(shift)));
    assert!(report.alone[0].higher_churns);
}

#[test]
fn column_that_separates_entirely_has_the_interval_of_a_share_of_one() {
    let labels: Vec<bool> = (0..40).map(|row| row < 10).collect();
    let scores: Vec<f64> = labels.iter().map(|churned| f64::from(*churned)).collect();
    let report = audited("x", &scores, &labels, &one_a_row(40));
    let auc = report.alone[0].auc.unwrap();
    assert_eq!((auc.estimate, auc.high), (1.0, 1.0));
    assert!((auc.low - 0.025_f64.powf(0.1)).abs() < 1e-15, "{}", auc.low);
    assert_eq!(report.findings[0].pattern, Some(Pattern::LabelProxy));
}

#[test]
fn class_of_one_entity_has_no_interval_and_no_finding_that_rests_on_one() {
    let labels: Vec<bool> = (0..40).map(|row| row < 12).collect();
    let scores: Vec<f64> = labels.iter().map(|churned| f64::from(*churned)).collect();
    let mut ids = one_a_row(40);
    ids[..12].fill("ada".to_owned());
    let report = audited("days_active", &scores, &labels, &ids);
    assert_eq!(report.alone[0].auc, None);
    assert_eq!(report.n_of(Severity::Severe), 0, "{}", report.show(100));
    assert_eq!(
        report.notes[0],
        "one class is of a single entity: no AUC has an interval, and no finding rests on one"
    );
    assert!(report.notes[1].starts_with("there is no control model: "), "{:?}", report.notes);
}
