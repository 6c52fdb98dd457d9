//! Distribution of a rate over customers.

use serde::{Deserialize, Serialize};

use super::super::gamma_functions::{digamma, ln_gamma, trigamma};
use super::super::newton::{Derivatives, Limits, Objective, minimise};
use super::super::problem::SurvivalProblem;
use super::visits::Seen;
use crate::Error;

/// Weight of the belief that shape and scale are not far, by factors of e, from 1 and from the
/// amount seen: nothing beside the data, but it keeps them finite where all customers are alike or
/// nobody ever came.
const BELIEF: f64 = 0.1;

/// Rates of a population: gamma distributed with a shape, per amount (days, songs).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Population {
    pub(super) shape: f64,
    pub(super) amount: f64,
}

/// The negative logarithm of the marginal likelihood of counts, in the logarithms of both.
struct Counts<'a> {
    seen: &'a [Seen],
    weights: &'a [f64],
    /// About the size of each row's term, whatever the parameters: with it taken away, the sum of
    /// terms is small enough for its last digits to tell one step from the next.
    constants: Vec<f64>,
    /// Logarithm of the mean amount seen.
    centre: f64,
}

/// `c ln t - ln Γ(c + 1)`, which is of the size of a term.
fn constant(seen: &Seen) -> f64 {
    if seen.count == 0.0 { 0.0 } else { seen.count * seen.amount.ln() - ln_gamma(seen.count + 1.0) }
}

impl Population {
    /// Fits to how often was seen what.
    pub(super) fn fit(seen: &[Seen], weights: &[f64], limits: Limits) -> Result<Population, Error> {
        let known = seen.iter().zip(weights).filter(|(seen, _)| seen.amount > 0.0);
        let sums = known.fold((0.0, 0.0), |(amount, weight), (seen, of)| {
            (amount + seen.amount * of, weight + of)
        });
        let centre = if sums.1 > 0.0 { (sums.0 / sums.1).ln() } else { 0.0 };
        let constants = seen.iter().map(constant).collect();
        let counts = Counts { seen, weights, constants, centre };
        let Limits { max_iterations, .. } = limits;
        let found = minimise(&counts, vec![0.0, centre], limits);
        let model = "the rates of visits";
        let at = found.map_err(|_| SurvivalProblem::NoMinimum { model, max_iterations })?;
        Ok(Population { shape: at[0].exp(), amount: at[1].exp() })
    }

    /// The rate of the average customer.
    pub(super) fn mean(self) -> f64 {
        self.shape / self.amount
    }

    /// The rate to expect of a customer; the population weighs `strength` times what it would if
    /// visits came one by one.
    pub(super) fn rate(self, seen: Seen, strength: f64) -> f64 {
        (strength * self.shape + seen.count) / (strength * self.amount + seen.amount)
    }

    /// By how much [`rate`](Population::rate) changes with the strength.
    pub(super) fn rate_by_strength(self, seen: Seen, strength: f64) -> f64 {
        let rate = self.rate(seen, strength);
        (self.shape - self.amount * rate) / (strength * self.amount + seen.amount)
    }

    pub(super) fn is_possible(self) -> bool {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        positive(self.shape) && positive(self.amount)
    }
}

impl Objective for Counts<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        let (shape, amount) = (at[0].exp(), at[1].exp());
        let alone = ln_gamma(shape) - shape * at[1];
        let term = |seen: &Seen, constant: &f64| {
            let count = shape + seen.count;
            alone + (count * (amount + seen.amount).ln() - ln_gamma(count) - constant)
        };
        let belief = 0.5 * BELIEF * (at[0].powi(2) + (at[1] - self.centre).powi(2));
        let rows = self.seen.iter().zip(&self.constants).zip(self.weights);
        rows.map(|((seen, constant), weight)| weight * term(seen, constant)).sum::<f64>() + belief
    }

    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let (shape, amount) = (at[0].exp(), at[1].exp());
        let (digamma_alone, trigamma_alone) = (digamma(shape), trigamma(shape));
        let [mut by_shape, mut by_amount] = [0.0; 2];
        let [mut shape_twice, mut both, mut amount_twice] = [0.0; 3];
        for (seen, weight) in self.seen.iter().zip(self.weights) {
            let (count, total) = (shape + seen.count, amount + seen.amount);
            by_shape += weight * (digamma_alone - digamma(count) - at[1] + total.ln());
            by_amount += weight * (count / total - shape / amount);
            shape_twice += weight * (trigamma_alone - trigamma(count));
            both += weight * (1.0 / total - 1.0 / amount);
            amount_twice += weight * (shape / (amount * amount) - count / (total * total));
        }
        // By the chain rule, for the parameters are logarithms.
        let gradient = vec![shape * by_shape, amount * by_amount];
        let curvature = vec![
            shape * shape * shape_twice + shape * by_shape,
            shape * amount * both,
            shape * amount * both,
            amount * amount * amount_twice + amount * by_amount,
        ];
        let mut derivatives = Derivatives { gradient, curvature };
        derivatives.add_ridge(0, BELIEF, at[0]);
        derivatives.add_ridge(1, BELIEF, at[1] - self.centre);
        derivatives
    }
}
