//! Terms of a retention campaign: the value of a customer and the costs.

use refrain_core::Error;

use super::problem::ProfitProblem;

/// Value of a customer kept, and costs of the offer and the contact.
///
/// # Examples
///
/// ```
/// use refrain_eval::Campaign;
///
/// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
/// // Half of them would leave, of whom 30 % accept: 0.5 * 0.3 * 190 - 0.5 * 10 - 1.
/// assert_eq!(campaign.expected_profit(0.5, 0.3), 22.5);
/// let least = campaign.break_even_probability(0.3).expect("a low one pays");
/// assert!(campaign.expected_profit(least, 0.3).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawCampaign"))]
pub struct Campaign {
    value: f64,
    offer_cost: f64,
    contact_cost: f64,
}

/// A campaign that is not checked yet.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCampaign {
    value: f64,
    offer_cost: f64,
    contact_cost: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawCampaign> for Campaign {
    type Error = Error;

    fn try_from(raw: RawCampaign) -> Result<Campaign, Error> {
        Campaign::new(raw.value, raw.offer_cost, raw.contact_cost)
    }
}

impl Campaign {
    /// Sets up a campaign by the value of a customer who is kept, the cost of the offer to whoever
    /// accepts it, and the cost of contacting a customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for one that is negative or not finite.
    pub fn new(value: f64, offer_cost: f64, contact_cost: f64) -> Result<Campaign, Error> {
        check_amount("the value of a customer", value)?;
        check_amount("the cost of the offer", offer_cost)?;
        check_amount("the cost of a contact", contact_cost)?;
        Ok(Campaign { value, offer_cost, contact_cost })
    }

    /// Returns the campaign for customers of another value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is negative or not finite.
    pub fn with_value(&self, value: f64) -> Result<Campaign, Error> {
        Campaign::new(value, self.offer_cost, self.contact_cost)
    }

    /// Returns the value of a customer kept.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Returns the cost of the offer.
    pub fn offer_cost(&self) -> f64 {
        self.offer_cost
    }

    /// Returns the cost of a contact.
    pub fn contact_cost(&self) -> f64 {
        self.contact_cost
    }

    /// Returns what a contact costs at most: the contact and the offer.
    pub fn most_spent(&self) -> f64 {
        self.offer_cost + self.contact_cost
    }

    /// Returns the expected profit of contacting a customer who would leave with this probability
    /// and then accepts with that one: p gamma (v - d) - (1 - p) d - f.
    pub fn expected_profit(&self, probability: f64, acceptance: f64) -> f64 {
        // Who stays anyway takes the offer too: it is spent on them for nothing.
        let kept = probability * acceptance * (self.value - self.offer_cost);
        kept - (1.0 - probability) * self.offer_cost - self.contact_cost
    }

    /// Returns the profit of a contact, once it is known who would have left and who accepted;
    /// of those who would have stayed, acceptance is not asked: they take the offer.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{Campaign, profit::Contacted};
    ///
    /// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
    /// assert_eq!(campaign.realized_profit(Contacted::Kept), 189.0);
    /// assert_eq!(campaign.realized_profit(Contacted::Stayed), -11.0);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn realized_profit(&self, contact: Contacted) -> f64 {
        match contact {
            Contacted::Kept => self.value - self.offer_cost - self.contact_cost,
            Contacted::Left => -self.contact_cost,
            Contacted::Stayed => -self.offer_cost - self.contact_cost,
        }
    }

    /// Returns the probability to leave above which a contact pays, or `None` if none does.
    ///
    /// It is (d + f) / (gamma (v - d) + d).
    pub fn break_even_probability(&self, acceptance: f64) -> Option<f64> {
        let gained = acceptance * (self.value - self.offer_cost) + self.offer_cost;
        let least = self.most_spent() / gained;
        // Nothing gained and nothing spent is 0 / 0, and never a profit either.
        (gained > 0.0 && least <= 1.0).then_some(least)
    }

    /// Returns the share of acceptance above which a contact pays, or `None` if none does.
    ///
    /// It is ((1 - p) d + f) / (p (v - d)).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::Campaign;
    ///
    /// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
    /// let least = campaign.break_even_acceptance(0.5).expect("enough of them leave");
    /// assert!(campaign.expected_profit(0.5, least).abs() < 1e-12);
    /// assert_eq!(campaign.break_even_acceptance(0.01), None, "too few leave for any offer");
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn break_even_acceptance(&self, probability: f64) -> Option<f64> {
        let gained = probability * (self.value - self.offer_cost);
        let least = ((1.0 - probability) * self.offer_cost + self.contact_cost) / gained;
        (gained > 0.0 && least <= 1.0).then_some(least)
    }

    /// Refuses a campaign that can never pay, for which the best acceptance is undefined.
    pub(super) fn check_worth(&self) -> Result<(), ProfitProblem> {
        if self.value > self.offer_cost {
            return Ok(());
        }
        Err(ProfitProblem::OfferAboveValue { offer_cost: self.offer_cost, value: self.value })
    }
}

/// Outcome of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contacted {
    /// Would have left, accepted and stayed.
    Kept,
    /// Would have left, declined and left.
    Left,
    /// Would have stayed anyway, and took the offer.
    Stayed,
}

/// Checks that an amount of money is finite and not negative.
pub(crate) fn check_amount(what: &'static str, amount: f64) -> Result<(), ProfitProblem> {
    if amount >= 0.0 && amount.is_finite() {
        return Ok(());
    }
    Err(ProfitProblem::Amount { what, amount })
}
