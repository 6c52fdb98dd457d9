//! Outcomes at each boundary of lead and horizon, to the millisecond.

use refrain_core::{EventLog, EventLogBuilder, EventRow, Outcome, Span, Time};
use refrain_labels::{
    AfterChurn, Cancellation, ChurnRule, Inactivity, LabelPlan, Labels, Lapse, RecurrentEvent,
    Schedule,
};

const CUTOFF: i64 = 100;
const LEAD: u32 = 20;
const HORIZON: u32 = 50;

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn millis(millis: u32) -> Span {
    Span::from_millis(millis)
}

/// A log of (entity, millisecond, kind).
fn log_of(events: &[(&str, i64, &str)]) -> EventLog {
    let mut builder = EventLogBuilder::new(&[]).unwrap();
    for (entity, millis, kind) in events {
        let row = EventRow::new(entity, at(*millis), kind);
        builder.push(&row).unwrap();
    }
    builder.finish().unwrap()
}

fn plan() -> LabelPlan {
    let plan = LabelPlan::new(Schedule::Dates(vec![at(CUTOFF)]), millis(HORIZON)).unwrap();
    plan.lead(millis(LEAD))
}

fn cancel() -> Cancellation {
    Cancellation::new(["cancel"]).unwrap()
}

/// Labels of an entity `e`, seen first at 10 and cancelling at an instant, in a log that ends at
/// 1,000 and beside one that stays.
fn cancelled_at(millis: i64) -> Labels {
    let log = log_of(&[
        ("e", 10, "song"),
        ("e", millis, "cancel"),
        ("stays", 10, "song"),
        ("z", 999, "song"),
    ]);
    plan().label(&log, &cancel()).unwrap()
}

/// The outcome of `e`, the first row, if it is observed.
fn outcome(labels: &Labels) -> Option<Outcome> {
    (labels.rows().len() == 2).then(|| labels.rows()[0].outcome)
}

#[test]
fn cancellation_counts_from_the_lead_up_to_the_end_of_the_horizon() {
    let churned = |millis| Some(Outcome::Churned { at: at(millis) });
    // Before the cutoff it has left, at the cutoff it is in the lead.
    for (millis, left_before, left_in_lead) in [(99, 1, 0), (100, 0, 1), (119, 0, 1)] {
        let labels = cancelled_at(millis);
        assert_eq!(outcome(&labels), None, "{millis}");
        let counts = labels.counts()[0];
        assert_eq!((counts.left_before, counts.left_in_lead), (left_before, left_in_lead));
        assert_eq!((counts.at_risk, counts.churned, counts.retained), (1, 0, 1));
    }
    for millis in [120, 121, 169] {
        let labels = cancelled_at(millis);
        assert_eq!(outcome(&labels), churned(millis));
        let counts = labels.counts()[0];
        assert_eq!((counts.at_risk, counts.churned, counts.retained), (2, 1, 1));
        assert_eq!((counts.left_before, counts.left_in_lead), (0, 0));
    }
    for millis in [170, 171, 500] {
        let labels = cancelled_at(millis);
        assert_eq!(outcome(&labels), Some(Outcome::Retained), "{millis}");
        assert_eq!(labels.rows()[0].window_end, at(170));
    }
}

#[test]
fn without_a_lead_the_window_begins_at_the_cutoff() {
    let log = log_of(&[("e", 10, "song"), ("e", 100, "cancel"), ("z", 999, "song")]);
    let labels = plan().lead(Span::ZERO).label(&log, &cancel()).unwrap();
    assert_eq!(labels.rows()[0].outcome, Outcome::Churned { at: at(100) });
    assert_eq!((labels.rows().len(), labels.counts()[0].left_in_lead), (1, 0));
}

#[test]
fn entity_is_observed_from_the_millisecond_after_its_first_event() {
    for (first, n_rows) in [(99, 1), (100, 0)] {
        let log = log_of(&[("a", 1, "song"), ("e", first, "song"), ("z", 999, "cancel")]);
        let labels = plan().label(&log, &cancel()).unwrap();
        assert_eq!(labels.rows().len(), 1 + n_rows, "{first}");
        let observed = plan().at_risk(&log, &cancel()).unwrap();
        assert_eq!(observed.len(), 1 + n_rows, "{first}");
    }
}

#[test]
fn window_that_the_log_ends_in_is_censored_unless_churn_was_seen() {
    // The log ends 1 ms after its last event, the window at 170.
    for (last, expected) in [(168, Outcome::Censored), (169, Outcome::Retained)] {
        let log = log_of(&[
            ("b", 10, "song"),
            ("b", 130, "cancel"),
            ("e", 10, "song"),
            ("z", last, "song"),
        ]);
        let labels = plan().label(&log, &cancel()).unwrap();
        let outcomes: Vec<Outcome> = labels.rows().iter().map(|row| row.outcome).collect();
        assert_eq!(outcomes, [Outcome::Churned { at: at(130) }, expected], "{last}");
        let counts = labels.counts()[0];
        let complete = expected == Outcome::Retained;
        assert_eq!((counts.complete, counts.incomplete), (complete, if complete { 0 } else { 2 }));
        assert_eq!(labels.complete().len(), if complete { 2 } else { 0 });
    }
}

/// Labels of `e` with events at these instants, in a log up to 1,000.
fn silent(rule: &dyn ChurnRule, plan: &LabelPlan, times: &[i64]) -> Option<Outcome> {
    let own = times.iter().map(|time| ("e", *time, "song"));
    let other = (0..1_000).map(|time| ("z", time, "song"));
    let log = log_of(&own.chain(other).collect::<Vec<_>>());
    outcome(&plan.label(&log, rule).unwrap())
}

#[test]
fn inactivity_is_decided_by_the_outcome_window_to_the_millisecond() {
    let rule = Inactivity::new(millis(HORIZON)).unwrap();
    let outcome = |times: &[i64]| silent(&rule, &plan(), times);
    let churned = Some(Outcome::Churned { at: at(170) });
    // Active in [50, 100), silent in [120, 170).
    assert_eq!(outcome(&[49]), None);
    assert_eq!(outcome(&[50]), churned);
    assert_eq!(outcome(&[99]), churned);
    assert_eq!(outcome(&[100]), None);
    assert_eq!(outcome(&[99, 119, 170]), churned);
    assert_eq!(outcome(&[99, 120]), Some(Outcome::Retained));
    assert_eq!(outcome(&[99, 169]), Some(Outcome::Retained));
}

#[test]
fn lapse_counts_from_the_last_sign_to_the_millisecond() {
    let rule = Lapse::new(millis(60)).unwrap();
    let outcome = |times: &[i64]| silent(&rule, &plan(), times);
    let churned = |millis| Some(Outcome::Churned { at: at(millis) });
    // Left by 100, in the lead, in the window (120, 170], later.
    assert_eq!(outcome(&[40]), None);
    assert_eq!(outcome(&[41]), None);
    assert_eq!(outcome(&[60]), None);
    assert_eq!(outcome(&[61]), churned(121));
    assert_eq!(outcome(&[61, 110]), churned(170));
    assert_eq!(outcome(&[61, 111]), Some(Outcome::Retained));
    assert_eq!(outcome(&[61, 121]), churned(121));
    assert_eq!(outcome(&[61, 120]), Some(Outcome::Retained));
}

#[test]
fn lapse_is_latest_by_the_cutoff() {
    let rule = Lapse::new(millis(30)).unwrap();
    let log = log_of(&[("e", 10, "song"), ("e", 70, "song"), ("z", 999, "song")]);
    let e = log.entity("e").unwrap();
    let left = |cutoff| rule.left_at(&log.history(e, at(cutoff)));
    assert_eq!([left(39), left(40), left(70)], [None, Some(at(40)), Some(at(40))]);
    assert_eq!([left(71), left(99), left(100)], [Some(at(40)), Some(at(40)), Some(at(100))]);
    let back = |cutoff| rule.is_back(&log.history(e, at(cutoff)), at(40));
    assert_eq!([back(70), back(71)], [false, true]);
}

#[test]
fn return_must_be_later_than_the_churn() {
    let observed = |events: &[(&str, i64, &str)]| {
        let log = log_of(events);
        let plan = plan().after_churn(AfterChurn::MayReturn);
        plan.at_risk(&log, &cancel()).unwrap().len()
    };
    let gone = [("e", 10, "song"), ("e", 50, "cancel"), ("z", 10, "song"), ("z", 999, "song")];
    let with = |kind, millis| [&gone[..], &[("e", millis, kind)]].concat();
    assert_eq!(observed(&gone), 1);
    assert_eq!(observed(&with("song", 50)), 1, "an event of the same instant is no return");
    assert_eq!(observed(&with("song", 51)), 2);
    assert_eq!(observed(&with("song", 99)), 2);
    assert_eq!(observed(&with("song", 100)), 1, "the return is future");
    assert_eq!(observed(&with("cancel", 60)), 1);
}

#[test]
fn what_follows_the_end_of_an_entity_is_no_outcome() {
    let rule = RecurrentEvent::new("downgrade", ["down"]).unwrap().ended_by(["cancel"]);
    let churned_at = |down: i64, cancelled: i64| {
        let log = log_of(&[
            ("e", 10, "song"),
            ("e", down, "down"),
            ("e", cancelled, "cancel"),
            ("z", 999, "song"),
        ]);
        let e = log.entity("e").unwrap();
        rule.churned_at(&log.outcome_window(e, at(CUTOFF), millis(LEAD), millis(HORIZON)))
    };
    assert_eq!(churned_at(130, 140), Some(at(130)));
    assert_eq!(churned_at(140, 140), Some(at(140)), "of one instant both happened");
    assert_eq!(churned_at(140, 139), None);
    // An end before the window is for the risk set to tell, not for the window.
    assert_eq!(churned_at(140, 119), Some(at(140)));
}
