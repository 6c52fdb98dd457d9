//! Properties of splits on any rows.

use std::collections::BTreeSet;

use proptest::prelude::*;
use refrain_core::{Span, Time};
use refrain_eval::{ObservedRows, Split, TestCutoffs};

use crate::random_rows::seeded;
use crate::splits::{day, disjoint};

const N_CUTOFFS: u32 = 5;

/// Entities that are observed every seven days until they leave; outcome windows of any length.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) ids: Vec<String>,
    pub(crate) cutoffs: Vec<Time>,
    pub(crate) window_ends: Vec<Time>,
}

impl Table {
    pub(crate) fn select(&self, rows: &[usize]) -> Table {
        Table {
            ids: rows.iter().map(|row| self.ids[*row].clone()).collect(),
            cutoffs: rows.iter().map(|row| self.cutoffs[*row]).collect(),
            window_ends: rows.iter().map(|row| self.window_ends[*row]).collect(),
        }
    }

    pub(crate) fn rows(&self) -> ObservedRows<'_> {
        let ids = self.ids.iter().map(String::as_str);
        ObservedRows::new(ids, &self.cutoffs, &self.window_ends).unwrap()
    }

    pub(crate) fn observed(&self, rows: &[usize]) -> BTreeSet<(&str, Time)> {
        rows.iter().map(|row| (self.ids[*row].as_str(), self.cutoffs[*row])).collect()
    }
}

pub(crate) fn table() -> impl Strategy<Value = Table> {
    let entity = (1..=N_CUTOFFS, prop::collection::vec(0..25_u32, N_CUTOFFS as usize));
    prop::collection::vec(entity, 6..30).prop_map(|entities| {
        let mut table = Table { ids: vec![], cutoffs: vec![], window_ends: vec![] };
        for (entity, (n_observed, horizons)) in entities.into_iter().enumerate() {
            for (position, horizon) in (0..n_observed).zip(horizons) {
                table.ids.push(format!("user {entity}"));
                table.cutoffs.push(day(7 * position));
                table.window_ends.push(day(7 * position) + Span::from_days(horizon));
            }
        }
        table
    })
}

pub(crate) fn shuffled() -> impl Strategy<Value = (Table, Vec<usize>)> {
    table().prop_flat_map(|table| {
        let order: Vec<usize> = (0..table.ids.len()).collect();
        (Just(table), Just(order).prop_shuffle())
    })
}

/// The splits, or nothing where purging leaves nothing to train on.
fn split(table: &Table, n_folds: usize, n_cutoffs: usize, seed: u64) -> Option<Vec<Split>> {
    disjoint(n_folds, TestCutoffs::Latest(n_cutoffs), seed).split_rows(&table.rows()).ok()
}

proptest! {
    #![proptest_config(seeded(150))]

    #[test]
    fn splits_are_disjoint_in_entity_and_time_and_purged(
        table in table(), n_folds in 2..5_usize, n_cutoffs in 1..3_usize, seed: u64
    ) {
        let splits = split(&table, n_folds, n_cutoffs, seed);
        prop_assume!(splits.is_some());
        for split in splits.unwrap() {
            let ids = |rows: &[usize]| -> BTreeSet<&str> {
                rows.iter().map(|row| table.ids[*row].as_str()).collect()
            };
            prop_assert!(ids(&split.train).is_disjoint(&ids(&split.test)));
            prop_assert!(split.test.iter().all(|row| table.cutoffs[*row] == split.cutoff));
            prop_assert!(split.train.iter().all(|row| table.cutoffs[*row] < split.cutoff));
            prop_assert!(split.train.iter().all(|row| table.window_ends[*row] <= split.cutoff));
            prop_assert!(split.train.is_sorted() && split.test.is_sorted());
            prop_assert_eq!(split.check(&table.rows()), Ok(()));
        }
    }

    #[test]
    fn rows_at_a_test_cutoff_are_tested_once_and_no_earlier_row_is_lost(
        table in table(), n_folds in 2..5_usize, seed: u64
    ) {
        let splits = split(&table, n_folds, 1, seed);
        prop_assume!(splits.is_some());
        let splits = splits.unwrap();
        let cutoff = splits[0].cutoff;
        let mut tested: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
        tested.sort_unstable();
        let at_cutoff: Vec<usize> =
            (0..table.ids.len()).filter(|row| table.cutoffs[*row] == cutoff).collect();
        prop_assert_eq!(tested, at_cutoff);
        for split in &splits {
            let folds = refrain_eval::fold_by_entity(&table.ids, n_folds, seed).unwrap();
            let earlier = (0..table.ids.len())
                .filter(|row| folds[*row] != split.fold && table.cutoffs[*row] < cutoff);
            prop_assert_eq!(earlier.count(), split.train.len() + split.n_purged);
        }
    }

    #[test]
    fn order_of_rows_changes_no_split((table, order) in shuffled(), seed: u64) {
        let moved = table.select(&order);
        let (splits, of_moved) = (split(&table, 3, 1, seed), split(&moved, 3, 1, seed));
        prop_assert_eq!(splits.is_some(), of_moved.is_some());
        for (a, b) in splits.into_iter().flatten().zip(of_moved.into_iter().flatten()) {
            prop_assert_eq!((a.cutoff, a.fold, a.n_purged), (b.cutoff, b.fold, b.n_purged));
            prop_assert_eq!(table.observed(&a.train), moved.observed(&b.train));
            prop_assert_eq!(table.observed(&a.test), moved.observed(&b.test));
        }
    }
}
