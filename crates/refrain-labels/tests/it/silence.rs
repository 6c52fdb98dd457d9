//! The two rules of silence: what follows the cutoff, and when a silence was over.

use refrain_core::{EventLog, Outcome, Span};
use refrain_labels::{
    AfterChurn, AnyOf, Cancellation, ChurnRule, ErrorKind, Inactivity, LabelPlan, Labels, Lapse,
    RiskSet, Schedule, episodes,
};

use crate::{Row, day, log_of, log_of_rows, refused};

fn days(days: u32) -> Span {
    Span::from_days(days)
}

fn inactive(span: u32) -> Inactivity {
    Inactivity::new(days(span)).unwrap()
}

fn lapsed(span: u32) -> Lapse {
    Lapse::new(days(span)).unwrap()
}

fn plan(cutoff: u32, horizon: u32) -> LabelPlan {
    LabelPlan::new(Schedule::Dates(vec![day(cutoff)]), days(horizon)).unwrap()
}

/// The outcome of an entity, or why it gives no row.
fn told(log: &EventLog, labels: &Labels, id: &str) -> String {
    let row = labels.rows().iter().find(|row| log.entity_id(row.observation.entity) == id);
    match row.map(|row| row.outcome) {
        Some(Outcome::Churned { at }) => format!("churned on day {}", at.utc_day()),
        Some(other) => other.name().to_owned(),
        None => {
            let counts = labels.counts()[0];
            format!("left {}, not active {}", counts.left_before, counts.not_active)
        }
    }
}

fn outcome(log: &EventLog, plan: &LabelPlan, rule: &dyn ChurnRule) -> String {
    told(log, &plan.label(log, rule).unwrap(), "gap")
}

/// A log of these events and of somebody who does something every day until another.
fn beside(events: &[(&'static str, u32, &'static str)], until: u32) -> EventLog {
    let other = (0..=until).map(|on| ("z", on, "x"));
    log_of(&events.iter().copied().chain(other).collect::<Vec<_>>(), None)
}

/// `gap` acts on days 1 and 81.
fn gap() -> EventLog {
    beside(&[("gap", 1, "song"), ("gap", 81, "song")], 150)
}

#[test]
fn inactivity_asks_what_follows_the_cutoff_and_calls_nobody_left() {
    let rule = inactive(60);
    // On day 50 a sign of the 60 days before, and one in the 60 days after.
    assert_eq!(outcome(&gap(), &plan(50, 60), &rule), "retained");
    assert_eq!(outcome(&gap(), &plan(70, 60), &rule), "left 0, not active 1");
    assert_eq!(outcome(&gap(), &plan(20, 60), &rule), "churned on day 80");
}

#[test]
fn lapse_is_on_one_day_at_whatever_cutoff() {
    let rule = lapsed(60);
    assert_eq!(outcome(&gap(), &plan(50, 60), &rule), "churned on day 61");
    assert_eq!(outcome(&gap(), &plan(70, 60), &rule), "left 1, not active 0");
    assert_eq!(outcome(&gap(), &plan(90, 60), &rule), "left 1, not active 0");
    let returning = plan(90, 60).after_churn(AfterChurn::MayReturn);
    assert_eq!(outcome(&gap(), &returning, &rule), "churned on day 141");

    let of = |after| {
        let episodes = episodes(&gap(), &rule, after).unwrap();
        let own = episodes.iter().filter(|episode| gap().entity_id(episode.entity) == "gap");
        own.map(|e| (e.entry, e.exit, e.churned)).collect::<Vec<_>>()
    };
    assert_eq!(of(AfterChurn::Gone), [(day(1), day(61), true)]);
    assert_eq!(of(AfterChurn::MayReturn), [(day(1), day(61), true), (day(81), day(141), true)]);
}

#[test]
fn sign_exactly_the_span_before_the_cutoff_counts() {
    assert_eq!(outcome(&gap(), &plan(61, 60), &inactive(60)), "retained");
    let later = LabelPlan::new(Schedule::Dates(vec![day(61) + Span::MILLISECOND]), days(60));
    assert_eq!(outcome(&gap(), &later.unwrap(), &inactive(60)), "left 0, not active 1");
}

#[test]
fn sign_at_the_end_of_the_window_is_not_in_it() {
    let log = |next| beside(&[("gap", 5, "song"), ("gap", next, "song")], 90);
    assert_eq!(outcome(&log(16), &plan(6, 10), &inactive(10)), "churned on day 16");
    assert_eq!(outcome(&log(15), &plan(6, 10), &inactive(10)), "retained");
    assert_eq!(outcome(&log(6), &plan(6, 10), &inactive(10)), "retained");
}

#[test]
fn sign_exactly_the_span_after_the_last_comes_too_late_and_is_no_return() {
    let log = |next| beside(&[("gap", 5, "song"), ("gap", next, "song")], 90);
    let at = |next, cutoff| {
        let plan = plan(cutoff, 30).after_churn(AfterChurn::MayReturn);
        outcome(&log(next), &plan, &lapsed(10))
    };
    assert_eq!(at(14, 6), "churned on day 24");
    assert_eq!(at(15, 6), "churned on day 15");
    assert_eq!(at(15, 16), "left 1, not active 0");
    assert_eq!(at(16, 17), "churned on day 26");
}

#[test]
fn lapse_at_the_end_of_a_window_is_of_that_window() {
    let log = beside(&[("gap", 5, "song")], 90);
    assert_eq!(outcome(&log, &plan(7, 8), &lapsed(10)), "churned on day 15");
    assert_eq!(outcome(&log, &plan(7, 7), &lapsed(10)), "retained");
    // At the next cutoff it has left, so it is in one window of two that follow each other.
    assert_eq!(outcome(&log, &plan(15, 8), &lapsed(10)), "left 1, not active 0");
}

#[test]
fn silence_that_the_end_of_the_log_cuts_short_is_not_known() {
    let log = |last| log_of(&[("gap", 5, "song"), ("gap", 6, "song"), ("z", last, "x")], None);
    let cutoff = |rule: &dyn ChurnRule, last| {
        let log = log(last);
        told(&log, &plan(6, 10).label(&log, rule).unwrap_or_else(|error| panic!("{error}")), "gap")
    };
    assert_eq!(cutoff(&lapsed(10), 16), "churned on day 16");
    assert_eq!(cutoff(&inactive(10), 16), "retained");
    let everyone = plan(6, 10).label(&log(15), &lapsed(10)).unwrap_err();
    assert!(everyone.to_string().starts_with("everyone is censored"), "{everyone}");
}

#[test]
fn only_named_kinds_are_signs_of_life() {
    let log = beside(
        &[
            ("back", 5, "buy"),
            ("back", 12, "return"),
            ("gap", 3, "return"),
            ("keeps", 5, "buy"),
            ("keeps", 14, "buy"),
        ],
        90,
    );
    let rule = inactive(10).of_kinds(["buy"]);
    assert_eq!(rule.name(), "inactive:buy:10d");
    let labels = plan(10, 10).label(&log, &rule).unwrap();
    assert_eq!(told(&log, &labels, "back"), "churned on day 20");
    assert_eq!(told(&log, &labels, "keeps"), "retained");
    assert_eq!(told(&log, &labels, "gap"), "left 0, not active 2");

    let rule = lapsed(10).of_kinds(["buy"]);
    let labels = plan(10, 10).label(&log, &rule).unwrap();
    assert_eq!(told(&log, &labels, "back"), "churned on day 15");
    assert_eq!(told(&log, &labels, "gap"), "left 0, not active 2");
    // Who never gave a sign has no lifetime.
    let lifetimes = episodes(&log, &rule, AfterChurn::Gone).unwrap();
    let without = lifetimes.iter().filter(|episode| episode.lifetime().is_none());
    let ids: Vec<&str> = without.map(|episode| log.entity_id(episode.entity)).collect();
    assert_eq!(ids, ["gap", "z"]);

    let slip = inactive(10).of_kinds(["buys"]);
    let error = slip.check(&log, days(10)).unwrap_err();
    assert!(error.to_string().contains("did you mean `buy`"), "{error}");
}

#[test]
fn who_is_at_risk_of_silence_can_be_set() {
    let rule = inactive(60).active_within(days(70));
    assert_eq!(rule.name(), "inactive:60d, active within 70d");
    assert_eq!(outcome(&gap(), &plan(70, 60), &rule), "retained");
    let message = "by the rule inactive:60d, active within 0d nobody is active; give a span before the \
         cutoff such as 60d";
    let nobody = inactive(60).active_within(Span::ZERO);
    refused(nobody.check(&gap(), days(60)), ErrorKind::Argument, message);
}

#[test]
fn who_cancelled_is_not_at_risk_of_silence() {
    let log = beside(&[("gap", 45, "song"), ("gap", 46, "cancel"), ("gap", 80, "song")], 150);
    let cancel = Box::new(Cancellation::new(["cancel"]).unwrap());
    let any = AnyOf::new(vec![cancel, Box::new(inactive(60))]).unwrap();
    assert_eq!((any.horizon(), any.has_lifetimes()), (Some(days(60)), false));
    assert_eq!(outcome(&log, &plan(50, 60), &any), "left 1, not active 0");
    assert_eq!(outcome(&log, &plan(46, 60), &any), "churned on day 46");
    assert_eq!(outcome(&log, &plan(50, 60), &inactive(60)), "retained");
}

#[test]
fn signs_in_the_lead_break_a_silence() {
    let log = log_of(
        &[("gap", 5, "song"), ("gap", 12, "song"), ("z", 0, "x"), ("z", 9, "x"), ("z", 90, "x")],
        None,
    );
    let plan = plan(10, 10).lead(days(4));
    // Not on day 15: seen on day 12, in the lead of [10, 14).
    assert_eq!(outcome(&log, &plan, &lapsed(10)), "churned on day 22");
    assert_eq!(outcome(&log, &plan, &inactive(10)), "churned on day 24");
}

#[test]
fn lapse_as_the_window_begins_is_known_by_then() {
    let log = log_of(&[("gap", 9, "song"), ("z", 9, "x"), ("z", 13, "x"), ("z", 90, "x")], None);
    let counts = plan(10, 10).lead(days(4)).label(&log, &lapsed(5)).unwrap().counts()[0];
    assert_eq!((counts.left_in_lead, counts.at_risk, counts.churned), (1, 1, 1));
}

#[test]
fn inactivity_fixes_its_horizon() {
    let message = "a horizon of 30d does not fit the rule inactive:60d, which asks for 60d of silence after \
         the cutoff: leave the horizon out (or use lapsed:60d, whose horizon is free)";
    refused(plan(50, 30).label(&gap(), &inactive(60)), ErrorKind::Argument, message);
    assert_eq!((inactive(60).horizon(), lapsed(60).horizon()), (Some(days(60)), None));
    let message = "the silence that counts as churn is zero; give one such as 14d";
    refused(Inactivity::new(Span::ZERO), ErrorKind::Argument, message);
    refused(Lapse::new(Span::ZERO), ErrorKind::Argument, message);
}

#[test]
fn inactivity_has_no_lifetimes() {
    let message = "lifetimes need the instant at which each left, which inactive:60d does not tell: use \
         lapsed:SPAN";
    refused(episodes(&gap(), &inactive(60), AfterChurn::Gone), ErrorKind::Argument, message);
}

#[test]
fn who_was_never_seen_is_not_active() {
    let log = log_of_rows(&[
        Row::new("gap", 30, "song").registered(1),
        Row::new("z", 9, "song"),
        Row::new("z", 90, "song"),
    ]);
    let plan = plan(10, 10).risk_set(RiskSet::RegisteredOrSeen);
    assert_eq!(outcome(&log, &plan, &inactive(10)), "left 0, not active 1");
    assert_eq!(outcome(&log, &plan, &lapsed(10)), "left 0, not active 1");
}
