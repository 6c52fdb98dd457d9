//! What can go wrong in an evaluation.

use refrain_core::Time;

/// An error of `refrain-eval`.
///
/// Rows are counted from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No row at all.
    #[error("there is no row to evaluate")]
    Empty,
    /// A list of another length than the rows it belongs to.
    #[error("{what} has {found} values for {expected} rows")]
    Length {
        /// What has the wrong length.
        what: &'static str,
        /// Number of rows.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// A score that is NaN.
    #[error("the score of row {row} is not a number (NaN); leave the row out or score it")]
    NanScore {
        /// The row.
        row: usize,
    },
    /// A score outside `[0, 1]` where a probability is needed.
    #[error("{metric} needs probabilities, and the score of row {row} is {score}")]
    NotAProbability {
        /// Name of the metric.
        metric: &'static str,
        /// The row.
        row: usize,
        /// Its score.
        score: f64,
    },
    /// A metric that needs churned or retained rows, and there is none.
    #[error("{metric} is undefined: none of the {n_rows} rows {missing}")]
    OneClass {
        /// Name of the metric.
        metric: &'static str,
        /// What no row did: `churned` or `was retained`.
        missing: &'static str,
        /// Number of rows.
        n_rows: usize,
    },
    /// A number of top rows that is zero or exceeds the rows there are.
    #[error("k is {k}; it must be at least 1 and at most the number of rows, {n_rows}")]
    TopRows {
        /// The number asked for.
        k: usize,
        /// Number of rows.
        n_rows: usize,
    },
    /// A threshold that is NaN.
    #[error("the threshold is not a number (NaN)")]
    NanThreshold,
    /// A metric that has no value on these rows; for metrics written outside this crate.
    #[error("{metric} is undefined: {reason}")]
    Undefined {
        /// Name of the metric.
        metric: String,
        /// Why it has no value.
        reason: String,
    },
    /// A confidence level outside `(0, 1)`.
    #[error("the level of an interval lies between 0 and 1, such as 0.95; found {level}")]
    Level {
        /// The level asked for.
        level: f64,
    },
    /// Too few resamples to find the ends of an interval.
    #[error(
        "{found} resamples are too few for an interval of level {level}; take {needed} or more"
    )]
    TooFewResamples {
        /// The number asked for.
        found: usize,
        /// The smallest number that does.
        needed: usize,
        /// Level of the interval.
        level: f64,
    },
    /// Too few groups for resampling to say anything.
    #[error("a bootstrap over groups needs 2 groups or more; found {found}")]
    TooFewGroups {
        /// Number of groups.
        found: usize,
    },
    /// A metric that is undefined in more than half of the resamples.
    #[error(
        "{metric} is undefined in {n_undefined} of {n_resamples} resamples; \
         it needs more churned and retained entities"
    )]
    MostlyUndefined {
        /// Name of the metric.
        metric: String,
        /// In how many resamples it is undefined.
        n_undefined: usize,
        /// Number of resamples.
        n_resamples: usize,
        /// Why it is undefined in the first of them.
        #[source]
        first: Box<Error>,
    },
    /// Fewer than two folds.
    #[error("{n_folds} folds do not separate entities; take 2 or more")]
    FoldCount {
        /// The number asked for.
        n_folds: usize,
    },
    /// A split without a cutoff to test at.
    #[error("a split needs at least one test cutoff")]
    NoTestCutoff,
    /// Fewer entities than folds.
    #[error(
        "too few entities for the folds (entities: {n_entities}, folds: {n_folds}); each fold needs one"
    )]
    TooFewEntities {
        /// Number of entities.
        n_entities: usize,
        /// Number of folds.
        n_folds: usize,
    },
    /// Fewer cutoffs than are to be tested at.
    #[error("the rows have {found} cutoffs, {asked} were asked for to test at; take fewer")]
    TooFewCutoffs {
        /// Number of test cutoffs asked for.
        asked: usize,
        /// Number of cutoffs there are.
        found: usize,
    },
    /// A test cutoff at which there is no row.
    #[error("no row has the test cutoff {cutoff}")]
    UnknownCutoff {
        /// The cutoff asked for.
        cutoff: Time,
    },
    /// A split with nothing to train on.
    #[error(
        "nothing is left to train on for the test cutoff {cutoff}, fold {fold}: no other fold \
         has an earlier row whose outcome is known by then ({n_purged} rows were purged); test \
         at a later cutoff or take fewer folds"
    )]
    NoTrainingRow {
        /// The test cutoff.
        cutoff: Time,
        /// The test fold.
        fold: usize,
        /// Number of earlier rows whose outcome window reaches past the cutoff.
        n_purged: usize,
    },
    /// An outcome window that ends before the cutoff it belongs to.
    #[error("row {row} has its cutoff at {cutoff} and the end of its outcome window at {end}")]
    WindowBeforeCutoff {
        /// The row.
        row: usize,
        /// Its cutoff.
        cutoff: Time,
        /// End of its outcome window.
        end: Time,
    },
    /// A split that names a row there is not.
    #[error("the split names row {row}, of {n_rows}")]
    UnknownRow {
        /// The row.
        row: usize,
        /// Number of rows.
        n_rows: usize,
    },
    /// A test row at another cutoff than its split's.
    #[error("test row {row} has the cutoff {found}, its split tests at {expected}")]
    TestRowElsewhere {
        /// The row.
        row: usize,
        /// Cutoff of the split.
        expected: Time,
        /// Cutoff of the row.
        found: Time,
    },
    /// A training row that is not earlier than the test.
    #[error("training row {row} has the cutoff {found}, which is not before the test's, {cutoff}")]
    TrainingRowTooLate {
        /// The row.
        row: usize,
        /// Cutoff of the split.
        cutoff: Time,
        /// Cutoff of the row.
        found: Time,
    },
    /// A training row whose outcome is known only after the test's cutoff.
    #[error("training row {row} has an outcome window until {end}, past the test cutoff {cutoff}")]
    TrainingRowNotPurged {
        /// The row.
        row: usize,
        /// Cutoff of the split.
        cutoff: Time,
        /// End of the row's outcome window.
        end: Time,
    },
    /// An entity on both sides of a split.
    #[error("entity `{entity}` is trained on in row {train_row} and tested in row {test_row}")]
    SharedEntity {
        /// Id of the entity.
        entity: String,
        /// A training row of it.
        train_row: usize,
        /// A test row of it.
        test_row: usize,
    },
}
