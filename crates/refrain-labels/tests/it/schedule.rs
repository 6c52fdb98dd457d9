use refrain_core::{Calendar, Span, Time, TimeRange};
use refrain_labels::{ErrorKind, Schedule};

use crate::{day, refused};

fn log() -> TimeRange {
    TimeRange::new(day(10) + Span::from_hours(5), day(31) + Span::from_hours(1))
}

#[test]
fn strides_count_from_midnight_of_the_first_day() {
    let cutoffs = Schedule::Every(Span::from_days(7)).cutoffs(log(), &Calendar::utc()).unwrap();
    assert_eq!(cutoffs, [day(17), day(24), day(31)]);
}

#[test]
fn short_strides_start_after_the_first_event() {
    let cutoffs = Schedule::Every(Span::from_hours(2)).cutoffs(log(), &Calendar::utc()).unwrap();
    assert_eq!(cutoffs[0], day(10) + Span::from_hours(6));
}

#[test]
fn end_is_the_end_of_the_log() {
    assert_eq!(Schedule::End.cutoffs(log(), &Calendar::utc()).unwrap(), [log().end]);
}

#[test]
fn dates_are_sorted_and_distinct() {
    let dates = Schedule::Dates(vec![day(20), day(12), day(20)]);
    assert_eq!(dates.cutoffs(log(), &Calendar::utc()).unwrap(), [day(12), day(20)]);
}

#[test]
fn cutoff_outside_the_log_is_an_error() {
    for outside in [day(10), log().start, log().end + Span::MILLISECOND, Time::MAX] {
        let message = format!(
            "cutoff {outside} lies outside the log, which covers {}; choose one within",
            log()
        );
        let dates = Schedule::Dates(vec![day(20), outside]);
        refused(dates.cutoffs(log(), &Calendar::utc()), ErrorKind::Data, &message);
    }
    assert!(Schedule::Dates(vec![log().end]).cutoffs(log(), &Calendar::utc()).is_ok());
}

#[test]
fn schedules_without_a_cutoff_are_errors() {
    let every = |stride| Schedule::Every(stride).cutoffs(log(), &Calendar::utc());
    let message = "the schedule gives no cutoff; name at least one date, tenure or kind";
    refused(Schedule::Dates(vec![]).cutoffs(log(), &Calendar::utc()), ErrorKind::Argument, message);
    let message = "the stride is zero; a stride such as 7d separates the cutoffs";
    refused(every(Span::ZERO), ErrorKind::Argument, message);
    // From the first midnight to the end there are 21 days and an hour.
    let message = "a stride of 1ms gives 1818000000 cutoffs, more than 10000; lengthen it";
    refused(every(Span::MILLISECOND), ErrorKind::Data, message);
    let message = format!(
        "a stride of 60d gives no cutoff within the log, which covers {}; shorten it",
        log()
    );
    refused(every(Span::from_days(60)), ErrorKind::Data, &message);
}

#[test]
fn a_stride_of_days_goes_from_midnight_to_midnight() {
    let berlin = Calendar::zone("Europe/Berlin").unwrap();
    let at = |text: &str| text.parse::<Time>().unwrap();
    // Clocks are set forward in the night to 31 March.
    let range = TimeRange::new(at("2024-03-28T09:00:00Z"), at("2024-04-02T00:00:00Z"));
    let daily = Schedule::Every(Span::from_days(1)).cutoffs(range, &berlin).unwrap();
    let expected = [
        "2024-03-28T23:00:00Z",
        "2024-03-29T23:00:00Z",
        "2024-03-30T23:00:00Z",
        "2024-03-31T22:00:00Z",
        "2024-04-01T22:00:00Z",
    ];
    assert_eq!(daily, expected.map(at));
    // Others count hours from the first midnight.
    let every = Schedule::Every(Span::from_hours(36)).cutoffs(range, &berlin).unwrap();
    assert_eq!(
        every,
        ["2024-03-29T11:00:00Z", "2024-03-30T23:00:00Z", "2024-04-01T11:00:00Z"].map(at)
    );
}
