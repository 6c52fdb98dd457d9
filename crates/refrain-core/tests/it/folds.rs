//! Dealing entities to folds.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use refrain_core::{ErrorKind, fold_by_entity};

// Made with a separate implementation of the hash, in Python: folds that were published must come
// out again.
#[test]
fn folds_of_ids_and_seed_never_change() {
    let ids = ["23", "95", "113", "133", "100005", "100021", "", "bjørk"];
    assert_eq!(fold_by_entity(&ids, 3, 0).unwrap(), [1, 0, 2, 1, 0, 1, 0, 2]);
    assert_eq!(fold_by_entity(&ids, 3, 7).unwrap(), [1, 2, 0, 0, 1, 0, 1, 2]);
}

#[test]
fn fewer_than_two_folds_are_refused() {
    let error = fold_by_entity(&["a", "b"], 1, 7).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "1 folds do not separate entities; take 2 or more");
}

#[test]
fn fewer_entities_than_folds_are_refused() {
    let error = fold_by_entity(&["a", "b", "a"], 3, 7).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert_eq!(
        error.to_string(),
        "too few entities for the folds (entities: 2, folds: 3); each fold needs one"
    );
    assert!(fold_by_entity::<&str>(&[], 2, 7).is_err());
}

proptest! {
    #![proptest_config(Config { cases: 100, rng_seed: RngSeed::Fixed(7), ..Config::default() })]

    #[test]
    fn folds_are_balanced_and_keep_entities_whole(
        entities in prop::collection::vec(0..30_u32, 40..80), n_folds in 2..6_usize, seed: u64
    ) {
        let ids: Vec<String> = entities.iter().map(|entity| format!("user {entity}")).collect();
        let folds = fold_by_entity(&ids, n_folds, seed).unwrap();
        let mut of_entity: Vec<(&String, usize)> = ids.iter().zip(folds).collect();
        of_entity.sort_unstable();
        of_entity.dedup();
        prop_assert!(of_entity.windows(2).all(|pair| pair[0].0 != pair[1].0));
        let size = |fold| of_entity.iter().filter(|(_, of)| *of == fold).count();
        let sizes: Vec<usize> = (0..n_folds).map(size).collect();
        prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{:?}", sizes);
    }

    #[test]
    fn folds_do_not_depend_on_the_order_of_rows(
        order in Just((0..20_usize).collect::<Vec<_>>()).prop_shuffle(), seed: u64
    ) {
        let ids: Vec<String> = (0..20).map(|row| format!("user {}", row / 2)).collect();
        let shuffled: Vec<&String> = order.iter().map(|row| &ids[*row]).collect();
        let folds = fold_by_entity(&ids, 3, seed).unwrap();
        let expected: Vec<usize> = order.iter().map(|row| folds[*row]).collect();
        prop_assert_eq!(fold_by_entity(&shuffled, 3, seed).unwrap(), expected);
    }
}
