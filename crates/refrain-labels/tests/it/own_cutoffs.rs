use refrain_core::{Calendar, EventLog, Span, Time};
use refrain_labels::{Cancellation, CutoffGroup, ErrorKind, LabelPlan, Schedule};

use crate::{Row, day, log_of, log_of_rows, refused};

fn days(days: &[u32]) -> Schedule {
    Schedule::Tenures(days.iter().map(|days| Span::from_days(*days)).collect())
}

fn at_events(kinds: &[&str]) -> Schedule {
    Schedule::AtEvents(kinds.iter().map(|kind| (*kind).to_owned()).collect())
}

fn cutoffs(schedule: &Schedule, log: &EventLog, entity: &str) -> Vec<Time> {
    schedule.of_log(log).unwrap().of(log.entity(entity).unwrap()).collect()
}

#[test]
fn tenure_counts_from_the_registration_or_else_the_first_event() {
    let log = log_of_rows(&[
        Row::new("early", 40, "song").registered(30),
        Row::new("long", 41, "song").registered(1),
        Row::new("none", 42, "song"),
        Row::new("late", 43, "song").registered(45),
        Row::new("z", 60, "song"),
    ]);
    let schedule = days(&[30, 14]);
    assert_eq!(cutoffs(&schedule, &log, "early"), [day(44), day(60)]);
    assert_eq!(cutoffs(&schedule, &log, "none"), [day(56)]);
    assert_eq!(cutoffs(&schedule, &log, "late"), [day(59)]);
    // Had these tenures before the log began.
    assert_eq!(cutoffs(&schedule, &log, "long"), []);
    let groups = [14, 30].map(|days| CutoffGroup::Tenure(Span::from_days(days)));
    assert_eq!(schedule.of_log(&log).unwrap().groups(), groups);
}

#[test]
fn registration_stated_later_does_not_move_a_cutoff() {
    let log = log_of_rows(&[
        Row::new("e", 1, "song"),
        Row::new("e", 20, "song").registered(5),
        Row::new("z", 60, "song"),
    ]);
    // Ten days after the first event nothing is known of a registration; thirty days after it is.
    assert_eq!(cutoffs(&days(&[10, 30]), &log, "e"), [day(11), day(35)]);
}

#[test]
fn event_schedules_observe_just_after_each_event() {
    let log =
        log_of(&[("a", 3, "help"), ("a", 3, "help"), ("a", 5, "song"), ("a", 9, "settings")], None);
    let after = |on| day(on) + Span::MILLISECOND;
    assert_eq!(cutoffs(&at_events(&["help", "settings"]), &log, "a"), [after(3), after(9)]);
    let cutoffs = at_events(&["help"]).of_log(&log).unwrap();
    assert_eq!(cutoffs.groups(), [CutoffGroup::Day(day(3))]);
    assert_eq!(cutoffs.groups()[0].to_string(), "1970-01-04");
    // The event is part of the history.
    let cutoff = cutoffs.of(log.entity("a").unwrap()).next().unwrap();
    assert_eq!(log.history(log.entity("a").unwrap(), cutoff).events().len(), 2);
}

#[test]
fn rows_are_complete_one_by_one_and_counted_together() {
    let log = log_of_rows(&[
        Row::new("a", 1, "song").registered(1),
        Row::new("a", 13, "cancel").registered(1),
        Row::new("b", 2, "song").registered(2),
        Row::new("c", 18, "song").registered(18),
        Row::new("d", 20, "song").registered(20),
        Row::new("d", 29, "cancel").registered(20),
        Row::new("z", 30, "song").registered(30),
    ]);
    let rule = Cancellation::new(["cancel"]).unwrap();
    let plan = LabelPlan::new(days(&[7]), Span::from_days(7)).unwrap();
    let labels = plan.label(&log, &rule).unwrap();
    let [counts] = labels.counts() else { panic!("{:?}", labels.counts()) };
    assert_eq!((counts.at_risk, counts.churned, counts.retained, counts.censored), (4, 2, 1, 1));
    assert_eq!((counts.incomplete, counts.complete), (2, false));
    let complete = labels.complete();
    let complete: Vec<&str> =
        complete.iter().map(|row| log.entity_id(row.observation.entity)).collect();
    // d is known to have churned, but only because it did so early.
    assert_eq!(complete, ["a", "b"]);
}

#[test]
fn log_wide_cutoffs_of_such_a_schedule_are_refused() {
    let log = log_of(&[("a", 1, "song"), ("a", 9, "song")], None);
    let refused = days(&[30, 60]).cutoffs(log.range(), &Calendar::utc()).unwrap_err().to_string();
    assert!(refused.starts_with("the schedule tenure 30d,60d gives each entity"), "{refused}");
    let refused = at_events(&["help", "home"])
        .cutoffs(log.range(), &Calendar::utc())
        .unwrap_err()
        .to_string();
    assert!(refused.starts_with("the schedule at event help,home gives each"), "{refused}");
}

#[test]
fn tenures_and_events_that_give_nothing_are_errors() {
    let log = log_of(&[("a", 1, "song"), ("b", 9, "songs")], Some(0));
    let cutoffs = |schedule: Schedule| schedule.of_log(&log);
    let none = "the schedule gives no cutoff; name at least one date, tenure or kind";
    refused(cutoffs(days(&[])), ErrorKind::Argument, none);
    let message = "a tenure is zero, when nothing is known of anybody yet; give one such as 30d";
    refused(cutoffs(days(&[0])), ErrorKind::Argument, message);
    let message =
        "nobody has a tenure of 400d while the log lasts; in it tenures run from 1.0 to 9.0 days";
    refused(cutoffs(days(&[5, 400])), ErrorKind::Data, message);
    refused(cutoffs(at_events(&[])), ErrorKind::Argument, none);
    let message = "no event is of kind `sonks`, so it gives no cutoff (did you mean `songs`?); \
                   the log's kinds are `song`, `songs`";
    refused(cutoffs(at_events(&["song", "sonks"])), ErrorKind::Mismatch, message);
}

#[test]
fn kind_that_happens_all_the_time_is_refused() {
    let mut row = Row::new("a", 1, "song");
    let mut rows = Vec::new();
    for _ in 0..=10_000 {
        row.at = row.at + Span::MILLISECOND;
        rows.push(row.clone());
    }
    let message = "`a` alone has 10001 cutoffs, one for each event of kind `song`, more than 10000; \
                   name a rarer kind";
    refused(at_events(&["song"]).of_log(&log_of_rows(&rows)), ErrorKind::Data, message);
    rows.pop();
    assert!(at_events(&["song"]).of_log(&log_of_rows(&rows)).is_ok());
}
