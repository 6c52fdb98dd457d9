//! The probability of leaving, from everything that is known of a customer.

use serde::{Deserialize, Serialize};

use super::population::Population;
use super::visits::Seen;

/// The parameters that the labels tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Leaving {
    /// `q` of each exposure.
    pub(super) per_visit: Vec<f64>,
    /// `φ`.
    pub(super) bursts: f64,
    /// `γ` of each factor.
    pub(super) coefficients: Vec<f64>,
    /// `θ`.
    pub(super) heterogeneity: f64,
}

/// Visits, factors and horizon of one customer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Customer {
    /// Visits of each exposure.
    pub(super) seen: Vec<Seen>,
    /// Each factor, standardised.
    pub(super) factors: Vec<f64>,
    pub(super) horizon_days: f64,
}

/// The parts of a customer's hazard.
pub(super) struct Hazard {
    /// `M`.
    pub(super) factor: f64,
    /// `Σ q m`.
    pub(super) per_day: f64,
    /// `1 + θ M Σ q c`.
    pub(super) survived: f64,
    /// `h M Σ q m / survived`.
    pub(super) left: f64,
}

impl Leaving {
    pub(super) fn hazard(&self, populations: &[Population], customer: &Customer) -> Hazard {
        let Customer { seen, factors, horizon_days } = customer;
        let terms = self.coefficients.iter().zip(factors);
        // Within the range of numbers whatever the coefficients: nobody's hazard is e^300.
        let factor = terms.map(|(by, factor)| by * factor).sum::<f64>().clamp(-300.0, 300.0).exp();
        let (mut per_day, mut survived) = (0.0, 0.0);
        for ((q, population), seen) in self.per_visit.iter().zip(populations).zip(seen) {
            per_day += q * population.rate(*seen, self.bursts);
            survived += q * seen.count;
        }
        let survived = 1.0 + self.heterogeneity * factor * survived;
        Hazard { factor, per_day, survived, left: horizon_days * factor * per_day / survived }
    }

    /// The hazard that gathers over the horizon, averaged over the ease of leaving.
    pub(super) fn gathered(&self, left: f64) -> f64 {
        match self.heterogeneity {
            0.0 => left,
            heterogeneity => (heterogeneity * left).ln_1p() / heterogeneity,
        }
    }

    /// By how much [`gathered`](Leaving::gathered) changes with the logarithm of what is left.
    pub(super) fn gathered_by_logarithm(&self, left: f64) -> f64 {
        left / (1.0 + self.heterogeneity * left)
    }

    pub(super) fn defect(&self, n_exposures: usize, n_factors: usize) -> Option<&'static str> {
        let unequal = self.per_visit.len() != n_exposures || self.coefficients.len() != n_factors;
        let shares = self.per_visit.iter().all(|q| *q > 0.0 && *q < 1.0);
        let finite = self.coefficients.iter().all(|coefficient| coefficient.is_finite());
        let bursts = self.bursts.is_finite() && self.bursts > 0.0;
        let heterogeneity = self.heterogeneity.is_finite() && self.heterogeneity >= 0.0;
        let sound = finite && bursts && heterogeneity;
        unequal
            .then_some("its exposures and factors have not one parameter each")
            .or((!shares).then_some("leaving at a visit has no probability"))
            .or((!sound).then_some("a parameter is not finite"))
    }
}
