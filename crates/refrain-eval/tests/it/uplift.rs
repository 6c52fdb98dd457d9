//! Uplift: against scikit-uplift (`tests/data/uplift.py`) and by hand.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_eval::Bootstrap;
use refrain_eval::uplift::{
    TreatmentRows, UpliftMetric, UpliftPoint, qini_curve, uplift_by_bin, uplift_curve,
};

use crate::refusals::{argument, data, mismatch, said};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    treated: Vec<u8>,
    churned: Vec<u8>,
    scores: Vec<f64>,
    uplift_curve: Vec<(u64, f64)>,
    qini_curve: Vec<(u64, f64)>,
    auuc: f64,
    normalized_auuc: f64,
    qini: f64,
}

fn bools(numbers: &[u8]) -> Vec<bool> {
    numbers.iter().map(|number| *number == 1).collect()
}

impl Case {
    fn rows(&self) -> TreatmentRows {
        TreatmentRows::new(&bools(&self.treated), &bools(&self.churned), &self.scores).unwrap()
    }
}

fn cases() -> Vec<Case> {
    let reference: Reference = serde_json::from_str(include_str!("../data/uplift.json")).unwrap();
    assert_eq!(reference.cases.len(), 6);
    reference.cases
}

#[track_caller]
fn assert_close(what: &str, name: &str, ours: f64, theirs: f64) {
    let close = (ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0);
    assert!(close, "{what} of `{name}`: {ours}, scikit-uplift has {theirs}");
}

fn assert_same_curve(name: &str, ours: &[UpliftPoint], theirs: &[(u64, f64)]) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (ours, (n_rows, gain)) in ours.iter().zip(theirs) {
        assert_eq!(ours.n_rows, *n_rows, "{name}");
        assert_close("a gain", name, ours.gain, *gain);
    }
}

#[test]
fn curves_equal_scikit_uplift() {
    for case in cases() {
        assert_same_curve(&case.name, &uplift_curve(&case.rows()), &case.uplift_curve);
        assert_same_curve(&case.name, &qini_curve(&case.rows()), &case.qini_curve);
    }
}

#[test]
fn figures_equal_scikit_uplift() {
    for case in cases() {
        let figure = |metric: UpliftMetric| metric.compute(&case.rows()).unwrap();
        assert_close("auuc", &case.name, figure(UpliftMetric::Auuc), case.auuc);
        let normalized = figure(UpliftMetric::NormalizedAuuc);
        assert_close("normalized auuc", &case.name, normalized, case.normalized_auuc);
        assert_close("qini", &case.name, figure(UpliftMetric::Qini), case.qini);
    }
}

#[test]
fn effect_is_the_difference_of_the_shares_kept() {
    let treated = [true, true, true, true, false, false];
    let churned = [false, false, false, true, true, false];
    let rows = TreatmentRows::new(&treated, &churned, &[0.5; 6]).unwrap();
    assert_eq!(UpliftMetric::Effect.compute(&rows).unwrap(), 0.75 - 0.5);
}

#[test]
fn bins_part_rows_and_ties_by_fractions() {
    // Three rows of one score: the boundary takes half of each arm's share of them.
    let treated = [true, false, true, false, true, false];
    let churned = [false, true, false, false, true, true];
    let rows = TreatmentRows::new(&treated, &churned, &[0.9, 0.9, 0.5, 0.5, 0.1, 0.1]).unwrap();
    let halves = uplift_by_bin(&rows, 2).unwrap();
    assert_eq!((halves[0].n_treated, halves[0].n_untreated), (1.5, 1.5));
    assert_eq!((halves[0].kept_treated, halves[0].kept_untreated), (1.0, 0.5 / 1.5));
    assert_eq!((halves[1].kept_treated, halves[1].kept_untreated), (0.5 / 1.5, 0.5 / 1.5));
    let all = uplift_by_bin(&rows, 1).unwrap();
    assert!((all[0].uplift - UpliftMetric::Effect.compute(&rows).unwrap()).abs() < 1e-15);
}

#[test]
fn bin_without_an_arm_is_an_error() {
    let treated = [true, true, false, false];
    let rows = TreatmentRows::new(&treated, &[false; 4], &[0.9, 0.8, 0.2, 0.1]).unwrap();
    let expected = data("part 1 of 2 by score has no untreated row; take fewer parts");
    assert_eq!(said(uplift_by_bin(&rows, 2)), Err(expected));
    let expected = argument("rows are divided into one part or more; found 0");
    assert_eq!(said(uplift_by_bin(&rows, 0)), Err(expected));
}

#[test]
fn figure_without_a_better_order_is_undefined() {
    let rows = TreatmentRows::new(&[true, false], &[false, false], &[0.9, 0.1]).unwrap();
    let qini = UpliftMetric::Qini.compute(
        &TreatmentRows::new(&[true, true, false, false], &[true; 4], &[0.9, 0.1, 0.5, 0.3])
            .unwrap(),
    );
    let expected = "qini is undefined: no order of these rows is better than chance";
    assert_eq!(said(qini), Err(data(expected)));
    assert!(UpliftMetric::Effect.compute(&rows).is_ok());
}

#[test]
fn one_arm_and_odd_lists_are_refused() {
    let new = |treated: &[bool], churned: &[bool], scores: &[f64]| {
        said(TreatmentRows::new(treated, churned, scores)).unwrap_err()
    };
    assert_eq!(new(&[], &[], &[]), data("there is no row to evaluate"));
    let none = |arm: &str| {
        data(&format!("none of the rows is {arm}; an uplift needs treated and untreated rows"))
    };
    assert_eq!(new(&[true; 2], &[true, false], &[0.1, 0.2]), none("untreated"));
    assert_eq!(new(&[false; 2], &[true, false], &[0.1, 0.2]), none("treated"));
    let short = mismatch("the list of treatments has 1 values for 2 rows");
    assert_eq!(new(&[true], &[true, false], &[0.1, 0.2]), short);
    let nan = "the score of row 1 is not a number (NaN); leave the row out or score it";
    assert_eq!(new(&[true, false], &[true, false], &[0.1, f64::NAN]), data(nan));
}

/// Customers of whom the treatment keeps a known share more, the more the higher their score.
fn simulated(n_customers: usize, seed: u64) -> (Vec<bool>, Vec<bool>, Vec<f64>) {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut treated, mut churned, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n_customers {
        let uplift: f64 = generator.gen_range(0.0..0.2);
        let is_treated = generator.gen_bool(0.5);
        treated.push(is_treated);
        churned.push(generator.gen_bool(0.3 - if is_treated { uplift } else { 0.0 }));
        scores.push(uplift);
    }
    (treated, churned, scores)
}

#[test]
fn interval_of_the_effect_covers_the_truth() {
    let groups: Vec<usize> = (0..500).collect();
    let n_covered = (0..200).filter(|seed| {
        let (treated, churned, scores) = simulated(500, *seed);
        let rows = TreatmentRows::new(&treated, &churned, &scores).unwrap();
        let bootstrap = Bootstrap::new(100, 0.95, *seed).unwrap();
        let effect =
            bootstrap.uplift_intervals(&[UpliftMetric::Effect], &rows, &groups).unwrap()[0];
        (effect.low..=effect.high).contains(&0.1)
    });
    // 190 expected, with a standard deviation of 3.
    assert!((180..=199).contains(&n_covered.count()));
}

#[test]
fn intervals_do_not_depend_on_the_order_of_rows() {
    let (treated, churned, scores) = simulated(200, 1);
    let rows = TreatmentRows::new(&treated, &churned, &scores).unwrap();
    let groups: Vec<usize> = (0..200).collect();
    let order: Vec<usize> = (0..200).map(|row| row * 77 % 200).collect();
    fn turned<T: Copy>(order: &[usize], values: &[T]) -> Vec<T> {
        order.iter().map(|row| values[*row]).collect()
    }
    let other = TreatmentRows::new(
        &turned(&order, &treated),
        &turned(&order, &churned),
        &turned(&order, &scores),
    )
    .unwrap();
    let metrics = [UpliftMetric::Qini, UpliftMetric::Auuc];
    let bootstrap = Bootstrap::new(50, 0.95, 7).unwrap();
    assert_eq!(
        bootstrap.uplift_intervals(&metrics, &rows, &groups).unwrap(),
        bootstrap.uplift_intervals(&metrics, &other, &turned(&order, &groups)).unwrap()
    );
}

#[test]
fn entity_in_both_arms_is_refused() {
    let treated = [true, false, true, false];
    let churned = [true, false, false, true];
    let rows = TreatmentRows::new(&treated, &churned, &[0.1, 0.2, 0.3, 0.4]).unwrap();
    let intervals = |groups: &[usize]| {
        said(Bootstrap::with_seed(7).uplift_intervals(&[UpliftMetric::Effect], &rows, groups))
    };
    let both = "rows 0 and 3 are of one entity, and only one of them is treated";
    assert_eq!(intervals(&[0, 1, 2, 0]), Err(data(both)));
    let few = "a bootstrap over groups needs 2 groups or more; found 1";
    assert_eq!(intervals(&[0, 1, 0, 2]), Err(data(few)));
    let short = mismatch("the list of groups has 2 values for 4 rows");
    assert_eq!(intervals(&[0, 1]), Err(short));
    assert!(intervals(&[0, 1, 2, 3]).is_ok());
}
