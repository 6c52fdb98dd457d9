//! Audits of a pipeline: features and labels made from a log that is at hand.

mod alteration;
mod altered_features;
mod compute;
mod exposure_control;
mod exposure_times;
mod risk_set;
mod rows;

use refrain_core::{Column, ColumnKind, EventLog, FeatureMatrix, Fit, Observation, check_length};

use crate::Error;
use crate::audit::{interval_note, or_note, report, table_findings};
use crate::finding::Pattern;
use crate::options::AuditOptions;
use crate::report::AuditReport;
use crate::subject::Subject;
use crate::table::{AuditColumn, AuditTable};
use alteration::Alteration;
use altered_features::{MAX_SAMPLE, altered_findings};
use compute::compute;
use exposure_control::{check_times, control};
use exposure_times::exposure_times;
use risk_set::check_risk_set;

pub use compute::ComputeFeatures;
pub use rows::PipelineRows;

/// Audits features and labels against the log that they are made from.
///
/// Later events are altered in several ways, and every feature must stay as it is, bit for bit; the
/// rows are held against who was at risk; and a control model is trained on exposure times as of the
/// cutoff alone, under a backtest where there are several cutoffs.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) or [`ErrorKind::Data`](crate::ErrorKind::Data) for rows that cannot be audited,
/// [`ErrorKind::External`](crate::ErrorKind::External) if the features cannot be computed.
///
/// # Determinism
///
/// The same log, rows and options give the same report, on any number of threads.
pub fn audit_pipeline<E: Fit>(
    name: &str,
    log: &EventLog,
    features: &dyn ComputeFeatures,
    rows: &PipelineRows<'_>,
    options: &AuditOptions<E>,
) -> Result<AuditReport, Error> {
    Observation::check_all(rows.observations, log.n_entities())?;
    let matrix = compute(features, log, rows.observations)?;
    let table = table(name, log, &matrix, rows)?;
    let mut subject = Subject::new(&table, options.seed)?;
    let mut findings = table_findings(&subject, None)?;
    // What a name only suggests, the altered logs decide.
    findings.retain(|finding| finding.pattern != Some(Pattern::EverAttribute));
    findings.extend(altered_findings(log, features, rows)?);
    check_risk_set(log, rows, &mut findings);
    let mut notes = interval_note(&subject);
    let times = exposure_times(log, rows.observations);
    let control = or_note(control(&matrix, &times, rows, options), &mut notes)?;
    if let Some(control) = &control {
        check_times(&subject, &matrix, &times, control, &mut findings)?;
    }
    subject.alone.retain(|alone| alone.auc.is_some());
    let mut report = report(name.to_owned(), subject, control, findings);
    notes.push(format!(
        "later events were altered in {} ways for up to {MAX_SAMPLE} entities",
        Alteration::ALL.len()
    ));
    report.notes = notes;
    Ok(report)
}

fn table(
    name: &str,
    log: &EventLog,
    matrix: &FeatureMatrix,
    rows: &PipelineRows<'_>,
) -> Result<AuditTable, Error> {
    let column = |(index, column): (usize, &Column)| {
        let values = matrix.values(index);
        match &column.kind {
            ColumnKind::Category(names) => {
                let text = |value: &f64| (!value.is_nan()).then(|| names[*value as usize].clone());
                AuditColumn::texts(&column.name, values.iter().map(text).collect())
            }
            _ => AuditColumn::numbers(&column.name, values.to_vec()),
        }
    };
    let columns = matrix.columns().iter().enumerate().map(column).collect();
    let ids = rows.observations.iter().map(|row| log.entity_id(row.entity).to_owned());
    let last = |row: &Observation| {
        let events = log.history(row.entity, log.range().end).events();
        *events.times().last().expect("an entity has an event")
    };
    let table = AuditTable::new(name, columns, rows.labels.to_vec())?
        .with_entities(ids)?
        .with_cutoffs(rows.observations.iter().map(|row| row.cutoff).collect())?
        .with_window_ends(rows.window_ends.to_vec())?
        .with_last_events(rows.observations.iter().map(last).collect())?;
    if rows.churned_at.is_empty() {
        return Ok(table);
    }
    check_length("the list of churns", log.n_entities(), rows.churned_at.len())?;
    let churned_at = rows.observations.iter().map(|row| rows.churned_at[row.entity.position()]);
    table.with_churned_at(churned_at.collect())
}
