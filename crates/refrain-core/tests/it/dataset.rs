use std::sync::Arc;

use refrain_core::{
    Column, Dataset, EntityIdx, Error, FeatureMatrix, Observation, Outcome, Strings, Time,
};

fn matrix() -> FeatureMatrix {
    let observation = |entity, millis| Observation {
        entity: EntityIdx::new(entity),
        cutoff: Time::from_millis(millis),
    };
    let rows = vec![observation(0, 10), observation(1, 10), observation(1, 20)];
    let columns = vec![Column::number("songs", "songs heard"), Column::number("days", "days seen")];
    let ids = Arc::new(Strings::from_unsorted(["a", "b"]));
    FeatureMatrix::new(ids, rows, columns, vec![1.0, 2.0, 3.0, 4.0, f64::NAN, 6.0]).unwrap()
}

#[test]
fn values_are_found_by_row_and_name() {
    let matrix = matrix();
    assert_eq!(matrix.column("songs").unwrap(), [1.0, 2.0, 3.0]);
    assert!(matrix.value(1, 1).is_nan());
    assert_eq!(matrix.entity_id(2), "b");
    let column = "absent".to_owned();
    assert_eq!(matrix.column("absent"), Err(Error::UnknownColumn { column }));
}

#[test]
fn selected_rows_keep_their_order() {
    let matrix = matrix().select(&[2, 0]);
    assert_eq!(matrix.column("days").unwrap(), [6.0, 4.0]);
    assert_eq!((matrix.entity_id(0), matrix.entity_id(1)), ("b", "a"));
}

#[test]
fn misfit_matrix_is_refused() {
    let ids = || Arc::new(Strings::from_unsorted(["a"]));
    let row = Observation { entity: EntityIdx::new(1), cutoff: Time::MIN };
    let column = || Column::number("x", "");
    let unknown = FeatureMatrix::new(ids(), vec![row], vec![column()], vec![0.0]);
    assert!(matches!(unknown, Err(Error::UnknownEntity { row: 0, entity_idx: 1, .. })));
    let short = FeatureMatrix::new(ids(), vec![row], vec![column()], vec![]);
    assert!(matches!(short, Err(Error::Length { expected: 1, found: 0, .. })));
    let names = refrain_core::ColumnKind::Category(vec!["free".to_owned()]);
    let ids_of_one = || vec![Observation { entity: EntityIdx::new(0), cutoff: Time::MIN }];
    let beyond = FeatureMatrix::new(ids(), ids_of_one(), vec![column().kind(names)], vec![1.0]);
    assert!(matches!(beyond, Err(Error::UnknownCategory { row: 0, n_names: 1, .. })));
    let twice = FeatureMatrix::new(ids(), vec![], vec![column(), column()], vec![]);
    assert!(matches!(twice, Err(Error::DuplicateColumn { column }) if column == "x"));
}

#[test]
fn dataset_refuses_a_censored_outcome() {
    let at = Time::from_millis(15);
    let outcomes = [Outcome::Churned { at }, Outcome::Censored, Outcome::Retained];
    let refused = Dataset::new(matrix(), &outcomes, vec![at; 3]).unwrap_err();
    assert_eq!(refused, Error::CensoredLabel { row: 1 });
    let short = Dataset::new(matrix(), &outcomes[..2], vec![at; 3]).unwrap_err();
    assert!(matches!(short, Error::Length { expected: 3, found: 2, .. }));
}

#[test]
fn dataset_keeps_label_group_and_time_together() {
    let ends = [30, 31, 32].map(Time::from_millis).to_vec();
    let churned = Outcome::Churned { at: Time::from_millis(15) };
    let outcomes = [churned, Outcome::Retained, Outcome::Retained];
    let dataset = Dataset::new(matrix(), &outcomes, ends).unwrap().select(&[2, 0]);
    assert_eq!(dataset.labels(), [false, true]);
    assert_eq!(dataset.groups(), [1, 0]);
    assert_eq!(dataset.cutoffs(), [20, 10].map(Time::from_millis));
    assert_eq!(dataset.window_ends(), [32, 30].map(Time::from_millis));
    assert_eq!(dataset.n_churned(), 1);
}

fn retained() -> Dataset {
    Dataset::new(matrix(), &[Outcome::Retained; 3], vec![Time::MIN; 3]).unwrap()
}

#[test]
fn rows_weigh_one_until_said_otherwise_and_keep_their_weights() {
    assert_eq!(retained().weights(), [1.0; 3]);
    let weighted = retained().weighted(vec![2.0, 0.0, 0.5]).unwrap();
    assert_eq!(weighted.select(&[2, 0]).weights(), [0.5, 2.0]);
}

#[test]
fn impossible_weights_are_refused() {
    let refusal = |weights: &[f64]| retained().weighted(weights.to_vec()).unwrap_err();
    assert!(matches!(refusal(&[1.0, 2.0]), Error::Length { expected: 3, found: 2, .. }));
    assert_eq!(refusal(&[1.0, -2.0, 1.0]), Error::Weight { row: 1, found: -2.0 });
    assert!(matches!(refusal(&[1.0, 1.0, f64::NAN]), Error::Weight { row: 2, .. }));
    assert!(matches!(refusal(&[f64::INFINITY, 1.0, 1.0]), Error::Weight { row: 0, .. }));
    assert_eq!(refusal(&[0.0; 3]), Error::NoWeight { n_rows: 3 });
}
