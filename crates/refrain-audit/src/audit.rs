//! Audits of a table and of an experiment: all checks in order.

use refrain_core::{ErrorKind, Fit};

use crate::Error;
use crate::columns::{cancel, exposure, ids, label_proxies, oddities, periods};
use crate::control::{Control, Folds, cross_validated};
use crate::figures::metrics::{self, Judged};
use crate::figures::threshold;
use crate::finding::{AuditFinding, Severity};
use crate::options::AuditOptions;
use crate::record::{ExperimentRecord, RecordedRows};
use crate::report::{AuditReport, highest_first};
use crate::splits::{fitted_steps, selection, sides, windows};
use crate::subject::Subject;
use crate::table::{AuditColumn, AuditTable, Parts};

/// The AUC of which side a row is on, from which on the sides differ.
const DIFFERENT_SIDES: f64 = 0.6;

/// Audits a table for leaks.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for fewer than two folds. A control model that cannot be trained is a
/// note of the report.
///
/// # Determinism
///
/// The same table and options give the same report, on any number of threads.
///
/// # Examples
///
/// ```
/// use refrain_audit::{AuditColumn, AuditOptions, AuditTable, Severity, audit_table};
///
/// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
/// let days = labels.iter().enumerate().map(|(row, left)| if *left { 9.0 } else { row as f64 });
/// let columns = vec![AuditColumn::numbers("days_active", days.collect())];
/// let table = AuditTable::new("mine.csv", columns, labels)?.with_entities(0..60)?;
///
/// let report = audit_table(&table, &AuditOptions::default())?;
/// assert!(report.control.is_some(), "its name says that it is an exposure time");
/// assert_eq!(report.n_of(Severity::Severe), 0, "and it tells little");
/// # Ok::<(), refrain_audit::Error>(())
/// ```
pub fn audit_table<E: Fit>(
    table: &AuditTable,
    options: &AuditOptions<E>,
) -> Result<AuditReport, Error> {
    let subject = Subject::new(table, options.seed)?;
    let mut notes = interval_note(&subject);
    let control = or_note(exposure::control(&subject, options), &mut notes)?.flatten();
    let mut findings = table_findings(&subject, control.as_ref())?;
    check_distinguishable(&subject, options, &mut findings)?;
    check_scores(table, &mut findings)?;
    let report = report(table.name.clone(), subject, control, findings);
    Ok(AuditReport { notes, ..report })
}

/// Audits a table for leaks, in one call: the columns that a model would be trained on, whether each
/// row churned, and the id of each row's customer.
///
/// Ids are texts or numbers, in any order, repeated where a customer has several rows. Cutoffs, sides
/// of a split and scores make an audit see more: those are told to an [`AuditTable`]
/// ([`audit_table`]).
///
/// # Errors
///
/// Those of [`AuditTable::new`], [`AuditTable::with_entities`] and [`audit_table`].
///
/// # Examples
///
/// ```
/// use refrain_audit::{Pattern, audit_columns};
///
/// let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
/// let songs: Vec<f64> = (0..60).map(|row| f64::from(row * 7 % 31)).collect();
/// let closed: Vec<bool> = labels.clone();
/// let customers: Vec<u64> = (0..60).rev().collect();
///
/// let columns = vec![("songs", songs).into(), ("account_closed", closed).into()];
/// let report = audit_columns("mine", columns, &labels, &customers)?;
/// assert_eq!(report.findings[0].pattern, Some(Pattern::LabelProxy));
/// assert_eq!(report.findings[0].columns, ["account_closed"]);
/// # Ok::<(), refrain_audit::Error>(())
/// ```
pub fn audit_columns<I: ToString>(
    name: &str,
    columns: Vec<AuditColumn>,
    labels: &[bool],
    ids: impl IntoIterator<Item = I>,
) -> Result<AuditReport, Error> {
    let table = AuditTable::new(name, columns, labels.to_vec())?.with_entities(ids)?;
    audit_table(&table, &AuditOptions::default())
}

/// Audits an experiment for leaks.
///
/// # Errors
///
/// As [`audit_table`], and [`ErrorKind::Data`](crate::ErrorKind::Data) unless rows of both classes are there.
///
/// # Determinism
///
/// The same record and options give the same report, on any number of threads.
///
/// # Examples
///
/// ```
/// use refrain_audit::{AuditOptions, ExperimentRecord, Pattern, RecordedRows, audit_record};
///
/// let side = |n: u32| {
///     let labels: Vec<bool> = (0..n).map(|row| row % 3 == 0).collect();
///     let songs = (0..n).map(|row| f64::from(row * 7 % 31)).collect();
///     RecordedRows::new(vec![songs], labels)?.with_entities(0..n)
/// };
/// // A third left: to say that nobody does is right in two thirds.
/// let record = ExperimentRecord::new("mine", vec!["songs".to_owned()], side(60)?, side(30)?)?
///     .claiming("accuracy", 0.66);
/// let report = audit_record(&record, &AuditOptions::default())?;
/// let misleading = |pattern| pattern == Some(Pattern::MisleadingMetric);
/// assert!(report.findings.iter().any(|finding| misleading(finding.pattern)));
/// # Ok::<(), refrain_audit::Error>(())
/// ```
pub fn audit_record<E: Fit>(
    record: &ExperimentRecord,
    options: &AuditOptions<E>,
) -> Result<AuditReport, Error> {
    let table = record_table(record)?;
    let subject = Subject::new(&table, options.seed)?;
    let mut notes = interval_note(&subject);
    let control = or_note(exposure::control(&subject, options), &mut notes)?.flatten();
    let mut findings = table_findings(&subject, control.as_ref())?;
    fitted_steps::check_steps(record, &mut findings);
    let RecordedRows { labels, scores, predictions, .. } = &record.test;
    if let (Some(threshold), Some(scores)) = (record.threshold, scores) {
        let train = record.train.scores.as_deref().map(|s| (record.train.labels.as_slice(), s));
        threshold::check(threshold, train, (labels, scores), &mut findings);
    }
    let judged = Judged {
        labels,
        scores: scores.as_deref(),
        predictions: predictions.as_deref(),
        claimed: &record.claimed,
    };
    metrics::check(&judged, &mut findings)?;
    check_population(record, &mut findings);
    let report = report(record.name.clone(), subject, control, findings);
    Ok(AuditReport { notes, ..report })
}

/// Says where no AUC has an interval, so that none is judged.
pub(crate) fn interval_note(subject: &Subject<'_>) -> Vec<String> {
    if subject.n_of_rarer >= 2 {
        return Vec::new();
    }
    let note =
        "one class is of a single entity: no AUC has an interval, and no finding rests on one";
    vec![note.to_owned()]
}

/// Turns a control model that cannot be trained into a note: it ends no audit.
pub(crate) fn or_note<T>(
    result: Result<T, Error>,
    notes: &mut Vec<String>,
) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if is_unfit(&error) => {
            notes.push(format!("there is no control model: {}", with_causes(&error)));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Tells whether rows do not allow a control model, or it failed of its own.
fn is_unfit(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Data | ErrorKind::External)
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Runs the checks that every table gets.
pub(crate) fn table_findings(
    subject: &Subject<'_>,
    control: Option<&Control>,
) -> Result<Vec<AuditFinding>, Error> {
    let mut findings = Vec::new();
    cancel::check(subject, &mut findings);
    ids::check(subject, &mut findings);
    periods::check(subject, &mut findings)?;
    exposure::check(subject, control, &mut findings)?;
    windows::check(subject, &mut findings)?;
    sides::check(subject, &mut findings);
    fitted_steps::check_table(subject.table, &mut findings);
    // Last, because a column that is known to be severe needs no second alarm.
    label_proxies::check(subject, &mut findings);
    oddities::check(subject, &mut findings);
    Ok(findings)
}

pub(crate) fn report(
    name: String,
    subject: Subject<'_>,
    control: Option<Control>,
    findings: Vec<AuditFinding>,
) -> AuditReport {
    let mut report = AuditReport {
        subject: name,
        n_rows: subject.table.n_rows(),
        n_churned: subject.n_churned(),
        n_entities: subject.n_entities(),
        findings: Vec::new(),
        control,
        alone: highest_first(subject.alone),
        notes: Vec::new(),
    };
    report.add(findings);
    report
}

/// Looks whether a model tells the rows trained on from those tested.
fn check_distinguishable<E: Fit>(
    subject: &Subject<'_>,
    options: &AuditOptions<E>,
    findings: &mut Vec<AuditFinding>,
) -> Result<(), Error> {
    let Some(parts) = &subject.table.parts else { return Ok(()) };
    let Some(test) = parts.test() else { return Ok(()) };
    let tested: Vec<bool> = parts.of_row.iter().map(|part| *part == test).collect();
    let columns: Vec<&AuditColumn> = subject.table.columns.iter().collect();
    let folds = Folds { n_folds: options.n_folds, seed: options.seed };
    let auc = match cross_validated(subject.table, &columns, &tested, &options.control, folds) {
        Ok(auc) => auc,
        // With a side that is missing in a fold there is nothing to tell apart.
        Err(error) if is_unfit(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    if auc.low > DIFFERENT_SIDES {
        let what = "a model tells the test rows from the training rows";
        let advice = "find the column that differs: a drift in time is honest, a fold in disguise \
                      is not";
        let finding = AuditFinding::odd(Severity::Warning, what, advice);
        findings.push(finding.measured("which side a row is on", auc));
    }
    Ok(())
}

/// Checks the scores and predictions of a table.
fn check_scores(table: &AuditTable, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    let test = table.parts.as_ref().and_then(Parts::test);
    let is_tested = |row: &usize| match (&table.parts, test) {
        (Some(parts), Some(test)) => parts.of_row[*row] == test,
        _ => true,
    };
    let (tested, trained): (Vec<usize>, Vec<usize>) = (0..table.n_rows()).partition(is_tested);
    let labels = |rows: &[usize]| -> Vec<bool> { rows.iter().map(|r| table.labels[*r]).collect() };
    let scores = |rows: &[usize]| -> Option<Vec<f64>> {
        table.scores.as_ref().map(|all| rows.iter().map(|row| all[*row]).collect())
    };
    let (test_labels, test_scores) = (labels(&tested), scores(&tested));
    let predictions: Option<Vec<bool>> =
        table.predictions.as_ref().map(|all| tested.iter().map(|row| all[*row]).collect());
    if let (Some(scores_of_test), Some(predictions)) = (&test_scores, &predictions)
        && let Some(threshold) = threshold_of(scores_of_test, predictions)
    {
        let (labels_of_train, scores_of_train) = (labels(&trained), scores(&trained));
        let train = scores_of_train.as_deref().filter(|scores| !scores.is_empty());
        let train = train.map(|scores| (labels_of_train.as_slice(), scores));
        threshold::check(threshold, train, (&test_labels, scores_of_test), findings);
    }
    let judged = Judged {
        labels: &test_labels,
        scores: test_scores.as_deref(),
        predictions: predictions.as_deref(),
        claimed: &[],
    };
    metrics::check(&judged, findings)
}

/// Returns the lowest score that was predicted to churn, if those above it were and those below were not.
fn threshold_of(scores: &[f64], predictions: &[bool]) -> Option<f64> {
    let of = |churns: bool| {
        let rows = scores.iter().zip(predictions).filter(move |(_, p)| **p == churns);
        rows.map(|(score, _)| *score)
    };
    // The threshold itself is not in the table; the lowest score above it does as well.
    let lowest = of(true).min_by(f64::total_cmp)?;
    of(false).all(|score| score < lowest).then_some(lowest)
}

/// Makes one table of the rows of both sides.
fn record_table(record: &ExperimentRecord) -> Result<AuditTable, Error> {
    let (train, test) = (&record.train, &record.test);
    let columns = record.columns.iter().enumerate().map(|(index, name)| {
        let values = [train.values[index].as_slice(), &test.values[index]].concat();
        AuditColumn::numbers(name, values)
    });
    let labels = [train.labels.as_slice(), &test.labels].concat();
    let mut sides = vec!["train"; train.n_rows()];
    sides.resize(labels.len(), "test");
    let mut table =
        AuditTable::new(&record.name, columns.collect(), labels)?.with_parts(Parts::new(&sides))?;
    table.entities = both(&train.entities, &test.entities);
    table.cutoffs = both(&train.cutoffs, &test.cutoffs);
    table.window_ends = both(&train.window_ends, &test.window_ends);
    table.last_events = both(&train.last_events, &test.last_events);
    table.churned_at = both(&train.churned_at, &test.churned_at);
    Ok(table)
}

fn both<T: Clone>(train: &Option<Vec<T>>, test: &Option<Vec<T>>) -> Option<Vec<T>> {
    Some([train.as_ref()?.as_slice(), test.as_ref()?.as_slice()].concat())
}

fn check_population(record: &ExperimentRecord, findings: &mut Vec<AuditFinding>) {
    let Some(population) = &record.population else { return };
    let sides = (&record.train.entities, &record.test.entities);
    let (Some(train), Some(test)) = sides else { return };
    let mut kept: Vec<&String> = train.iter().chain(test).collect();
    kept.sort_unstable();
    let label = |(_, churned): (&String, &bool)| *churned;
    let members = || population.entities.iter().zip(&population.labels);
    let is_kept = |entity: &String| kept.binary_search(&entity).is_ok();
    let kept: Vec<bool> = members().filter(|(entity, _)| is_kept(entity)).map(label).collect();
    let left_out: Vec<bool> = members().filter(|(entity, _)| !is_kept(entity)).map(label).collect();
    selection::check(&kept, &left_out, findings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auc::tests::interval;

    #[test]
    fn threshold_of_predictions_is_the_lowest_score_predicted() {
        let scores = [0.9, 0.4, 0.6, 0.1];
        assert_eq!(threshold_of(&scores, &[true, false, true, false]), Some(0.6));
        assert_eq!(
            threshold_of(&scores, &[true, true, false, false]),
            None,
            "0.6 is not predicted"
        );
        assert_eq!(threshold_of(&scores, &[false; 4]), None);
        assert_eq!(threshold_of(&scores, &[true; 4]), Some(0.1));
        assert_eq!(
            threshold_of(&[0.5, 0.5], &[true, false]),
            None,
            "equal scores, two predictions"
        );
    }

    #[test]
    fn control_model_that_fails_is_a_note_with_its_causes() {
        let mut notes = Vec::new();
        let failed = |kind: &str| -> Result<u8, Error> {
            let cause: crate::problem::Cause = "the disk is full".into();
            Err(match kind {
                "model" => crate::problem::AuditProblem::ControlModel(cause).into(),
                "rows" => crate::problem::AuditProblem::NoRows.into(),
                _ => crate::problem::AuditProblem::NanThreshold.into(),
            })
        };
        assert_eq!(or_note(failed("model"), &mut notes).unwrap(), None);
        assert_eq!(or_note(failed("rows"), &mut notes).unwrap(), None);
        assert!(or_note(failed("argument"), &mut notes).is_err());
        assert_eq!(or_note(Ok(3), &mut notes).unwrap(), Some(3));
        assert_eq!(
            notes,
            [
                "there is no control model: the control model cannot be trained: the disk is full",
                "there is no control model: there is no row to audit",
            ]
        );
    }

    #[test]
    fn columns_of_the_highest_auc_come_first_and_equal_ones_by_name() {
        let labels = vec![true, false];
        let columns = ["d", "b", "c", "a"].map(|name| AuditColumn::numbers(name, vec![0.0, 1.0]));
        let table = AuditTable::new("t", columns.to_vec(), labels).unwrap();
        let mut subject = Subject::new(&table, 7).unwrap();
        for (column, auc) in subject.alone.iter_mut().zip([None, Some(0.6), Some(0.9), Some(0.6)]) {
            column.auc = auc.map(|estimate| interval(estimate, 0.5));
        }
        let report = report("t".to_owned(), subject, None, Vec::new());
        let names: Vec<&str> = report.alone.iter().map(|alone| alone.column.as_str()).collect();
        assert_eq!(names, ["c", "a", "b", "d"]);
        assert_eq!((report.n_rows, report.n_churned, report.n_entities), (2, 1, 2));
    }
}
