//! Problems of contact lists and of thresholds.

use refrain_core::{ErrorKind, Problem, Time};

#[derive(Debug, thiserror::Error)]
pub(super) enum DecisionProblem {
    #[error(
        "`{found}` is not a threshold rule; there are f1, balanced-accuracy, share=5%, \
         contacts=100 and profit=VALUE,OFFER,CONTACT,ACCEPTANCE"
    )]
    UnknownRule { found: String },
    #[error("the value of row {row} is {value}; it must be 0 or more")]
    RowValue { row: usize, value: f64 },
    #[error("the test cutoff {cutoff} does not lie before the end of the test period, {end}")]
    CutoffAfterTestPeriod { cutoff: Time, end: Time },
    #[error("no row has the test cutoff {cutoff}")]
    UnknownCutoff { cutoff: Time },
    #[error(
        "row {row}, tested at {cutoff}, has an outcome window until {window_end}, past the end of \
         the test period, {end}; test at an earlier cutoff or shorten the horizon"
    )]
    HorizonPastTestPeriod { row: usize, cutoff: Time, window_end: Time, end: Time },
    #[error("no row has a cutoff before the test cutoff {cutoff} to choose a threshold on")]
    NoEarlierCutoff { cutoff: Time },
    #[error(
        "no outcome is known by the test cutoff {cutoff} to choose a threshold on: the first \
         outcome window ends at {first_known}; shorten the horizon or test at a later cutoff"
    )]
    NoOutcomeKnown { cutoff: Time, first_known: Time },
}

impl Problem for DecisionProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            DecisionProblem::UnknownRule { .. } | DecisionProblem::CutoffAfterTestPeriod { .. } => {
                ErrorKind::Argument
            }
            _ => ErrorKind::Data,
        }
    }
}
