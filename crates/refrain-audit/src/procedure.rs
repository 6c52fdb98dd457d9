//! Audits of a procedure: does what is learnt depend on the rows that are tested?

use std::sync::Arc;

use refrain_core::{ColumnKind, Dataset, FeatureMatrix, Outcome, check_length};

use crate::Error;
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::problem::AuditProblem;

/// All that happens between labelled rows and predictions: scaling, sampling, selection, fitting and
/// the choice of a threshold.
pub trait Procedure {
    /// Learns from the training rows and scores the test rows.
    ///
    /// It is given all rows with their labels, as those who fit on everything are, and must not look
    /// at the test rows while it learns.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn run(
        &self,
        data: &Dataset,
        train: &[usize],
        test: &[usize],
    ) -> Result<Predicted, Box<dyn std::error::Error + Send + Sync>>;
}

/// Scores and predictions of a procedure for the test rows, in their order.
///
/// # Examples
///
/// ```
/// use refrain_audit::Predicted;
///
/// let scores = vec![0.9, 0.2];
/// let churns = scores.iter().map(|score| *score >= 0.5).collect();
/// let predicted = Predicted::new(scores).with_predictions(churns);
/// assert_eq!(predicted.predictions, Some(vec![true, false]));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Predicted {
    /// Scores.
    pub scores: Vec<f64>,
    /// Predictions, `true` for churn, where the procedure makes them.
    pub predictions: Option<Vec<bool>>,
}

impl Predicted {
    /// Takes the score of each test row.
    pub fn new(scores: Vec<f64>) -> Predicted {
        Predicted { scores, predictions: None }
    }

    /// Adds whether churn is predicted for each test row.
    pub fn with_predictions(self, predictions: Vec<bool>) -> Predicted {
        Predicted { predictions: Some(predictions), ..self }
    }
}

/// Runs a procedure on test rows that were altered, and says what changed that must not.
///
/// # Errors
///
/// [`ErrorKind::Data`](crate::ErrorKind::Data) without a training or a test row, [`ErrorKind::External`](crate::ErrorKind::External) if the procedure fails
/// on the rows as given or as altered, [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if it does not give one score for each
/// test row.
///
/// # Examples
///
/// ```
/// use std::error::Error;
///
/// use refrain_audit::{Pattern, Predicted, Procedure, audit_procedure};
/// use refrain_core::{Column, Dataset, Span, Time};
///
/// /// Scores by songs, and predicts by the share that churned among the very rows tested.
/// struct Tuned;
///
/// impl Procedure for Tuned {
///     fn run(
///         &self,
///         data: &Dataset,
///         _train: &[usize],
///         test: &[usize],
///     ) -> Result<Predicted, Box<dyn Error + Send + Sync>> {
///         let scores: Vec<f64> = test.iter().map(|row| data.features().values(0)[*row]).collect();
///         let n_churned = test.iter().filter(|row| data.labels()[**row]).count();
///         let mut sorted = scores.clone();
///         sorted.sort_by(f64::total_cmp);
///         let threshold = sorted[sorted.len() - n_churned.max(1)];
///         let predictions = scores.iter().map(|score| *score >= threshold).collect();
///         Ok(Predicted::new(scores).with_predictions(predictions))
///     }
/// }
///
/// let cutoff: Time = "2018-11-01".parse()?;
/// let ids: Vec<String> = (0..8).map(|row| format!("customer {row}")).collect();
/// let songs = (Column::number("songs", ""), vec![4.0, 9.0, 1.0, 7.0, 3.0, 8.0, 2.0, 6.0]);
/// let labels = vec![false, true, false, true, false, true, false, false];
/// let data = Dataset::from_columns(&ids, &[cutoff; 8], vec![songs], labels, Span::from_days(10))?;
/// let findings = audit_procedure(&Tuned, &data, &[0, 1, 2, 3], &[4, 5, 6, 7])?;
/// assert_eq!(findings[0].pattern, Some(Pattern::ThresholdTunedOnTest));
/// # Ok::<(), refrain_audit::Error>(())
/// ```
pub fn audit_procedure(
    procedure: &dyn Procedure,
    data: &Dataset,
    train: &[usize],
    test: &[usize],
) -> Result<Vec<AuditFinding>, Error> {
    if test.is_empty() || train.is_empty() {
        return Err(AuditProblem::NoRows.into());
    }
    let run = |data: &Dataset| run(procedure, data, train, test);
    // Twice as given first: a procedure that draws anew differs without any leak.
    let as_given = run(data)?;
    if run(data)? != as_given {
        let what =
            "two runs on the same rows differ, so nothing can be said of what they depend on";
        let advice = "fix the seeds";
        return Ok(vec![AuditFinding::odd(Severity::Warning, what, advice)]);
    }
    let mut findings = Vec::new();
    let relabelled = run(&with_other_labels(data, test)?)?;
    if relabelled.scores != as_given.scores {
        findings.push(severe(
            Pattern::FittedOnEverything,
            "the scores depend on the labels of the test rows",
        ));
    } else if relabelled.predictions != as_given.predictions {
        findings.push(severe(
            Pattern::ThresholdTunedOnTest,
            "the predictions depend on the labels of the test rows, the scores do not",
        ));
    }
    // The other half stays as it was, so its scores must as well.
    let (kept, altered) = test.split_at(test.len() / 2);
    let moved = run(&with_other_values(data, altered)?)?;
    if findings.is_empty() && moved.scores[..kept.len()] != as_given.scores[..kept.len()] {
        findings.push(severe(
            Pattern::FittedOnEverything,
            "the scores of test rows depend on the features of other test rows",
        ));
    }
    Ok(findings)
}

fn severe(pattern: Pattern, what: &str) -> AuditFinding {
    AuditFinding::new(pattern, Severity::Severe, what)
}

fn run(
    procedure: &dyn Procedure,
    data: &Dataset,
    train: &[usize],
    test: &[usize],
) -> Result<Predicted, Error> {
    let predicted = procedure.run(data, train, test).map_err(AuditProblem::Procedure)?;
    check_length("the list of scores", test.len(), predicted.scores.len())?;
    Ok(predicted)
}

fn with_other_labels(data: &Dataset, rows: &[usize]) -> Result<Dataset, Error> {
    let mut labels = data.labels().to_vec();
    for row in rows {
        labels[*row] = !labels[*row];
    }
    rebuilt(data, data.features().clone(), &labels)
}

fn with_other_values(data: &Dataset, rows: &[usize]) -> Result<Dataset, Error> {
    let features = data.features();
    let n_rows = data.n_rows();
    let mut values = features.all_values().to_vec();
    for (index, column) in features.columns().iter().enumerate() {
        if matches!(column.kind, ColumnKind::Category(_)) {
            continue;
        }
        // Both below and above all that was there, so that every range and mean moves.
        for (position, row) in rows.iter().enumerate() {
            let value = &mut values[index * n_rows + row];
            let far = 3.0 * value.abs() + 1_000.0;
            *value = if position % 2 == 0 { far } else { -far };
        }
    }
    let observations = features.observations().to_vec();
    let entities = Arc::clone(features.entity_ids());
    let columns = features.columns().to_vec();
    let features = FeatureMatrix::new(entities, observations, columns, values)?;
    rebuilt(data, features, data.labels())
}

fn rebuilt(data: &Dataset, features: FeatureMatrix, labels: &[bool]) -> Result<Dataset, Error> {
    let outcome = |(churned, end): (&bool, &refrain_core::Time)| match churned {
        true => Outcome::Churned { at: *end },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = labels.iter().zip(data.window_ends()).map(outcome).collect();
    let rebuilt = Dataset::new(features, &outcomes, data.window_ends().to_vec())?;
    rebuilt.weighted(data.weights().to_vec())
}
