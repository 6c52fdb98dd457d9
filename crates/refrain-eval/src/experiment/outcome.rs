//! Outcome of a finished experiment.

use refrain_core::{Error, normal_cdf, normal_quantile};

use super::Arm;
use crate::interval::check_level;
use crate::metrics::MetricProblem;

/// Uplift of a finished experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ExperimentOutcome {
    /// Share of the untreated that churned.
    pub untreated_rate: f64,
    /// Share of the treated that churned.
    pub treated_rate: f64,
    /// Difference, untreated less treated, as a share: 0.02 is two points; negative if more of the
    /// treated churned.
    pub uplift: f64,
    /// Lower end of the interval of the uplift.
    pub low: f64,
    /// Upper end of the interval of the uplift.
    pub high: f64,
    /// Confidence: how sure the interval is to hold the true uplift, such as 0.95.
    pub level: f64,
    /// Probability that the rates differ so much or more if the treatment has no effect.
    pub p_value: f64,
}

/// Compares the churn of the untreated and the treated.
///
/// The interval is Newcombe's (*Interval estimation for the difference between independent
/// proportions: comparison of eleven methods*, Statistics in Medicine 17, 1998, method 10): from
/// Wilson's intervals of the two rates, without correction for continuity. The p value is that of the
/// two-sided z test with the pooled rate. Each customer counts once.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a level outside `(0, 1)`,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) if nobody of either arm churned or everybody did: there
/// is no test then.
///
/// # Examples
///
/// ```
/// use refrain_eval::experiment::{Arm, compare_arms};
///
/// let outcome = compare_arms(Arm::new(50, 1_000)?, Arm::new(30, 1_000)?, 0.95)?;
/// assert!((outcome.uplift - 0.02).abs() < 1e-12 && outcome.low > 0.0);
/// assert!(outcome.p_value < 0.05);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn compare_arms(untreated: Arm, treated: Arm, level: f64) -> Result<ExperimentOutcome, Error> {
    check_level(level)?;
    let p_value = p_value(&untreated, &treated)?;
    let z = -normal_quantile((1.0 - level) / 2.0);
    let (untreated_rate, treated_rate) = (untreated.rate(), treated.rate());
    let ((untreated_low, untreated_high), (low, high)) = (untreated.wilson(z), treated.wilson(z));
    let uplift = untreated_rate - treated_rate;
    // Distances to the ends of the single intervals, added in squares like standard errors.
    let below = (untreated_rate - untreated_low).hypot(high - treated_rate);
    let above = (untreated_high - untreated_rate).hypot(treated_rate - low);
    Ok(ExperimentOutcome {
        untreated_rate,
        treated_rate,
        uplift,
        low: uplift - below,
        high: uplift + above,
        level,
        p_value,
    })
}

fn p_value(untreated: &Arm, treated: &Arm) -> Result<f64, MetricProblem> {
    let n_churned = untreated.n_churned() + treated.n_churned();
    let n_rows = untreated.n_customers() + treated.n_customers();
    if n_churned == 0 || n_churned == n_rows {
        let missing = if n_churned == 0 { "churned" } else { "was retained" };
        let metric = "the test of an experiment";
        return Err(MetricProblem::OneClass { metric, missing, n_rows: n_rows as usize });
    }
    // Pooled, since the test asks what would happen if both arms had one rate.
    let pooled = n_churned as f64 / n_rows as f64;
    let sizes = 1.0 / untreated.n_customers() as f64 + 1.0 / treated.n_customers() as f64;
    let error = (pooled * (1.0 - pooled) * sizes).sqrt();
    let z = (untreated.rate() - treated.rate()) / error;
    Ok(2.0 * normal_cdf(-z.abs()))
}
