//! One estimator, fitted and scored on every fold.

use std::error::Error as StdError;

use refrain_core::{Dataset, Fit, PredictProba};

use super::score::ScoredRows;
use super::{Fold, Score, TrialOutcome};

type Cause = Box<dyn StdError + Send + Sync>;

/// Fits on each fold and scores the test rows of all folds together.
///
/// # Errors
///
/// That of the first fit or prediction that fails, or of the score over all rows. The score of one
/// fold may be undefined, as an AUC is where nobody churned.
pub(super) fn evaluate<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    folds: &[Fold],
    score: &Score,
) -> Result<TrialOutcome, Cause> {
    let mut all = ScoredRows::default();
    let mut fold_scores = Vec::with_capacity(folds.len());
    for fold in folds {
        let rows = predict(estimator, dataset, fold)?;
        fold_scores.push(score.of(&rows).ok());
        all.append(rows);
    }
    Ok(TrialOutcome::Scored { score: score.of(&all)?, fold_scores })
}

fn predict<E: Fit>(estimator: &E, dataset: &Dataset, fold: &Fold) -> Result<ScoredRows, Cause> {
    let model = estimator.fit(&dataset.select(&fold.train))?;
    let test = dataset.select(&fold.test);
    let churn = model.predict_proba(test.features())?;
    if churn.len() != test.n_rows() {
        return Err(format!("{} probabilities for {} rows", churn.len(), test.n_rows()).into());
    }
    if let Some(wrong) = churn.iter().find(|churn| !(0.0..=1.0).contains(*churn)) {
        return Err(format!("{wrong} is predicted, which is no probability").into());
    }
    Ok(ScoredRows { labels: test.labels().to_vec(), weights: test.weights().to_vec(), churn })
}

/// Says an error with its causes in one line.
pub(super) fn with_causes(error: &dyn StdError) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said = format!("{said}: {error}");
        cause = error.source();
    }
    said
}
