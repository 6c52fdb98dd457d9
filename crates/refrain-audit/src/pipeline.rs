//! Features and labels made from a log that is at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, Dataset, EventLog, FeatureMatrix, Fit, Observation, Outcome, Span, Time,
};

use refrain_eval::{Protocol, TestCutoffs, TestedEntities, fold_by_entity};

use crate::Error;
use crate::audit::{or_note, report, table_findings};
use crate::control::{Control, Sides, scored};
use crate::finding::{Finding, Pattern, Severity};
use crate::options::AuditOptions;
use crate::report::AuditReport;
use crate::splits::selection;
use crate::subject::{SUSPECT_AUC, Subject};
use crate::table::{AuditColumn, AuditTable};

mod alteration;
mod exposure_times;

use alteration::{Alteration, Workshop};
use exposure_times::{NAMES, RECENCY, log_clocks, rank_correlation};

/// Features of a log, as they are to be audited.
///
/// Unlike a feature of refrain, an implementor is given the whole log: whether it keeps to what is
/// before the cutoff is what the audit finds out.
pub trait ComputeFeatures {
    /// Computes the features of each observation, in the order given.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>>;
}

impl<F> ComputeFeatures for F
where
    F: Fn(
        &EventLog,
        &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>>,
{
    fn compute(
        &self,
        log: &EventLog,
        observations: &[Observation],
    ) -> Result<FeatureMatrix, Box<dyn std::error::Error + Send + Sync>> {
        self(log, observations)
    }
}

/// The rows that a pipeline makes of a log.
#[derive(Debug, Clone, Copy)]
pub struct PipelineRows<'a> {
    /// Who is observed when.
    pub observations: &'a [Observation],
    /// Whether each churned.
    pub labels: &'a [bool],
    /// The end of each outcome window.
    pub window_ends: &'a [Time],
    /// From the cutoff to the outcome window; who leaves in it gives no row.
    pub lead: Span,
    /// When each entity of the log first churned, by its index; empty if it is not known.
    pub churned_at: &'a [Option<Time>],
    /// Kinds of event that mean churn or lead to nothing else.
    pub churn_kinds: &'a [String],
}

/// Entities whose later events are altered, at most.
const MAX_SAMPLE: usize = 200;

/// Rank correlation with a clock from which on a column is one.
const SAME_CLOCK: f64 = 0.95;

/// Fewer entities left out prove no selection.
const MIN_LEFT_OUT: usize = 5;

/// Audits features and labels against the log that they are made from.
///
/// Later events are altered in several ways, and every feature must stay as it is, bit for bit; the
/// rows are held against who was at risk; and a control model is trained on clocks as of the cutoff
/// alone, under a backtest where there are several cutoffs.
///
/// # Errors
///
/// [`Error::Length`] or [`Error::OneClass`] for rows that cannot be audited, [`Error::Estimator`] if
/// the features cannot be computed.
///
/// # Determinism
///
/// The same log, rows, options and estimator give the same report.
pub fn audit_pipeline<E: Fit>(
    name: &str,
    log: &EventLog,
    features: &dyn ComputeFeatures,
    rows: &PipelineRows<'_>,
    estimator: &E,
    options: AuditOptions,
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
    let mut notes = Vec::new();
    let clocks = log_clocks(log, rows.observations);
    let control = control(&matrix, &clocks, rows, estimator, options);
    let control = or_note(control, &mut notes)?;
    if let Some(control) = &control {
        check_clocks(&subject, &matrix, &clocks, control, &mut findings)?;
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

fn compute(
    features: &dyn ComputeFeatures,
    log: &EventLog,
    observations: &[Observation],
) -> Result<FeatureMatrix, Error> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Estimator {
        reason: error.to_string(),
    };
    let matrix = features.compute(log, observations).map_err(failed)?;
    crate::record::check_length("the feature matrix", observations.len(), matrix.n_rows())?;
    Ok(matrix)
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
        .with_entities(ids.collect())?
        .with_cutoffs(rows.observations.iter().map(|row| row.cutoff).collect())?
        .with_window_ends(rows.window_ends.to_vec())?
        .with_last_events(rows.observations.iter().map(last).collect())?;
    if rows.churned_at.is_empty() {
        return Ok(table);
    }
    crate::record::check_length("the list of churns", log.n_entities(), rows.churned_at.len())?;
    let churned_at = rows.observations.iter().map(|row| rows.churned_at[row.entity.position()]);
    table.with_churned_at(churned_at.collect())
}

/// Findings about columns that change when what they must not see changes.
fn altered_findings(
    log: &EventLog,
    features: &dyn ComputeFeatures,
    rows: &PipelineRows<'_>,
) -> Result<Vec<Finding>, Error> {
    let sample = sample(log, rows.observations);
    if sample.is_empty() {
        return Ok(Vec::new());
    }
    let workshop = Workshop::new(log, &sample, rows.churn_kinds);
    let matrix_of = |alteration| {
        let altered = workshop.log(alteration)?;
        compute(features, &altered, &workshop.observations(&altered))
    };
    let as_given = matrix_of(None)?;
    let mut changed: BTreeMap<String, BTreeSet<Alteration>> = BTreeMap::new();
    for alteration in Alteration::ALL {
        for column in differing(&as_given, &matrix_of(Some(alteration))?) {
            changed.entry(column).or_default().insert(alteration);
        }
    }
    let mut by_pattern: BTreeMap<Pattern, (Vec<String>, BTreeSet<Alteration>)> = BTreeMap::new();
    for (column, alterations) in changed {
        let entry = by_pattern.entry(pattern(&alterations)).or_default();
        entry.0.push(column);
        entry.1.extend(alterations);
    }
    Ok(by_pattern.into_iter().map(|(pattern, found)| changed_finding(pattern, found)).collect())
}

fn changed_finding(
    pattern: Pattern,
    (columns, alterations): (Vec<String>, BTreeSet<Alteration>),
) -> Finding {
    let ways: Vec<&str> = alterations.into_iter().map(Alteration::words).collect();
    let features = match columns.len() {
        1 => format!("`{}` changes", columns[0]),
        n => format!("{n} features change"),
    };
    let what = format!("{features} when {}", ways.join(", or when "));
    Finding::new(pattern, Severity::Severe, what).at_columns(columns)
}

/// One observation each of entities spread over all, of those with a history.
fn sample(log: &EventLog, observations: &[Observation]) -> Vec<Observation> {
    let mut of_entity: BTreeMap<usize, Vec<Observation>> = BTreeMap::new();
    for row in observations {
        if !log.history(row.entity, row.cutoff).is_empty() {
            of_entity.entry(row.entity.position()).or_default().push(*row);
        }
    }
    let stride = of_entity.len().div_ceil(MAX_SAMPLE).max(1);
    // Another of its cutoffs for each entity, so that early and late ones are among them.
    let one = |(index, (_, rows)): (usize, (&usize, &Vec<Observation>))| rows[index % rows.len()];
    of_entity.iter().step_by(stride).enumerate().map(one).collect()
}

/// What a column is that changes under these alterations.
fn pattern(changed: &BTreeSet<Alteration>) -> Pattern {
    let has = |alteration| changed.contains(&alteration);
    let (kinds, times) = (has(Alteration::KindsPermuted), has(Alteration::TimesShifted));
    if has(Alteration::LogEndMoved) {
        Pattern::RecencyToLogEnd
    } else if has(Alteration::EarlierChurnRemoved) {
        Pattern::CancelPageTrace
    } else if has(Alteration::AttributesAltered) && !kinds && !times {
        Pattern::EverAttribute
    } else if has(Alteration::ChurnTurned) && !kinds && !times && !has(Alteration::EventsAdded) {
        Pattern::CancelPageTrace
    } else if times && kinds {
        Pattern::OwnLastEventAnchor
    } else if times {
        Pattern::ClockToLastEvent
    } else {
        Pattern::EmptyAfterChurn
    }
}

/// Names of the columns that differ in a bit of some row.
fn differing(left: &FeatureMatrix, right: &FeatureMatrix) -> Vec<String> {
    let differs = |(index, column): (usize, &Column)| {
        let (a, b) = (left.values(index), right.values(index));
        let same = match (&column.kind, right.columns().get(index).map(|column| &column.kind)) {
            (ColumnKind::Category(names), Some(ColumnKind::Category(others))) => {
                a.iter().zip(b).all(|(a, b)| name_of(names, *a) == name_of(others, *b))
            }
            _ => a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits()),
        };
        (!same).then(|| column.name.clone())
    };
    if left.columns().len() != right.columns().len() {
        return left.names().map(str::to_owned).collect();
    }
    left.columns().iter().enumerate().filter_map(differs).collect()
}

fn name_of(names: &[String], code: f64) -> Option<&String> {
    names.get(code as usize).filter(|_| !code.is_nan())
}

/// Holds the rows against who was at risk at each cutoff.
fn check_risk_set(log: &EventLog, rows: &PipelineRows<'_>, findings: &mut Vec<Finding>) {
    let mut at: BTreeMap<Time, (Time, BTreeSet<usize>)> = BTreeMap::new();
    for (row, end) in rows.observations.iter().zip(rows.window_ends) {
        at.entry(row.cutoff)
            .or_insert_with(|| (*end, BTreeSet::new()))
            .1
            .insert(row.entity.position());
    }
    // Cutoffs of each entity's own leave most entities out of most of them.
    if rows.churned_at.is_empty() || at.len() * 2 > rows.observations.len() {
        return;
    }
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    let mut is_active = [Vec::new(), Vec::new()];
    for (cutoff, (end, observed)) in &at {
        for entity in log.entities() {
            let churned_at = rows.churned_at[entity.position()];
            let gone = churned_at.is_some_and(|churned| churned < *cutoff + rows.lead);
            if gone || log.history(entity, *cutoff).is_empty() {
                continue;
            }
            let is_kept = observed.contains(&entity.position());
            let churned = churned_at.is_some_and(|churned| churned < *end);
            if is_kept {
                kept.push(churned)
            } else {
                left_out.push(churned)
            }
            let all = log.history(entity, log.range().end).events();
            is_active[usize::from(is_kept)].push(all.times().last() >= Some(cutoff));
        }
    }
    let [of_left_out, of_kept] = is_active;
    let joined = of_kept.iter().all(|active| *active) && !of_left_out.iter().any(|active| *active);
    if joined && of_left_out.len() >= MIN_LEFT_OUT {
        let what = format!(
            "the {} rows that are left out are those without an event after the cutoff",
            of_left_out.len()
        );
        findings.push(Finding::new(Pattern::SelectedByOutcome, Severity::Severe, what));
        return;
    }
    selection::check(&kept, &left_out, findings);
}

/// The control model on clocks, beside the pipeline's own features with and without them.
fn control<E: Fit>(
    matrix: &FeatureMatrix,
    clocks: &[Vec<f64>; 5],
    rows: &PipelineRows<'_>,
    estimator: &E,
    options: AuditOptions,
) -> Result<Control, Error> {
    let described = NAMES.map(|name| Column::number(name, "")).to_vec();
    let entities = Arc::clone(matrix.entity_ids());
    let observations = matrix.observations().to_vec();
    let of_clocks =
        dataset(FeatureMatrix::new(entities, observations, described, clocks.concat())?, rows)?;
    let splits = splits(&of_clocks, options)?;
    let is_clock = |column: usize| is_clock(matrix, clocks, column);
    let rest: Vec<usize> =
        (0..matrix.columns().len()).filter(|column| !is_clock(*column)).collect();
    let without = if rest.is_empty() {
        None
    } else {
        Some(scored(&dataset(columns(matrix, &rest)?, rows)?, estimator, &splits)?)
    };
    Ok(Control {
        clocks: NAMES.map(str::to_owned).to_vec(),
        clocks_alone: scored(&of_clocks, estimator, &splits)?,
        all_columns: scored(&dataset(matrix.clone(), rows)?, estimator, &splits)?,
        without_clocks: without,
    })
}

/// Whether a feature runs with one of the clocks.
fn is_clock(matrix: &FeatureMatrix, clocks: &[Vec<f64>; 5], column: usize) -> bool {
    let same =
        |clock: &Vec<f64>| rank_correlation(matrix.values(column), clock).abs() >= SAME_CLOCK;
    let is_number = !matches!(matrix.columns()[column].kind, ColumnKind::Category(_));
    is_number && clocks.iter().any(same)
}

fn columns(matrix: &FeatureMatrix, kept: &[usize]) -> Result<FeatureMatrix, Error> {
    let described = kept.iter().map(|column| matrix.columns()[*column].clone()).collect();
    let values = kept.iter().flat_map(|column| matrix.values(*column)).copied().collect();
    let entities = Arc::clone(matrix.entity_ids());
    Ok(FeatureMatrix::new(entities, matrix.observations().to_vec(), described, values)?)
}

fn dataset(matrix: FeatureMatrix, rows: &PipelineRows<'_>) -> Result<Dataset, Error> {
    let outcome = |(churned, end): (&bool, &Time)| match churned {
        true => Outcome::Churned { at: *end },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = rows.labels.iter().zip(rows.window_ends).map(outcome).collect();
    Ok(Dataset::new(matrix, &outcomes, rows.window_ends.to_vec())?)
}

/// The splits of a backtest over the later half of the cutoffs, or of folds of entities where there
/// are not enough.
fn splits(dataset: &Dataset, options: AuditOptions) -> Result<Vec<Sides>, Error> {
    let cutoffs: BTreeSet<Time> = dataset.cutoffs().into_iter().collect();
    let n_test = cutoffs.len() / 2;
    if n_test > 0 && cutoffs.len() * 2 <= dataset.n_rows() {
        let protocol = Protocol {
            test_cutoffs: TestCutoffs::Latest(n_test),
            entities: TestedEntities::Disjoint { n_folds: options.n_folds },
            seed: options.seed,
            ..Protocol::default()
        };
        protocol.check()?;
        if let Ok(splits) = protocol.split(dataset) {
            return Ok(splits.into_iter().map(|split| (split.train, split.test)).collect());
        }
    }
    let ids: Vec<&str> =
        (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row)).collect();
    let folds = fold_by_entity(&ids, options.n_folds, options.seed)?;
    let side = |fold| {
        let (test, train) = (0..ids.len()).partition(|row| folds[*row] == fold);
        (train, test)
    };
    Ok((0..options.n_folds).map(side).collect())
}

/// Says which clocks tell the label, where together they tell more than behaviour can.
fn check_clocks(
    subject: &Subject<'_>,
    matrix: &FeatureMatrix,
    clocks: &[Vec<f64>; 5],
    control: &Control,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    if control.clocks_alone.low <= SUSPECT_AUC {
        return Ok(());
    }
    let patterns = [Pattern::ClockToLastEvent, Pattern::RecencyToLogEnd];
    for pattern in patterns {
        let of_pattern =
            |clock: &usize| (*clock == RECENCY) == (pattern == Pattern::RecencyToLogEnd);
        let what = format!(
            "{} as of the cutoff tell the label: what grows with them does too",
            if pattern == Pattern::RecencyToLogEnd { "days of silence" } else { "clocks" }
        );
        let mut finding = Finding::new(pattern, Severity::Severe, what);
        let mut tells = false;
        for clock in (0..NAMES.len()).filter(of_pattern) {
            let Some(auc) = subject.auc_of(&clocks[clock])? else { continue };
            tells |= auc.low > SUSPECT_AUC;
            finding = finding.measured(format!("{} alone", NAMES[clock]), auc);
            let same = |column: &usize| {
                rank_correlation(matrix.values(*column), &clocks[clock]).abs() >= SAME_CLOCK
            };
            let columns = (0..matrix.columns().len()).filter(same);
            finding = finding.at_columns(columns.map(|c| matrix.columns()[c].name.clone()));
        }
        finding.columns.dedup();
        finding = finding.measured("a model of the clocks alone", control.clocks_alone);
        finding = finding.measured("a model of the features", control.all_columns);
        if let Some(auc) = control.without_clocks {
            finding = finding.measured("a model without the clocks", auc);
        }
        if tells || pattern == Pattern::ClockToLastEvent {
            findings.push(finding);
        }
    }
    Ok(())
}
