//! The four parameters, and what they say of a customer.

use serde::{Deserialize, Serialize};

use super::customer::Customer;

/// The four parameters of BG/NBD: rates of purchase are `Gamma(r, alpha)` per day, probabilities of
/// dropping out after a purchase `Beta(a, b)`.
///
/// # Examples
///
/// ```
/// use refrain_models::BgNbdParameters;
///
/// // The fit of Fader, Hardie and Lee (2005) to the first 39 weeks of CDNOW, in weeks.
/// let cdnow = BgNbdParameters::new(0.243, 4.414, 0.793, 2.426);
/// let regular = cdnow.p_alive(2.0, 30.43, 38.86);
/// assert!((regular - 0.7266).abs() < 1e-3);
/// assert_eq!(cdnow.p_alive(0.0, 0.0, 38.86), 1.0, "nobody drops out before a second purchase");
/// assert!(cdnow.p_silent(2.0, 30.43, 38.86, 4.0) > 1.0 - regular);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BgNbdParameters {
    /// Shape of the rates.
    pub r: f64,
    /// Days by which the rates are divided.
    pub alpha: f64,
    /// First parameter of the probabilities of dropping out.
    pub a: f64,
    /// Second parameter of the probabilities of dropping out.
    pub b: f64,
}

/// Probabilities of anything are no nearer to 0 and 1 than this: their log-odds stay numbers.
const LEAST: f64 = 1e-12;

impl BgNbdParameters {
    /// Puts four parameters together; they must be positive to mean anything.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> BgNbdParameters {
        BgNbdParameters { r, alpha, a, b }
    }

    /// Returns the probability that a customer has not dropped out, by its purchases after the
    /// first, the time from the first to the last, and that from the first to the cutoff.
    ///
    /// Fader, Hardie and Lee, "Computing P(alive) using the BG/NBD model" (2008).
    pub fn p_alive(&self, repeats: f64, last: f64, age: f64) -> f64 {
        1.0 / (1.0 + self.ln_odds_of_dropout(Customer { repeats, last, age }).exp())
    }

    /// Returns the probability that a customer buys nothing within a horizon: it has dropped out,
    /// or its rate (gamma distributed as `r + x` and `α + T` after what was seen) brings no
    /// purchase, `1 - P(alive) (1 - ((α + T) / (α + T + h))^(r + x))`.
    pub fn p_silent(&self, repeats: f64, last: f64, age: f64, horizon: f64) -> f64 {
        self.churn(Customer { repeats, last, age }, horizon)
    }

    pub(super) fn of_logarithms(at: &[f64]) -> BgNbdParameters {
        BgNbdParameters::new(at[0].exp(), at[1].exp(), at[2].exp(), at[3].exp())
    }

    pub(super) fn churn(&self, customer: Customer, horizon: f64) -> f64 {
        let alive = 1.0 / (1.0 + self.ln_odds_of_dropout(customer).exp());
        let buys = -self.ln_no_purchase(customer, horizon).exp_m1();
        (1.0 - alive * buys).clamp(LEAST, 1.0 - LEAST)
    }

    /// The logarithm of the odds of having dropped out.
    pub(super) fn ln_odds_of_dropout(&self, customer: Customer) -> f64 {
        let Customer { repeats, last, age } = customer;
        if repeats == 0.0 {
            return f64::NEG_INFINITY;
        }
        let longer = (self.alpha + age).ln() - (self.alpha + last).ln();
        self.a.ln() - (self.b + repeats - 1.0).ln() + (self.r + repeats) * longer
    }

    /// The logarithm of the probability that a customer who is still there buys nothing.
    pub(super) fn ln_no_purchase(&self, customer: Customer, horizon: f64) -> f64 {
        let until = self.alpha + customer.age;
        -(self.r + customer.repeats) * (horizon / until).ln_1p()
    }

    pub(super) fn are_possible(&self) -> bool {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        [self.r, self.alpha, self.a, self.b].into_iter().all(positive)
    }
}
