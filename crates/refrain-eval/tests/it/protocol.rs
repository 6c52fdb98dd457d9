//! Protocols, by hand and as text.

use proptest::prelude::*;
use refrain_core::{ErrorKind, Span, Time};
use refrain_eval::{ObservedRows, Protocol, Split, TestCutoffs, TestedEntities, TrainingWindow};

use crate::random_rows::seeded;
use crate::refusals::{argument, data, said, told};
use crate::splits::day;

/// Two entities, observed on days 0, 7, 14 and 21 for a horizon of five days.
const IDS: [&str; 8] = ["ada", "bob", "ada", "bob", "ada", "bob", "ada", "bob"];

fn rows() -> ObservedRows<'static> {
    let cutoffs = [0, 0, 7, 7, 14, 14, 21, 21].map(day);
    let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(5));
    ObservedRows::new(IDS, &cutoffs, &window_ends).unwrap()
}

fn same_entities() -> Protocol {
    let (test_cutoffs, entities) = (TestCutoffs::Latest(1), TestedEntities::Same);
    Protocol::default().test_cutoffs(test_cutoffs).entities(entities)
}

/// The one split at day 21 that tests both.
fn split(protocol: &Protocol) -> Split {
    let [split] = protocol.split_rows(&rows()).unwrap().try_into().unwrap();
    split
}

#[test]
fn same_entities_are_trained_on_and_tested_in_one_split() {
    let split = split(&same_entities());
    assert_eq!((split.train, split.test), (vec![0, 1, 2, 3, 4, 5], vec![6, 7]));
    assert_eq!((split.n_purged, split.n_embargoed, split.n_before_window), (0, 0, 0));
}

#[test]
fn sliding_window_holds_the_cutoff_it_begins_at() {
    let window = TrainingWindow::Sliding(Span::from_days(14));
    let split = split(&same_entities().window(window));
    assert_eq!((split.train, split.n_before_window), (vec![2, 3, 4, 5], 2));
}

#[test]
fn embargo_leaves_out_what_was_known_too_shortly_before() {
    // The outcomes of day 14 are known on day 19.
    let embargoed = |days| split(&same_entities().embargo(Span::from_days(days)));
    assert_eq!(embargoed(2).train, [0, 1, 2, 3, 4, 5]);
    assert_eq!((embargoed(3).train, embargoed(3).n_embargoed), (vec![0, 1, 2, 3], 2));
    assert_eq!(embargoed(3).check(&rows()), Ok(()));
}

#[test]
fn later_half_of_the_cutoffs_is_tested_unless_said_otherwise() {
    let splits = same_entities().test_cutoffs(TestCutoffs::LaterHalf).split_rows(&rows());
    let cutoffs: Vec<Time> = splits.unwrap().iter().map(|split| split.cutoff).collect();
    assert_eq!(cutoffs, [day(14), day(21)]);
}

#[test]
fn too_few_training_rows_are_refused() {
    let asking = |min_training_rows| same_entities().min_training_rows(min_training_rows);
    assert!(asking(6).split_rows(&rows()).is_ok());
    let error = asking(7).split_rows(&rows()).unwrap_err();
    let expected = "6 rows are left to train on for the test cutoff 1970-01-22T00:00:00Z, fold 0, \
                    and the protocol asks for 7; test at a later cutoff or ask for fewer";
    assert_eq!(told(error), data(expected));
}

#[test]
fn embargo_that_leaves_nothing_is_refused_with_its_length() {
    let embargo = Span::from_days(20);
    let error = same_entities().embargo(embargo).split_rows(&rows()).unwrap_err();
    let sentence = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert!(sentence.starts_with("no outcome is known by the test cutoff"), "{sentence}");
    assert!(sentence.contains("the embargo is 20d"), "{sentence}");
}

#[test]
fn window_too_short_for_any_known_outcome_is_refused() {
    let window = TrainingWindow::Sliding(Span::from_days(3));
    let error = same_entities().window(window).split_rows(&rows()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert!(error.to_string().starts_with("nothing is left to train on for the"), "{error}");
    let window = TrainingWindow::Sliding(Span::ZERO);
    let none = "a sliding training window needs a length, such as 56d; found none";
    assert_eq!(said(same_entities().window(window).check()), Err(argument(none)));
}

#[test]
fn one_cutoff_has_no_later_half() {
    let rows = ObservedRows::new(["a", "b"], &[day(0); 2], &[day(1); 2]).unwrap();
    let expected = "the rows have 1 cutoffs, 2 were asked for to test at; take fewer";
    for entities in [TestedEntities::Same, TestedEntities::Disjoint { n_folds: 5 }] {
        let protocol = Protocol::default().entities(entities);
        assert_eq!(said(protocol.split_rows(&rows)), Err(data(expected)));
    }
}

#[test]
fn parts_left_out_are_the_defaults() {
    let parsed = |text: &str| text.parse::<Protocol>().unwrap();
    assert_eq!(parsed("rolling-origin"), Protocol::default());
    assert_eq!(parsed("rolling-origin:"), Protocol::default());
    let same = parsed("rolling-origin: entities=same , test=1");
    assert_eq!(same, same_entities());
    assert!(!same.to_string().contains("folds"), "{same}");
    let dated = parsed("rolling-origin:test=1970-01-08+1970-01-15T06:30:00.250Z");
    let second = day(14) + Span::from_hours(6) + Span::from_millis(1_800_250);
    assert_eq!(dated.test_cutoffs, TestCutoffs::At(vec![day(7), second]));
    // A `+` before an offset joins nothing.
    let offset = "rolling-origin:test=1970-01-08T02:00:00+02:00+1970-01-15T05:30:00.25-01:00";
    assert_eq!(parsed(offset), dated);
}

#[test]
fn text_that_is_no_protocol_is_refused_in_one_sentence() {
    let refused = |text: &str| text.parse::<Protocol>().unwrap_err().to_string();
    for (text, expected) in [
        ("k-fold", "`k-fold` in the protocol: expected the name rolling-origin"),
        ("rolling-origin:tests=4", "`tests=4` in the protocol: expected one of test, window"),
        ("rolling-origin:test=many", "`test=many` in the protocol: expected test=half, a number"),
        ("rolling-origin:test=2018-02-30", "`test=2018-02-30` in the protocol"),
        ("rolling-origin:test=2018-11-01T25:00:00Z", "`test=2018-11-01T25:00:00Z` in the"),
        ("rolling-origin:window=long", "`window=long` in the protocol: expected window=expanding"),
        ("rolling-origin:embargo=3", "`embargo=3` in the protocol: expected a span"),
        ("rolling-origin:entities=some", "`entities=some` in the protocol"),
        ("rolling-origin:folds=x", "`folds=x` in the protocol: expected a whole number"),
        ("rolling-origin:folds=5,folds=6", "`folds=6` in the protocol: expected each part once"),
        ("rolling-origin:folds=5,entities=same", "`folds=5` in the protocol: expected no folds"),
        ("rolling-origin:folds=1", "1 folds do not separate entities"),
        ("rolling-origin:test=0", "a split needs at least one test cutoff"),
        ("rolling-origin:test=1970-01-08+1970-01-01", "the test cutoffs are out of order"),
        ("rolling-origin:window=0d", "a sliding training window needs a length"),
    ] {
        assert!(refused(text).starts_with(expected), "{text}: {}", refused(text));
    }
}

/// Millisecond of the first and the last day of four-digit years.
const YEARS: std::ops::Range<i64> = -62_167_219_200_000..253_402_300_800_000;

fn test_cutoffs() -> impl Strategy<Value = TestCutoffs> {
    prop_oneof![
        Just(TestCutoffs::LaterHalf),
        (1..50_usize).prop_map(TestCutoffs::Latest),
        prop::collection::btree_set(YEARS.prop_map(Time::from_millis), 1..4)
            .prop_map(|cutoffs| TestCutoffs::At(cutoffs.into_iter().collect())),
    ]
}

fn protocol() -> impl Strategy<Value = Protocol> {
    let span = (0..u32::MAX).prop_map(Span::from_millis);
    let window = prop_oneof![
        Just(TrainingWindow::Expanding),
        (1..u32::MAX).prop_map(|n| TrainingWindow::Sliding(Span::from_millis(n))),
    ];
    let entities = prop_oneof![
        Just(TestedEntities::Same),
        (2..99_usize).prop_map(|n_folds| TestedEntities::Disjoint { n_folds }),
    ];
    (test_cutoffs(), window, span, entities, any::<usize>(), any::<u64>()).prop_map(
        |(test_cutoffs, window, embargo, entities, min_training_rows, seed)| {
            let protocol = Protocol::default().test_cutoffs(test_cutoffs).window(window);
            let protocol = protocol.embargo(embargo).entities(entities).seed(seed);
            protocol.min_training_rows(min_training_rows)
        },
    )
}

proptest! {
    #![proptest_config(seeded(300))]

    #[test]
    fn protocol_comes_back_from_its_text(protocol in protocol()) {
        prop_assert_eq!(protocol.to_string().parse::<Protocol>().unwrap(), protocol);
    }
}
