//! Problems of splits and of rows to be split.

use crate::{ErrorKind, Problem, Span, Time};

#[derive(Debug, thiserror::Error)]
pub(super) enum SplitProblem {
    #[error("there is no row to evaluate")]
    NoRows,
    #[error("row {row} has its cutoff at {cutoff} and the end of its outcome window at {end}")]
    WindowBeforeCutoff { row: usize, cutoff: Time, end: Time },
    #[error("{n_folds} folds do not separate entities; take 2 or more")]
    FoldCount { n_folds: usize },
    #[error(
        "too few entities for the folds (entities: {n_entities}, folds: {n_folds}); each fold needs one"
    )]
    TooFewEntities { n_entities: usize, n_folds: usize },
    #[error("a sliding training window needs a length, such as 56d; found none")]
    ZeroWindow,
    #[error("a split needs at least one test cutoff")]
    NoTestCutoff,
    #[error(
        "the test cutoffs are out of order: {second} follows {first}; write them ascending, each once"
    )]
    CutoffsOutOfOrder { first: Time, second: Time },
    #[error("no row has the test cutoff {cutoff}")]
    UnknownCutoff { cutoff: Time },
    #[error(
        "nothing is left to train on for the test cutoff {cutoff}, fold {fold}: no other fold \
         has an earlier row whose outcome is known by then ({n_purged} rows were purged); test \
         at a later cutoff or take fewer folds"
    )]
    NoTrainingRow { cutoff: Time, fold: usize, n_purged: usize },
    #[error(
        "no outcome is known by the test cutoff {cutoff} (fold {fold}): outcome windows end \
         {window} or more after their cutoff, the embargo is {embargo}, and the first cutoff lies \
         {available} before; shorten the horizon or test at a later cutoff"
    )]
    HorizonTooLong { cutoff: Time, fold: usize, window: Span, embargo: Span, available: Span },
    #[error(
        "{found} rows are left to train on for the test cutoff {cutoff}, fold {fold}, and the \
         protocol asks for {needed}; test at a later cutoff or ask for fewer"
    )]
    TooFewTrainingRows { cutoff: Time, fold: usize, found: usize, needed: usize },
    #[error(
        "none of the {n_rows} training rows for the test cutoff {cutoff}, fold {fold} {missing}; \
         test at a later cutoff, take fewer folds or a longer horizon"
    )]
    OneClassInTraining { cutoff: Time, fold: usize, n_rows: usize, missing: &'static str },
    #[error(
        "none of the {n_rows} test rows at the cutoff {cutoff}, fold {fold} {missing}; take fewer \
         folds or a longer horizon"
    )]
    OneClassInTest { cutoff: Time, fold: usize, n_rows: usize, missing: &'static str },
    #[error("the split names row {row}, of {n_rows}")]
    UnknownRow { row: usize, n_rows: usize },
    #[error("test row {row} has the cutoff {found}, its split tests at {expected}")]
    TestRowElsewhere { row: usize, expected: Time, found: Time },
    #[error("training row {row} has the cutoff {found}, which is not before the test's, {cutoff}")]
    TrainingRowTooLate { row: usize, cutoff: Time, found: Time },
    #[error("training row {row} has an outcome window until {end}, past the test cutoff {cutoff}")]
    TrainingRowNotPurged { row: usize, cutoff: Time, end: Time },
    #[error(
        "training row {row} has an outcome window until {end}, less than the embargo of {embargo} \
         before the test cutoff {cutoff}"
    )]
    TrainingRowUnderEmbargo { row: usize, cutoff: Time, end: Time, embargo: Span },
    #[error("entity `{entity}` is trained on in row {train_row} and tested in row {test_row}")]
    SharedEntity { entity: String, train_row: usize, test_row: usize },
}

impl Problem for SplitProblem {
    fn kind(&self) -> ErrorKind {
        use SplitProblem as P;
        match self {
            P::FoldCount { .. } | P::ZeroWindow | P::NoTestCutoff | P::CutoffsOutOfOrder { .. } => {
                ErrorKind::Argument
            }
            P::UnknownRow { .. }
            | P::TestRowElsewhere { .. }
            | P::TrainingRowTooLate { .. }
            | P::TrainingRowNotPurged { .. }
            | P::TrainingRowUnderEmbargo { .. }
            | P::SharedEntity { .. } => ErrorKind::Mismatch,
            _ => ErrorKind::Data,
        }
    }
}
