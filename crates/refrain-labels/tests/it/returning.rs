use refrain_core::Span;
use refrain_labels::{AfterChurn, Cancellation, LabelPlan, Schedule};

use crate::{day, log_of};

/// Cancels on day 5, comes back on day 9, cancels again on day 15.
const LOG: [(&str, u32, &str); 6] = [
    ("r", 2, "song"),
    ("r", 5, "cancel"),
    ("r", 9, "song"),
    ("r", 15, "cancel"),
    ("s", 1, "song"),
    ("s", 60, "song"),
];

fn observed(after_churn: AfterChurn) -> Vec<(i64, &'static str)> {
    let log = log_of(&LOG, None);
    let dates = [4, 7, 9, 10, 20].map(day).to_vec();
    let plan = LabelPlan::new(Schedule::Dates(dates), Span::from_days(10)).unwrap();
    let rule = Cancellation::new(["cancel"]).unwrap();
    let labels = plan.after_churn(after_churn).label(&log, &rule).unwrap();
    let own = labels.rows().iter().filter(|row| log.entity_id(row.observation.entity) == "r");
    own.map(|row| (row.observation.cutoff.utc_day(), row.outcome.name())).collect()
}

#[test]
fn gone_is_gone_by_default() {
    assert_eq!(AfterChurn::default(), AfterChurn::Gone);
    assert_eq!(observed(AfterChurn::Gone), [(4, "churned")]);
}

#[test]
fn who_came_back_before_the_cutoff_is_at_risk_again() {
    // At day 9 itself the return is not yet history.
    assert_eq!(observed(AfterChurn::MayReturn), [(4, "churned"), (10, "churned")]);
}

#[test]
fn event_of_the_instant_of_leaving_is_no_return() {
    let log = log_of(
        &[("r", 2, "song"), ("r", 5, "cancel"), ("r", 5, "logout"), ("s", 60, "song")],
        None,
    );
    let plan = LabelPlan::new(Schedule::Dates(vec![day(4), day(8)]), Span::from_days(9)).unwrap();
    let rule = Cancellation::new(["cancel"]).unwrap();
    let labels = plan.after_churn(AfterChurn::MayReturn).label(&log, &rule).unwrap();
    assert_eq!(labels.rows().len(), 1);
    assert_eq!(labels.counts()[1].left_before, 1);
}
