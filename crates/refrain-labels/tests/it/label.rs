use proptest::prelude::*;
use refrain_core::{Outcome, Span, TimeRange};
use refrain_labels::{Cancellation, ErrorKind, LabelPlan, Labels, Lapse, RiskSet, Schedule};

use crate::{day, log_of, refused};

const LOG: [(&str, u32, &str); 7] = [
    ("a", 1, "song"),
    ("a", 9, "cancel"),
    ("b", 2, "song"),
    ("b", 24, "cancel"),
    ("c", 3, "song"),
    ("d", 12, "song"),
    ("c", 30, "song"),
];

fn plan(cutoffs: &[u32]) -> LabelPlan {
    let dates = cutoffs.iter().map(|cutoff| day(*cutoff)).collect();
    LabelPlan::new(Schedule::Dates(dates), Span::from_days(10)).unwrap()
}

fn label(plan: &LabelPlan) -> Labels {
    plan.label(&log_of(&LOG, None), &Cancellation::new(["cancel"]).unwrap()).unwrap()
}

fn show(labels: &Labels) -> Vec<String> {
    let log = log_of(&LOG, None);
    let row = |row: &refrain_labels::LabelRow| {
        let cutoff = row.observation.cutoff.utc_day();
        format!("{}@{cutoff} {}", log.entity_id(row.observation.entity), row.outcome.name())
    };
    labels.rows().iter().map(row).collect()
}

#[test]
fn only_those_seen_and_not_gone_are_observed() {
    let labels = label(&plan(&[5, 10, 21]));
    let expected = [
        "a@5 churned",
        "b@5 retained",
        "b@10 retained",
        "b@21 churned",
        "c@5 retained",
        "c@10 retained",
        "c@21 censored",
        "d@21 censored",
    ];
    assert_eq!(show(&labels), expected);
    let at_21 = labels.counts()[2];
    assert_eq!((at_21.at_risk, at_21.churned, at_21.retained), (3, 1, 0));
    assert_eq!((at_21.censored, at_21.left_before, at_21.complete), (2, 1, false));
}

#[test]
fn incomplete_cutoffs_are_left_out_whole() {
    // Day 21 + 10 passes the end of the log: only b's label is known, and it says churned.
    let complete = label(&plan(&[5, 21])).complete();
    assert!(complete.iter().all(|row| row.observation.cutoff == day(5)));
    assert_eq!(complete.len(), 3);
}

#[test]
fn window_that_ends_with_the_log_is_complete() {
    let log = log_of(&LOG, None);
    let dates = Schedule::Dates(vec![day(20) + Span::MILLISECOND]);
    let plan = LabelPlan::new(dates, Span::from_days(10)).unwrap();
    let labels = plan.label(&log, &Cancellation::new(["cancel"]).unwrap()).unwrap();
    assert_eq!(labels.rows()[0].window_end, log.range().end);
    assert!(labels.counts()[0].complete && labels.counts()[0].censored == 0);
}

#[test]
fn churn_in_the_lead_gives_no_row() {
    let labels = label(&plan(&[5]).lead(Span::from_days(5)));
    assert_eq!(show(&labels), ["b@5 retained", "c@5 retained"]);
    assert_eq!(labels.counts()[0].left_in_lead, 1);
    let window_end = labels.rows()[0].window_end;
    assert_eq!(window_end, day(20));
}

#[test]
fn registered_but_unseen_are_observed_only_on_request() {
    let log = log_of(&LOG, Some(0));
    let rule = Cancellation::new(["cancel"]).unwrap();
    let seen = plan(&[5]).label(&log, &rule).unwrap();
    assert_eq!(seen.rows().len(), 3);
    let all = plan(&[5]).risk_set(RiskSet::RegisteredOrSeen).label(&log, &rule).unwrap();
    assert_eq!(all.rows().len(), 4);
}

#[test]
fn those_to_score_are_those_observed() {
    let log = log_of(&LOG, None);
    let rule = Cancellation::new(["cancel"]).unwrap();
    let plan = plan(&[5, 10, 21]);
    let observed: Vec<_> =
        plan.label(&log, &rule).unwrap().rows().iter().map(|row| row.observation).collect();
    assert_eq!(plan.at_risk(&log, &rule).unwrap(), observed);
}

#[test]
fn nobody_at_risk_is_an_error() {
    let log = log_of(&[("a", 1, "cancel"), ("b", 9, "song")], None);
    let rule = Cancellation::new(["cancel"]).unwrap();
    let message = "nobody is at risk at any of the 1 cutoffs from 1970-01-06T00:00:00Z to \
                   1970-01-06T00:00:00Z: everyone came later, had left, was not active or is not \
                   among those whom the rule is about";
    refused(plan(&[5]).label(&log, &rule), ErrorKind::Data, message);
    refused(plan(&[5]).at_risk(&log, &rule), ErrorKind::Data, message);
}

#[test]
fn zero_horizon_is_an_error() {
    let message = "the horizon is zero; a horizon such as 10d is the length of the outcome window";
    refused(LabelPlan::new(Schedule::End, Span::ZERO), ErrorKind::Argument, message);
}

#[test]
fn horizon_that_censors_everyone_is_an_error() {
    let log = log_of(&[("a", 5, "song"), ("a", 5, "cancel_page")], None);
    let horizon = Span::from_days(30);
    let plan = LabelPlan::new(Schedule::End, horizon).unwrap();
    let rule = Lapse::new(Span::from_days(7)).unwrap();
    let message = "everyone is censored: the log, which covers [1970-01-06T00:00:00Z, \
                   1970-01-06T00:00:00.001Z), ends inside every outcome window of lead 0d and \
                   horizon 30d; shorten the horizon or take earlier cutoffs";
    refused(plan.label(&log, &rule), ErrorKind::Data, message);
    assert_eq!(plan.at_risk(&log, &rule).unwrap().len(), 1);
}

proptest! {
    #[test]
    fn outcomes_follow_from_a_plain_reading_of_the_events(
        events in prop::collection::vec((0_usize..5, 0_u32..40, prop::bool::weighted(0.1)), 1..60),
        cutoff in 1_u32..40,
    ) {
        const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
        let mut events: Vec<_> = events.iter()
            .map(|(who, at, left)| (NAMES[*who], *at, if *left { "cancel" } else { "song" }))
            .collect();
        events.extend([("y", 0, "cancel"), ("z", 0, "song"), ("z", 41, "song")]);
        // Somebody whose outcome is known.
        events.extend([("w", 0, "song"), ("w", cutoff, "cancel")]);
        let log = log_of(&events, None);
        let labels = plan(&[cutoff]).label(&log, &Cancellation::new(["cancel"]).unwrap()).unwrap();
        let window = TimeRange::new(day(cutoff), day(cutoff + 10));
        for name in NAMES {
            let own: Vec<_> = events.iter().filter(|(who, ..)| *who == name).collect();
            let seen = own.iter().any(|(_, at, _)| *at < cutoff);
            let left = own.iter().any(|(_, at, kind)| *at < cutoff && *kind == "cancel");
            let cancels = own.iter().filter(|(_, _, kind)| *kind == "cancel");
            let churned = cancels.map(|(_, at, _)| day(*at)).filter(|at| window.contains(*at)).min();
            let row = labels.rows().iter().find(|row| log.entity_id(row.observation.entity) == name);
            prop_assert_eq!(row.is_some(), seen && !left);
            if let Some(row) = row {
                let expected = match churned {
                    Some(at) => Outcome::Churned { at },
                    None if window.end <= log.range().end => Outcome::Retained,
                    None => Outcome::Censored,
                };
                prop_assert_eq!(row.outcome, expected);
            }
        }
    }
}
