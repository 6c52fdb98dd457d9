//! Tables under audit as datasets that an estimator learns from.

use std::sync::Arc;

use refrain_core::{
    Column, ColumnKind, Dataset, EntityIdx, FeatureMatrix, Observation, Outcome, Strings, Time,
};

use crate::Error;
use crate::table::{AuditColumn, AuditTable, AuditValues};

/// Makes a dataset of some columns of a table, under any labels.
pub(super) fn dataset(
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
    Dataset::new(features, &outcomes, ends)
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
