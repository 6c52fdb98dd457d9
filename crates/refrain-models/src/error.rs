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
    /// Rows, columns or weights that do not fit together.
    #[error(transparent)]
    Core(#[from] refrain_core::Error),
    /// Soft voting without a member.
    #[error("soft voting needs at least one model")]
    NoMembers,
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
    /// A parameter that an estimator does not have.
    #[error(
        "{model} has no parameter `{name}`{}; {}",
        did_you_mean(nearest.as_deref()),
        if known.is_empty() { "it has none".to_owned() } else { format!("there are {known}") }
    )]
    UnknownParameter {
        /// The estimator.
        model: &'static str,
        /// The name as given.
        name: String,
        /// All names.
        known: String,
        /// The most similar name, if any is similar.
        nearest: Option<String>,
    },
    /// A parameter given as a text that is no such number.
    #[error("`{name}` is `{found}`, and must be {expected}")]
    ParameterText {
        /// Name of the parameter.
        name: String,
        /// What it must be.
        expected: &'static str,
        /// The text.
        found: String,
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
    /// Days that are no lifetime.
    #[error(
        "a lifetime from day {entry_days} to day {exit_days} cannot be: the entry must be zero or \
         more and before the exit, both finite"
    )]
    Lifetime {
        /// When it came under observation.
        entry_days: f64,
        /// When it left or was last seen.
        exit_days: f64,
    },
    /// Only customers that were never seen to leave.
    #[error(
        "none of {n_rows} rows ends in churn while it is watched; when customers leave is learned \
         from those that do"
    )]
    NoChurn {
        /// Number of rows.
        n_rows: usize,
    },
    /// A period that nobody leaves in, with an intercept of its own.
    #[error(
        "nobody leaves in period {period} (counted from 0), so without `smoothness` its hazard has \
         no estimate; raise `smoothness` or take longer periods"
    )]
    PeriodWithoutChurn {
        /// The period, counted from 0.
        period: usize,
    },
    /// Not one of something for each row of features.
    #[error("there are {found} {what} for {expected} rows of features")]
    UnequalRows {
        /// What there should be one of for each row.
        what: &'static str,
        /// Rows of features.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A coefficient that fits the better the farther it is from zero.
    #[error(
        "`{column}` tells for certain who leaves first, so that its coefficient has no bound; \
         set `l2` above zero or leave it out"
    )]
    MonotoneLikelihood {
        /// Name of the encoded column.
        column: String,
    },
    /// A column that says what others say already.
    #[error(
        "`{column}` is told exactly by the columns before it, so that its coefficient is any; set \
         `l2` above zero or leave it out"
    )]
    Collinear {
        /// Name of the encoded column.
        column: String,
    },
    /// A fit that did not settle.
    #[error(
        "{model} found no best fit within {max_iterations} steps; allow more, or raise the \
         penalties"
    )]
    NoMinimum {
        /// The model.
        model: &'static str,
        /// Steps that were allowed.
        max_iterations: u64,
    },
    /// A day after everything that was watched.
    #[error("day {days} lies beyond day {last_days}, the last on which anybody was watched")]
    BeyondFollowUp {
        /// The day asked for.
        days: f64,
        /// The last day there is.
        last_days: f64,
    },
    /// A category or an instant where a count or a number of days is needed.
    #[error("feature `{column}` holds {found}; the exposure hazard needs plain numbers of it")]
    NotPlainNumbers {
        /// Name of the feature.
        column: String,
        /// What it holds.
        found: &'static str,
    },
    /// A count, or a number of days, below zero.
    #[error(
        "feature `{column}` is {found} in row {row}; a count or a number of days is never negative"
    )]
    NegativeCount {
        /// Name of the feature.
        column: String,
        /// Row, counted from 0.
        row: usize,
        /// The value.
        found: f64,
    },
    /// A column given two parts that exclude each other.
    #[error("feature `{column}` is named as {role} twice; name it once")]
    NamedTwice {
        /// Name of the feature.
        column: String,
        /// What it is named as.
        role: &'static str,
    },
    /// A feature crossed with the signals that is no modifier.
    #[error("`{name}` is crossed with the signals but is not among the modifiers; add it to them")]
    NoSuchModifier {
        /// Name of the feature.
        name: String,
    },
    /// An exposure hazard without a way of leaving.
    #[error(
        "there is no exposure; name at least one column that counts visits to where customers leave"
    )]
    NoExposure,
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
    /// A file in a format that is no longer read.
    #[error("{file} has model format {found}, this version reads format {known}; train it again")]
    EarlierFormat {
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
    /// A search over nothing.
    #[error("the search space has no parameter")]
    EmptySpace,
    /// Two parameters of one name.
    #[error("the search space has two parameters named `{parameter}`")]
    RepeatedParameter {
        /// The name.
        parameter: String,
    },
    /// A range that holds nothing to search.
    #[error(
        "the range of `{parameter}` is from {low} to {high}; both ends must be finite, the first \
         below the second, and whole numbers within 2^53 of zero"
    )]
    EmptyRange {
        /// Name of the parameter.
        parameter: String,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// A logarithmic range that begins at zero or below.
    #[error("the range of `{parameter}` begins at {low}, and a logarithm needs more than zero")]
    LogarithmOf {
        /// Name of the parameter.
        parameter: String,
        /// Its lower end.
        low: f64,
    },
    /// A choice of nothing, or of numbers that are none.
    #[error("the choices of `{parameter}` are {problem}")]
    Choices {
        /// Name of the parameter.
        parameter: String,
        /// What is wrong with them.
        problem: &'static str,
    },
    /// A parameter that a setting does not have.
    #[error("no parameter is named `{parameter}`{}", did_you_mean(nearest.as_deref()))]
    NoSuchParameter {
        /// The name asked for.
        parameter: String,
        /// The most similar name there is, if any is similar.
        nearest: Option<String>,
    },
    /// A parameter asked for as what it is not.
    #[error("parameter `{parameter}` is {found}, and was asked for as {expected}")]
    ParameterKind {
        /// Name of the parameter.
        parameter: String,
        /// What it was asked for as.
        expected: &'static str,
        /// Its value.
        found: String,
    },
    /// No fold to score by.
    #[error("there is no fold; a search needs rows that its trials are not fitted on")]
    NoFolds,
    /// A fold that cannot score a trial.
    #[error("fold {fold} {problem}")]
    Fold {
        /// The fold, counted from 0.
        fold: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Fewer than two folds where there must be more.
    #[error("{n_folds} folds were asked for; there must be at least 2")]
    FoldCount {
        /// How many were asked for.
        n_folds: usize,
    },
    /// Fewer entities that churn, or that never do, than folds.
    #[error(
        "{n_entities} entities {what} and {n_folds} folds were asked for; each needs one, so ask \
         for fewer folds"
    )]
    TooFewEntities {
        /// How many entities there are.
        n_entities: usize,
        /// What they do.
        what: &'static str,
        /// How many folds were asked for.
        n_folds: usize,
    },
    /// Cutoffs so near each other that no label is known at any of them.
    #[error(
        "no outcome window ends by a later cutoff, so nothing could be trained on at any; give \
         folds of your own or cutoffs farther apart"
    )]
    NoOrigin,
    /// Every trial failed.
    #[error("none of {n_trials} trials succeeded")]
    EveryTrialFailed {
        /// Number of trials.
        n_trials: usize,
        /// Why the first failed.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A file that is no log of trials.
    #[error("{file} is not a log of trials: its first line is not `{{\"refrain_search\":…`")]
    NotATrialLog {
        /// The file.
        file: String,
    },
    /// The log of another search.
    #[error(
        "{file} is the log of another search: its {what} is {found}, this search's {expected}; \
         give another file"
    )]
    OtherSearch {
        /// The file.
        file: String,
        /// What differs first.
        what: &'static str,
        /// That of this search.
        expected: String,
        /// That of the log.
        found: String,
    },
    /// A line that this search did not write.
    #[error("line {line} of {file} is not trial {number} as this search would make it")]
    TrialLine {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The trial expected on it.
        number: usize,
    },
    /// Weights that cannot weigh rows.
    #[error("the weights of the rows {problem}")]
    RowWeights {
        /// What is wrong with them.
        problem: &'static str,
    },
    /// A model that cannot predict.
    #[error("the model could not predict")]
    Prediction {
        /// What the model says.
        source: Box<dyn StdError + Send + Sync>,
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

impl From<crate::survival::SurvivalProblem> for Error {
    fn from(problem: crate::survival::SurvivalProblem) -> Error {
        Error::Core(problem.into())
    }
}

impl From<crate::survival::ExposureProblem> for Error {
    fn from(problem: crate::survival::ExposureProblem) -> Error {
        Error::Core(problem.into())
    }
}

impl Error {
    /// Returns the kind.
    pub fn kind(&self) -> refrain_core::ErrorKind {
        match self {
            Error::Core(error) => error.kind(),
            Error::OtherFeatures { .. } => refrain_core::ErrorKind::Mismatch,
            _ => refrain_core::ErrorKind::Data,
        }
    }
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
