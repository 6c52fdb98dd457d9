use refrain_core::{EventLog, Outcome, Span};
use refrain_labels::{
    AnyOf, Cancellation, ChurnRule, ErrorKind, LabelPlan, Labels, RecurrentEvent, Schedule,
};

use crate::{Row, day, log_of_rows, refused};

fn downgrade() -> RecurrentEvent {
    let rule = RecurrentEvent::new("downgrade", ["submit downgrade"]).unwrap();
    rule.among("plan", ["paid"]).ended_by(["cancel"])
}

fn upgrade() -> RecurrentEvent {
    RecurrentEvent::new("upgrade", ["submit upgrade"]).unwrap().not_among("plan", ["paid"])
}

/// Downgrades on day 6, upgrades on day 12, downgrades on day 18, cancels on day 24.
fn switcher() -> Vec<Row> {
    vec![
        Row::new("s", 1, "song").plan("paid"),
        Row::new("s", 6, "submit downgrade").plan("paid"),
        Row::new("s", 8, "song").plan("free"),
        Row::new("s", 12, "submit upgrade").plan("free"),
        Row::new("s", 14, "song").plan("paid"),
        Row::new("s", 18, "submit downgrade").plan("paid"),
        Row::new("s", 24, "cancel").plan("free"),
        Row::new("z", 60, "song").plan("free"),
    ]
}

fn label(log: &EventLog, rule: &dyn ChurnRule, cutoffs: &[u32]) -> Labels {
    let dates = Schedule::Dates(cutoffs.iter().map(|cutoff| day(*cutoff)).collect());
    LabelPlan::new(dates, Span::from_days(5)).unwrap().label(log, rule).unwrap()
}

fn churned_on(labels: &Labels) -> Vec<(i64, Option<i64>)> {
    let on = |outcome| match outcome {
        Outcome::Churned { at } => Some(at.utc_day()),
        _ => None,
    };
    let rows = labels.rows().iter();
    rows.map(|row| (row.observation.cutoff.utc_day(), on(row.outcome))).collect()
}

#[test]
fn who_has_downgraded_can_do_it_again_once_back_on_the_plan() {
    let labels = label(&log_of_rows(&switcher()), &downgrade(), &[2, 10, 16]);
    assert_eq!(churned_on(&labels), [(2, Some(6)), (16, Some(18))]);
    assert_eq!(labels.counts()[1].not_exposed, 1);
}

#[test]
fn upgrade_is_for_those_on_other_plans() {
    let labels = label(&log_of_rows(&switcher()), &upgrade(), &[2, 9, 16]);
    assert_eq!(churned_on(&labels), [(9, Some(12))]);
}

#[test]
fn right_after_a_downgrade_nobody_can_downgrade() {
    // The last plan stated is `paid`, but by the event that ends it.
    let labels = label(&log_of_rows(&switcher()), &downgrade(), &[2, 7]);
    assert_eq!(churned_on(&labels), [(2, Some(6))]);
}

#[test]
fn who_cancelled_is_gone_and_a_cancellation_is_no_downgrade() {
    let mut rows = switcher();
    rows.push(Row::new("s", 15, "cancel").plan("paid"));
    // The downgrade of day 18 follows the cancellation, so it does not count.
    let labels = label(&log_of_rows(&rows), &downgrade(), &[2, 15, 16]);
    assert_eq!(churned_on(&labels), [(2, Some(6)), (15, None)]);
    assert_eq!((labels.counts()[2].left_before, labels.counts()[1].retained), (1, 1));
}

#[test]
fn plan_of_the_future_is_not_seen() {
    let rows = [
        Row::new("e", 1, "song"),
        Row::new("e", 6, "song").plan("paid"),
        Row::new("e", 7, "submit downgrade"),
        Row::new("z", 60, "song").plan("free"),
    ];
    let log = log_of_rows(&rows);
    let entity = log.entity("e").unwrap();
    assert!(!downgrade().is_exposed(&log.history(entity, day(6))));
    assert!(downgrade().is_exposed(&log.history(entity, day(7))));
    // An event of the rule's kinds that states no plan leaves the one stated before.
    assert!(downgrade().is_exposed(&log.history(entity, day(9))));
}

#[test]
fn any_of_takes_the_first_to_which_one_was_exposed() {
    let rules: Vec<Box<dyn ChurnRule>> =
        vec![Box::new(downgrade()), Box::new(Cancellation::new(["cancel"]).unwrap())];
    let any = AnyOf::new(rules).unwrap();
    assert_eq!(any.name(), "any:downgrade+cancel");
    let mut rows = switcher();
    rows.push(Row::new("s", 17, "song").plan("free"));
    let labels = label(&log_of_rows(&rows), &any, &[2, 17, 20]);
    // On day 17 he pays and downgrades on 18; on day 20 he could not downgrade, but cancels.
    assert_eq!(churned_on(&labels), [(2, Some(6)), (17, Some(18)), (20, Some(24))]);
    let message = "no rule is given; name at least one";
    refused(AnyOf::new(Vec::new()), ErrorKind::Argument, message);
}

#[test]
fn slips_are_met_with_the_nearest_name() {
    let log = log_of_rows(&switcher());
    let check = |rule: RecurrentEvent| rule.check(&log, Span::ZERO).unwrap_err().to_string();
    let rule = |kind: &str| RecurrentEvent::new("downgrade", [kind]).unwrap();
    assert_eq!(
        check(rule("Submit Downgrde")),
        "no event is of kind `Submit Downgrde`, so nobody can churn (did you mean `submit \
         downgrade`?); the log's kinds are `cancel`, `song`, `submit downgrade`, `submit upgrade`"
    );
    assert_eq!(
        check(rule("submit downgrade").among("plann", ["paid"])),
        "the rule downgrade needs the attribute `plann`, which the log does not have (did you mean \
         `plan`?); its text attributes are `plan`"
    );
    assert_eq!(
        check(rule("submit downgrade").not_among("length", ["paid"])),
        "the rule downgrade needs the attribute `length`, which the log does not have; its text \
         attributes are `plan`"
    );
    assert_eq!(
        check(rule("submit downgrade").among("plan", ["payed"])),
        "no event has a `plan` of `payed`, so nobody is at risk by the rule downgrade (did you mean \
         `paid`?); there are `free`, `paid`"
    );
    let none = RecurrentEvent::new("downgrade", Vec::<String>::new());
    let message = "the rule downgrade names no kind of event; name the one it looks for";
    refused(none, ErrorKind::Argument, message);
}
