//! Problems of campaigns and their terms.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfitProblem {
    #[error("{what} is {amount}; it must be 0 or more")]
    Amount { what: &'static str, amount: f64 },
    #[error("{what} is {value}; it must lie between 0 and 1")]
    NotAShare { what: &'static str, value: f64 },
    #[error(
        "a prior of the acceptance has two parameters between 0.001 and 1000000, such as 6 and 14; found {alpha} and {beta}"
    )]
    Prior { alpha: f64, beta: f64 },
    #[error(
        "the offer costs {offer_cost} and a customer kept is worth {value}: no contact can pay"
    )]
    OfferAboveValue { offer_cost: f64, value: f64 },
}

impl Problem for ProfitProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
