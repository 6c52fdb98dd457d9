//! A model that sees clocks only, beside one that sees everything.

use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, Dataset, EntityIdx, FeatureMatrix, Fit, Observation, Outcome, PredictProba,
    Strings, Time,
};

use refrain_eval::fold_by_entity;

use crate::Error;
use crate::auc::AucInterval;
use crate::table::{AuditColumn, AuditTable, AuditValues};

/// Cross-validated AUCs of one estimator on some of the columns.
///
/// Entities are dealt to folds, each is scored by a model of the other folds, and scores are ranked
/// within their fold.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Control {
    /// Names of the clocks, rebuilt ones as `total / rate`.
    pub clocks: Vec<String>,
    /// With the clocks alone.
    pub clocks_alone: AucInterval,
    /// With all columns.
    pub all_columns: AucInterval,
    /// With all columns but the clocks and the rates that make one; `None` if no other is left.
    pub without_clocks: Option<AucInterval>,
}

/// Scores an estimator by cross-validation over folds of entities.
///
/// # Errors
///
/// [`Error::TooFewEntities`] for fewer entities than folds, [`Error::Estimator`] if a fold cannot be
/// fitted.
pub(crate) fn cross_validated<E: Fit>(
    table: &AuditTable,
    columns: &[&AuditColumn],
    labels: &[bool],
    estimator: &E,
    (n_folds, seed): (usize, u64),
) -> Result<AucInterval, Error> {
    let dataset = dataset(table, columns, labels)?;
    let folds = fold_by_entity(&table.ids(), n_folds, seed)?;
    let split = |fold| {
        let (test, train) = (0..labels.len()).partition(|row| folds[*row] == fold);
        (train, test)
    };
    let splits: Vec<Sides> = (0..n_folds).map(split).collect();
    scored(&dataset, estimator, &splits)
}

/// Rows to train on and rows to test.
pub(crate) type Sides = (Vec<usize>, Vec<usize>);

/// Scores an estimator on the test rows of splits, ranked within each.
pub(crate) fn scored<E: Fit>(
    dataset: &Dataset,
    estimator: &E,
    splits: &[Sides],
) -> Result<AucInterval, Error> {
    let (mut ranks, mut rows) = (Vec::new(), Vec::new());
    for (train, test) in splits {
        let model = estimator.fit(&dataset.select(train)).map_err(failed)?;
        let scores = model.predict_proba(&dataset.features().select(test)).map_err(failed)?;
        ranks.extend(shares_below(&scores));
        rows.extend_from_slice(test);
    }
    let labels: Vec<bool> = rows.iter().map(|row| dataset.labels()[*row]).collect();
    let groups = dataset.groups();
    let groups: Vec<usize> = rows.iter().map(|row| groups[*row]).collect();
    AucInterval::new(&labels, &ranks, &groups)
}

fn failed(error: impl std::error::Error) -> Error {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        reason = format!("{reason}: {cause}");
        source = cause.source();
    }
    Error::Estimator { reason }
}

/// The share of the scores below each, equal ones counted by half: levels differ between folds
/// without merit.
fn shares_below(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let share = |score: &f64| {
        let below = sorted.partition_point(|other| other < score);
        let up_to = sorted.partition_point(|other| other <= score);
        (below + up_to) as f64 / (2 * sorted.len()) as f64
    };
    scores.iter().map(share).collect()
}

fn dataset(
    table: &AuditTable,
    columns: &[&AuditColumn],
    labels: &[bool],
) -> Result<Dataset, Error> {
    let ids = table.ids();
    let entities = Strings::from_unsorted(&ids);
    let cutoff = |row: usize| table.cutoffs.as_ref().map_or(Time::from_millis(0), |all| all[row]);
    let observation = |(row, id): (usize, &String)| Observation {
        entity: EntityIdx::new(entities.code(id).expect("made from these ids") as usize),
        cutoff: cutoff(row),
    };
    let observations: Vec<Observation> = ids.iter().enumerate().map(observation).collect();
    let (described, values): (Vec<Column>, Vec<Vec<f64>>) =
        columns.iter().map(|column| feature(column)).unzip();
    let outcome = |(row, churned): (usize, &bool)| match churned {
        true => Outcome::Churned { at: cutoff(row) },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = labels.iter().enumerate().map(outcome).collect();
    let ends = (0..labels.len()).map(cutoff).collect();
    let features =
        FeatureMatrix::new(Arc::new(entities), observations, described, values.concat())?;
    Ok(Dataset::new(features, &outcomes, ends)?)
}

fn feature(column: &AuditColumn) -> (Column, Vec<f64>) {
    let described = Column::number(&column.name, "");
    match &column.values {
        // No tree or line can place an infinite value.
        AuditValues::Number(values) => {
            let finite = |value: &f64| if value.is_finite() { *value } else { f64::NAN };
            (described, values.iter().map(finite).collect())
        }
        AuditValues::Text(texts) => {
            let names = Strings::from_unsorted(texts.iter().flatten());
            let code = |text: &Option<String>| {
                let code = text.as_ref().and_then(|text| names.code(text));
                code.map_or(f64::NAN, f64::from)
            };
            let codes = texts.iter().map(code).collect();
            let names = names.iter().map(str::to_owned).collect();
            (described.kind(ColumnKind::Category(names)), codes)
        }
    }
}
