use std::collections::BTreeSet;
use std::sync::Arc;

use crate::customers::assert_says;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{
    Column, Dataset, EntityIdx, FeatureMatrix, Observation, Outcome, Span, Strings, Time,
};
use refrain_models::ErrorKind;
use refrain_models::search::{Fold, time_ordered_folds};

fn day(day: u32) -> Time {
    Time::from_millis(0) + Span::from_days(day)
}

/// Customers seen on each of the days, with outcome windows of ten; every third of them churns
/// at the last cutoff but one, and every fourth of those on all days.
fn customers(n_entities: usize, days: &[u32]) -> Dataset {
    let ids: Vec<String> = (0..n_entities).map(|entity| format!("customer {entity}")).collect();
    let strings = Strings::from_unsorted(&ids);
    let (mut observations, mut outcomes, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for (number, id) in ids.iter().enumerate() {
        let entity = EntityIdx::new(strings.code(id).unwrap() as usize);
        for at in days {
            observations.push(Observation { entity, cutoff: day(*at) });
            let gone = number % 3 == 0;
            outcomes.push(if gone { Outcome::Churned { at: day(*at) } } else { Outcome::Retained });
            ends.push(day(at + 10));
        }
    }
    let values = (0..observations.len()).map(|row| row as f64).collect();
    let columns = vec![Column::number("x", "x")];
    let features = FeatureMatrix::new(Arc::new(strings), observations, columns, values).unwrap();
    Dataset::new(features, &outcomes, ends).unwrap()
}

fn entities(dataset: &Dataset, rows: &[usize]) -> BTreeSet<usize> {
    let groups = dataset.groups();
    rows.iter().map(|row| groups[*row]).collect()
}

#[test]
fn no_fold_is_fitted_on_what_it_scores_or_on_what_was_not_known() {
    let dataset = customers(30, &[0, 5, 10, 15, 20, 25]);
    let folds = time_ordered_folds(&dataset, 3).unwrap();
    let cutoffs = dataset.cutoffs();
    let mut scored = Vec::new();
    for fold in &folds {
        let apart = entities(&dataset, &fold.train).is_disjoint(&entities(&dataset, &fold.test));
        assert!(apart && !fold.train.is_empty());
        let origin = fold.test.iter().map(|row| cutoffs[*row]).min().unwrap();
        assert!(fold.train.iter().all(|row| dataset.window_ends()[*row] <= origin));
        scored.extend(&fold.test);
    }
    let once: BTreeSet<&usize> = scored.iter().copied().collect();
    assert_eq!(once.len(), scored.len(), "a row is scored once at most");
}

#[test]
fn origins_roll_over_the_later_half_of_the_days_with_a_known_label() {
    let dataset = customers(30, &[0, 5, 10, 15, 20, 25]);
    let folds = time_ordered_folds(&dataset, 3).unwrap();
    let cutoffs = dataset.cutoffs();
    let origin = |fold: &Fold| fold.test.iter().map(|row| cutoffs[*row]).min().unwrap();
    // Labels are known from day 10 on: 10, 15, 20 and 25 are possible, 20 and 25 the later half.
    assert_eq!(folds.iter().map(origin).collect::<Vec<_>>(), [day(25), day(20), day(25)]);
    let latest = |fold: &Fold| fold.train.iter().map(|row| cutoffs[*row]).max().unwrap();
    assert_eq!(latest(&folds[0]), day(15), "its window ends on day 25 exactly");
    assert_eq!(latest(&folds[1]), day(10));
}

#[test]
fn one_cutoff_gives_folds_apart_in_entities_only() {
    let dataset = customers(30, &[5]);
    let folds = time_ordered_folds(&dataset, 3).unwrap();
    let scored: BTreeSet<usize> = folds.iter().flat_map(|fold| fold.test.clone()).collect();
    assert_eq!(scored.len(), 30);
    for fold in &folds {
        assert_eq!((fold.train.len(), fold.test.len()), (20, 10));
        assert!(entities(&dataset, &fold.train).is_disjoint(&entities(&dataset, &fold.test)));
        let n_churned = fold.test.iter().filter(|row| dataset.labels()[**row]).count();
        assert!((3..=4).contains(&n_churned), "those who churn are dealt evenly: {n_churned}");
    }
}

#[test]
fn folds_do_not_depend_on_the_order_of_the_rows() {
    let dataset = customers(30, &[0, 10, 20, 30]);
    let mut order: Vec<usize> = (0..dataset.n_rows()).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    let shuffled = dataset.select(&order);
    let (folds, others) =
        (time_ordered_folds(&dataset, 4).unwrap(), time_ordered_folds(&shuffled, 4).unwrap());
    let original = |rows: &[usize]| rows.iter().map(|row| order[*row]).collect::<BTreeSet<_>>();
    for (fold, other) in folds.iter().zip(&others) {
        assert_eq!(fold.train.iter().copied().collect::<BTreeSet<_>>(), original(&other.train));
        assert_eq!(fold.test.iter().copied().collect::<BTreeSet<_>>(), original(&other.test));
    }
}

#[test]
fn datasets_that_cannot_be_dealt_are_refused() {
    let refused = |dataset: &Dataset, n_folds| time_ordered_folds(dataset, n_folds).unwrap_err();
    let dataset = customers(9, &[0, 20]);
    assert_says(&refused(&dataset.select(&[]), 2), ErrorKind::Data, "there is no row");
    assert_says(&refused(&dataset, 1), ErrorKind::Argument, "1 folds were asked for");
    let few = refused(&dataset, 4);
    assert_says(&few, ErrorKind::Data, "3 entities churn and 4 folds were asked for");
    let only_stay: Vec<usize> = (0..18).filter(|row| !dataset.labels()[*row]).collect();
    let stay = refused(&dataset.select(&only_stay), 2);
    assert_says(&stay, ErrorKind::Data, "0 entities churn and 2 folds");
    let dense = refused(&customers(9, &[0, 5]), 3);
    assert_says(&dense, ErrorKind::Data, "no outcome window ends by a later cutoff");
}
