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
        let protocol = Protocol::default()
            .test_cutoffs(TestCutoffs::Latest(n_test))
            .entities(TestedEntities::Disjoint { n_folds: folds.n_folds })
            .seed(folds.seed);
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

#[cfg(test)]
mod tests {
    use refrain_core::{EntityIdx, Observation, Span, Strings};

    use super::*;
    use crate::auc::tests::interval;
    use crate::table::{AuditColumn, AuditTable};

    /// Forty rows: five entities at eight cutoffs a week apart.
    fn rows() -> Vec<Observation> {
        let cutoff = |week: u32| Time::from_millis(0) + Span::from_days(7 * week);
        let at = |row: usize| cutoff(1 + (row / 5) as u32);
        (0..40)
            .map(|row| Observation { entity: EntityIdx::new(row % 5), cutoff: at(row) })
            .collect()
    }

    fn matrix(columns: Vec<Column>, values: Vec<f64>) -> FeatureMatrix {
        let ids = Arc::new(Strings::encode(["a", "b", "c", "d", "e"]).0);
        FeatureMatrix::new(ids, rows(), columns, values).expect("one value a cell")
    }

    #[test]
    fn feature_in_the_order_of_a_time_is_its_proxy_whatever_its_unit_or_direction() {
        let days: Vec<f64> = (0..40).map(f64::from).collect();
        let mixed: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 40)).collect();
        let codes = ColumnKind::Category((0..40).map(|code| format!("{code:02}")).collect());
        let columns = vec![
            Column::number("hours", ""),
            Column::number("left", ""),
            Column::number("songs", ""),
            Column::number("plan", "").kind(codes),
        ];
        let hours = days.iter().map(|day| day * 24.0);
        let left = days.iter().map(|day| -day);
        let values = hours.chain(left).chain(mixed).chain(days.clone()).collect();
        let matrix = matrix(columns, values);
        let constant = || vec![1.0; 40];
        let times = [constant(), constant(), days, constant(), constant()];
        let found: Vec<bool> = (0..4).map(|column| is_proxy(&matrix, &times, column)).collect();
        // Codes of categories have no order, even where their numbers run with time.
        assert_eq!(found, [true, true, false, false]);
    }

    #[test]
    fn later_half_of_the_cutoffs_is_tested_on_entities_that_were_not_trained_on() {
        let matrix = matrix(vec![Column::number("x", "")], vec![0.0; 40]);
        let ends: Vec<Time> =
            matrix.observations().iter().map(|row| row.cutoff + Span::from_days(7)).collect();
        let outcomes = [Outcome::Retained; 40];
        let dataset = Dataset::new(matrix, &outcomes, ends).expect("lists of one length");
        let splits = splits(&dataset, Folds { n_folds: 5, seed: 1 }).expect("outcomes are known");
        let observations = rows();
        let tested: BTreeSet<Time> =
            splits.iter().flat_map(|(_, test)| test).map(|row| observations[*row].cutoff).collect();
        let later = [20, 25, 30, 35].map(|row: usize| observations[row].cutoff);
        assert_eq!(tested, BTreeSet::from(later));
        for (train, test) in &splits {
            let strangers = |row: &usize| {
                test.iter().all(|tested| observations[*tested].entity != observations[*row].entity)
            };
            assert!(!train.is_empty() && train.iter().all(strangers));
        }
    }

    /// Says what is found of times that tell the label of forty rows, or do not.
    fn found(which: [bool; 5], alone: f64) -> Vec<(Option<Pattern>, Vec<String>, usize)> {
        let label = |row: usize| row.is_multiple_of(2);
        let tell: Vec<f64> = (0..40).map(|row| f64::from(u8::from(label(row)))).collect();
        let silent: Vec<f64> = (0..40).map(|row| (row / 2) as f64).collect();
        let times = which.map(|tells| if tells { tell.clone() } else { silent.clone() });
        let columns = vec![Column::number("churns", ""), Column::number("idle", "")];
        let matrix = matrix(columns, tell.iter().chain(&silent).copied().collect());
        let audited = vec![AuditColumn::numbers("churns", tell)];
        let table = AuditTable::new("t", audited, (0..40).map(label).collect()).expect("rows");
        let control = Control {
            exposure_proxies: Vec::new(),
            exposure_proxies_alone: interval(0.95, alone),
            all_columns: interval(0.96, 0.9),
            without_exposure_proxies: Some(interval(0.7, 0.6)),
        };
        let mut findings = Vec::new();
        let subject = Subject::new(&table, 7).expect("two classes");
        check_times(&subject, &matrix, &times, &control, &mut findings).expect("times are finite");
        let told =
            |finding: AuditFinding| (finding.pattern, finding.columns, finding.measured.len());
        findings.into_iter().map(told).collect()
    }

    #[test]
    fn times_are_reported_from_the_suspect_auc_on_with_the_features_that_run_with_them() {
        assert_eq!(found([true; 5], SUSPECT_AUC), []);
        let (exposure, recency) =
            (Some(Pattern::ExposureToLastEvent), Some(Pattern::RecencyToLogEnd));
        let churns = || vec!["churns".to_owned()];
        // Four times and three models; one time and three models.
        let both = [(exposure, churns(), 7), (recency, churns(), 4)];
        assert_eq!(found([true; 5], SUSPECT_AUC + 0.001), both);
        // Silence that does not tell is not reported; exposure is, since its model tells.
        let silent = [true, true, false, true, true];
        assert_eq!(found(silent, 0.9), [(exposure, churns(), 7)]);
        let none = found([false; 5], 0.9);
        assert_eq!(none, [(exposure, vec!["idle".to_owned()], 7)]);
    }
}
