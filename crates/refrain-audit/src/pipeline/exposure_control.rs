//! The control model of a pipeline: exposure times as of the cutoff, beside the features.

use std::collections::BTreeSet;
use std::sync::Arc;

use refrain_core::{Column, ColumnKind, Dataset, FeatureMatrix, Fit, Outcome, Time};
use refrain_eval::{Protocol, TestCutoffs, TestedEntities};

use super::exposure_times::{NAMES, RECENCY, rank_correlation};
use super::rows::PipelineRows;
use crate::Error;
use crate::control::{Control, Folds, Sides, scored};
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::options::AuditOptions;
use crate::subject::{SUSPECT_AUC, Subject};

/// Rank correlation with an exposure time from which on a column is a proxy of it.
const SAME_TIME: f64 = 0.95;

/// Trains the control model on exposure times, and on the features with and without their proxies.
pub(super) fn control<E: Fit>(
    matrix: &FeatureMatrix,
    times: &[Vec<f64>; 5],
    rows: &PipelineRows<'_>,
    options: &AuditOptions<E>,
) -> Result<Control, Error> {
    let described = NAMES.map(|name| Column::number(name, "")).to_vec();
    let entities = Arc::clone(matrix.entity_ids());
    let observations = matrix.observations().to_vec();
    let of_times =
        dataset(FeatureMatrix::new(entities, observations, described, times.concat())?, rows)?;
    let splits = splits(&of_times, Folds { n_folds: options.n_folds, seed: options.seed })?;
    let rest: Vec<usize> =
        (0..matrix.columns().len()).filter(|column| !is_proxy(matrix, times, *column)).collect();
    let without = if rest.is_empty() {
        None
    } else {
        Some(scored(&dataset(columns(matrix, &rest)?, rows)?, &options.control, &splits)?)
    };
    Ok(Control {
        exposure_proxies: NAMES.map(str::to_owned).to_vec(),
        exposure_proxies_alone: scored(&of_times, &options.control, &splits)?,
        all_columns: scored(&dataset(matrix.clone(), rows)?, &options.control, &splits)?,
        without_exposure_proxies: without,
    })
}

/// Tells whether a feature runs with one of the exposure times.
fn is_proxy(matrix: &FeatureMatrix, times: &[Vec<f64>; 5], column: usize) -> bool {
    let same = |time: &Vec<f64>| rank_correlation(matrix.values(column), time).abs() >= SAME_TIME;
    let is_number = !matches!(matrix.columns()[column].kind, ColumnKind::Category(_));
    is_number && times.iter().any(same)
}

fn columns(matrix: &FeatureMatrix, kept: &[usize]) -> Result<FeatureMatrix, Error> {
    let described = kept.iter().map(|column| matrix.columns()[*column].clone()).collect();
    let values = kept.iter().flat_map(|column| matrix.values(*column)).copied().collect();
    let entities = Arc::clone(matrix.entity_ids());
    FeatureMatrix::new(entities, matrix.observations().to_vec(), described, values)
}

fn dataset(matrix: FeatureMatrix, rows: &PipelineRows<'_>) -> Result<Dataset, Error> {
    let outcome = |(churned, end): (&bool, &Time)| match churned {
        true => Outcome::Churned { at: *end },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = rows.labels.iter().zip(rows.window_ends).map(outcome).collect();
    Dataset::new(matrix, &outcomes, rows.window_ends.to_vec())
}

/// Returns the splits of a backtest over the later half of the cutoffs, or of folds of entities where
/// there are not enough.
fn splits(dataset: &Dataset, folds: Folds) -> Result<Vec<Sides>, Error> {
    let cutoffs: BTreeSet<Time> = dataset.cutoffs().into_iter().collect();
    let n_test = cutoffs.len() / 2;
    if n_test > 0 && cutoffs.len() * 2 <= dataset.n_rows() {
        let protocol = Protocol {
            test_cutoffs: TestCutoffs::Latest(n_test),
            entities: TestedEntities::Disjoint { n_folds: folds.n_folds },
            seed: folds.seed,
            ..Protocol::default()
        };
        protocol.check()?;
        // Outcome windows may all reach past the cutoffs that are tested.
        if let Ok(splits) = protocol.split(dataset) {
            return Ok(splits.into_iter().map(|split| (split.train, split.test)).collect());
        }
    }
    let ids: Vec<&str> =
        (0..dataset.n_rows()).map(|row| dataset.features().entity_id(row)).collect();
    folds.sides(&ids)
}

/// Says which exposure times tell the label, where together they tell more than behaviour can.
pub(super) fn check_times(
    subject: &Subject<'_>,
    matrix: &FeatureMatrix,
    times: &[Vec<f64>; 5],
    control: &Control,
    findings: &mut Vec<AuditFinding>,
) -> Result<(), Error> {
    if control.exposure_proxies_alone.low <= SUSPECT_AUC {
        return Ok(());
    }
    let patterns = [Pattern::ExposureToLastEvent, Pattern::RecencyToLogEnd];
    for pattern in patterns {
        let of_pattern = |time: &usize| (*time == RECENCY) == (pattern == Pattern::RecencyToLogEnd);
        let what = format!(
            "{} as of the cutoff tell the label: what grows with them does too",
            if pattern == Pattern::RecencyToLogEnd { "days of silence" } else { "exposure times" }
        );
        let mut finding = AuditFinding::new(pattern, Severity::Severe, what);
        let mut tells = false;
        for time in (0..NAMES.len()).filter(of_pattern) {
            let Some(auc) = subject.auc_of(&times[time])? else { continue };
            tells |= auc.low > SUSPECT_AUC;
            finding = finding.measured(format!("{} alone", NAMES[time]), auc);
            let same = |column: &usize| {
                rank_correlation(matrix.values(*column), &times[time]).abs() >= SAME_TIME
            };
            let columns = (0..matrix.columns().len()).filter(same);
            finding = finding.at_columns(columns.map(|c| matrix.columns()[c].name.clone()));
        }
        finding.columns.dedup();
        finding = finding.measured("a model of the exposure times", control.exposure_proxies_alone);
        finding = finding.measured("a model of the features", control.all_columns);
        if let Some(auc) = control.without_exposure_proxies {
            finding = finding.measured("a model without their proxies", auc);
        }
        if tells || pattern == Pattern::ExposureToLastEvent {
            findings.push(finding);
        }
    }
    Ok(())
}
