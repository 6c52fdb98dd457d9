//! Whether those gone by a time have higher risks than those still there.

use super::kaplan_meier::{Moment, StepCurve};
use super::rows::check_length;
use super::{CensoringCurve, SurvivalRows};
use crate::Error;

const NAME: &str = "cumulative_dynamic_auc";

/// Areas under the ROC curve at several times.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TimeDependentAuc {
    /// The area at each time.
    pub areas: Vec<f64>,
    /// Their mean, each weighed by the share of entities that churn between the time before and it.
    pub mean: f64,
}

/// Returns the cumulative/dynamic AUC at ascending times: the probability that a row churned by the
/// time has a higher risk than one observed beyond it, a tie counting half, with those churned
/// weighed by 1 over the probability of not being censored until then.
///
/// By Uno, Cai, Tian and Wei, *Journal of the American Statistical Association* 102, 2007; the mean
/// by Lambert and Chevret, *Statistical Methods in Medical Research* 25, 2016, with the
/// Kaplan-Meier curve of the test rows. It is scikit-survival's `cumulative_dynamic_auc` of risks
/// that do not change with time, save that equal risks are equal exactly and that only rows churned
/// by the last time need to be followed in training.
///
/// # Errors
///
/// [`Error::Length`] for another number of risks than rows, [`Error::NanScore`] at the first risk
/// that is NaN, [`Error::Times`] unless times ascend, are finite and there is one,
/// [`Error::NoneByTime`] if no row churned by a time or none was observed beyond it, and
/// [`Error::NotFollowed`] at a time of churn that no training row outlasts.
pub fn cumulative_dynamic_auc(
    censoring: &CensoringCurve,
    rows: SurvivalRows<'_>,
    risks: &[f64],
    times: &[f64],
) -> Result<TimeDependentAuc, Error> {
    rows.check_risks(risks)?;
    let cases = Cases::new(censoring, rows, times)?;
    let order = cases.order(risks);
    let area = |time: &f64| cases.area_at(*time, risks, &order);
    let areas = times.iter().map(area).collect::<Result<Vec<f64>, Error>>()?;
    Ok(TimeDependentAuc { mean: mean_over_churn(rows, &areas, times), areas })
}

/// Returns the [`cumulative_dynamic_auc`] of risks that change with time: `risks` holds those of all
/// rows at each of the times, such as the probability of having left by then.
///
/// # Errors
///
/// Those of [`cumulative_dynamic_auc`], and [`Error::Length`] for another number of lists in `risks`
/// than times.
pub fn cumulative_dynamic_auc_over_time<S: AsRef<[f64]>>(
    censoring: &CensoringCurve,
    rows: SurvivalRows<'_>,
    risks: &[S],
    times: &[f64],
) -> Result<TimeDependentAuc, Error> {
    let cases = Cases::new(censoring, rows, times)?;
    check_length("the list of risks by time", times.len(), risks.len())?;
    let area = |(risks, time): (&S, &f64)| {
        let risks = risks.as_ref();
        rows.check_risks(risks)?;
        cases.area_at(*time, risks, &cases.order(risks))
    };
    let areas = risks.iter().zip(times).map(area).collect::<Result<Vec<f64>, Error>>()?;
    Ok(TimeDependentAuc { mean: mean_over_churn(rows, &areas, times), areas })
}

/// Checks that there are times, ascending and finite.
pub(super) fn check_times(times: &[f64]) -> Result<(), Error> {
    let is_finite = times.iter().all(|time| time.is_finite());
    match !times.is_empty() && is_finite && times.is_sorted_by(|a, b| a < b) {
        true => Ok(()),
        false => Err(Error::Times),
    }
}

/// Rows with the weights that they have once they churned.
struct Cases<'a> {
    rows: SurvivalRows<'a>,
    weights: Vec<f64>,
}

impl<'a> Cases<'a> {
    fn new(
        censoring: &CensoringCurve,
        rows: SurvivalRows<'a>,
        times: &[f64],
    ) -> Result<Cases<'a>, Error> {
        check_times(times)?;
        let end = times[times.len() - 1];
        let weights = censoring.weights(rows, |time| time <= end)?;
        Ok(Cases { rows, weights })
    }

    /// Returns the rows by descending risk; those of one risk so that sums depend on no order.
    fn order(&self, risks: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..risks.len()).collect();
        order.sort_unstable_by(|a, b| {
            let weight = || self.weights[*a].total_cmp(&self.weights[*b]);
            // Adding 0.0 makes -0.0 and 0.0 one risk.
            (risks[*b] + 0.0).total_cmp(&(risks[*a] + 0.0)).then_with(weight)
        });
        order
    }

    /// Counts pairs from the highest risk down.
    fn area_at(&self, time: f64, risks: &[f64], order: &[usize]) -> Result<f64, Error> {
        let (mut gone, mut still, mut won) = (0.0, 0_u64, 0.0);
        for tied in order.chunk_by(|a, b| risks[*a] == risks[*b]) {
            let (mut tied_gone, mut tied_still) = (0.0, 0_u64);
            for row in tied {
                let is_gone = self.rows.times()[*row] <= time;
                // A row censored by then has no weight, and is not known to be still there.
                tied_gone += if is_gone { self.weights[*row] } else { 0.0 };
                tied_still += u64::from(!is_gone);
            }
            won += tied_still as f64 * (gone + tied_gone / 2.0);
            gone += tied_gone;
            still += tied_still;
        }
        match gone > 0.0 && still > 0 {
            true => Ok(won / (gone * still as f64)),
            false => Err(Error::NoneByTime { metric: NAME, time }),
        }
    }
}

fn mean_over_churn(rows: SurvivalRows<'_>, areas: &[f64], times: &[f64]) -> f64 {
    let share_staying =
        |Moment { n_at_risk, n_churned, .. }| (n_at_risk - n_churned) as f64 / n_at_risk as f64;
    let survival = StepCurve::new(rows.iter(), share_staying);
    let (mut before, mut sum) = (1.0, 0.0);
    for (area, time) in areas.iter().zip(times) {
        let share = survival.at(*time);
        sum += area * (before - share);
        before = share;
    }
    // Some row churned by the first time, or its area would be undefined.
    sum / (1.0 - before)
}
