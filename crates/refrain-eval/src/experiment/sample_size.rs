//! Sample size of an experiment.

use refrain_core::{Error, normal_quantile};

use super::problem::ExperimentProblem;
use crate::profit::check_share;

/// Reduction of churn by the treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Uplift {
    /// In points: 0.01 is from 5 % to 4 %.
    Absolute(f64),
    /// As a share of the base rate: 0.2 is from 5 % to 4 %.
    Relative(f64),
}

/// Correction for counts, which are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Correction {
    /// Not at all: the test will be a plain z test.
    None,
    /// By half a customer, for a test with continuity correction (Yates) or Fisher's exact test.
    Continuity,
}

/// Options of an experiment: significance, power and the ratio of its arms.
///
/// # Examples
///
/// ```
/// use refrain_eval::experiment::{ExperimentOptions, Uplift, sample_size};
///
/// // Four of five customers are treated, the rest watched.
/// let options = ExperimentOptions::default().power(0.9).treated_per_untreated(4.0);
/// let sizes = sample_size(0.05, Uplift::Relative(0.2), &options)?;
/// assert_eq!(sizes.treated, (4.0 * sizes.unrounded).ceil() as u64);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ExperimentOptions {
    /// Probability that the test finds an uplift, or its opposite, where there is none. Default 0.05.
    pub significance: f64,
    /// Probability that it finds the uplift where there is one. Default 0.8.
    pub power: f64,
    /// Number of treated customers to an untreated one. Default 1.
    pub treated_per_untreated: f64,
    /// Allowance for whole counts. Default none.
    pub correction: Correction,
}

impl Default for ExperimentOptions {
    fn default() -> ExperimentOptions {
        ExperimentOptions {
            significance: 0.05,
            power: 0.8,
            treated_per_untreated: 1.0,
            correction: Correction::None,
        }
    }
}

/// Numbers of customers that an experiment needs.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ArmSizes {
    /// Number of untreated customers, rounded up.
    pub untreated: u64,
    /// Number of treated customers, rounded up.
    pub treated: u64,
    /// Number of untreated customers as the formula gives it.
    pub unrounded: f64,
}

/// Returns how many customers of each arm a two-sided test of two proportions needs.
///
/// With P1 and P2 the rates of the untreated and the treated, Q = 1 - P, r treated to an untreated
/// and P the rate of all, the untreated are (Fleiss, *Statistical Methods for Rates and
/// Proportions*, second edition 1981, formula 3.18)
///
/// n = (z_a sqrt((r + 1) P Q) + z_b sqrt(r P1 Q1 + P2 Q2))^2 / (r (P1 - P2)^2)
///
/// and with the correction for continuity (formula 3.19)
///
/// n / 4 (1 + sqrt(1 + 2 (r + 1) / (n r |P1 - P2|)))^2.
///
/// The other tail, in which the test would find the opposite, is not counted as power.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a rate or a power outside `[0, 1]`, if the
/// base rate or the uplift is nothing or leaves no rate for the treated, and if an option cannot be
/// met.
///
/// # Examples
///
/// ```
/// use refrain_eval::experiment::{ExperimentOptions, Uplift, sample_size};
///
/// let sizes = sample_size(0.05, Uplift::Absolute(0.01), &ExperimentOptions::default())?;
/// assert_eq!((sizes.untreated, sizes.treated), (6745, 6745));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn sample_size(
    base_rate: f64,
    uplift: Uplift,
    options: &ExperimentOptions,
) -> Result<ArmSizes, Error> {
    options.check()?;
    let treated_rate = treated_rate(base_rate, uplift)?;
    let ratio = options.treated_per_untreated;
    let spread = Spread::new(base_rate, treated_rate, ratio);
    let difference = (base_rate - treated_rate).abs();
    let needed = options.critical_value() * spread.of_none + options.power_value() * spread.of_both;
    let plain = needed * needed / (ratio * difference * difference);
    let unrounded = match options.correction {
        Correction::None => plain,
        Correction::Continuity => {
            let grown = 1.0 + (1.0 + 2.0 * (ratio + 1.0) / (plain * ratio * difference)).sqrt();
            plain / 4.0 * grown * grown
        }
    };
    // Rounded up each by itself: an arm cannot lend a fraction of a customer.
    let untreated = unrounded.ceil();
    let treated = (unrounded * ratio).ceil();
    if untreated.max(treated) > MOST_CUSTOMERS {
        let what = "the uplift is too small: no number of customers shows it";
        return Err(ExperimentProblem::Plan { what }.into());
    }
    Ok(ArmSizes { untreated: untreated as u64, treated: treated as u64, unrounded })
}

/// Numbers beyond it are no longer whole in double precision.
const MOST_CUSTOMERS: f64 = 9_007_199_254_740_992.0;

/// Standard deviations of the difference of rates, times the root of r times the untreated.
#[derive(Debug)]
pub(super) struct Spread {
    /// Value where both arms have one rate.
    pub(super) of_none: f64,
    /// Value where each has its own.
    pub(super) of_both: f64,
}

impl Spread {
    pub(super) fn new(base_rate: f64, treated_rate: f64, ratio: f64) -> Spread {
        let of_all = (base_rate + ratio * treated_rate) / (ratio + 1.0);
        let scatter = |rate: f64| rate * (1.0 - rate);
        Spread {
            of_none: ((ratio + 1.0) * scatter(of_all)).sqrt(),
            of_both: (ratio * scatter(base_rate) + scatter(treated_rate)).sqrt(),
        }
    }
}

impl ExperimentOptions {
    /// Sets the probability of finding an uplift where there is none.
    pub fn significance(self, significance: f64) -> ExperimentOptions {
        ExperimentOptions { significance, ..self }
    }

    /// Sets the probability of finding the uplift where there is one.
    pub fn power(self, power: f64) -> ExperimentOptions {
        ExperimentOptions { power, ..self }
    }

    /// Sets the number of treated customers to an untreated one.
    pub fn treated_per_untreated(self, treated_per_untreated: f64) -> ExperimentOptions {
        ExperimentOptions { treated_per_untreated, ..self }
    }

    /// Sets the allowance for whole counts.
    pub fn correction(self, correction: Correction) -> ExperimentOptions {
        ExperimentOptions { correction, ..self }
    }

    pub(super) fn check(&self) -> Result<(), ExperimentProblem> {
        let inside = |value: f64| value > 0.0 && value < 1.0;
        let ratio = self.treated_per_untreated;
        let what = match () {
            () if !inside(self.significance) => "the significance must lie between 0 and 1",
            () if !inside(self.power) => "the power must lie between 0 and 1",
            () if self.power <= self.significance / 2.0 => {
                "the power must exceed half the significance, which chance alone reaches"
            }
            () if !(ratio > 0.0 && ratio.is_finite()) => {
                "the number of treated to an untreated must be positive"
            }
            () => return Ok(()),
        };
        Err(ExperimentProblem::Plan { what })
    }

    /// z_a: how far out of the ordinary a difference must be to count.
    pub(super) fn critical_value(&self) -> f64 {
        -normal_quantile(self.significance / 2.0)
    }

    /// z_b.
    fn power_value(&self) -> f64 {
        normal_quantile(self.power)
    }
}

/// The rate of the treated, which must be a rate and not the base rate.
pub(super) fn treated_rate(base_rate: f64, uplift: Uplift) -> Result<f64, Error> {
    check_share("the base rate", base_rate)?;
    if base_rate == 0.0 || base_rate == 1.0 {
        let what = "the base rate must lie between 0 and 1";
        return Err(ExperimentProblem::Plan { what }.into());
    }
    let treated = match uplift {
        Uplift::Absolute(points) => base_rate - points,
        Uplift::Relative(share) => base_rate * (1.0 - share),
    };
    let what = match treated {
        _ if treated.is_nan() => "the uplift is not a number (NaN)",
        _ if treated == base_rate => "the uplift is nothing",
        _ if !(0.0..=1.0).contains(&treated) => {
            "the uplift leaves the treated a rate outside 0 to 1"
        }
        _ => return Ok(treated),
    };
    Err(ExperimentProblem::Plan { what }.into())
}
