//! The hazard that has gathered by a day.

use serde::{Deserialize, Serialize};

use super::Lifetime;
use super::risk_sets::Departure;
use crate::Error;
use crate::out_of_range::OutOfRange;
use crate::survival::old_problem::OldProblem;

/// The cumulative hazard of the average customer: a staircase that rises where somebody left.
///
/// Breslow's estimate (discussion of Cox, *JRSS B* 34, 1972): on each day the weight of those who
/// left, divided by the sum of `weight · relative risk` over those at risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CumulativeHazard {
    steps: Vec<(f64, f64)>,
    last_days: f64,
}

impl CumulativeHazard {
    /// `risks` are the weights times relative risks.
    pub(crate) fn of(
        lifetimes: &[Lifetime],
        departures: &[Departure],
        risks: &[f64],
    ) -> CumulativeHazard {
        let sum = |rows: &[usize]| rows.iter().map(|row| risks[*row]).sum::<f64>();
        let (mut at_risk, mut hazard) = (0.0, 0.0);
        let mut steps = Vec::with_capacity(departures.len());
        for Departure { days, entered, gone, churned } in departures {
            at_risk += sum(entered) - sum(gone);
            let leaving = churned.iter().map(|row| lifetimes[*row].weight()).sum::<f64>();
            hazard += leaving / at_risk;
            steps.push((*days, hazard));
        }
        let last_days = lifetimes.iter().map(Lifetime::exit_days).fold(0.0, f64::max);
        CumulativeHazard { steps, last_days }
    }

    /// Returns the days on which it rises, each with its height from there on.
    pub fn steps(&self) -> &[(f64, f64)] {
        &self.steps
    }

    /// Returns the last day on which anybody was watched.
    pub fn last_days(&self) -> f64 {
        self.last_days
    }

    /// Returns the height on a day.
    ///
    /// # Errors
    ///
    /// [`Error::BeyondFollowUp`] after the last day on which anybody was watched,
    /// [`Error::Parameter`] if the day is negative or NaN.
    pub fn at(&self, days: f64) -> Result<f64, Error> {
        if days.is_nan() || days < 0.0 {
            return Err(OutOfRange { name: "days", expected: "zero or more", found: days }.into());
        }
        if days > self.last_days {
            return Err(OldProblem::BeyondFollowUp { days, last_days: self.last_days }.into());
        }
        let after = self.steps.partition_point(|(step, _)| *step <= days);
        Ok(after.checked_sub(1).map_or(0.0, |last| self.steps[last].1))
    }

    pub(crate) fn defect(&self) -> Option<&'static str> {
        let rising = self.steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1);
        let numbers = self.steps.iter().flat_map(|(days, hazard)| [days, hazard]);
        let possible = |number: &f64| number.is_finite() && *number >= 0.0;
        let finite = numbers.chain([&self.last_days]).all(possible);
        (!rising || !finite).then_some("its hazard does not rise")
    }
}
