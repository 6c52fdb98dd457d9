//! What can go wrong with a model.

use std::error::Error as StdError;

/// An error of `refrain-models`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A dataset without a row.
    #[error("there is no row to train on")]
    NoRows,
    /// Labels of one class only.
    #[error(
        "{n_churned} of {n_rows} training rows churned; a model learns from the difference \
         between those that churn and those that stay, so it needs both"
    )]
    OneClass {
        /// Number of training rows.
        n_rows: usize,
        /// How many of them churned: none or all.
        n_churned: usize,
    },
    /// An infinite value.
    #[error(
        "feature `{column}` is infinite in row {row}; give a finite number, or NaN where it is \
         missing"
    )]
    InfiniteValue {
        /// Name of the feature.
        column: String,
        /// Row, counted from 0.
        row: usize,
    },
    /// Values whose squares are no longer finite.
    #[error("feature `{column}` has values too large to standardise; give it a larger unit")]
    TooLarge {
        /// Name of the feature.
        column: String,
    },
    /// A feature that an estimator needs and the dataset does not have.
    #[error("no feature is named `{column}`{}", did_you_mean(nearest.as_deref()))]
    NoSuchFeature {
        /// The name asked for.
        column: String,
        /// The most similar name there is, if any is similar.
        nearest: Option<String>,
    },
    /// A category where a number is needed.
    #[error("feature `{column}` is a category; the recency rule needs a number of days")]
    NotANumber {
        /// Name of the feature.
        column: String,
    },
    /// A parameter outside its range.
    #[error("`{name}` is {found}, and must be {expected}")]
    Parameter {
        /// Name of the parameter.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: f64,
    },
    /// The optimiser stopped with an error.
    #[error("the logistic regression could not be fitted")]
    Solver {
        /// What the optimiser says.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The optimiser stopped away from the minimum.
    #[error(
        "the model did not converge within {max_iterations} iterations: its gradient is \
         {gradient:e} a row, the tolerance {tolerance:e}; allow more iterations or raise `l2`"
    )]
    NotConverged {
        /// Largest component of the gradient of the objective, divided by the rows.
        gradient: f64,
        /// What it should be at most.
        tolerance: f64,
        /// Iterations that were allowed.
        max_iterations: u64,
    },
    /// Rows, columns or weights that do not fit together.
    #[error(transparent)]
    Core(#[from] refrain_core::Error),
    /// Something to be calibrated that is no probability.
    #[error("row {row} has {found} for a probability; it must lie from 0 to 1")]
    NotAProbability {
        /// Row, counted from 0.
        row: usize,
        /// What it has.
        found: f64,
    },
    /// Rows that cannot be divided between a model and its calibration.
    #[error(
        "the rows for {side} are {n_rows}, of which {n_churned} churned; both sides need rows \
         that churned and rows that stayed: give more rows or cutoffs, or another share"
    )]
    CalibrationRows {
        /// Which side: `the model` or `its calibration`.
        side: &'static str,
        /// Rows with a weight on this side.
        n_rows: usize,
        /// How many of them churned.
        n_churned: usize,
    },
    /// Features that are not the ones the model was fitted on.
    #[error(
        "these are not the features the model was fitted on: {}",
        difference(missing, unexpected)
    )]
    OtherFeatures {
        /// Names the model demands and the matrix lacks, in the model's order.
        missing: Vec<String>,
        /// Names the matrix has and the model does not know, in the matrix's order.
        unexpected: Vec<String>,
    },
    /// The model's features in another order.
    #[error(
        "the features are the model's in another order: feature {position} is `{found}`, the \
         model was fitted with `{expected}` there; put the columns in the model's order"
    )]
    FeatureOrder {
        /// The first position that differs, counted from 0.
        position: usize,
        /// The model's feature at it.
        expected: String,
        /// The matrix's feature at it.
        found: String,
    },
    /// A feature of another kind than the one the model was fitted on.
    #[error("feature `{column}` holds {found}, the model was fitted on {expected}")]
    FeatureKind {
        /// Name of the feature.
        column: String,
        /// What the model was fitted on.
        expected: &'static str,
        /// What the matrix holds.
        found: &'static str,
    },
    /// A name that no model has.
    #[error("no model is named `{name}`{}; there are {known}", did_you_mean(nearest.as_deref()))]
    UnknownModel {
        /// The name as given.
        name: String,
        /// All names.
        known: String,
        /// The most similar name, if any is similar.
        nearest: Option<String>,
    },
    /// A file that is something else.
    #[error("{file} is not a model file: it does not begin with `refrain-model`")]
    NotAModelFile {
        /// The file.
        file: String,
    },
    /// A file in a format this version does not know.
    #[error("{file} has model format {found}, this version reads format {known}; update refrain")]
    LaterFormat {
        /// The file.
        file: String,
        /// Format of the file.
        found: u32,
        /// Format that is read.
        known: u32,
    },
    /// A file that ends too early.
    #[error("{file} is truncated after {found} bytes{}; copy it again", of_expected(*expected))]
    Truncated {
        /// The file.
        file: String,
        /// Bytes the file has.
        found: u64,
        /// Bytes it should have, where its header is whole enough to say.
        expected: Option<u64>,
    },
    /// A file that goes on after its end.
    #[error("{file} has {found} bytes, its model ends after {expected}; copy it again")]
    TooLong {
        /// The file.
        file: String,
        /// Bytes the file has.
        found: u64,
        /// Bytes it should have.
        expected: u64,
    },
    /// A file whose bytes have changed.
    #[error(
        "{file} is damaged: its checksum is {found:08x}, not {expected:08x} as written; copy it again"
    )]
    Checksum {
        /// The file.
        file: String,
        /// The checksum written at the file's end.
        expected: u32,
        /// The checksum of its bytes.
        found: u32,
    },
    /// A header that cannot be read although the file is undamaged.
    #[error("{file} has a header that this version cannot read")]
    Header {
        /// The file.
        file: String,
        /// Where it goes wrong.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A body that cannot be read although the file is undamaged.
    #[error("{file} has a body that this version cannot read")]
    Body {
        /// The file.
        file: String,
        /// Where it goes wrong.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A body that decodes into a model that cannot be.
    #[error("{file} holds an impossible model: {defect}")]
    ImpossibleModel {
        /// The file.
        file: String,
        /// What is wrong with it.
        defect: &'static str,
    },
    /// A header that says otherwise than the body.
    #[error("{file} contradicts itself: {what} of its header is not the one of its body")]
    HeaderContradictsBody {
        /// The file.
        file: String,
        /// What differs.
        what: &'static str,
    },
    /// A file that cannot be read or written.
    #[error("cannot {action} {file}")]
    Io {
        /// The file.
        file: String,
        /// What was tried: `read` or `write`.
        action: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

fn of_expected(expected: Option<u64>) -> String {
    expected.map(|bytes| format!(" of {bytes}")).unwrap_or_default()
}

fn difference(missing: &[String], unexpected: &[String]) -> String {
    let parts = [("missing", missing), ("unexpected", unexpected)];
    let present = parts.iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = present.map(|(word, names)| format!("{word} {}", few(names))).collect();
    said.join("; ")
}

/// The first few names; a wide table would bury the sentence.
fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = names.len().saturating_sub(SHOWN);
    let tail = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &tail
}
