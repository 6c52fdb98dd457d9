//! The likelihood of who left.

use refrain_core::{log_odds, logistic};

use super::super::newton::{Derivatives, Objective};
use super::leaving::{Customer, Hazard, Leaving};
use super::population::Population;

/// Weight of the belief that the logarithms of `φ` and of the odds of `q` are not far from 0 and
/// from those of all exposures together: it keeps those finite that the labels say nothing of.
const BELIEF: f64 = 0.1;

/// The least hazard: nobody is safe for certain, and the logarithm of nothing is no number.
const LEAST: f64 = 1e-12;

/// The negative logarithm of the likelihood of labels, penalised, for one `θ`.
///
/// The parameters are the log-odds of each `q`, the logarithm of `φ`, then `γ`.
pub(super) struct LabelLikelihood<'a> {
    pub(super) populations: &'a [Population],
    pub(super) customers: &'a [Customer],
    pub(super) churned: &'a [bool],
    pub(super) weights: &'a [f64],
    pub(super) l2: f64,
    pub(super) heterogeneity: f64,
    /// Log-odds of leaving at a visit, if all exposures are alike.
    pub(super) centre: f64,
}

impl LabelLikelihood<'_> {
    /// Returns the log-odds of leaving at a visit if all exposures were alike: churners per visit
    /// that was to be expected.
    pub(super) fn crude(
        populations: &[Population],
        customers: &[Customer],
        churned: &[bool],
        weights: &[f64],
    ) -> f64 {
        let expected = |customer: &Customer| {
            let rates = populations.iter().zip(&customer.seen);
            customer.horizon_days * rates.map(|(all, seen)| all.rate(*seen, 1.0)).sum::<f64>()
        };
        let visits: f64 =
            customers.iter().zip(weights).map(|(one, weight)| weight * expected(one)).sum();
        let left: f64 =
            churned.iter().zip(weights).map(|(churned, of)| if *churned { *of } else { 0.0 }).sum();
        log_odds((left / visits).clamp(1e-9, 0.5))
    }

    /// The parameters from which a fit starts.
    pub(super) fn start(&self) -> Vec<f64> {
        let mut start = vec![self.centre; self.populations.len()];
        start.resize(self.populations.len() + 1 + self.customers[0].factors.len(), 0.0);
        start
    }

    pub(super) fn leaving(&self, at: &[f64]) -> Leaving {
        let n_exposures = self.populations.len();
        Leaving {
            // The ends are no probabilities of anything that happened.
            per_visit: at[..n_exposures]
                .iter()
                .map(|odds| logistic(*odds).clamp(1e-15, 1.0 - 1e-15))
                .collect(),
            bursts: at[n_exposures].clamp(-20.0, 20.0).exp(),
            coefficients: at[n_exposures + 1..].to_vec(),
            heterogeneity: self.heterogeneity,
        }
    }

    /// Returns the derivative of the logarithm of the hazard left by each parameter.
    fn slopes(&self, leaving: &Leaving, customer: &Customer, hazard: &Hazard) -> Vec<f64> {
        let Leaving { per_visit, bursts, heterogeneity, .. } = leaving;
        let mut slopes = Vec::with_capacity(per_visit.len() + 1 + customer.factors.len());
        let mut by_bursts = 0.0;
        for ((q, population), seen) in per_visit.iter().zip(self.populations).zip(&customer.seen) {
            let visits = population.rate(*seen, *bursts) / hazard.per_day;
            let survived = heterogeneity * hazard.factor * seen.count / hazard.survived;
            slopes.push(q * (1.0 - q) * (visits - survived));
            by_bursts += q * population.rate_by_strength(*seen, *bursts);
        }
        slopes.push(bursts * by_bursts / hazard.per_day);
        slopes.extend(customer.factors.iter().map(|factor| factor / hazard.survived));
        slopes
    }

    fn ridges<'a>(&self, at: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + use<'a> {
        let n_exposures = self.populations.len();
        let (centre, l2) = (self.centre, self.l2);
        let ridge = move |(parameter, at): (usize, f64)| match parameter {
            parameter if parameter < n_exposures => (BELIEF, at - centre),
            parameter if parameter == n_exposures => (BELIEF, at),
            _ => (l2, at),
        };
        at.iter().copied().enumerate().map(ridge)
    }
}

impl Objective for LabelLikelihood<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        let leaving = self.leaving(at);
        let loss = |((customer, churned), weight): ((&Customer, &bool), &f64)| {
            let hazard = leaving.hazard(self.populations, customer);
            let gathered = leaving.gathered(hazard.left).max(LEAST);
            let loss = if *churned { -(-(-gathered).exp_m1()).ln() } else { gathered };
            weight * loss
        };
        let rows = self.customers.iter().zip(self.churned).zip(self.weights);
        let ridge: f64 =
            self.ridges(at).map(|(weight, distance)| 0.5 * weight * distance.powi(2)).sum();
        rows.map(loss).sum::<f64>() + ridge
    }

    /// The curvature is the expected one (Fisher's scoring), which is never negative.
    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let leaving = self.leaving(at);
        let mut derivatives = Derivatives::zero(at.len());
        let rows = self.customers.iter().zip(self.churned).zip(self.weights);
        for ((customer, churned), weight) in rows {
            let hazard = leaving.hazard(self.populations, customer);
            let gathered = leaving.gathered(hazard.left).max(LEAST);
            let by_logarithm = leaving.gathered_by_logarithm(hazard.left);
            // The odds of staying, of which the score of a churner and the information are made.
            let odds = 1.0 / gathered.exp_m1();
            let score = if *churned { -odds } else { 1.0 };
            let slopes = self.slopes(&leaving, customer, &hazard);
            let sums = derivatives.gradient.iter_mut().zip(&slopes);
            sums.for_each(|(sum, slope)| *sum += weight * score * by_logarithm * slope);
            derivatives.add_square(&slopes, weight * by_logarithm * by_logarithm * odds);
        }
        for (parameter, (weight, distance)) in self.ridges(at).enumerate() {
            derivatives.add_ridge(parameter, weight, distance);
        }
        derivatives
    }
}
