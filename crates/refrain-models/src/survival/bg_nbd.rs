//! Purchases until a customer drops out unseen: the BG/NBD model.
//!
//! Fader, Hardie and Lee, "Counting your customers the easy way", *Marketing Science* 24 (2005).
//! A customer buys at a rate of its own, drawn from `Gamma(r, α)`, and after each purchase but the
//! first drops out for good with a probability of its own, drawn from `Beta(a, b)`. Nobody sees the dropping out:
//! it shows only in a silence that is long for this customer's rate.
//!
//! Of a customer it takes three numbers, in days: `x`, the purchases after the first (purchase days
//! less one), `t_x`, the time from the first to the last, and `T`, that from the first to the
//! cutoff.

mod belief;
mod columns;
mod customer;
mod estimator;
mod fitted;
mod label_likelihood;
mod options;
mod parameters;
mod problem;
mod purchase_likelihood;
mod shapley;

pub use estimator::BgNbd;
pub use fitted::FittedBgNbd;
pub use options::{BgNbdColumns, BgNbdOptions};
pub use parameters::BgNbdParameters;
