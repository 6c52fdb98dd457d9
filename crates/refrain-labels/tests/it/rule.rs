use refrain_core::{Span, Time};
use refrain_labels::{Cancellation, ChurnRule, ErrorKind, Inactivity, unfit};

use crate::{day, log_of, refused};

fn churned_at(rule: &dyn ChurnRule, events: &[(&str, u32, &str)], cutoff: u32) -> Option<Time> {
    let log = log_of(events, None);
    let entity = log.entity("e").unwrap();
    rule.churned_at(&log.outcome_window(entity, day(cutoff), Span::ZERO, Span::from_days(10)))
}

#[test]
fn first_cancellation_in_the_window_counts() {
    let rule = Cancellation::new(["cancel", "close"]).unwrap();
    let events = [("e", 3, "song"), ("e", 6, "close"), ("e", 8, "cancel"), ("e", 40, "song")];
    assert_eq!(churned_at(&rule, &events, 5), Some(day(6)));
    assert_eq!(churned_at(&rule, &events, 6), Some(day(6)));
    assert_eq!(churned_at(&rule, &events, 20), None);
}

#[test]
fn cancellation_before_the_cutoff_has_left() {
    let rule = Cancellation::new(["cancel"]).unwrap();
    let log = log_of(&[("e", 3, "song"), ("e", 6, "cancel")], None);
    let entity = log.entity("e").unwrap();
    assert!(!rule.has_left(&log.history(entity, day(6))));
    assert!(rule.has_left(&log.history(entity, day(7))));
}

#[test]
fn cancellation_that_never_occurs_is_an_error() {
    let log = log_of(&[("e", 3, "song"), ("e", 6, "help")], None);
    let rule = Cancellation::new(["cancel"]).unwrap();
    let sentence =
        "no event is of kind `cancel`, so nobody can churn; the log's kinds are `help`, `song`";
    refused(rule.check(&log, Span::from_days(10)), ErrorKind::Data, sentence);
    let message =
        "the cancellation rule names no kind of event; name the one that ends a subscription";
    refused(Cancellation::new(Vec::<String>::new()), ErrorKind::Argument, message);
}

#[test]
fn silence_counts_from_the_start_of_the_window() {
    let rule = Inactivity::new(Span::from_days(4)).unwrap();
    // An event on the last day keeps the log open past the window.
    let silent = [("e", 1, "song"), ("e", 10, "song"), ("z", 90, "song")];
    assert_eq!(churned_at(&rule, &silent, 5), Some(day(9)));
    let active = [("e", 8, "song"), ("e", 11, "song"), ("e", 14, "song"), ("z", 90, "song")];
    assert_eq!(churned_at(&rule, &active, 5), None);
    let late = [("e", 8, "song"), ("e", 11, "song"), ("z", 90, "song")];
    assert_eq!(churned_at(&rule, &late, 5), Some(day(15)));
}

#[test]
fn silence_after_the_end_of_the_log_is_not_churn() {
    let rule = Inactivity::new(Span::from_days(4)).unwrap();
    assert_eq!(churned_at(&rule, &[("e", 4, "song"), ("z", 7, "song")], 5), None);
}

#[test]
fn long_silence_up_to_the_cutoff_has_left() {
    let rule = Inactivity::new(Span::from_days(4)).unwrap();
    let log = log_of(&[("e", 3, "song"), ("e", 20, "song")], None);
    let entity = log.entity("e").unwrap();
    assert!(!rule.has_left(&log.history(entity, day(6))));
    assert!(rule.has_left(&log.history(entity, day(7))));
    assert!(!rule.has_left(&log.history(entity, day(21))), "who came back is at risk again");
}

#[test]
fn rule_of_ones_own_says_why_it_cannot_be_applied() {
    let error = unfit(&Cancellation::new(["cancel"]).unwrap(), "it is too short");
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(error.to_string(), "the rule cancel cannot be applied: it is too short");
}

#[test]
fn silence_must_fit_the_horizon() {
    let log = log_of(&[("e", 3, "song")], None);
    let silence = Span::from_days(14);
    let message =
        "a silence of 14d cannot be seen in a horizon of 10d; use a horizon of at least 14d";
    let checked = Inactivity::new(silence).unwrap().check(&log, Span::from_days(10));
    refused(checked, ErrorKind::Argument, message);
    let message = "the silence that counts as churn is zero; give one such as 14d";
    refused(Inactivity::new(Span::ZERO), ErrorKind::Argument, message);
}
