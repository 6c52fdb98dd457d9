//! Problems of metrics and of their rows.

use refrain_core::{Error, ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(crate) enum MetricProblem {
    #[error("there is no row to evaluate")]
    NoRows,
    #[error("the score of row {row} is not a number (NaN); leave the row out or score it")]
    NanScore { row: usize },
    #[error("{metric} needs probabilities, and the score of row {row} is {score}")]
    NotAProbability { metric: &'static str, row: usize, score: f64 },
    #[error("{metric} needs the log-odds of scores, and the score of row {row} is {score}")]
    Certain { metric: &'static str, row: usize, score: f64 },
    #[error("the weight of row {row} is {weight}; weights are finite and not negative")]
    Weight { row: usize, weight: f64 },
    #[error("the weights add up to {total}; their sum must lie between 1e-150 and 1e150")]
    TotalWeight { total: f64 },
    #[error("{metric} is undefined: none of the {n_rows} rows {missing}")]
    OneClass { metric: &'static str, missing: &'static str, n_rows: usize },
    #[error("{metric} is undefined: at the threshold {threshold} no row is predicted {missing}")]
    NothingPredicted { metric: &'static str, missing: &'static str, threshold: f64 },
    #[error(
        "{metric} is undefined: the scores part churned from retained rows or are all equal, so \
         that no slope fits best"
    )]
    Separated { metric: &'static str },
    #[error("{metric} is not found: too few rows bear the weight for a slope to be determined")]
    NoMaximum { metric: &'static str },
    #[error("{metric} is undefined: {reason}")]
    Undefined { metric: String, reason: String },
    #[error("k is {k}; it must be at least 1 and at most the number of rows, {n_rows}")]
    TopRows { k: usize, n_rows: usize },
    #[error("k is {k}; it must be at least 1 and at most the weight of all rows, {total}")]
    TopWeight { k: usize, total: f64 },
    #[error("{metric} takes no weights")]
    TakesNoWeights { metric: String },
    #[error("the threshold is not a number (NaN)")]
    NanThreshold,
    #[error("the beta of F-beta is above 0 and finite, such as 2; found {beta}")]
    Beta { beta: f64 },
    #[error("probabilities are gathered in at least 1 bin; found 0")]
    BinCount,
    #[error("a budget is a share of the rows above 0 and at most 1; found {share}")]
    Share { share: f64 },
    #[error(
        "a budget of {amount} at a cost of {cost_per_contact} per contact does not pay for one; \
         both are finite, and the cost is above 0"
    )]
    Money { amount: f64, cost_per_contact: f64 },
}

impl Problem for MetricProblem {
    fn kind(&self) -> ErrorKind {
        use MetricProblem as P;
        match self {
            P::TakesNoWeights { .. }
            | P::NanThreshold
            | P::Beta { .. }
            | P::BinCount
            | P::Share { .. }
            | P::Money { .. } => ErrorKind::Argument,
            _ => ErrorKind::Data,
        }
    }
}

/// Returns the error of a metric that has no value on some rows, for metrics written outside this
/// crate: of [`ErrorKind::Data`], "`metric` is undefined: `reason`".
///
/// # Examples
///
/// ```
/// use refrain_eval::{ErrorKind, metrics};
///
/// let error = metrics::undefined("gini", "none of the 3 rows churned");
/// assert_eq!(error.kind(), ErrorKind::Data);
/// assert_eq!(error.to_string(), "gini is undefined: none of the 3 rows churned");
/// ```
pub fn undefined(metric: impl Into<String>, reason: impl Into<String>) -> Error {
    MetricProblem::Undefined { metric: metric.into(), reason: reason.into() }.into()
}
