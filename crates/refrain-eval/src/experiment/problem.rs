//! Problems of experiments and their plans.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum ExperimentProblem {
    #[error("{what}")]
    Plan { what: &'static str },
    #[error(
        "{n_untreated} untreated and {n_treated} treated customers find no uplift with a power of \
         {power}, not even if no treated customer churns; take more"
    )]
    TooFewCustomers { n_untreated: u64, n_treated: u64, power: f64 },
    #[error(
        "an arm of an experiment has customers, of whom as many or fewer churned; found {n_churned} of {n_customers}"
    )]
    ArmCounts { n_churned: u64, n_customers: u64 },
}

impl Problem for ExperimentProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            ExperimentProblem::ArmCounts { .. } => ErrorKind::Data,
            _ => ErrorKind::Argument,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("none of the rows is {arm}; an uplift needs treated and untreated rows")]
pub(crate) struct EmptyArm {
    pub(crate) arm: &'static str,
}

impl Problem for EmptyArm {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
