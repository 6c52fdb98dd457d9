//! Columns that attributes give by themselves, and those of a shop.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use refrain_core::{AttributeType, FeatureMatrix, SampleLog, entity_hash};
use refrain_features::{FeatureSet, KeptAttribute, LogDetail, Vocabulary, check_set, seen_before};

use crate::log::{DAY, HOUR, minute};
use crate::order::{Order, build, order, orders, words};

fn names(words: &Vocabulary) -> Vec<String> {
    FeatureSet::standard(words).columns().into_iter().map(|column| column.name).collect()
}

/// Names that the words have more than the others.
fn more(words: &Vocabulary, others: &Vocabulary) -> Vec<String> {
    let others = names(others);
    names(words).into_iter().filter(|name| !others.contains(name)).collect()
}

#[test]
fn sparkify_has_the_columns_it_had() {
    let names = names(&Vocabulary::sparkify());
    assert_eq!(names.len(), 237);
    // Stored figures and models name these columns.
    assert_eq!(entity_hash(&names.join(","), 0), 4_685_750_671_020_491_813);
}

#[test]
fn a_log_without_sessions_has_no_session_columns() {
    let words = Vocabulary::sparkify();
    let without = words.clone().without(LogDetail::Sessions);
    let lost = more(&words, &without);
    assert!(lost.iter().all(|name| name.contains("session")), "{lost:?}");
    assert!(!names(&without).iter().any(|name| name.contains("session")));
    // Songs cut short are told without sessions.
    assert!(names(&without).contains(&"skips_per_song_30d".to_owned()));
}

#[test]
fn columns_that_would_be_constant_are_left_out() {
    let words = || Vocabulary::new(["visit"]);
    let lost = |detail| more(&words(), &words().without(detail));
    assert_eq!(lost(LogDetail::Registrations), ["registration_cohort"]);
    assert_eq!(lost(LogDetail::Kinds), ["entropy_of_kinds_30d"]);
    let clock = ["entropy_of_hours", "share_of_night_events", "share_of_morning_events"];
    let clock = clock.iter().chain(&["share_of_afternoon_events", "share_of_evening_events"]);
    let clock: Vec<String> = clock.map(|name| format!("{name}_30d")).collect();
    assert_eq!(lost(LogDetail::Hours), clock);
}

#[test]
fn a_kept_text_becomes_four_columns() {
    let bare = Vocabulary::new(["visit"]);
    let words = bare.clone().kept(KeptAttribute::new("Billing country", AttributeType::Text));
    let expected = [
        "last_billing_country",
        "changes_of_billing_country_30d",
        "distinct_billing_country_of_events_30d",
        "share_of_commonest_billing_country_30d",
    ];
    assert_eq!(more(&words, &bare), expected);
}

#[test]
fn a_kept_number_has_last_mean_sums_and_trend() {
    let bare = Vocabulary::new(["visit"]);
    let words = bare.clone().kept(KeptAttribute::new("seats", AttributeType::Number));
    let expected = [
        "last_seats_of_events_30d",
        "mean_seats_of_events_30d",
        "sum_seats_of_events_7d",
        "sum_seats_of_events_14d",
        "sum_seats_of_events_30d",
        "sum_seats_of_events_7d_against_30d",
    ];
    assert_eq!(more(&words, &bare), expected);
}

#[test]
fn a_number_of_few_kinds_is_told_by_kind() {
    let bare = Vocabulary::new(["visit"]);
    let of = |kinds: &[&str]| {
        let kept = KeptAttribute::new("seats", AttributeType::Number);
        more(&bare.clone().kept(kept.of_kinds(kinds.iter().copied())), &bare)
    };
    let two = of(&["visit", "Plan: changed"]);
    assert_eq!(two.len(), 12);
    assert!(two.contains(&"sum_seats_of_visit_14d".to_owned()), "{two:?}");
    assert!(two.contains(&"last_seats_of_plan_changed_30d".to_owned()), "{two:?}");
    let four = of(&["visit", "a", "b", "c"]);
    assert!(four.len() == 6 && four[0] == "last_seats_of_events_30d", "{four:?}");
}

#[test]
fn an_attribute_called_like_something_else_makes_no_column_twice() {
    let bare = Vocabulary::new(["visit", "changes of x", "last country"]);
    let mut words = bare.clone();
    for name in ["gap", "x", "country", "Country", "session", "paid days"] {
        words = words.kept(KeptAttribute::new(name, AttributeType::Text));
        words = words.kept(KeptAttribute::new(format!("{name} of events"), AttributeType::Number));
    }
    let set = FeatureSet::standard(&words);
    set.check_columns().unwrap();
    let parsed = FeatureSet::new("again").with_named(&names(&words), &words).unwrap();
    assert_eq!(parsed.columns(), set.columns());
}

#[test]
fn an_attribute_of_two_meanings_makes_no_column_twice() {
    let words = Vocabulary::new(["visit"])
        .revenue("amount")
        .quantity("amount")
        .profile(["country"])
        .kept(KeptAttribute::new("country", AttributeType::Text));
    FeatureSet::standard(&words).check_columns().unwrap();
}

#[test]
fn days_are_described_in_the_zone_of_the_calendar() {
    let words = words().zone("Europe/Berlin");
    let described = |name: &str| {
        let columns = FeatureSet::standard(&words).columns();
        columns.into_iter().find(|column| column.name == name).unwrap().description
    };
    let said = [
        ("active_days_7d", "Europe/Berlin days with an event in the last 7d"),
        (
            "entropy_of_hours_30d",
            "Entropy of the events' hours of the day (Europe/Berlin) in the last 30d",
        ),
        (
            "share_of_night_events_30d",
            "Share of events from 0 to 6 h Europe/Berlin among all in the last 30d",
        ),
        ("days_with_purchases", "Europe/Berlin days with purchase events in the whole history"),
    ];
    for (name, words) in said {
        assert_eq!(described(name), words);
    }
    let any = FeatureSet::standard(&words).columns();
    assert!(!any.iter().any(|column| column.description.contains("UTC")));
}

#[test]
fn columns_of_a_shop_read_back() {
    let set = FeatureSet::standard(&words());
    set.check_columns().unwrap();
    let parsed = FeatureSet::new("again").with_named(&names(&words()), &words()).unwrap();
    assert_eq!(parsed.columns(), set.columns());
    for column in set.columns() {
        assert!(!column.description.is_empty() && !column.unit.is_empty(), "{}", column.name);
    }
}

fn standard(rows: &[Order], words: &Vocabulary, cutoff: u32) -> FeatureMatrix {
    let log = build(rows);
    let observations = seen_before(&log, &[minute(cutoff)]);
    FeatureSet::standard(words).compute(&log, &observations).unwrap()
}

#[test]
fn values_of_a_shop_are_those_counted_by_hand() {
    let of = |day: u32, kind, country, revenue, seats| Order {
        country,
        revenue: Some(revenue),
        seats,
        ..order("a", day * DAY + 23 * HOUR, kind)
    };
    let rows = [
        of(0, "view", Some("GB"), 0.0, Some(7.0)),
        of(1, "purchase", None, 10.0, Some(2.0)),
        of(5, "purchase", Some("GB"), 6.0, Some(3.0)),
        of(5, "invoice", Some("FR"), 0.0, None),
        of(9, "return", Some("FR"), -6.0, None),
        of(13, "purchase", Some("GB"), 8.5, None),
        // At the cutoff: not seen.
        of(35, "purchase", Some("DE"), 99.0, Some(9.0)),
    ];
    let matrix = standard(&rows, &words(), 35 * DAY + 23 * HOUR);
    let expected = [
        ("days_with_purchases", 3.0),
        ("days_from_first_to_last_purchase_day", 12.0),
        ("days_since_first_purchase_day", 34.0),
        ("days_since_last_purchase", 22.0),
        ("mean_gap_of_days_with_purchases", 6.0),
        ("days_since_last_purchase_day_per_mean_gap", 22.0 / 6.0),
        ("sum_revenue_of_events", 18.5),
        ("sum_revenue_of_events_30d", 8.5),
        ("mean_revenue_of_events_90d", 18.5 / 6.0),
        ("sum_revenue_of_events_per_day_with_purchase", 18.5 / 3.0),
        ("share_of_negative_revenue_events", 1.0 / 6.0),
        // To FR and back.
        ("changes_of_country_30d", 2.0),
        ("share_of_commonest_country_30d", 0.5),
        ("last_seats_of_purchases_30d", 3.0),
        ("distinct_country_of_events_30d", 2.0),
    ];
    for (name, value) in expected {
        let found = matrix.column(name).unwrap()[0];
        assert!((found - value).abs() <= 1e-12 * f64::abs(value), "{name}: {found}, {value}");
    }
    assert!(matrix.column("last_seats_of_invoice_30d").unwrap()[0].is_nan());
}

#[test]
fn who_never_bought_has_no_days_of_purchases() {
    let matrix = standard(&[order("a", 0, "view")], &words(), DAY);
    assert_eq!(matrix.column("days_with_purchases").unwrap(), [0.0]);
    for name in ["days_from_first_to_last_purchase_day", "days_since_first_purchase_day"] {
        assert!(matrix.column(name).unwrap()[0].is_nan(), "{name}");
    }
}

#[test]
fn sets_of_a_shop_break_no_rule() {
    let sample = SampleLog::new(["purchase", "return", "view", "invoice"])
        .text("country", ["GB", "FR", "DE"])
        .number("revenue")
        .number("seats")
        .number("tax");
    for seed in [1, 2] {
        let log = sample.clone().seed(seed).build().unwrap();
        for set in [FeatureSet::standard(&words()), FeatureSet::purchase_days(&words())] {
            assert_eq!(check_set(&set, &log).unwrap(), [], "{}, seed {seed}", set.name());
        }
    }
}

/// The rows begin at midnight.
fn day(minute: u32) -> i64 {
    i64::from(minute / DAY)
}

/// The slow obvious way: the rows of one customer before the cutoff, one column after another.
fn slow(rows: &[&Order], cutoff: u32) -> BTreeMap<&'static str, f64> {
    let lately = |row: &&&Order| row.minute + 30 * DAY >= cutoff;
    let days: BTreeSet<i64> =
        rows.iter().filter(|row| row.kind == "purchase").map(|row| day(row.minute)).collect();
    let stated: Vec<&&Order> = rows.iter().filter(|row| row.country.is_some()).collect();
    let changes = stated
        .windows(2)
        .filter(|pair| pair[0].country != pair[1].country && pair[1].minute + 30 * DAY >= cutoff);
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for row in stated.iter().filter(|row| lately(row)) {
        *counts.entry(row.country.unwrap()).or_default() += 1.0;
    }
    let n_stated: f64 = counts.values().sum();
    let revenue: f64 = rows.iter().filter_map(|row| row.revenue).sum();
    let n_returns = rows.iter().filter(|row| row.revenue.is_some_and(|r| r < 0.0)).count();
    let (first, last) = (days.first().copied(), days.last().copied());
    let nan = |value: Option<i64>| value.map_or(f64::NAN, |value| value as f64);
    let n_days = days.len() as f64;
    let span = nan(first.zip(last).map(|(first, last)| last - first));
    let mean_gap = if days.len() > 1 { span / (n_days - 1.0) } else { f64::NAN };
    let mean = |rows: Vec<f64>| rows.iter().sum::<f64>() / rows.len() as f64;
    let seats = |row: &&&Order| row.kind == "purchase" && lately(row);
    [
        ("changes_of_country_30d", changes.count() as f64),
        (
            "share_of_commonest_country_30d",
            counts.values().fold(f64::NAN, |m, c| m.max(*c)) / n_stated,
        ),
        ("distinct_country_of_events_30d", counts.len() as f64),
        ("days_with_purchases", n_days),
        ("days_from_first_to_last_purchase_day", span),
        ("days_since_first_purchase_day", nan(first.map(|first| day(cutoff) - first))),
        ("mean_gap_of_days_with_purchases", mean_gap),
        (
            "days_since_last_purchase_day_per_mean_gap",
            nan(last.map(|last| day(cutoff) - last)) / mean_gap,
        ),
        ("sum_revenue_of_events", revenue),
        (
            "sum_revenue_of_events_per_day_with_purchase",
            if days.is_empty() { f64::NAN } else { revenue / n_days },
        ),
        ("share_of_negative_revenue_events", n_returns as f64 / rows.len() as f64),
        (
            "mean_seats_of_purchases_30d",
            mean(rows.iter().filter(seats).filter_map(|row| row.seats).collect()),
        ),
    ]
    .into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn columns_of_a_shop_are_those_of_the_slow_way(rows in orders(), tick in 1_u32..360) {
        let cutoff = tick * 7 * HOUR;
        let log = build(&rows);
        let observations = seen_before(&log, &[minute(cutoff)]);
        let set = FeatureSet::standard(&words());
        let matrix = set.compute(&log, &observations).unwrap();
        for (at, observation) in observations.iter().enumerate() {
            let id = log.entity_id(observation.entity);
            let of = rows.iter().filter(|row| row.customer == id && row.minute < cutoff);
            for (name, expected) in slow(&of.collect::<Vec<_>>(), cutoff) {
                let found = matrix.column(name).unwrap()[at];
                let is_like = found.is_nan() && expected.is_nan()
                    || (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                prop_assert!(is_like, "{name} of {id}: {found}, expected {expected}");
            }
        }
    }

    #[test]
    fn what_a_shop_sees_later_changes_no_column(rows in orders(), tick in 1_u32..360) {
        let cutoff = tick * 7 * HOUR;
        let before: Vec<Order> = rows.iter().filter(|row| row.minute < cutoff).cloned().collect();
        prop_assume!(!before.is_empty());
        let set = FeatureSet::standard(&words());
        let bits = |rows: &[Order]| {
            let log = build(rows);
            let matrix = set.compute(&log, &seen_before(&log, &[minute(cutoff)])).unwrap();
            matrix.all_values().iter().map(|value| value.to_bits()).collect::<Vec<_>>()
        };
        // Names of categories that come later may move the codes of those before.
        let last = names(&words()).iter().position(|name| name == "last_country").unwrap();
        let (mut whole, mut cut) = (bits(&rows), bits(&before));
        let n_rows = cut.len() / names(&words()).len();
        for values in [&mut whole, &mut cut] {
            values.drain(last * n_rows..(last + 1) * n_rows);
        }
        prop_assert_eq!(whole, cut);
        let backwards: Vec<Order> = rows.iter().rev().cloned().collect();
        prop_assert_eq!(bits(&backwards), bits(&rows));
    }
}
