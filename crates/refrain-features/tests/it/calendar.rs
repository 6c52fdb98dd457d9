//! Features of days and hours in the calendar of the log.

use refrain_core::{Calendar, EventLogBuilder, EventRow};
use refrain_features::{FeatureSet, Vocabulary, seen_before};

/// Values of these features, of two events at these times, at a cutoff.
fn values(calendar: Calendar, events: [&str; 2], cutoff: &str, names: &[&str]) -> Vec<f64> {
    let mut builder = EventLogBuilder::new(&[]).unwrap().calendar(calendar);
    for at in events {
        builder.push(&EventRow::new("ada", at.parse().unwrap(), "Home")).unwrap();
    }
    let log = builder.finish().unwrap();
    let set = FeatureSet::new("mine").with_named(names, &Vocabulary::default()).unwrap();
    let cutoff = cutoff.parse().unwrap();
    let matrix = set.compute(&log, &seen_before(&log, &[cutoff])).unwrap();
    names.iter().map(|name| matrix.values(matrix.position(name).unwrap())[0]).collect()
}

#[test]
fn active_days_are_days_of_the_calendar() {
    let berlin = || Calendar::zone("Europe/Berlin").unwrap();
    let events = ["2024-01-08T22:30:00Z", "2024-01-08T23:30:00Z"];
    let cutoff = "2024-01-10";
    let days = |calendar| values(calendar, events, cutoff, &["active_days_7d"])[0];
    assert_eq!((days(Calendar::utc()), days(berlin())), (1.0, 2.0));
}

#[test]
fn hours_and_weekdays_are_those_of_the_calendar() {
    let york = || Calendar::zone("America/New_York").unwrap();
    // A Monday at two in the morning in UTC is Sunday evening there.
    let events = ["2024-07-08T02:00:00Z", "2024-07-08T02:30:00Z"];
    let count = |calendar| values(calendar, events, "2024-07-09", &["weekend_events_7d"])[0];
    assert_eq!((count(Calendar::utc()), count(york())), (0.0, 2.0));
}
