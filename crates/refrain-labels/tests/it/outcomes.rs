use refrain_core::Span;
use refrain_labels::{Cancellation, ChurnRule, ErrorKind, LabelPlan, Lapse, Outcomes, Schedule};

use crate::{day, log_of, refused};

fn cancel() -> Box<dyn ChurnRule> {
    Box::new(Cancellation::new(["cancel"]).unwrap())
}

fn outcomes() -> Outcomes {
    let close = Box::new(Cancellation::new(["close"]).unwrap());
    let silent = Box::new(Lapse::new(Span::from_days(4)).unwrap());
    let named: [(&str, Box<dyn ChurnRule>); 3] =
        [("cancel", cancel()), ("close", close), ("silent", silent)];
    Outcomes::new(named.map(|(name, rule)| (name.to_owned(), rule)).into()).unwrap()
}

#[test]
fn earliest_outcome_counts_and_ties_go_by_order() {
    let log = log_of(
        &[
            ("a", 3, "song"),
            ("a", 5, "song"),
            ("a", 9, "close"),
            ("a", 9, "cancel"),
            ("b", 4, "song"),
            ("b", 7, "cancel"),
            ("c", 4, "song"),
            ("d", 4, "song"),
            ("d", 7, "song"),
            ("d", 10, "song"),
            ("d", 30, "song"),
            ("e", 4, "song"),
            ("e", 6, "close"),
        ],
        None,
    );
    let plan = LabelPlan::new(Schedule::Dates(vec![day(5), day(28)]), Span::from_days(6)).unwrap();
    let labels = plan.label_outcomes(&log, &outcomes()).unwrap();
    let found: Vec<(&str, &str, i64)> = labels
        .rows()
        .iter()
        .map(|row| {
            let seen = row.label.observation;
            (log.entity_id(seen.entity), labels.name(row), seen.cutoff.utc_day())
        })
        .collect();
    // a closes, cancels and has been silent for 4 days, all in one instant.
    let expected = [
        ("a", "cancel", 5),
        ("b", "cancel", 5),
        ("c", "silent", 5),
        ("d", "stay", 5),
        ("e", "close", 5),
    ];
    assert_eq!(found, expected);
    assert_eq!(labels.names(), ["cancel", "close", "silent"]);
    assert_eq!(labels.counts()[0].of_each, [2, 1, 1]);
    assert_eq!(labels.counts()[0].counts.retained, 1);
    assert_eq!(labels.counts()[1].counts.left_before, 5);
}

#[test]
fn names_are_distinct_and_not_those_of_having_none() {
    for names in [&["cancel", "cancel"][..], &["stay"], &["censored"], &["at_risk"], &[""]] {
        let named = names.iter().map(|name| ((*name).to_owned(), cancel())).collect();
        let message = format!(
            "the outcome `{}` has no name of its own; it means something else in tables, or is \
             given twice, or is empty",
            names.last().unwrap()
        );
        refused(Outcomes::new(named), ErrorKind::Argument, &message);
    }
    let message = "no rule is given; name at least one";
    refused(Outcomes::new(Vec::new()), ErrorKind::Argument, message);
}

#[test]
fn a_log_without_one_of_the_outcomes_may_have_the_others() {
    let log = log_of(&[("a", 3, "song"), ("b", 4, "song"), ("b", 20, "song")], None);
    let plan = LabelPlan::new(Schedule::Dates(vec![day(5)]), Span::from_days(6)).unwrap();
    let labels = plan.label_outcomes(&log, &outcomes()).unwrap();
    assert_eq!(labels.counts()[0].of_each, [0, 0, 2]);

    let nobody = Outcomes::new(vec![("cancel".to_owned(), cancel())]).unwrap();
    let message = "no event is of kind `cancel`, so nobody can churn; the log's kinds are `song`";
    refused(plan.label_outcomes(&log, &nobody), ErrorKind::Data, message);
    let slip = Box::new(Cancellation::new(["sonk"]).unwrap()) as Box<dyn ChurnRule>;
    let silent = Box::new(Lapse::new(Span::from_days(4)).unwrap());
    let named = vec![("slip".to_owned(), slip), ("silent".to_owned(), silent as _)];
    let error = plan.label_outcomes(&log, &Outcomes::new(named).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert!(error.to_string().contains("`song`"), "{error}");
}
