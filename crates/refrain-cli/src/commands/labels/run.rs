//! `refrain labels`.

use refrain::base::EventLog;
use refrain::events::EventSchema;
use refrain::labels::Outcomes;
use refrain::table::{Table, label_table, lifetime_table, outcome_table};
use refrain::{Pipeline, SurvivalCurves, Timings, parse_outcomes, report};

use super::args::LabelsArgs;
use crate::failure::Failure;
use crate::input::{N_CUTOFFS_SHOWN, pipeline, read, schema};
use crate::output::{check, print, write};

/// Days from one row of a survival curve's table to the next.
const DAYS_PER_ROW: u32 = 7;

pub(crate) fn labels(args: &LabelsArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let pipeline = pipeline(&schema, &args.schedule, &args.labels)?;
    let outcomes =
        args.outcomes.as_deref().map(|text| parse_outcomes(text, &schema)).transpose()?;
    let log = read(&args.log, &schema, timings)?.log;
    let make = || match &outcomes {
        Some(outcomes) => outcome_labels(&pipeline, &schema, &log, outcomes),
        None if args.survival => lifetimes(&pipeline, &schema, &log),
        None => churn_labels(&pipeline, &schema, &log),
    };
    if args.curve {
        let make = || pipeline.survival_curves(&log, args.by.as_deref(), args.from_day);
        return show_curves(&timings.stage("curves", make)?, args);
    }
    let table = timings.stage("labels", make)?;
    write(&table, &args.output)
}

/// The labels of one rule; the counts go to standard error.
fn churn_labels(
    pipeline: &Pipeline,
    schema: &EventSchema,
    log: &EventLog,
) -> Result<Table, Failure> {
    let labels = pipeline.label(log)?;
    say_counts(&report::risk_table(&labels));
    Ok(label_table(&schema.roles().entity, log, &labels)?)
}

/// The lifetimes of all customers; how many have none goes to standard error.
fn lifetimes(pipeline: &Pipeline, schema: &EventSchema, log: &EventLog) -> Result<Table, Failure> {
    let episodes = pipeline.episodes(log)?;
    let table = lifetime_table(&schema.roles().entity, log, &episodes)?;
    say_without_time(episodes.len() - table.n_rows());
    Ok(table)
}

fn say_without_time(n: usize) {
    if n > 0 {
        eprintln!("left out, since they were seen first when they left or the log ended: {n}");
    }
}

/// Shows the curves, or writes their table where the user asked.
fn show_curves(curves: &SurvivalCurves, args: &LabelsArgs) -> Result<(), Failure> {
    say_without_time(curves.n_without_time);
    let table = curves.table(DAYS_PER_ROW)?;
    if args.output.output.is_some() {
        return write(&table, &args.output);
    }
    for group in &curves.groups {
        print(&format!("{}\n", group.told()))?;
    }
    print(&format!("\n{}", table.show(usize::MAX, 80)))
}

/// Makes the table of which of several outcomes each had; the counts go to standard error.
fn outcome_labels(
    pipeline: &Pipeline,
    schema: &EventSchema,
    log: &EventLog,
    outcomes: &Outcomes,
) -> Result<Table, Failure> {
    let labels = pipeline.label_outcomes(log, outcomes)?;
    say_counts(&report::outcome_risk_table(&labels)?);
    Ok(outcome_table(&schema.roles().entity, log, &labels)?)
}

fn say_counts(counts: &Table) {
    eprint!("{}", counts.show(N_CUTOFFS_SHOWN, usize::MAX));
}
