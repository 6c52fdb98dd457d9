//! FittedScalings and other steps that have seen the test rows.

use crate::finding::{AuditFinding, Pattern, Severity};
use crate::record::{ExperimentRecord, FittedScaling, FittedStep};
use crate::subject::relations::n_distinct;
use crate::table::AuditTable;

/// Values that tell a scaling from a flag.
const MIN_DISTINCT: usize = 10;

/// Relative difference up to which sums of rounded values are one.
const TOLERANCE: f64 = 1e-6;

/// Share of the columns that must look scaled before any of them is.
const MOST: f64 = 0.8;

/// Looks for columns of a table that are scaled by all rows rather than by those trained on.
pub(crate) fn check_table(table: &AuditTable, findings: &mut Vec<AuditFinding>) {
    let Some((parts, test)) = table.parts.as_ref().and_then(|p| Some((p, p.test()?))) else {
        return;
    };
    let columns = table.columns.iter().filter_map(|column| {
        let values = column.as_numbers()?;
        let rich = values.iter().all(|value| value.is_finite())
            && n_distinct(values, MIN_DISTINCT) >= MIN_DISTINCT;
        rich.then_some((column.name.as_str(), values))
    });
    let columns: Vec<(&str, &[f64])> = columns.collect();
    let train = |values: &[f64]| -> Vec<f64> {
        let rows = values.iter().zip(&parts.of_row);
        rows.filter(|(_, part)| **part != test).map(|(value, _)| *value).collect()
    };
    let scaled_by = |is_scaled: fn(&[f64]) -> bool| -> (Vec<&str>, usize) {
        let of_all: Vec<_> = columns.iter().filter(|(_, values)| is_scaled(values)).collect();
        let not_of_train = of_all.iter().filter(|(_, values)| !is_scaled(&train(values)));
        (not_of_train.map(|(name, _)| *name).collect(), of_all.len())
    };
    let (names, _) = scaled_by(is_standard);
    if !names.is_empty() {
        let what =
            "columns have mean 0 and deviation 1 over all rows, but not over the training rows";
        let finding = AuditFinding::new(Pattern::FittedOnEverything, Severity::Severe, what);
        findings.push(finding.at_columns(names));
    }
    let (names, n_scaled) = scaled_by(is_min_max);
    if !names.is_empty() && n_scaled as f64 >= MOST * columns.len() as f64 {
        // A share may reach 1 in a test row only; two columns that do are no accident.
        let severity = if names.len() > 1 { Severity::Severe } else { Severity::Warning };
        let what =
            "columns reach from 0 to 1 exactly over all rows, but not over the training rows";
        let finding = AuditFinding::new(Pattern::FittedOnEverything, severity, what);
        findings.push(finding.at_columns(names));
    }
}

/// Looks at the parameters that an experiment states.
pub(crate) fn check_steps(record: &ExperimentRecord, findings: &mut Vec<AuditFinding>) {
    let n_all = record.train.n_rows() + record.test.n_rows();
    for step in &record.steps {
        match step {
            FittedStep::Scaled { column, scaling, train, test } => {
                let all: Vec<f64> = train.iter().chain(test).copied().collect();
                if fits(*scaling, &all) && !fits(*scaling, train) {
                    let what = format!(
                        "the scaling of `{column}` is that of training and test rows together"
                    );
                    let finding =
                        AuditFinding::new(Pattern::FittedOnEverything, Severity::Severe, what);
                    findings.push(finding.at_columns([column]));
                }
            }
            FittedStep::FittedOn { step, n_rows } if *n_rows == n_all => {
                let what = format!("{step} was fitted on all {n_rows} rows, the test's among them");
                findings.push(AuditFinding::new(
                    Pattern::FittedOnEverything,
                    Severity::Severe,
                    what,
                ));
            }
            FittedStep::FittedOn { .. } => {}
        }
    }
}

fn fits(scaling: FittedScaling, values: &[f64]) -> bool {
    let close =
        |found: f64, stated: f64| (found - stated).abs() <= TOLERANCE * stated.abs().max(1.0);
    match scaling {
        FittedScaling::MinMax { min, max } => {
            let (lowest, highest) = range(values);
            close(lowest, min) && close(highest, max)
        }
        FittedScaling::Standard { mean, deviation } => {
            let (found, of_population, of_sample) = moments(values);
            close(found, mean) && (close(of_population, deviation) || close(of_sample, deviation))
        }
    }
}

fn is_min_max(values: &[f64]) -> bool {
    range(values) == (0.0, 1.0)
}

fn is_standard(values: &[f64]) -> bool {
    fits(FittedScaling::Standard { mean: 0.0, deviation: 1.0 }, values)
}

fn range(values: &[f64]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    values.iter().fold(start, |(low, high), value| (low.min(*value), high.max(*value)))
}

/// Mean, and the standard deviations of a population and of a sample.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / n).sqrt(), (squares / (n - 1.0).max(1.0)).sqrt())
}
