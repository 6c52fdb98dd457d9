use refrain_core::{Span, Time};
use refrain_labels::{Cancellation, ChurnRule, ErrorKind, unfit};

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
fn rule_of_ones_own_says_why_it_cannot_be_applied() {
    let error = unfit(&Cancellation::new(["cancel"]).unwrap(), "it is too short");
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(error.to_string(), "the rule cancel cannot be applied: it is too short");
}
