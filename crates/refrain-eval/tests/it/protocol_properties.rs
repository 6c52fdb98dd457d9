//! Properties of any protocol on any rows.

use std::collections::BTreeSet;

use proptest::prelude::*;
use refrain_core::Span;
use refrain_eval::{Protocol, Split, TestCutoffs, TestedEntities, TrainingWindow};

use crate::random_rows::seeded;
use crate::splits_properties::{Table, shuffled, table};

fn protocol() -> impl Strategy<Value = Protocol> {
    let entities = prop_oneof![
        Just(TestedEntities::Same),
        (2..5_usize).prop_map(|n_folds| TestedEntities::Disjoint { n_folds }),
    ];
    let window = prop_oneof![
        Just(TrainingWindow::Expanding),
        (7..30_u32).prop_map(|days| TrainingWindow::Sliding(Span::from_days(days))),
    ];
    let test_cutoffs =
        prop_oneof![Just(TestCutoffs::LaterHalf), (1..3_usize).prop_map(TestCutoffs::Latest),];
    (test_cutoffs, window, 0..6_u32, entities, any::<u64>()).prop_map(
        |(test_cutoffs, window, embargo_days, entities, seed)| {
            let protocol = Protocol::default().test_cutoffs(test_cutoffs).window(window);
            protocol.embargo(Span::from_days(embargo_days)).entities(entities).seed(seed)
        },
    )
}

/// The splits, or nothing where nothing is left to train on.
fn splits(protocol: &Protocol, table: &Table) -> Option<Vec<Split>> {
    protocol.split_rows(&table.rows()).ok()
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn no_training_row_reaches_past_the_embargo(protocol in protocol(), table in table()) {
        let splits = splits(&protocol, &table);
        prop_assume!(splits.is_some());
        for split in splits.unwrap() {
            let latest_end = split.cutoff - protocol.embargo;
            prop_assert!(split.train.iter().all(|row| table.window_ends[*row] <= latest_end));
            prop_assert!(split.train.iter().all(|row| table.cutoffs[*row] < split.cutoff));
            if let TrainingWindow::Sliding(span) = protocol.window {
                let first = split.cutoff - span;
                prop_assert!(split.train.iter().all(|row| table.cutoffs[*row] >= first));
            }
            prop_assert_eq!(split.check(&table.rows()), Ok(()));
        }
    }

    #[test]
    fn no_entity_is_on_both_sides_where_they_are_disjoint(
        protocol in protocol(), table in table(), n_folds in 2..5_usize
    ) {
        let protocol = protocol.entities(TestedEntities::Disjoint { n_folds });
        let splits = splits(&protocol, &table);
        prop_assume!(splits.is_some());
        for split in splits.unwrap() {
            let ids = |rows: &[usize]| -> BTreeSet<&str> {
                rows.iter().map(|row| table.ids[*row].as_str()).collect()
            };
            prop_assert!(ids(&split.train).is_disjoint(&ids(&split.test)));
        }
    }

    #[test]
    fn every_row_at_a_test_cutoff_is_tested_once(protocol in protocol(), table in table()) {
        let splits = splits(&protocol, &table);
        prop_assume!(splits.is_some());
        let splits = splits.unwrap();
        let first = splits[0].cutoff;
        let mut tested: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
        tested.sort_unstable();
        let expected: Vec<usize> =
            (0..table.ids.len()).filter(|row| table.cutoffs[*row] >= first).collect();
        prop_assert_eq!(tested, expected);
    }

    #[test]
    fn every_earlier_row_is_trained_on_or_counted(protocol in protocol(), table in table()) {
        let splits = splits(&protocol, &table);
        prop_assume!(splits.is_some());
        for split in splits.unwrap() {
            let tested: BTreeSet<usize> = match protocol.entities {
                TestedEntities::Same => BTreeSet::new(),
                TestedEntities::Disjoint { n_folds } => {
                    let folds = refrain_eval::fold_by_entity(&table.ids, n_folds, protocol.seed);
                    let folds = folds.unwrap();
                    (0..folds.len()).filter(|row| folds[*row] == split.fold).collect()
                }
            };
            let earlier = (0..table.ids.len())
                .filter(|row| !tested.contains(row) && table.cutoffs[*row] < split.cutoff);
            let left_out = split.n_purged + split.n_embargoed + split.n_before_window;
            prop_assert_eq!(earlier.count(), split.train.len() + left_out);
        }
    }

    #[test]
    fn order_of_rows_changes_no_split(
        protocol in protocol(), (table, order) in shuffled()
    ) {
        let moved = table.select(&order);
        let (splits, of_moved) = (splits(&protocol, &table), splits(&protocol, &moved));
        prop_assert_eq!(splits.is_some(), of_moved.is_some());
        for (a, b) in splits.into_iter().flatten().zip(of_moved.into_iter().flatten()) {
            prop_assert_eq!((a.cutoff, a.fold, a.n_purged), (b.cutoff, b.fold, b.n_purged));
            prop_assert_eq!(table.observed(&a.train), moved.observed(&b.train));
            prop_assert_eq!(table.observed(&a.test), moved.observed(&b.test));
        }
    }
}
