use std::sync::Arc;

use refrain_core::{
    Column, Dataset, EntityIdx, Error, ErrorKind, FeatureMatrix, Lifetime, Observation, Outcome,
    Span, Strings, Time,
};

fn matrix() -> FeatureMatrix {
    let songs = (Column::number("songs", "songs heard"), vec![1.0, 2.0, 3.0]);
    let days = (Column::number("days", "days seen"), vec![4.0, f64::NAN, 6.0]);
    let cutoffs = [10, 10, 20].map(Time::from_millis);
    FeatureMatrix::from_columns(&["a", "b", "b"], &cutoffs, vec![songs, days]).unwrap()
}

/// The kind and the sentence of an error.
fn refusal(error: Error) -> (ErrorKind, String) {
    (error.kind(), error.to_string())
}

#[test]
fn values_are_found_by_row_and_name() {
    let matrix = matrix();
    assert_eq!(matrix.column("songs").unwrap(), [1.0, 2.0, 3.0]);
    assert!(matrix.value(1, 1).is_nan());
    assert_eq!(matrix.entity_id(2), "b");
    let error = matrix.column("absent").unwrap_err();
    assert_eq!(refusal(error), (ErrorKind::Data, "no feature is named `absent`".to_owned()));
}

#[test]
fn selected_rows_keep_their_order() {
    let matrix = matrix().select(&[2, 0]);
    assert_eq!(matrix.column("days").unwrap(), [6.0, 4.0]);
    assert_eq!((matrix.entity_id(0), matrix.entity_id(1)), ("b", "a"));
}

/// Four customers whose ids are not in byte order, each with values of their own.
const UNSORTED: [&str; 4] = ["dan", "ada", "cleo", "bob"];

#[test]
fn rows_keep_their_values_whatever_the_order_of_the_ids() {
    let cutoffs = [4, 1, 3, 2].map(Time::from_millis);
    let columns = || vec![Column::number("songs", ""), Column::number("days", "")];
    let values = [4.0, 40.0, 1.0, 10.0, 3.0, 30.0, 2.0, 20.0];
    let by_row = FeatureMatrix::from_rows(&UNSORTED, &cutoffs, columns(), &values).unwrap();
    let by_column = columns().into_iter().zip([vec![4.0, 1.0, 3.0, 2.0], vec![40., 10., 30., 20.]]);
    let by_column = FeatureMatrix::from_columns(&UNSORTED, &cutoffs, by_column.collect()).unwrap();
    for matrix in [by_row, by_column] {
        for (row, id) in UNSORTED.into_iter().enumerate() {
            assert_eq!(matrix.entity_id(row), id);
            assert_eq!(matrix.observations()[row].cutoff, cutoffs[row]);
            let songs = [4.0, 1.0, 3.0, 2.0][row];
            assert_eq!((matrix.value(row, 0), matrix.value(row, 1)), (songs, 10.0 * songs));
        }
    }
}

#[test]
fn repeated_ids_are_one_customer() {
    let cutoffs = [1, 2, 1].map(Time::from_millis);
    let songs = (Column::number("songs", ""), vec![7.0, 8.0, 9.0]);
    let horizon = Span::from_days(1);
    let labels = vec![false, true, false];
    let ids = ["dan", "ada", "dan"];
    let dataset = Dataset::from_columns(&ids, &cutoffs, vec![songs], labels, horizon).unwrap();
    assert_eq!(dataset.groups(), [1, 0, 1]);
    assert_eq!(dataset.features().entity_ids().len(), 2);
    assert_eq!(dataset.labels(), [false, true, false]);
    assert_eq!(dataset.window_ends(), cutoffs.map(|cutoff| cutoff + horizon));
}

#[test]
fn table_of_unequal_lengths_is_refused_with_the_list() {
    let songs = |n: usize| vec![(Column::number("songs", ""), vec![1.0; n])];
    let cutoffs = |n: usize| vec![Time::from_millis(0); n];
    let dataset = |n_cutoffs, n_values, n_labels, ends: Vec<Time>| {
        let (cutoffs, labels) = (cutoffs(n_cutoffs), vec![true; n_labels]);
        Dataset::from_columns(&UNSORTED, &cutoffs, songs(n_values), labels, ends).unwrap_err()
    };
    let wrong = |what: &str, found: usize| {
        (ErrorKind::Mismatch, format!("{what} has {found} values for 4 rows"))
    };
    let refused = [
        (dataset(3, 4, 4, cutoffs(4)), wrong("the list of cutoffs", 3)),
        (dataset(4, 5, 4, cutoffs(4)), wrong("feature `songs`", 5)),
        (dataset(4, 4, 2, cutoffs(4)), wrong("the list of labels", 2)),
        (dataset(4, 4, 4, cutoffs(1)), wrong("the list of window ends", 1)),
    ];
    for (error, expected) in refused {
        assert_eq!(refusal(error), expected);
    }
    let columns = vec![Column::number("songs", ""), Column::number("days", "")];
    let short = FeatureMatrix::from_rows(&UNSORTED, &cutoffs(4), columns, &[1.0; 7]).unwrap_err();
    let said = "the table has 7 values for 4 rows of 2 columns".to_owned();
    assert_eq!(refusal(short), (ErrorKind::Mismatch, said));
}

#[test]
fn infinite_value_is_refused_with_its_place() {
    let columns = || vec![Column::number("songs", ""), Column::number("lift", "")];
    let cutoffs = [Time::from_millis(0); 4];
    let mut values = vec![1.0; 8];
    values[5] = f64::NEG_INFINITY;
    let error = FeatureMatrix::from_rows(&UNSORTED, &cutoffs, columns(), &values).unwrap_err();
    let said = "feature `lift` is -inf in row 2 (`cleo`); give a finite number, or NaN where it is \
                missing";
    assert_eq!(refusal(error), (ErrorKind::Data, said.to_owned()));
}

#[test]
fn window_that_ends_before_its_cutoff_is_refused_with_its_place() {
    let cutoffs = [Time::from_millis(5); 4];
    let mut ends = cutoffs.to_vec();
    ends[3] = Time::from_millis(4);
    let labels = vec![false; 4];
    let error = Dataset::from_columns(&UNSORTED, &cutoffs, vec![], labels, ends).unwrap_err();
    let said = "row 3 (`bob`): its outcome window ends at 1970-01-01T00:00:00.004Z, before its \
                cutoff 1970-01-01T00:00:00.005Z";
    assert_eq!(refusal(error), (ErrorKind::Data, said.to_owned()));
}

#[test]
fn misfit_matrix_is_refused() {
    let ids = || Arc::new(Strings::encode(["a"]).0);
    let row = Observation { entity: EntityIdx::new(1), cutoff: Time::MIN };
    let column = || Column::number("x", "");
    let unknown = FeatureMatrix::new(ids(), vec![row], vec![column()], vec![0.0]);
    let names_a_stranger = "observation 0 names entity 1, of 1".to_owned();
    assert_eq!(refusal(unknown.unwrap_err()), (ErrorKind::Mismatch, names_a_stranger));
    let short = FeatureMatrix::new(ids(), vec![row], vec![column()], vec![]);
    let is_short = "the matrix has 0 values for 1 rows".to_owned();
    assert_eq!(refusal(short.unwrap_err()), (ErrorKind::Mismatch, is_short));
    let names = refrain_core::ColumnKind::Category(vec!["free".to_owned()]);
    let ids_of_one = || vec![Observation { entity: EntityIdx::new(0), cutoff: Time::MIN }];
    let beyond = FeatureMatrix::new(ids(), ids_of_one(), vec![column().kind(names)], vec![1.0]);
    let is_beyond = "feature `x`, row 0: 1 is not an index into its 1 categories".to_owned();
    assert_eq!(refusal(beyond.unwrap_err()), (ErrorKind::Data, is_beyond));
    let twice = FeatureMatrix::new(ids(), vec![], vec![column(), column()], vec![]);
    let is_double = "feature `x` is named twice".to_owned();
    assert_eq!(refusal(twice.unwrap_err()), (ErrorKind::Data, is_double));
}

#[test]
fn dataset_refuses_a_censored_outcome() {
    let at = Time::from_millis(15);
    let outcomes = [Outcome::Churned { at }, Outcome::Censored, Outcome::Retained];
    let refused = Dataset::new(matrix(), &outcomes, vec![at; 3]).unwrap_err();
    let is_censored = "the outcome of observation 1 is censored, so it has no label; leave it out";
    assert_eq!(refusal(refused), (ErrorKind::Data, is_censored.to_owned()));
    let short = Dataset::new(matrix(), &outcomes[..2], vec![at; 3]).unwrap_err();
    let is_short = "the list of outcomes has 2 values for 3 rows".to_owned();
    assert_eq!(refusal(short), (ErrorKind::Mismatch, is_short));
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
    Dataset::new(matrix(), &[Outcome::Retained; 3], vec![Time::MAX; 3]).unwrap()
}

#[test]
fn rows_weigh_one_until_said_otherwise_and_keep_their_weights() {
    assert_eq!(retained().weights(), [1.0; 3]);
    let weighted = retained().weighted(vec![2.0, 0.0, 0.5]).unwrap();
    assert_eq!(weighted.select(&[2, 0]).weights(), [0.5, 2.0]);
}

#[test]
fn impossible_weights_are_refused() {
    let refused = |weights: &[f64]| refusal(retained().weighted(weights.to_vec()).unwrap_err());
    let is_short = "the list of weights has 2 values for 3 rows".to_owned();
    assert_eq!(refused(&[1.0, 2.0]), (ErrorKind::Mismatch, is_short));
    for (weights, row, found) in [
        ([1.0, -2.0, 1.0], 1, "-2"),
        ([1.0, 1.0, f64::NAN], 2, "NaN"),
        ([f64::INFINITY, 1.0, 1.0], 0, "inf"),
    ] {
        let weights_are = "weights are finite and not negative";
        let expected = format!("row {row} has the weight {found}; {weights_are}");
        assert_eq!(refused(&weights), (ErrorKind::Data, expected));
    }
    let all_zero = "all 3 rows have the weight 0; at least one must count".to_owned();
    assert_eq!(refused(&[0.0; 3]), (ErrorKind::Data, all_zero));
}

fn lifetime(entry: f64, exit: f64, churned: bool) -> Lifetime {
    Lifetime::new(entry, exit, churned).unwrap()
}

/// One row that churns and two that do not, ten days each from cutoff to the end of the window.
fn watched() -> Dataset {
    let churned = Outcome::Churned { at: Time::from_millis(15) };
    let outcomes = [churned, Outcome::Retained, Outcome::Retained];
    let ends = [10, 10, 20].map(|at| Time::from_millis(at) + Span::from_days(10)).to_vec();
    Dataset::new(matrix(), &outcomes, ends).unwrap()
}

#[test]
fn rows_keep_their_intervals() {
    assert_eq!(watched().lifetimes(), None);
    let all = vec![lifetime(3.0, 5.0, true), lifetime(0.0, 7.0, false), lifetime(7.0, 17.0, false)];
    let dataset = watched().with_lifetimes(all.clone()).unwrap();
    assert_eq!(dataset.lifetimes(), Some(all.as_slice()));
    assert_eq!(dataset.select(&[2, 0]).lifetimes(), Some([all[2], all[0]].as_slice()));
    let weighted = dataset.weighted(vec![1.0, 2.0, 3.0]).unwrap();
    assert_eq!(weighted.lifetimes(), Some(all.as_slice()));
}

#[test]
fn lifetime_of_a_whole_customer_is_refused() {
    let whole =
        vec![lifetime(3.0, 5.0, true), lifetime(0.0, 61.0, false), lifetime(7.0, 8.0, false)];
    let error = watched().with_lifetimes(whole).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let said = "row 1 is under observation for 61 days, but its outcome is known 10 days after \
                its cutoff: features of a cutoff go with the days up to the next cutoff, not with \
                a whole lifetime";
    assert_eq!(error.to_string(), said);
}

#[test]
fn interval_that_ends_in_churn_needs_a_label_that_does() {
    let wrong = vec![lifetime(3.0, 5.0, true), lifetime(0.0, 7.0, true), lifetime(7.0, 9.0, false)];
    let error = watched().with_lifetimes(wrong).unwrap_err();
    assert_eq!(error.to_string(), "row 1 leaves in its interval and is labelled as retained");
    // The reverse is churn after the next cutoff.
    let later =
        vec![lifetime(3.0, 5.0, false), lifetime(0.0, 7.0, false), lifetime(7.0, 9.0, false)];
    assert!(watched().with_lifetimes(later.clone()).is_ok());
    let error = watched().with_lifetimes(later[1..].to_vec()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
}

#[test]
fn impossible_lifetimes_are_refused() {
    for (entry, exit) in [
        (5.0, 5.0),
        (6.0, 5.0),
        (-1.0, 5.0),
        (f64::NAN, 5.0),
        (0.0, f64::NAN),
        (0.0, f64::INFINITY),
    ] {
        let error = Lifetime::new(entry, exit, true).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        let said = format!("a lifetime from day {entry} to day {exit} is impossible: ");
        assert!(error.to_string().starts_with(&said), "{error}");
    }
}
