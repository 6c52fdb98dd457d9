//! Rows and options that the bootstrap refuses.

use std::error::Error as _;

use refrain_eval::metrics::undefined;
use refrain_eval::{Bootstrap, Error, ErrorKind, Metric, StandardMetric};

use crate::custom_metric::ShareChurned;
use crate::refusals::{Refusal, argument, data, mismatch, said, told};

const LABELS: [bool; 4] = [true, false, true, false];
const SCORES: [f64; 4] = [0.9, 0.1, 0.6, 0.3];
const GROUPS: [usize; 4] = [0, 1, 2, 3];

fn roc_auc(labels: &[bool], scores: &[f64], groups: &[usize]) -> Refusal {
    let bootstrap = Bootstrap::with_seed(7);
    told(bootstrap.interval(StandardMetric::RocAuc, labels, scores, groups).unwrap_err())
}

#[test]
fn level_outside_zero_and_one_is_refused() {
    for level in [0.0, 1.0, 95.0, -0.5, f64::NAN] {
        let expected = "the level of an interval lies between 0 and 1, such as 0.95; found";
        let refused = said(Bootstrap::new(1_000, level, 7));
        assert_eq!(refused, Err(argument(&format!("{expected} {level}"))));
    }
}

#[test]
fn too_few_resamples_for_the_level_are_refused() {
    assert!(Bootstrap::new(40, 0.95, 7).is_ok());
    let few = "39 resamples are too few for an interval of level 0.95; take 40 or more";
    assert_eq!(said(Bootstrap::new(39, 0.95, 7)), Err(argument(few)));
    let few = "1000 resamples are too few for an interval of level 0.999; take 2000 or more";
    assert_eq!(said(Bootstrap::new(1_000, 0.999, 7)), Err(argument(few)));
}

#[test]
fn one_group_is_refused() {
    let expected = data("a bootstrap over groups needs 2 groups or more; found 1");
    assert_eq!(roc_auc(&LABELS, &SCORES, &[5; 4]), expected);
}

#[test]
fn groups_of_another_length_are_refused() {
    let expected = mismatch("the list of groups has 3 values for 4 rows");
    assert_eq!(roc_auc(&LABELS, &SCORES, &GROUPS[..3]), expected);
}

#[test]
fn rows_that_do_not_fit_together_are_refused() {
    assert_eq!(roc_auc(&[], &[], &[]), data("there is no row to evaluate"));
    let short = mismatch("the list of scores has 3 values for 4 rows");
    assert_eq!(roc_auc(&LABELS, &SCORES[..3], &GROUPS), short);
    let scores = [0.9, f64::NAN, 0.6, 0.3];
    let nan = "the score of row 1 is not a number (NaN); leave the row out or score it";
    assert_eq!(roc_auc(&LABELS, &scores, &GROUPS), data(nan));
}

#[test]
fn either_list_of_scores_of_a_difference_is_checked() {
    let wrong = [0.9, 0.1, f64::NAN, 0.3];
    // A metric that looks at no score, so that only the bootstrap can find the fault.
    let difference = |a: &[f64], b: &[f64]| {
        said(Bootstrap::with_seed(7).difference(ShareChurned, &LABELS, a, b, &GROUPS))
    };
    let nan = data("the score of row 2 is not a number (NaN); leave the row out or score it");
    assert_eq!(difference(&wrong, &SCORES), Err(nan.clone()));
    assert_eq!(difference(&SCORES, &wrong), Err(nan));
    let short = mismatch("the list of scores has 2 values for 4 rows");
    assert_eq!(difference(&SCORES, &SCORES[..2]), Err(short));
}

#[test]
fn metric_undefined_on_the_rows_as_given_is_an_error() {
    let expected = data("roc_auc is undefined: none of the 4 rows was retained");
    assert_eq!(roc_auc(&[true; 4], &SCORES, &GROUPS), expected);
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
        Err(undefined(self.name(), "of its whims"))
    }
}

#[test]
fn metric_undefined_in_more_than_half_of_the_resamples_is_an_error() {
    // 4^4 resamples of 4 groups, 4! of them with each group once.
    let picky = Picky { accepts: |scores| scores.windows(2).all(|pair| pair[0] != pair[1]) };
    let bootstrap = Bootstrap::with_seed(7);
    let error = bootstrap.interval(&picky, &LABELS, &SCORES, &GROUPS).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    let sentence = error.to_string();
    let n_undefined = sentence.strip_prefix("picky is undefined in ").unwrap();
    let (n_undefined, rest) = n_undefined.split_once(' ').unwrap();
    assert!((850..1_000).contains(&n_undefined.parse::<usize>().unwrap()), "{n_undefined}");
    assert_eq!(rest, "of 1000 resamples; it needs more churned and retained entities");
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
