//! `refrain labels`.

use refrain::base::EventLog;
use refrain::events::EventSchema;
use refrain::labels::{ChurnRule, Episode, Outcomes};
use refrain::table::{Table, label_table, lifetime_table, outcome_table};
use refrain::{Pipeline, SurvivalCurves, Timings, report};

use super::args::LabelsArgs;
use crate::failure::Failure;
use crate::input::{N_CUTOFFS_SHOWN, pipeline, read, schema};
use crate::output::{check, print, write};

/// Customers without a lifetime that are named.
const N_NAMED: usize = 20;

/// Days from one row of a survival curve's table to the next.
const DAYS_PER_ROW: u32 = 7;

pub(crate) fn labels(args: &LabelsArgs, timings: &mut Timings) -> Result<(), Failure> {
    check(&args.output, &args.log)?;
    let schema = schema(&args.log)?;
    let outcomes = outcomes(args, &schema)?;
    let pipeline = pipeline(&schema, &args.schedule, &args.labels, rule(args, &schema)?);
    let log = read(&args.log, &schema, timings)?.log;
    let make = || match &outcomes {
        Some(outcomes) => outcome_labels(&pipeline, &schema, &log, outcomes),
        None if args.survival => lifetimes(&pipeline, &schema, &log, without_time(args, &pipeline)),
        None => churn_labels(&pipeline, &schema, &log),
    };
    if args.curve {
        let make = || pipeline.survival_curves(&log, args.by.as_deref(), args.from_day);
        let why = without_time(args, &pipeline);
        return show_curves(&timings.stage("curves", make)?, args, why);
    }
    let table = timings.stage("labels", make)?;
    write(&table, &args.output)
}

/// The outcomes asked for, if several are told apart.
fn outcomes(args: &LabelsArgs, schema: &EventSchema) -> Result<Option<Outcomes>, Failure> {
    let Some(text) = &args.outcomes else { return Ok(None) };
    let outcomes = args.labels.parser(schema).outcomes(text)?;
    args.labels.check(outcomes.any(), "--outcomes", text)?;
    Ok(Some(outcomes))
}

/// The rule by which somebody left: the one given, or any of the outcomes.
fn rule(args: &LabelsArgs, schema: &EventSchema) -> Result<Box<dyn ChurnRule>, Failure> {
    if let Some(outcomes) = outcomes(args, schema)? {
        return Ok(Box::new(outcomes.into_any()));
    }
    let rule = args.labels.rule(schema)?;
    if args.survival && !rule.has_lifetimes() {
        let (given, lapsed) = (&args.labels.rule, args.labels.rule.replace("inactive:", "lapsed:"));
        return Err(Failure::usage(format!(
            "labels --survival needs the instant at which each left, which {given} does not tell: \
             use --rule {lapsed}"
        )));
    }
    Ok(rule)
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

/// The lifetimes of all customers; who has none goes to standard error.
fn lifetimes(
    pipeline: &Pipeline,
    schema: &EventSchema,
    log: &EventLog,
    why: &str,
) -> Result<Table, Failure> {
    let episodes = pipeline.episodes(log)?;
    let table = lifetime_table(&schema.roles().entity, log, &episodes)?;
    say_without_time(log, &episodes, why);
    Ok(table)
}

/// Why somebody has no time at risk.
fn without_time(args: &LabelsArgs, pipeline: &Pipeline) -> &'static str {
    match args.labels.asks_for_lapses() && !pipeline.rule().kinds().is_empty() {
        true => "gave no sign of life, or the first when they left or the log ended",
        false => "were seen first when they left or the log ended",
    }
}

/// Names those who have no time at risk.
fn say_without_time(log: &EventLog, episodes: &[Episode], why: &str) {
    let without = episodes.iter().filter(|episode| episode.lifetime().is_none());
    let ids: Vec<&str> = without.map(|episode| log.entity_id(episode.entity)).collect();
    if ids.is_empty() {
        return;
    }
    let named = ids[..ids.len().min(N_NAMED)].join(", ");
    let more = match ids.len().checked_sub(N_NAMED) {
        Some(more) if more > 0 => format!(" and {more} more"),
        _ => String::new(),
    };
    let n = ids.len();
    eprintln!("left out, since they {why} ({n}): {named}{more}");
}

/// Shows the curves, or writes their table where the user asked.
fn show_curves(curves: &SurvivalCurves, args: &LabelsArgs, why: &str) -> Result<(), Failure> {
    if curves.n_without_time > 0 {
        let n = curves.n_without_time;
        eprintln!("left out, since they {why}: {n}");
    }
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
