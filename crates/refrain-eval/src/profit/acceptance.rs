//! Acceptance: the share of would-be churners who accept the offer.

use refrain_core::Error;

use super::problem::ProfitProblem;
use crate::special::incomplete_beta;

/// Share of would-be churners who accept the offer, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Acceptance {
    /// The share, for certain; in `[0, 1]`.
    Known(f64),
    /// A distribution of it.
    Uncertain(AcceptancePrior),
}

impl Acceptance {
    /// Returns the expected share.
    pub fn mean(&self) -> f64 {
        match self {
            Acceptance::Known(share) => *share,
            Acceptance::Uncertain(prior) => prior.mean(),
        }
    }

    /// Returns the variance of the share; 0 where it is known.
    pub fn variance(&self) -> f64 {
        match self {
            Acceptance::Known(_) => 0.0,
            Acceptance::Uncertain(prior) => prior.variance(),
        }
    }

    /// Checks that a known share is one.
    pub(crate) fn check(&self) -> Result<(), ProfitProblem> {
        check_share("the acceptance", self.mean())
    }
}

/// A Beta(alpha, beta) distribution of the share of would-be churners who accept.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawPrior"))]
pub struct AcceptancePrior {
    alpha: f64,
    beta: f64,
}

/// A prior that is not checked yet.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrior {
    alpha: f64,
    beta: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawPrior> for AcceptancePrior {
    type Error = Error;

    fn try_from(raw: RawPrior) -> Result<AcceptancePrior, Error> {
        AcceptancePrior::new(raw.alpha, raw.beta)
    }
}

impl AcceptancePrior {
    /// Sets up a Beta distribution by its two parameters.
    ///
    /// Alpha acceptances and beta refusals seen before make about this distribution. Verbraken et
    /// al. take 6 and 14: a mean of 0.3, between 0.13 and 0.51 with probability 0.95.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) unless both lie between 0.001 and a million.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::AcceptancePrior;
    ///
    /// let prior = AcceptancePrior::new(6.0, 14.0)?;
    /// assert_eq!(prior.mean(), 0.3);
    /// assert!(prior.probability_up_to(0.51) > 0.95);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn new(alpha: f64, beta: f64) -> Result<AcceptancePrior, Error> {
        let fits = |parameter: f64| (1e-3..=1e6).contains(&parameter);
        if fits(alpha) && fits(beta) {
            return Ok(AcceptancePrior { alpha, beta });
        }
        Err(ProfitProblem::Prior { alpha, beta }.into())
    }

    /// Returns alpha.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Returns beta.
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// Returns the expected share, alpha / (alpha + beta).
    pub fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// Returns the variance of the share.
    pub fn variance(&self) -> f64 {
        let sum = self.alpha + self.beta;
        self.alpha * self.beta / (sum * sum * (sum + 1.0))
    }

    /// Returns the probability that the share is at most `share`.
    pub fn probability_up_to(&self, share: f64) -> f64 {
        incomplete_beta(share, self.alpha, self.beta)
    }

    /// Returns the share that is not exceeded with this probability, to 1e-12.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        // 2^-40 is 1e-12; a Newton step would leave [0, 1] where the density is steep.
        const N_HALVINGS: usize = 40;
        let halved = |(low, high): (f64, f64), _| {
            let middle = f64::midpoint(low, high);
            let is_below = self.probability_up_to(middle) < probability;
            if is_below { (middle, high) } else { (low, middle) }
        };
        let (low, high) = (0..N_HALVINGS).fold((0.0, 1.0), halved);
        f64::midpoint(low, high)
    }

    /// The expectation of the share, counted as 0 where it exceeds `share`.
    ///
    /// The integral of x times the density of Beta(alpha, beta) is the mean times the
    /// distribution of Beta(alpha + 1, beta).
    pub(super) fn mean_up_to(&self, share: f64) -> f64 {
        self.mean() * incomplete_beta(share, self.alpha + 1.0, self.beta)
    }
}

/// Checks that a number lies in `[0, 1]`.
pub(crate) fn check_share(what: &'static str, value: f64) -> Result<(), ProfitProblem> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(ProfitProblem::NotAShare { what, value })
}
