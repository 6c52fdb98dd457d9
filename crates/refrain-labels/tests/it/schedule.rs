use refrain_core::{Span, Time, TimeRange};
use refrain_labels::{Error, Schedule};

use crate::day;

fn log() -> TimeRange {
    TimeRange::new(day(10) + Span::from_hours(5), day(31) + Span::from_hours(1))
}

#[test]
fn strides_count_from_midnight_of_the_first_day() {
    let cutoffs = Schedule::Every(Span::from_days(7)).cutoffs(log()).unwrap();
    assert_eq!(cutoffs, [day(17), day(24), day(31)]);
}

#[test]
fn short_strides_start_after_the_first_event() {
    let cutoffs = Schedule::Every(Span::from_hours(2)).cutoffs(log()).unwrap();
    assert_eq!(cutoffs[0], day(10) + Span::from_hours(6));
}

#[test]
fn end_is_the_end_of_the_log() {
    assert_eq!(Schedule::End.cutoffs(log()).unwrap(), [log().end]);
}

#[test]
fn dates_are_sorted_and_distinct() {
    let dates = Schedule::Dates(vec![day(20), day(12), day(20)]);
    assert_eq!(dates.cutoffs(log()).unwrap(), [day(12), day(20)]);
}

#[test]
fn cutoff_outside_the_log_is_an_error() {
    for outside in [day(10), log().start, log().end + Span::MILLISECOND, Time::MAX] {
        let refused = Schedule::Dates(vec![day(20), outside]).cutoffs(log()).unwrap_err();
        assert_eq!(refused, Error::CutoffOutsideLog { cutoff: outside, log: log() });
    }
    assert!(Schedule::Dates(vec![log().end]).cutoffs(log()).is_ok());
}

#[test]
fn schedules_without_a_cutoff_are_errors() {
    assert_eq!(Schedule::Dates(vec![]).cutoffs(log()), Err(Error::NoCutoff));
    assert_eq!(Schedule::Every(Span::ZERO).cutoffs(log()), Err(Error::ZeroStride));
    let short = Schedule::Every(Span::MILLISECOND).cutoffs(log()).unwrap_err();
    assert!(matches!(short, Error::TooManyCutoffs { limit: 10_000, .. }), "{short}");
    let stride = Span::from_days(60);
    let too_long = Schedule::Every(stride).cutoffs(log());
    assert_eq!(too_long, Err(Error::StrideTooLong { stride, log: log() }));
}
