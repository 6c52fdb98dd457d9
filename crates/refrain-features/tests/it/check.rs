//! The checker of features, on ours and on some that break each rule.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use refrain_core::{
    Column, ColumnKind, ErrorKind, EventLog, FeatureMatrix, History, SampleLog, TimeRange,
};
use refrain_features::{
    CategoryFn, Feature, FeatureFn, FeatureLaw, FeatureSet, Need, Row, Vocabulary, check_feature,
    check_set, seen_before,
};

fn sample() -> SampleLog {
    let agents = [
        "\"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 Chrome/36.0 Safari/537.36\"",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 7_1 like Mac OS X) Version/7.0 Safari/9537.53",
    ];
    SampleLog::new(["NextSong", "Home", "Thumbs Up", "Settings", "Downgrade", "Submit Downgrade"])
        .text("level", ["free", "paid"])
        .text("artist", ["Abba", "Blur", "Cher"])
        .text("song", ["Waterloo", "Parklife", "Believe", "Fernando"])
        .number("length")
        .text("gender", ["F", "M"])
        .text("location", ["Bakersfield, CA", "New York, NY-NJ-PA"])
        .text("userAgent", agents)
}

fn laws(feature: impl Feature + 'static, log: &EventLog) -> Vec<FeatureLaw> {
    check_feature(feature, log).unwrap().iter().map(|violation| violation.law).collect()
}

fn plays() -> Column {
    Column::number("plays", "Number of plays")
}

#[test]
fn sets_of_the_crate_break_no_rule() {
    for seed in [1, 2] {
        let log = sample().seed(seed).build().unwrap();
        for name in FeatureSet::NAMES {
            let set = FeatureSet::named(name, &Vocabulary::sparkify()).unwrap();
            assert_eq!(check_set(&set, &log).unwrap(), [], "set {name}, seed {seed}");
        }
    }
}

#[test]
fn feature_that_keeps_the_log_is_caught_by_the_name_of_the_entity() {
    let log = Arc::new(sample().build().unwrap());
    let kept = Arc::clone(&log);
    let feature = FeatureFn::new(plays(), move |history| {
        let Some(entity) = kept.entity(history.entity_id()) else { return 0.0 };
        kept.history(entity, kept.range().end).events().len() as f64
    });
    let violations = check_feature(feature, &log).unwrap();
    assert_eq!(violations.len(), 1, "{violations:?}");
    let sentence = violations[0].to_string();
    assert!(sentence.starts_with("column `plays`, entity `customer "), "{sentence}");
    assert!(sentence.contains("with the ids of the entities exchanged"), "{sentence}");
}

#[test]
fn feature_that_panics_is_caught_with_the_observation() {
    let log = sample().build().unwrap();
    let feature = FeatureFn::new(plays(), move |history| {
        assert!(history.events().len() < 5, "too many events");
        history.events().len() as f64
    });
    let violations = check_feature(feature, &log).unwrap();
    assert_eq!(violations[0].law, FeatureLaw::OneValuePerColumn);
    assert_eq!(violations[0].message, "panicked: too many events");
    let at = log.entity(&violations[0].entity).unwrap();
    assert!(log.history(at, violations[0].cutoff).events().len() >= 5);
}

#[test]
fn feature_that_remembers_what_it_was_asked_is_caught() {
    let asked = AtomicU64::new(0);
    let feature = FeatureFn::new(plays(), move |_| asked.fetch_add(1, Ordering::Relaxed) as f64);
    let found = laws(feature, &sample().build().unwrap());
    assert!(found.contains(&FeatureLaw::Repeatable), "{found:?}");
    assert!(found.contains(&FeatureLaw::AnyOrder), "{found:?}");
}

#[test]
fn infinite_values_and_unexplained_missing_ones_are_caught() {
    let log = sample().build().unwrap();
    let per = FeatureFn::new(plays(), |history| 1.0 / (history.events().len() as f64 - 1.0));
    let found = check_feature(per, &log).unwrap();
    assert_eq!(found[0].law, FeatureLaw::OneValuePerColumn);
    assert!(found[0].message.starts_with("feature `plays` is inf"), "{found:?}");

    let unexplained = FeatureFn::new(plays(), |_| f64::NAN);
    assert_eq!(laws(unexplained, &log), [FeatureLaw::MissingIsExplained]);
    let explained = FeatureFn::new(plays().missing("always"), |_| f64::NAN);
    assert_eq!(laws(explained, &log), []);
}

struct TwoOfOne;

impl Feature for TwoOfOne {
    fn columns(&self) -> Vec<Column> {
        vec![plays()]
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text("level")]
    }

    fn compute(&self, _history: &History<'_>, row: &mut Row) {
        row.count(1);
        row.count(2);
    }
}

#[test]
fn two_values_for_one_column_are_caught() {
    let log = sample().build().unwrap();
    let violations = check_feature(TwoOfOne, &log).unwrap();
    assert_eq!(violations[0].law, FeatureLaw::OneValuePerColumn);
    assert!(violations[0].message.contains("has 1 columns and gave 2 values"), "{violations:?}");
    // What it needs is said before.
    let bare = SampleLog::new(["visit"]).build().unwrap();
    assert_eq!(check_feature(TwoOfOne, &bare).unwrap_err().kind(), ErrorKind::Mismatch);
}

/// A category that is made for the purpose, of which each part of a log meets other names.
fn busiest_hour() -> FeatureSet {
    let column = Column::category("busiest_hour", "Hour of most events").missing("no event");
    FeatureSet::new("mine").with(CategoryFn::new(column, |history| {
        let mut counts = [0; 24];
        for time in history.events().times() {
            counts[(time.millis().rem_euclid(86_400_000) / 3_600_000) as usize] += 1;
        }
        (0..24).max_by_key(|hour| (counts[*hour], 24 - hour)).map(|hour| format!("{hour} h"))
    }))
}

#[test]
fn made_categories_are_the_same_in_parts_that_are_joined() {
    let log = sample().entities(30).build().unwrap();
    let end = log.range().end;
    let set = busiest_hour();
    assert_eq!(check_set(&set, &log).unwrap(), []);
    let whole = set.compute(&log, &seen_before(&log, &[end])).unwrap();
    let part = |number: usize| {
        let range = TimeRange::new(log.range().start, end);
        let id = |entity: refrain_core::EntityIdx, _| {
            (entity.position() % 3 == number).then(|| log.entity_id(entity).to_owned())
        };
        let part = log.extract(range, id).unwrap();
        set.compute(&part, &seen_before(&part, &[end])).unwrap()
    };
    let joined = FeatureMatrix::join(&[part(0), part(1), part(2)]).unwrap();
    assert_eq!(joined.columns(), whole.columns());
    assert_eq!(joined.all_values(), whole.all_values());
    let ColumnKind::Category(names) = &whole.columns()[0].kind else { panic!("a category") };
    assert!(names.len() > 1 && names.is_sorted(), "{names:?}");
}
