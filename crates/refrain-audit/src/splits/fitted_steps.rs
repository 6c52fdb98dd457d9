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
            // scikit-learn divides by the number of rows, Spark and R by one less.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordedRows;
    use crate::table::{AuditColumn, Parts};

    const STANDARD: &str =
        "columns have mean 0 and deviation 1 over all rows, but not over the training rows";
    const MIN_MAX: &str =
        "columns reach from 0 to 1 exactly over all rows, but not over the training rows";

    /// Forty rows, the last ten of which are tested.
    fn found(columns: Vec<AuditColumn>) -> Vec<(Severity, String, Vec<String>)> {
        let labels = (0..40).map(|row| row % 2 == 0).collect();
        let sides: Vec<&str> = (0..40).map(|row| if row < 30 { "train" } else { "test" }).collect();
        let table = AuditTable::new("t", columns, labels).unwrap();
        let mut findings = Vec::new();
        check_table(&table, &mut findings);
        assert_eq!(findings, [], "without sides there is nothing to compare");
        check_table(&table.with_parts(Parts::new(&sides)).unwrap(), &mut findings);
        assert!(findings.iter().all(|f| f.pattern == Some(Pattern::FittedOnEverything)));
        findings.into_iter().map(|f| (f.severity, f.what, f.columns)).collect()
    }

    fn raw(row: usize) -> f64 {
        (row * 7 % 40) as f64
    }

    fn column(name: &str, value: impl Fn(usize) -> f64) -> AuditColumn {
        AuditColumn::numbers(name, (0..40).map(value).collect())
    }

    fn standard(name: &str, sample: bool) -> AuditColumn {
        let (mean, population, of_sample) = moments(&(0..40).map(raw).collect::<Vec<_>>());
        let deviation = if sample { of_sample } else { population };
        column(name, |row| (raw(row) - mean) / deviation)
    }

    #[test]
    fn moments_are_of_a_population_and_of_a_sample() {
        assert_eq!(moments(&[1.0, 3.0]), (2.0, 1.0, 2.0_f64.sqrt()));
        assert_eq!(range(&[2.0, -1.0, 5.0]), (-1.0, 5.0));
    }

    #[test]
    fn column_of_mean_zero_and_deviation_one_over_all_rows_is_severe() {
        let severe = |name: &str| (Severity::Severe, STANDARD.to_owned(), vec![name.to_owned()]);
        assert_eq!(found(vec![standard("a", false), column("raw", raw)]), [severe("a")]);
        assert_eq!(found(vec![standard("a", true)]), [severe("a")]);
        let repeated = column("a", |row| if row % 2 == 0 { 1.0 } else { -1.0 });
        assert_eq!(found(vec![repeated]), [], "a flag of two values is no scaling");
    }

    #[test]
    fn scaling_that_fits_the_training_rows_too_is_none() {
        // The ten test rows repeat the mean and the deviation of the training rows.
        let values: Vec<f64> = (0..20).map(|row| f64::from(row) - 9.5).collect();
        let (_, deviation, _) = moments(&values);
        let both = AuditColumn::numbers(
            "a",
            values.iter().chain(&values).map(|value| value / deviation).collect(),
        );
        let labels = (0..40).map(|row| row % 2 == 0).collect();
        let sides: Vec<&str> = (0..40).map(|row| if row < 20 { "train" } else { "test" }).collect();
        let table = AuditTable::new("t", vec![both], labels).unwrap();
        let mut findings = Vec::new();
        check_table(&table.with_parts(Parts::new(&sides)).unwrap(), &mut findings);
        assert_eq!(findings, []);
    }

    /// From 0 to 1 with the 1 in a test row.
    fn unit(name: &str) -> AuditColumn {
        column(name, |row| if row == 35 { 1.0 } else { (row % 30) as f64 / 40.0 })
    }

    #[test]
    fn columns_from_zero_to_one_are_severe_where_two_reach_it_in_test_rows_only() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found(vec![unit("a"), unit("b")]),
            [(Severity::Severe, MIN_MAX.to_owned(), names(&["a", "b"]))]
        );
        assert_eq!(
            found(vec![unit("a")]),
            [(Severity::Warning, MIN_MAX.to_owned(), names(&["a"]))]
        );
        let train = column("a", |row| if row == 5 { 1.0 } else { (row % 30) as f64 / 40.0 });
        assert_eq!(found(vec![train]), []);
    }

    #[test]
    fn four_of_five_columns_must_look_scaled() {
        let scaled = |n: usize, n_raw: usize| {
            let scaled = (0..n).map(|index| unit(&format!("s{index}")));
            let raw = (0..n_raw).map(|index| column(&format!("r{index}"), |row| raw(row) + 3.0));
            found(scaled.chain(raw).collect()).len()
        };
        assert_eq!((scaled(4, 1), scaled(3, 1)), (1, 0));
        let missing =
            column(
                "a",
                |row| if row == 7 { f64::NAN } else { unit("a").as_numbers().unwrap()[row] },
            );
        assert_eq!(found(vec![missing]), [], "a column with gaps was not scaled as a whole");
    }

    #[test]
    fn ten_values_tell_a_scaling_from_a_flag() {
        let of = |n_values: usize| {
            let last = (n_values - 1) as f64;
            let value = move |row: usize| {
                if row == 35 { 1.0 } else { (row % (n_values - 1)) as f64 / last }
            };
            found(vec![column("a", value)]).len()
        };
        assert_eq!((of(10), of(9)), (1, 0));
    }

    #[test]
    fn stated_parameters_fit_within_a_millionth() {
        let values = [0.0, 1_000.0];
        let fits = |min, max| fits(FittedScaling::MinMax { min, max }, &values);
        assert!(fits(0.0, 1_000.000_9) && !fits(0.0, 1_000.002) && !fits(0.1, 1_000.0));
        assert!(fits(0.9e-6, 1_000.0) && !fits(1.1e-6, 1_000.0));
        let standard =
            |mean, deviation| super::fits(FittedScaling::Standard { mean, deviation }, &values);
        assert!(standard(500.0, 500.0) && standard(500.0, 500_000.0_f64.sqrt()));
        assert!(!standard(501.0, 500.0) && !standard(500.0, 600.0));
    }

    fn record(step: FittedStep) -> ExperimentRecord {
        let side = || RecordedRows::new(vec![vec![0.0, 1.0]], vec![true, false]).unwrap();
        ExperimentRecord::new("e", vec!["a".to_owned()], side(), side())
            .unwrap()
            .with_step(step)
            .unwrap()
    }

    #[test]
    fn stated_steps_are_severe_where_they_saw_the_test_rows() {
        let said = |step| {
            let mut findings = Vec::new();
            check_steps(&record(step), &mut findings);
            findings.into_iter().map(|f| (f.what, f.columns)).collect::<Vec<_>>()
        };
        let scaled = |max| FittedStep::Scaled {
            column: "a".to_owned(),
            scaling: FittedScaling::MinMax { min: 0.0, max },
            train: vec![0.0, 5.0],
            test: vec![1.0, 9.0],
        };
        let what = "the scaling of `a` is that of training and test rows together".to_owned();
        assert_eq!(said(scaled(9.0)), [(what, vec!["a".to_owned()])]);
        assert_eq!((said(scaled(5.0)), said(scaled(7.0))), (vec![], vec![]));
        let fitted = |n_rows| FittedStep::FittedOn { step: "the selector".to_owned(), n_rows };
        let what = "the selector was fitted on all 4 rows, the test's among them".to_owned();
        assert_eq!((said(fitted(4)), said(fitted(2))), (vec![(what, vec![])], vec![]));
    }
}
