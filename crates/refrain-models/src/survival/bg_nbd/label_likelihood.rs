//! The likelihood of who bought nothing in the outcome window.

use super::super::newton::{Derivatives, Objective};
use super::belief;
use super::customer::Customer;
use super::parameters::BgNbdParameters;
use super::purchase_likelihood::odds_of_dropout;

/// The negative logarithm of the Bernoulli likelihood of labels under the probabilities that the
/// parameters give, in the logarithms of the parameters.
///
/// The likelihood of purchases alone would be wrong of the rows of a risk set: those who were
/// silent for long are not among them, so that nobody seems to drop out.
pub(super) struct LabelLikelihood {
    /// Customer, label, weight and horizon of each row.
    rows: Vec<(Customer, bool, f64, f64)>,
}

impl LabelLikelihood {
    pub(super) fn new(rows: Vec<(Customer, bool, f64, f64)>) -> LabelLikelihood {
        LabelLikelihood { rows }
    }
}

impl Objective for LabelLikelihood {
    fn value(&self, at: &[f64]) -> f64 {
        let parameters = BgNbdParameters::of_logarithms(at);
        let loss = |(customer, churned, weight, horizon): &(Customer, bool, f64, f64)| {
            let churn = parameters.churn(*customer, *horizon);
            -weight * if *churned { churn.ln() } else { (-churn).ln_1p() }
        };
        self.rows.iter().map(loss).sum::<f64>() + belief::value(at)
    }

    /// The curvature is the expected one (Fisher's scoring), which is never negative.
    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let parameters = BgNbdParameters::of_logarithms(at);
        let mut sum = Derivatives::zero(4);
        for (customer, churned, weight, horizon) in &self.rows {
            let churn = parameters.churn(*customer, *horizon);
            let information = weight / (churn * (1.0 - churn));
            let slopes = slopes(&parameters, *customer, *horizon);
            let missed = churn - f64::from(u8::from(*churned));
            for (gradient, slope) in sum.gradient.iter_mut().zip(&slopes) {
                *gradient += information * missed * slope;
            }
            sum.add_square(&slopes, information);
        }
        belief::add_to(&mut sum, at);
        sum
    }
}

/// The derivatives of the probability of buying nothing by the logarithms of the parameters.
fn slopes(parameters: &BgNbdParameters, customer: Customer, horizon: f64) -> [f64; 4] {
    let BgNbdParameters { r, alpha, a, b } = *parameters;
    let alive = parameters.p_alive(customer.repeats, customer.last, customer.age);
    let nothing = parameters.ln_no_purchase(customer, horizon).exp();
    let until = alpha + customer.age;
    let by_r = -(horizon / until).ln_1p();
    let by_alpha = (r + customer.repeats) * (1.0 / until - 1.0 / (until + horizon));
    let mut slopes = [alive * nothing * by_r * r, alive * nothing * by_alpha * alpha, 0.0, 0.0];
    if customer.repeats > 0.0 {
        let odds = odds_of_dropout(parameters, customer).gradient;
        let by_odds = alive * (1.0 - alive) * (1.0 - nothing);
        for ((slope, odds), parameter) in slopes.iter_mut().zip(odds).zip([r, alpha, a, b]) {
            *slope += by_odds * odds * parameter;
        }
    }
    slopes
}
