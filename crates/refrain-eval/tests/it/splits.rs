//! Splits by entity and time, by hand.

use refrain_core::{Dataset, FeatureMatrix, Span, Time};
use refrain_eval::{ObservedRows, Protocol, Split, TestCutoffs, TestedEntities, fold_by_entity};

pub(crate) fn day(day: u32) -> Time {
    Time::from_millis(0) + Span::from_days(day)
}

/// A split of disjoint entities without an embargo, from which nothing was left out.
pub(crate) fn made(cutoff: Time, fold: usize, train: &[usize], test: &[usize]) -> Split {
    Split {
        cutoff,
        fold,
        train: train.to_vec(),
        test: test.to_vec(),
        n_purged: 0,
        n_embargoed: 0,
        n_before_window: 0,
        embargo: Span::ZERO,
        entities: TestedEntities::Disjoint { n_folds: 2 },
    }
}

/// Tests on entities that were not trained on, at some cutoffs.
pub(crate) fn disjoint(n_folds: usize, test_cutoffs: TestCutoffs, seed: u64) -> Protocol {
    let entities = TestedEntities::Disjoint { n_folds };
    Protocol::default().test_cutoffs(test_cutoffs).entities(entities).seed(seed)
}

/// Two entities, observed on days 0, 7 and 14.
const IDS: [&str; 6] = ["ada", "bob", "ada", "bob", "ada", "bob"];

fn cutoffs() -> [Time; 6] {
    [0, 0, 7, 7, 14, 14].map(day)
}

fn rows(horizon_days: u32) -> ObservedRows<'static> {
    let window_ends = cutoffs().map(|cutoff| cutoff + Span::from_days(horizon_days));
    ObservedRows::new(IDS, &cutoffs(), &window_ends).unwrap()
}

fn split(test_cutoffs: TestCutoffs) -> Protocol {
    disjoint(2, test_cutoffs, 7)
}

/// The split at day 14 that tests on ada.
fn tests_ada(splits: &[Split]) -> &Split {
    splits.iter().find(|split| split.test == [4]).unwrap()
}

#[test]
fn training_is_on_the_past_of_other_entities() {
    let splits = split(TestCutoffs::Latest(1)).split_rows(&rows(1)).unwrap();
    assert_eq!(splits.len(), 2);
    let fold = fold_by_entity(&IDS, 2, 7).unwrap()[0];
    let expected = made(day(14), fold, &[1, 3], &[4]);
    assert_eq!(tests_ada(&splits), &expected);
}

#[test]
fn window_that_ends_at_the_test_cutoff_is_trained_on() {
    let splits = split(TestCutoffs::Latest(1)).split_rows(&rows(7)).unwrap();
    assert_eq!((&tests_ada(&splits).train, tests_ada(&splits).n_purged), (&vec![1, 3], 0));
}

#[test]
fn window_that_ends_after_the_test_cutoff_is_purged() {
    let splits = split(TestCutoffs::Latest(1)).split_rows(&rows(8)).unwrap();
    assert_eq!((&tests_ada(&splits).train, tests_ada(&splits).n_purged), (&vec![1], 1));
}

#[test]
fn splits_come_by_cutoff_and_then_by_fold() {
    let order = |test_cutoffs| -> Vec<(Time, usize)> {
        let splits = split(test_cutoffs).split_rows(&rows(7)).unwrap();
        splits.iter().map(|split| (split.cutoff, split.fold)).collect()
    };
    let expected = [(day(7), 0), (day(7), 1), (day(14), 0), (day(14), 1)];
    assert_eq!(order(TestCutoffs::Latest(2)), expected);
    assert_eq!(order(TestCutoffs::At(vec![day(7), day(14)])), expected);
}

#[test]
fn given_cutoff_need_not_be_the_latest() {
    let splits = split(TestCutoffs::At(vec![day(7)])).split_rows(&rows(7)).unwrap();
    assert!(splits.iter().all(|split| split.cutoff == day(7) && split.train.len() == 1));
}

#[test]
fn fold_without_a_row_at_the_cutoff_makes_no_split() {
    // Bob has left before day 14.
    let window_ends = cutoffs();
    let rows = ObservedRows::new(IDS[..5].to_vec(), &cutoffs()[..5], &window_ends[..5]).unwrap();
    let splits = split(TestCutoffs::Latest(1)).split_rows(&rows).unwrap();
    assert_eq!(splits.len(), 1);
    assert_eq!((&splits[0].train, &splits[0].test), (&vec![1, 3], &vec![4]));
}

#[test]
fn dataset_splits_as_its_rows_do() {
    let features = FeatureMatrix::from_columns(&IDS, &cutoffs(), vec![]).unwrap();
    let rows = rows(8);
    let ends = rows.window_ends().to_vec();
    let dataset = Dataset::from_labels(features, vec![false; 6], ends).unwrap();
    let split = split(TestCutoffs::Latest(1));
    assert_eq!(split.split(&dataset).unwrap(), split.split_rows(&rows).unwrap());
}
