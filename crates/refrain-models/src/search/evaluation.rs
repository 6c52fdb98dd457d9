//! One estimator, fitted and scored on every split.

use std::error::Error as StdError;

use refrain_core::{Dataset, Fit, Split, predict_checked};

use super::score::ScoredRows;
use super::{Score, TrialOutcome};

type Cause = Box<dyn StdError + Send + Sync>;

/// Fits on each split and scores the test rows of all splits together.
///
/// # Errors
///
/// That of the first fit or prediction that fails, or of the score over all rows. The score of one
/// split may be undefined, as an AUC is where nobody churned.
pub(super) fn evaluate<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    splits: &[Split],
    score: &Score,
) -> Result<TrialOutcome, Cause> {
    let mut all = ScoredRows::default();
    let mut split_scores = Vec::with_capacity(splits.len());
    for split in splits {
        let rows = predict(estimator, dataset, split)?;
        split_scores.push(score.of(&rows).ok());
        all.append(rows);
    }
    Ok(TrialOutcome::Scored { score: score.of(&all)?, split_scores })
}

fn predict<E: Fit>(estimator: &E, dataset: &Dataset, split: &Split) -> Result<ScoredRows, Cause> {
    let model = estimator.fit(&dataset.select(&split.train))?;
    let test = dataset.select(&split.test);
    let churn = predict_checked(&model, test.features())?;
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
