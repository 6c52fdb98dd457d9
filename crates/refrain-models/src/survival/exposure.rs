//! Churn that begins at places: how often a customer comes to each, and how often that ends it.
//!
//! # The model
//!
//! Customers leave from a few places (the settings, an advert), each *visit* of which ends in
//! leaving with a small probability. For the exposure `k`, customer `i` shows `c` visits in the `t`
//! days it is known, at most the lookback and at least
//! [`min_known_days`](ExposureOptions::min_known_days). Days count from the first event on, or from
//! the registration ([`registered_days`](ExposureOptions::registered_days)).
//!
//! 1. Its rate of visits is drawn from `Gamma(a, b)`, fitted to all customers by the negative
//!    binomial likelihood of their counts (Greenwood and Yule, *JRSS* 83, 1920), so that what is
//!    expected of it is `m = (φ a + c) / (φ b + t)` visits a day. `φ` is 1 if visits come one by
//!    one; visits that come in bursts say less than their number, and `φ` is larger. It is fitted
//!    with the rest.
//! 2. Leaving gathers at the hazard `w = h · M · Σ q m` over a horizon of `h` days: visits that end
//!    it are a thinned Poisson process. `q`, in (0, 1), is the probability that a visit ends it.
//! 3. Customers belong to hidden groups, in which leaving is easier or harder wherever they are.
//!    What shows the group is how the customer spends its time: `M = exp(Σ γ z)`, where `z` are the
//!    logarithms of shrunk rates (the [`Signal`]s, adverts per song say) and the modifiers,
//!    standardised.
//! 4. What shows it too is having survived. If ease varies beyond `M` as `Gamma(1/θ, 1/θ)`, the
//!    visits survived divide the hazard by `1 + θ M Σ q c`, and the probability of leaving is
//!    `1 - (1 + θ w)^(-1/θ)` instead of `1 - exp(-w)` (Vaupel, Manton and Stallard, *Demography*
//!    16, 1979). It is the Beta mixture of the `q` where these are small, one for all exposures.
//!
//! A signal may say something else of those who pay: `z` also holds the products of the signals
//! and some of the modifiers.
//!
//! `q`, `φ` and `γ` maximise the likelihood of the labels, with a ridge; `θ` is the best of a few
//! values, and 0 unless another is significantly better.

mod columns;
mod contributions;
mod estimator;
mod factor;
mod fitted;
mod leaving;
mod likelihood;
mod options;
mod population;
mod problem;
mod visits;
mod watched;

pub use estimator::ExposureHazard;
pub use fitted::FittedExposureHazard;
pub use options::{Exposure, ExposureOptions, Per, Signal};
