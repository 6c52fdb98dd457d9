//! `refrain audit`.

use std::path::Path;
use std::process::ExitCode;

use refrain::audit::{AuditOptions, AuditReport, audit_json};
use refrain::table::{Table, column_names, write_text};
use refrain::{LogAudit, Pipeline, Timings, audit_against_log, audit_any_table, guess_label};

use super::args::AuditArgs;
use crate::failure::{FINDING, Failure};
use crate::input::{GivenSet, read, say_left_out, schema};
use crate::options::LogArgs;
use crate::output::{check_not_input, print, width};
use crate::progress::spin;

pub(crate) fn audit(args: &AuditArgs, timings: &mut Timings) -> Result<ExitCode, Failure> {
    if let Some(path) = &args.json {
        check_not_input(path, &args.log, None)?;
    }
    let report = match table_input(args) {
        Some(path) => audit_file(args, path, timings)?,
        None if args.names_columns() => {
            let message =
                "options that name columns need one table as the input: CSV, JSON or Parquet";
            return Err(Failure::usage(message));
        }
        None => audit_log(args, timings)?,
    };
    print(&report.show(width()))?;
    if let Some(path) = &args.json {
        write_text(path, &audit_json(&report))?;
    }
    Ok(if report.has_severe() { ExitCode::from(FINDING) } else { ExitCode::SUCCESS })
}

/// The one input, if it is a table: options name its columns, or one is a label by its name.
fn table_input(args: &AuditArgs) -> Option<&Path> {
    let [input] = args.log.inputs.as_slice() else { return None };
    let path = Path::new(input);
    let names = column_names(path)?;
    let is_table = args.names_columns() || guess_label(names.iter().map(String::as_str)).is_some();
    is_table.then_some(path)
}

fn audit_file(
    args: &AuditArgs,
    path: &Path,
    timings: &mut Timings,
) -> Result<AuditReport, Failure> {
    let table = timings.stage("read", || Table::read(path))?;
    let (roles, name) = (args.roles(), path.display().to_string());
    let audit = || audit_any_table(&name, &table, &roles, &options(args));
    let mut report = timings.stage("audit", || spin("auditing", audit))?;
    if !args.beside.is_empty() {
        let log = LogArgs { inputs: args.beside.clone(), ..args.log.clone() };
        let schema = schema(&log)?;
        let rule = args.labels.rule(&schema)?;
        let log = read(&log, &schema, timings)?.log;
        let compare = || audit_against_log(&table, &roles, &log, &schema, rule.as_ref());
        report.add(timings.stage("recompute", compare)?);
    }
    Ok(report)
}

fn audit_log(args: &AuditArgs, timings: &mut Timings) -> Result<AuditReport, Failure> {
    let schema = schema(&args.log)?;
    let set = GivenSet::new(&args.features.set, &schema)?.set;
    let mut pipeline = Pipeline::with_rule(&schema, args.labels.rule(&schema)?)
        .features(GivenSet::new(&args.features.set, &schema)?.set)
        .schedule(args.schedule(schema.calendar())?)
        .lead(args.labels.lead)
        .risk_set(args.labels.risk_set.into())
        .after_churn(args.labels.after_churn());
    if let Some(horizon) = args.labels.horizon {
        pipeline = pipeline.horizon(horizon);
    }
    let rule = args.labels.rule(&schema)?;
    let log = read(&args.log, &schema, timings)?.log;
    let (inputs, set_name) = (args.log.inputs.join(" "), set.name().to_owned());
    let name = match args.ever {
        true => format!("{set_name} features of the whole log {inputs}, label \"ever left\""),
        false => format!("{set_name} features of {inputs}"),
    };
    let options = options(args);
    let audit = LogAudit {
        name: &name,
        log: &log,
        schema: &schema,
        features: &set,
        rule: rule.as_ref(),
        lead: args.labels.lead,
        options: &options,
    };
    if args.ever {
        return Ok(timings.stage("audit", || spin("auditing", || audit.ever()))?);
    }
    let (labels, dataset) = timings.stage("dataset", || pipeline.dataset(&log))?;
    say_left_out(&labels);
    Ok(timings.stage("audit", || spin("auditing", || audit.dataset(&dataset)))?)
}

fn options(args: &AuditArgs) -> AuditOptions {
    AuditOptions::default().seed(args.seed)
}
