//! `refrain labels`.

use refrain::core::EventLog;
use refrain::events::EventSchema;
use refrain::labels::Outcomes;
use refrain::table::{Table, label_table, lifetime_table, outcome_table};
use refrain::{Pipeline, Timings, parse_outcomes, report};

use super::args::LabelsArgs;
use crate::failure::Failure;
use crate::input::{N_CUTOFFS_SHOWN, pipeline, read, schema};
use crate::output::{check, write};

pub(crate) fn labels(args: &LabelsArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let pipeline = pipeline(&schema, &args.schedule, &args.labels)?;
    let outcomes =
        args.outcomes.as_deref().map(|text| parse_outcomes(text, &schema)).transpose()?;
    let log = read(&args.log, &schema, timings)?.log;
    let make = || match &outcomes {
        Some(outcomes) => outcome_labels(&pipeline, &schema, &log, outcomes),
        None if args.survival => {
            Ok(lifetime_table(&schema.roles().entity, &log, &pipeline.lifetimes(&log)?)?)
        }
        None => churn_labels(&pipeline, &schema, &log),
    };
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

/// Which of several outcomes each had; the counts go to standard error.
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
