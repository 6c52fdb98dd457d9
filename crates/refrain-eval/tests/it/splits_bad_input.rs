//! Splits that are refused, and the findings of their check.

use refrain_core::Span;
use refrain_eval::{ObservedRows, Split, TestCutoffs, TestedEntities};

use crate::refusals::{Refusal, argument, data, mismatch, said, told};
use crate::splits::{day, disjoint, made};

const IDS: [&str; 4] = ["ada", "bob", "ada", "bob"];

fn rows(horizon_days: u32) -> ObservedRows<'static> {
    let cutoffs = [0, 0, 7, 7].map(day);
    let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(horizon_days));
    ObservedRows::new(IDS, &cutoffs, &window_ends).unwrap()
}

fn split_error(n_folds: usize, test_cutoffs: TestCutoffs, horizon_days: u32) -> Refusal {
    let split = disjoint(n_folds, test_cutoffs, 7);
    told(split.split_rows(&rows(horizon_days)).unwrap_err())
}

#[test]
fn parameters_are_checked() {
    let check = |n_folds, test_cutoffs| said(disjoint(n_folds, test_cutoffs, 7).check());
    let one_fold = argument("1 folds do not separate entities; take 2 or more");
    assert_eq!(check(1, TestCutoffs::Latest(1)), Err(one_fold));
    let no_cutoff = Err(argument("a split needs at least one test cutoff"));
    assert_eq!(check(2, TestCutoffs::Latest(0)), no_cutoff);
    assert_eq!(check(2, TestCutoffs::At(vec![])), no_cutoff);
}

#[test]
fn fewer_entities_than_folds_are_refused() {
    let error = split_error(3, TestCutoffs::Latest(1), 7);
    let expected = "too few entities for the folds (entities: 2, folds: 3); each fold needs one";
    assert_eq!(error, data(expected));
}

#[test]
fn more_test_cutoffs_than_there_are_are_refused() {
    let error = split_error(2, TestCutoffs::Latest(3), 7);
    let expected = "the rows have 2 cutoffs, 3 were asked for to test at; take fewer";
    assert_eq!(error, data(expected));
}

#[test]
fn test_cutoff_without_rows_is_refused() {
    let error = split_error(2, TestCutoffs::At(vec![day(7), day(8)]), 7);
    assert_eq!(error, data("no row has the test cutoff 1970-01-09T00:00:00Z"));
}

#[test]
fn first_cutoff_has_nothing_to_train_on() {
    let error = split_error(2, TestCutoffs::Latest(2), 7);
    let expected = "nothing is left to train on for the test cutoff 1970-01-01T00:00:00Z, fold 0: \
                    no other fold has an earlier row whose outcome is known by then (0 rows were \
                    purged); test at a later cutoff or take fewer folds";
    assert_eq!(error, data(expected));
}

#[test]
fn cutoff_whose_training_rows_are_all_purged_is_refused() {
    let error = split_error(2, TestCutoffs::Latest(1), 8);
    let expected = "no outcome is known by the test cutoff 1970-01-08T00:00:00Z (fold 0): outcome \
                    windows end 8d or more after their cutoff, the embargo is 0d, and the first \
                    cutoff lies 7d before; shorten the horizon or test at a later cutoff";
    assert_eq!(error, data(expected));
}

#[test]
fn rows_of_unequal_lengths_are_refused() {
    let times = [day(0), day(1)];
    let new = |ids: &[&'static str], cutoffs, ends| {
        told(ObservedRows::new(ids.iter().copied(), cutoffs, ends).unwrap_err())
    };
    let cutoffs = mismatch("the list of cutoffs has 1 values for 2 rows");
    assert_eq!(new(&["a", "b"], &times[..1], &times), cutoffs);
    let ends = mismatch("the list of window ends has 1 values for 2 rows");
    assert_eq!(new(&["a", "b"], &times, &times[..1]), ends);
    assert_eq!(new(&[], &[], &[]), data("there is no row to evaluate"));
}

#[test]
fn window_that_ends_before_its_cutoff_is_refused() {
    let error = ObservedRows::new(["a", "b"], &[day(0), day(7)], &[day(1), day(6)]).unwrap_err();
    let expected = "row 1 has its cutoff at 1970-01-08T00:00:00Z and the end of its outcome \
                    window at 1970-01-07T00:00:00Z";
    assert_eq!(told(error), data(expected));
}

/// Returns what the check says of a split at day 7.
fn check(train: &[usize], test: &[usize], horizon_days: u32) -> Result<(), Refusal> {
    said(made(day(7), 0, train, test).check(&rows(horizon_days)))
}

#[test]
fn check_accepts_a_split_that_keeps_the_rules() {
    assert_eq!(check(&[1], &[2], 7), Ok(()));
}

#[test]
fn check_finds_an_entity_on_both_sides() {
    let expected = mismatch("entity `ada` is trained on in row 0 and tested in row 2");
    assert_eq!(check(&[1, 0], &[2], 7), Err(expected));
}

#[test]
fn check_finds_a_training_row_that_is_too_late() {
    let expected = "training row 3 has the cutoff 1970-01-08T00:00:00Z, which is not before the \
                    test's, 1970-01-08T00:00:00Z";
    assert_eq!(check(&[3], &[2], 7), Err(mismatch(expected)));
}

#[test]
fn check_finds_a_training_row_that_should_be_purged() {
    let expected = "training row 1 has an outcome window until 1970-01-09T00:00:00Z, past the \
                    test cutoff 1970-01-08T00:00:00Z";
    assert_eq!(check(&[1], &[2], 8), Err(mismatch(expected)));
}

#[test]
fn check_finds_a_test_row_at_another_cutoff() {
    let expected = "test row 0 has the cutoff 1970-01-01T00:00:00Z, its split tests at \
                    1970-01-08T00:00:00Z";
    assert_eq!(check(&[1], &[0], 7), Err(mismatch(expected)));
}

#[test]
fn check_finds_a_row_there_is_not() {
    assert_eq!(check(&[4], &[2], 7), Err(mismatch("the split names row 4, of 4")));
    assert_eq!(check(&[1], &[9], 7), Err(mismatch("the split names row 9, of 4")));
}

#[test]
fn cutoffs_out_of_order_are_refused() {
    for cutoffs in [vec![day(14), day(7)], vec![day(7), day(7)]] {
        let expected = format!(
            "the test cutoffs are out of order: {} follows {}; write them ascending, each once",
            cutoffs[1], cutoffs[0]
        );
        let refused = disjoint(2, TestCutoffs::At(cutoffs), 7).check();
        assert_eq!(said(refused), Err(argument(&expected)));
    }
}

#[test]
fn check_finds_a_training_row_under_embargo() {
    let embargoed = Split { embargo: Span::from_days(1), ..made(day(7), 0, &[1], &[2]) };
    assert_eq!(embargoed.check(&rows(6)), Ok(()));
    let expected = "training row 1 has an outcome window until 1970-01-08T00:00:00Z, less than \
                    the embargo of 1d before the test cutoff 1970-01-08T00:00:00Z";
    assert_eq!(said(embargoed.check(&rows(7))), Err(mismatch(expected)));
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
    let expected = "none of the 2 training rows for the test cutoff 1970-01-08T00:00:00Z, fold 3 \
                    churned; test at a later cutoff, take fewer folds or a longer horizon";
    assert_eq!(said(split.check_training_labels(&labels)), Err(data(expected)));
    let expected = "none of the 2 test rows at the cutoff 1970-01-08T00:00:00Z, fold 3 was \
                    retained; take fewer folds or a longer horizon";
    assert_eq!(said(split.check_test_labels(&labels)), Err(data(expected)));
    assert_eq!(split.check_test_labels(&[false, false, true, false]), Ok(()));
    let unknown = mismatch("the split names row 3, of 3");
    assert_eq!(said(split.check_test_labels(&labels[..3])), Err(unknown));
}
