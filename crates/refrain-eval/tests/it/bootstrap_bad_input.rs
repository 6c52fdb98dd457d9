//! What the bootstrap refuses.

use std::error::Error as _;

use refrain_eval::{Bootstrap, Error, Metric, StandardMetric};

use crate::custom_metric::ShareChurned;

const LABELS: [bool; 4] = [true, false, true, false];
const SCORES: [f64; 4] = [0.9, 0.1, 0.6, 0.3];
const GROUPS: [usize; 4] = [0, 1, 2, 3];

fn roc_auc(labels: &[bool], scores: &[f64], groups: &[usize]) -> Error {
    let bootstrap = Bootstrap::with_seed(7);
    bootstrap.interval(StandardMetric::RocAuc, labels, scores, groups).unwrap_err()
}

#[test]
fn level_outside_zero_and_one_is_refused() {
    for level in [0.0, 1.0, 95.0, -0.5, f64::NAN] {
        assert!(matches!(Bootstrap::new(1_000, level, 7), Err(Error::Level { .. })), "{level}");
    }
}

#[test]
fn too_few_resamples_for_the_level_are_refused() {
    assert!(Bootstrap::new(40, 0.95, 7).is_ok());
    let expected = Error::TooFewResamples { found: 39, needed: 40, level: 0.95 };
    assert_eq!(Bootstrap::new(39, 0.95, 7), Err(expected));
    assert!(matches!(Bootstrap::new(1_000, 0.999, 7), Err(Error::TooFewResamples { .. })));
}

#[test]
fn one_group_is_refused() {
    assert_eq!(roc_auc(&LABELS, &SCORES, &[5; 4]), Error::TooFewGroups { found: 1 });
}

#[test]
fn groups_of_another_length_are_refused() {
    let expected = Error::Length { what: "the list of groups", expected: 4, found: 3 };
    assert_eq!(roc_auc(&LABELS, &SCORES, &GROUPS[..3]), expected);
}

#[test]
fn rows_that_do_not_fit_together_are_refused() {
    assert_eq!(roc_auc(&[], &[], &[]), Error::Empty);
    assert!(matches!(roc_auc(&LABELS, &SCORES[..3], &GROUPS), Error::Length { .. }));
    let scores = [0.9, f64::NAN, 0.6, 0.3];
    assert_eq!(roc_auc(&LABELS, &scores, &GROUPS), Error::NanScore { row: 1 });
}

#[test]
fn either_list_of_scores_of_a_difference_is_checked() {
    let wrong = [0.9, 0.1, f64::NAN, 0.3];
    // A metric that looks at no score, so that only the bootstrap can find the fault.
    let difference = |a: &[f64], b: &[f64]| {
        Bootstrap::with_seed(7).difference(ShareChurned, &LABELS, a, b, &GROUPS)
    };
    assert_eq!(difference(&wrong, &SCORES), Err(Error::NanScore { row: 2 }));
    assert_eq!(difference(&SCORES, &wrong), Err(Error::NanScore { row: 2 }));
    assert!(matches!(difference(&SCORES, &SCORES[..2]), Err(Error::Length { .. })));
}

#[test]
fn metric_undefined_on_the_rows_as_given_is_an_error() {
    assert!(matches!(roc_auc(&[true; 4], &SCORES, &GROUPS), Error::OneClass { .. }));
}

/// Undefined in a share of the resamples: those that lack or repeat rows it minds.
struct Picky {
    accepts: fn(&[f64]) -> bool,
}

impl Metric for Picky {
    fn name(&self) -> String {
        "picky".to_owned()
    }

    fn higher_is_better(&self) -> bool {
        true
    }

    fn compute(&self, _labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
        if (self.accepts)(scores) {
            return Ok(0.0);
        }
        let (metric, reason) = (self.name(), "of its whims".to_owned());
        Err(Error::Undefined { metric, reason })
    }
}

#[test]
fn metric_undefined_in_more_than_half_of_the_resamples_is_an_error() {
    // 4^4 resamples of 4 groups, 4! of them with each group once.
    let picky = Picky { accepts: |scores| scores.windows(2).all(|pair| pair[0] != pair[1]) };
    let bootstrap = Bootstrap::with_seed(7);
    let error = bootstrap.interval(&picky, &LABELS, &SCORES, &GROUPS).unwrap_err();
    let Error::MostlyUndefined { n_undefined, n_resamples, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((*n_undefined > 850, *n_resamples), (true, 1_000));
    assert_eq!(error.source().unwrap().to_string(), "picky is undefined: of its whims");
}

#[test]
fn metric_undefined_in_less_than_half_of_the_resamples_has_an_interval() {
    // (3 / 4)^4 = 32 % of the resamples lack a given row.
    let picky = Picky { accepts: |scores| scores.contains(&0.9) };
    let bootstrap = Bootstrap::with_seed(7);
    let interval = bootstrap.interval(&picky, &LABELS, &SCORES, &GROUPS).unwrap();
    assert!((250..=380).contains(&interval.n_undefined), "{interval:?}");
}
