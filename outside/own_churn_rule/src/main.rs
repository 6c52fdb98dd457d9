//! Labels customers by a churn rule of one's own: a bank has lost whoever has the salary paid
//! elsewhere. The checker finds what is wrong with a rule that only seems to be one.

use refrain_core::{
    AttributeType, Event, EventLog, EventLogBuilder, EventRow, History, OutcomeWindow, Span, Time,
    Value,
};
use refrain_labels::{ChurnRule, Error, LabelPlan, Schedule, check_rule, unfit};

/// The salary is paid elsewhere from now on.
struct SalaryMoved;

fn is_moved(event: &Event<'_>) -> bool {
    event.kind() == "salary" && event.text("bank") == Some("other")
}

impl ChurnRule for SalaryMoved {
    fn name(&self) -> String {
        "salary-moved".to_owned()
    }

    fn check(&self, log: &EventLog, _horizon: Span) -> Result<(), Error> {
        match log.kinds().code("salary") {
            Some(_) => Ok(()),
            None => Err(unfit(self, "it holds no salaries")),
        }
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        window.events().iter().find(is_moved).map(|event| event.time())
    }

    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        history.events().iter().rfind(is_moved).map(|event| event.time())
    }
}

/// No salary in the window: whether it ends a day earlier or later decides who has left.
struct NoSalary;

impl ChurnRule for NoSalary {
    fn name(&self) -> String {
        "no-salary".to_owned()
    }

    fn check(&self, _log: &EventLog, _horizon: Span) -> Result<(), Error> {
        Ok(())
    }

    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let is_paid = window.events().iter().any(|event| event.kind() == "salary");
        (window.is_complete() && !is_paid).then_some(window.range().start)
    }

    fn left_at(&self, _history: &History<'_>) -> Option<Time> {
        None
    }
}

fn log() -> Result<EventLog, Error> {
    let mut builder = EventLogBuilder::new(&[("bank", AttributeType::Text)])?;
    for (customer, day, bank) in [
        ("dan", "2024-01-31", "ours"),
        ("dan", "2024-02-29", "ours"),
        ("dan", "2024-03-28", "other"),
        ("ada", "2024-01-31", "ours"),
        ("ada", "2024-02-29", "other"),
        ("ada", "2024-03-28", "other"),
        ("cleo", "2024-02-29", "ours"),
        ("cleo", "2024-03-28", "ours"),
        ("cleo", "2024-04-30", "ours"),
    ] {
        let row = EventRow::new(customer, day.parse()?, "salary");
        builder.push(&row.attributes(&[Value::Text(bank)]))?;
    }
    builder.finish()
}

fn main() -> Result<(), Error> {
    let log = log()?;
    let cutoffs = vec!["2024-02-01".parse()?, "2024-03-01".parse()?];
    let plan = LabelPlan::new(Schedule::Dates(cutoffs), Span::from_days(30))?;
    for row in plan.label(&log, &SalaryMoved)?.rows() {
        let customer = log.entity_id(row.observation.entity);
        println!("{customer:5}{} {}", row.observation.cutoff, row.outcome.name());
    }

    assert_eq!(check_rule(&SalaryMoved, &log)?, []);
    for violation in check_rule(&NoSalary, &log)?.iter().take(2) {
        println!("\nno-salary: {violation}");
    }
    Ok(())
}
