use refrain_core::{Column, ColumnKind, EventLogBuilder, EventRow, Time};
use refrain_features::{ErrorKind, Feature, FeatureFn, FeatureSet, Row, Vocabulary, seen_before};

use crate::log::{DAY, build, draft, minute};

struct Careless;

impl Feature for Careless {
    fn columns(&self) -> Vec<Column> {
        vec![Column::number("one", ""), Column::number("two", "")]
    }

    fn compute(&self, _history: &refrain_core::History<'_>, row: &mut Row) {
        row.number(1.0);
    }
}

struct FirstPage;

impl Feature for FirstPage {
    fn columns(&self) -> Vec<Column> {
        vec![Column::number("first_page", "").kind(ColumnKind::Category(Vec::new()))]
    }

    fn compute(&self, history: &refrain_core::History<'_>, row: &mut Row) {
        row.category(history.events().iter().next().map(|event| event.kind()));
    }
}

fn one(name: &str) -> FeatureFn<impl Fn(&refrain_core::History<'_>) -> f64 + Send + Sync + use<>> {
    FeatureFn::new(Column::number(name, ""), |_| 1.0)
}

#[test]
fn only_entities_seen_before_the_cutoff_are_observed() {
    let log = build(&[draft("a", 5, "Home", 1), draft("b", 10, "Home", 2)]);
    let observations = seen_before(&log, &[minute(10), minute(11)]);
    let shown: Vec<_> =
        observations.iter().map(|row| (log.entity_id(row.entity), row.cutoff)).collect();
    assert_eq!(shown, [("a", minute(10)), ("a", minute(11)), ("b", minute(11))]);
}

#[test]
fn feature_of_the_wrong_width_is_named() {
    let log = build(&[draft("a", 5, "Home", 1)]);
    let refused =
        FeatureSet::new("mine").with(Careless).compute(&log, &seen_before(&log, &[minute(9)]));
    let error = refused.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::External);
    assert_eq!(error.to_string(), "the feature of column `one` has 2 columns and gave 1 values");
}

#[test]
fn two_features_of_one_name_are_refused() {
    let log = build(&[draft("a", 5, "Home", 1)]);
    let set = FeatureSet::new("mine").with(one("x")).with(one("x"));
    let refused = set.compute(&log, &seen_before(&log, &[minute(9)])).unwrap_err();
    assert_eq!(refused.to_string(), "feature `x` is named twice");
}

#[test]
fn observation_of_another_log_is_refused() {
    let log = build(&[draft("a", 5, "Home", 1)]);
    let other = build(&[draft("a", 5, "Home", 1), draft("b", 5, "Home", 1)]);
    let observations = seen_before(&other, &[minute(9)]);
    let refused = FeatureSet::new("mine").with(one("x")).compute(&log, &observations);
    assert_eq!(refused.unwrap_err().to_string(), "observation 1 names entity 1, of 1");
}

#[test]
fn empty_and_unknown_sets_are_errors() {
    let log = build(&[draft("a", 5, "Home", 1)]);
    let empty = FeatureSet::new("mine").compute(&log, &[]).unwrap_err();
    assert_eq!(empty.to_string(), "feature set `mine` has no feature");
    let unknown = FeatureSet::named("standart", &Vocabulary::sparkify()).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no feature set is named `standart`; there are standard, reference, session-shares, user-totals"
    );
}

#[test]
fn log_without_a_needed_attribute_is_refused() {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    let row = EventRow::new("a", Time::from_millis(5), "Home");
    builder.push(&row).unwrap();
    let log = builder.finish().unwrap();
    let refused = FeatureSet::reference().compute(&log, &[]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "feature set `reference` needs the text attribute `gender`, the log has none; add it to the schema"
    );
}

struct Confused;

impl Feature for Confused {
    fn columns(&self) -> Vec<Column> {
        vec![Column::number("page", "")]
    }

    fn compute(&self, history: &refrain_core::History<'_>, row: &mut Row) {
        row.category(history.events().iter().next().map(|event| event.kind()));
    }
}

#[test]
fn category_in_a_column_of_numbers_is_refused_and_the_other_way_round() {
    let log = build(&[draft("a", 5, "Home", 1)]);
    let observations = seen_before(&log, &[minute(9)]);
    let refused = FeatureSet::new("mine").with(Confused).compute(&log, &observations);
    let message = |column| {
        format!(
            "the feature of column `{column}` gives a category for another kind of column, or the \
             other way round; `Row::category` and `ColumnKind::Category` go together"
        )
    };
    let error = refused.unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::External, message("page")));
    let category = Column::number("plan", "").kind(ColumnKind::Category(Vec::new()));
    let number = FeatureFn::new(category, |_| 7.0);
    let refused = FeatureSet::new("mine").with(number).compute(&log, &observations);
    let error = refused.unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::External, message("plan")));
}

#[test]
fn category_codes_are_the_same_for_all_entities() {
    let log = build(&[
        draft("a", 1, "Help", 1),
        draft("b", 1, "About", 1),
        draft("c", 1, "Help", 1),
        draft("c", 1, "Unused", 1),
    ]);
    let set = FeatureSet::new("mine").with(one("x")).with(FirstPage);
    let matrix = set.compute(&log, &seen_before(&log, &[minute(9)])).unwrap();
    let names = vec!["About".to_owned(), "Help".to_owned()];
    assert_eq!(matrix.columns()[1].kind, ColumnKind::Category(names));
    assert_eq!(matrix.values(1), [1.0, 0.0, 1.0]);
}

#[test]
fn number_of_threads_changes_no_bit() {
    let rows: Vec<_> = (0..400)
        .map(|i| {
            let user = ["a", "b", "c", "d"][i as usize % 4];
            let page = ["NextSong", "Help", "Roll Advert"][i as usize % 3];
            crate::log::Draft { song: (i % 50) as u8, ..draft(user, i * 177, page, i / 9) }
        })
        .collect();
    let log = build(&rows);
    let observations = seen_before(&log, &[minute(10 * DAY), minute(40 * DAY)]);
    let compute = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let set = FeatureSet::reference();
        let matrix = pool.install(|| set.compute(&log, &observations)).unwrap();
        matrix.all_values().iter().map(|value| value.to_bits()).collect::<Vec<_>>()
    };
    assert_eq!(compute(1), compute(3));
}
