//! What splits refuse, and what their check finds.

use refrain_core::{Span, Time};
use refrain_eval::{EntityTimeSplit, Error, ObservedRows, Split, TestCutoffs, TestedEntities};

use crate::splits::{day, made};

const IDS: [&str; 4] = ["ada", "bob", "ada", "bob"];

fn rows(horizon_days: u32) -> ObservedRows<'static> {
    let cutoffs = [0, 0, 7, 7].map(day);
    let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(horizon_days));
    ObservedRows::new(IDS, &cutoffs, &window_ends).unwrap()
}

fn split_error(n_folds: usize, test_cutoffs: TestCutoffs, horizon_days: u32) -> Error {
    let split = EntityTimeSplit::new(n_folds, test_cutoffs, 7).unwrap();
    split.split_rows(&rows(horizon_days)).unwrap_err()
}

#[test]
fn parameters_are_checked() {
    let new = |n_folds, test_cutoffs| EntityTimeSplit::new(n_folds, test_cutoffs, 7);
    assert_eq!(new(1, TestCutoffs::Latest(1)), Err(Error::FoldCount { n_folds: 1 }));
    assert_eq!(new(2, TestCutoffs::Latest(0)), Err(Error::NoTestCutoff));
    assert_eq!(new(2, TestCutoffs::At(vec![])), Err(Error::NoTestCutoff));
}

#[test]
fn fewer_entities_than_folds_are_refused() {
    let error = split_error(3, TestCutoffs::Latest(1), 7);
    assert_eq!(error, Error::TooFewEntities { n_entities: 2, n_folds: 3 });
    assert_eq!(
        error.to_string(),
        "too few entities for the folds (entities: 2, folds: 3); each fold needs one"
    );
}

#[test]
fn more_test_cutoffs_than_there_are_are_refused() {
    let error = split_error(2, TestCutoffs::Latest(3), 7);
    assert_eq!(error, Error::TooFewCutoffs { asked: 3, found: 2 });
}

#[test]
fn test_cutoff_without_rows_is_refused() {
    let error = split_error(2, TestCutoffs::At(vec![day(7), day(8)]), 7);
    assert_eq!(error, Error::UnknownCutoff { cutoff: day(8) });
    assert_eq!(error.to_string(), "no row has the test cutoff 1970-01-09T00:00:00Z");
}

#[test]
fn first_cutoff_has_nothing_to_train_on() {
    let error = split_error(2, TestCutoffs::Latest(2), 7);
    assert_eq!(error, Error::NoTrainingRow { cutoff: day(0), fold: 0, n_purged: 0 });
}

#[test]
fn cutoff_whose_training_rows_are_all_purged_is_refused() {
    let error = split_error(2, TestCutoffs::Latest(1), 8);
    let (window, available) = (Span::from_days(8), Span::from_days(7));
    let (cutoff, embargo) = (day(7), Span::ZERO);
    let expected = Error::HorizonTooLong { cutoff, fold: 0, window, embargo, available };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        "no outcome is known by the test cutoff 1970-01-08T00:00:00Z (fold 0): outcome windows end \
         8d or more after their cutoff, the embargo is 0d, and the first cutoff lies 7d before; \
         shorten the horizon or test at a later cutoff"
    );
}

#[test]
fn rows_of_unequal_lengths_are_refused() {
    let times = [day(0), day(1)];
    let new = |ids: &[&'static str], cutoffs, ends| {
        ObservedRows::new(ids.iter().copied(), cutoffs, ends).unwrap_err()
    };
    let cutoffs = Error::Length { what: "the list of cutoffs", expected: 2, found: 1 };
    assert_eq!(new(&["a", "b"], &times[..1], &times), cutoffs);
    let ends = Error::Length { what: "the list of window ends", expected: 2, found: 1 };
    assert_eq!(new(&["a", "b"], &times, &times[..1]), ends);
    assert_eq!(new(&[], &[], &[]), Error::Empty);
}

#[test]
fn window_that_ends_before_its_cutoff_is_refused() {
    let error = ObservedRows::new(["a", "b"], &[day(0), day(7)], &[day(1), day(6)]).unwrap_err();
    assert_eq!(error, Error::WindowBeforeCutoff { row: 1, cutoff: day(7), end: day(6) });
}

/// What the check says of a split at day 7.
fn check(train: &[usize], test: &[usize], horizon_days: u32) -> Result<(), Error> {
    made(day(7), 0, train, test).check(&rows(horizon_days))
}

#[test]
fn check_accepts_a_split_that_keeps_the_rules() {
    assert_eq!(check(&[1], &[2], 7), Ok(()));
}

#[test]
fn check_finds_an_entity_on_both_sides() {
    let error = check(&[1, 0], &[2], 7).unwrap_err();
    let entity = "ada".to_owned();
    assert_eq!(error, Error::SharedEntity { entity, train_row: 0, test_row: 2 });
}

#[test]
fn check_finds_a_training_row_that_is_too_late() {
    let (cutoff, found): (Time, Time) = (day(7), day(7));
    assert_eq!(check(&[3], &[2], 7), Err(Error::TrainingRowTooLate { row: 3, cutoff, found }));
}

#[test]
fn check_finds_a_training_row_that_should_be_purged() {
    let expected = Error::TrainingRowNotPurged { row: 1, cutoff: day(7), end: day(8) };
    assert_eq!(check(&[1], &[2], 8), Err(expected));
}

#[test]
fn check_finds_a_test_row_at_another_cutoff() {
    let expected = Error::TestRowElsewhere { row: 0, expected: day(7), found: day(0) };
    assert_eq!(check(&[1], &[0], 7), Err(expected));
}

#[test]
fn check_finds_a_row_there_is_not() {
    assert_eq!(check(&[4], &[2], 7), Err(Error::UnknownRow { row: 4, n_rows: 4 }));
    assert_eq!(check(&[1], &[9], 7), Err(Error::UnknownRow { row: 9, n_rows: 4 }));
}

#[test]
fn cutoffs_out_of_order_are_refused() {
    for cutoffs in [vec![day(14), day(7)], vec![day(7), day(7)]] {
        let (first, second) = (cutoffs[0], cutoffs[1]);
        let refused = EntityTimeSplit::new(2, TestCutoffs::At(cutoffs), 7).unwrap_err();
        assert_eq!(refused, Error::CutoffsOutOfOrder { first, second });
        assert!(refused.to_string().contains("1970-01-08T00:00:00Z follows"), "{refused}");
    }
}

#[test]
fn check_finds_a_training_row_under_embargo() {
    let embargoed = Split { embargo: Span::from_days(1), ..made(day(7), 0, &[1], &[2]) };
    assert_eq!(embargoed.check(&rows(6)), Ok(()));
    let (cutoff, end, embargo) = (day(7), day(7), Span::from_days(1));
    let expected = Error::TrainingRowUnderEmbargo { row: 1, cutoff, end, embargo };
    assert_eq!(embargoed.check(&rows(7)), Err(expected));
}

#[test]
fn check_lets_a_split_that_declares_the_same_entities_share_them() {
    let shared = Split { entities: TestedEntities::Same, ..made(day(7), 0, &[0, 1], &[2]) };
    assert_eq!(shared.check(&rows(7)), Ok(()));
    assert!(shared.check(&rows(8)).is_err(), "purging is not optional");
}

#[test]
fn fold_without_churner_is_named() {
    let split = made(day(7), 3, &[0, 1], &[2, 3]);
    let labels = [false, false, true, true];
    assert_eq!(
        split.check_training_labels(&labels).unwrap_err().to_string(),
        "none of the 2 training rows for the test cutoff 1970-01-08T00:00:00Z, fold 3 churned; \
         test at a later cutoff, take fewer folds or a longer horizon"
    );
    assert_eq!(
        split.check_test_labels(&labels).unwrap_err().to_string(),
        "none of the 2 test rows at the cutoff 1970-01-08T00:00:00Z, fold 3 was retained; take \
         fewer folds or a longer horizon"
    );
    assert_eq!(split.check_test_labels(&[false, false, true, false]), Ok(()));
    let unknown = Error::UnknownRow { row: 3, n_rows: 3 };
    assert_eq!(split.check_test_labels(&labels[..3]), Err(unknown));
}
