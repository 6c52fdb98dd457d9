//! Tables under audit as datasets that an estimator learns from.

use refrain_core::{Column, ColumnKind, Dataset, Span, Strings, Time};

use crate::Error;
use crate::table::{AuditColumn, AuditTable, AuditValues};

/// Makes a dataset of some columns of a table, under any labels.
pub(super) fn dataset(
    table: &AuditTable,
    columns: &[&AuditColumn],
    labels: &[bool],
) -> Result<Dataset, Error> {
    let ids = table.ids();
    let at_no_cutoff = || vec![Time::from_millis(0); ids.len()];
    let cutoffs = table.cutoffs.clone().unwrap_or_else(at_no_cutoff);
    let columns = columns.iter().map(|column| feature(column)).collect();
    Dataset::from_columns(&ids, &cutoffs, columns, labels.to_vec(), Span::ZERO)
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
            let (names, codes) = Strings::encode(texts.iter().flatten());
            let mut codes = codes.into_iter().map(f64::from);
            let code = |text: &Option<String>| match text {
                Some(_) => codes.next().expect("one code for each text"),
                None => f64::NAN,
            };
            let codes = texts.iter().map(code).collect();
            let names = names.iter().map(str::to_owned).collect();
            (described.kind(ColumnKind::Category(names)), codes)
        }
    }
}
