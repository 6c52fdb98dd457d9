//! Power of an experiment of a given size, and the uplift it can detect.

use refrain_core::{Error, normal_cdf};

use super::problem::ExperimentProblem;
use super::sample_size::{Spread, treated_rate};
use super::{ArmSizes, Correction, ExperimentOptions, Uplift};

/// Returns how often an experiment with so many untreated and treated customers finds an uplift.
///
/// The inverse of [`sample_size`](super::sample_size); the power and the ratio of the options are
/// not used.
///
/// # Errors
///
/// As [`sample_size`](super::sample_size), and [`ErrorKind::Argument`](crate::ErrorKind::Argument) if
/// an arm is empty.
///
/// # Examples
///
/// ```
/// use refrain_eval::experiment::{ExperimentOptions, Uplift, power};
///
/// let options = ExperimentOptions::default();
/// let found = power(0.05, Uplift::Absolute(0.01), (6_745, 6_745), &options)?;
/// assert!((found - 0.8).abs() < 1e-3);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn power(
    base_rate: f64,
    uplift: Uplift,
    (n_untreated, n_treated): (u64, u64),
    options: &ExperimentOptions,
) -> Result<f64, Error> {
    options.check()?;
    check_arms(n_untreated, n_treated)?;
    let treated_rate = treated_rate(base_rate, uplift)?;
    Ok(power_between(base_rate, treated_rate, (n_untreated, n_treated), options))
}

/// Returns the smallest uplift, in points, that an experiment of this size finds with the power of
/// the options.
///
/// # Errors
///
/// As [`power`], and [`ErrorKind::Argument`](crate::ErrorKind::Argument) if not even an uplift to no
/// churn at all would be found.
///
/// # Examples
///
/// ```
/// use refrain_eval::experiment::{ExperimentOptions, detectable_uplift};
///
/// let uplift = detectable_uplift(0.05, (6_745, 6_745), &ExperimentOptions::default())?;
/// assert!((uplift - 0.01).abs() < 1e-4);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn detectable_uplift(
    base_rate: f64,
    (n_untreated, n_treated): (u64, u64),
    options: &ExperimentOptions,
) -> Result<f64, Error> {
    // That the treated rate is halved below is enough for doubles to meet.
    const N_HALVINGS: usize = 200;
    options.check()?;
    check_arms(n_untreated, n_treated)?;
    // For its checks of the base rate.
    treated_rate(base_rate, Uplift::Relative(1.0))?;
    let finds = |uplift: f64| {
        let sizes = (n_untreated, n_treated);
        power_between(base_rate, base_rate - uplift, sizes, options) >= options.power
    };
    if !finds(base_rate) {
        let power = options.power;
        return Err(ExperimentProblem::TooFewCustomers { n_untreated, n_treated, power }.into());
    }
    // Power rises with the uplift, so that halving finds the smallest that is enough.
    let halved = |(low, high): (f64, f64), _| {
        let middle = f64::midpoint(low, high);
        if finds(middle) { (low, middle) } else { (middle, high) }
    };
    let (_, smallest) = (0..N_HALVINGS).fold((0.0, base_rate), halved);
    Ok(smallest)
}

fn check_arms(n_untreated: u64, n_treated: u64) -> Result<(), ExperimentProblem> {
    if n_untreated == 0 || n_treated == 0 {
        return Err(ExperimentProblem::Plan { what: "both arms need customers" });
    }
    Ok(())
}

fn power_between(
    base_rate: f64,
    treated_rate: f64,
    (n_untreated, n_treated): (u64, u64),
    options: &ExperimentOptions,
) -> f64 {
    let ratio = n_treated as f64 / n_untreated as f64;
    let spread = Spread::new(base_rate, treated_rate, ratio);
    let difference = (base_rate - treated_rate).abs();
    let n = plain_size(n_untreated as f64, ratio, difference, options.correction);
    let shift = difference * (n * ratio).sqrt();
    normal_cdf((shift - options.critical_value() * spread.of_none) / spread.of_both)
}

/// The number of untreated that without a correction would do as much: formula 3.19 of Fleiss
/// solved for n.
fn plain_size(n_untreated: f64, ratio: f64, difference: f64, correction: Correction) -> f64 {
    match correction {
        Correction::None => n_untreated,
        Correction::Continuity => {
            let half = (ratio + 1.0) / (2.0 * ratio * difference);
            let left = (n_untreated - half).max(0.0);
            left * left / n_untreated
        }
    }
}

impl ArmSizes {
    /// Returns the numbers of untreated and treated customers, as [`power`] takes them.
    pub fn pair(&self) -> (u64, u64) {
        (self.untreated, self.treated)
    }
}
