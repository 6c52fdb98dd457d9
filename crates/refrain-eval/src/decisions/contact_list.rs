//! Contact list: the customers to contact, and what to expect of it.

use refrain_core::Error;

use super::forecast::{Forecast, ForecastOptions};
use super::prospect::{Prospect, total};
use crate::profit::{Acceptance, ProfitProblem, check_amount};

/// Budget of a campaign, in money and in contacts; without limits unless they are set.
///
/// # Examples
///
/// ```
/// use refrain_eval::decisions::Budget;
///
/// let budget = Budget::default().money(500.0);
/// assert_eq!((budget.money, budget.contacts), (Some(500.0), None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Budget {
    /// Money that may be spent on contacts and offers.
    pub money: Option<f64>,
    /// Number of customers who may be contacted.
    pub contacts: Option<usize>,
}

/// Limit of a contact list: why it is no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Limit {
    /// Nobody further is worth a contact.
    Profit,
    /// The money is spent.
    Money,
    /// As many as allowed are contacted.
    Contacts,
}

/// Customer to contact.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Contact {
    /// Row of the customer.
    pub row: usize,
    /// Probability to leave.
    pub probability: f64,
    /// Value if kept.
    pub value: f64,
    /// Expected profit of the contact.
    pub expected_profit: f64,
}

/// Customers to contact, and what to expect of it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ContactList {
    /// Customers, the highest expected profit first.
    pub contacts: Vec<Contact>,
    /// Limit that ends the list.
    pub limit: Limit,
    /// Cost of the contacts at most: if everybody accepts.
    pub most_spent: f64,
    /// Expected cost of the contacts.
    pub expected_spent: f64,
    /// Forecast of the profit of all contacts together.
    pub forecast: Forecast,
}

impl Budget {
    /// Limits the money that may be spent on contacts and offers.
    pub fn money(self, money: f64) -> Budget {
        Budget { money: Some(money), ..self }
    }

    /// Limits the number of customers who may be contacted.
    pub fn contacts(self, contacts: usize) -> Budget {
        Budget { contacts: Some(contacts), ..self }
    }

    /// Returns the largest number of contacts that cost so much each, and what limits it.
    pub(super) fn most_contacts(&self, most_spent: f64) -> Result<(usize, Limit), ProfitProblem> {
        let by_number = self.contacts.unwrap_or(usize::MAX);
        let Some(money) = self.money else { return Ok((by_number, Limit::Contacts)) };
        check_amount("the budget", money)?;
        // Free contacts make no end of the money; the conversion saturates.
        let by_money = if most_spent > 0.0 { affordable(money, most_spent) } else { usize::MAX };
        let limit = if by_money < by_number { Limit::Money } else { Limit::Contacts };
        Ok((by_money.min(by_number), limit))
    }
}

/// Returns how many contacts the money buys; ten at 0.1 cost 1, whatever the binary fractions say.
fn affordable(money: f64, each: f64) -> usize {
    let number = money / each;
    let rounded = number.round();
    let is_whole = (number - rounded).abs() <= 1e-9 * rounded;
    if is_whole { rounded as usize } else { number.floor() as usize }
}

impl ContactList {
    /// Takes the first of the customers, which come by falling expected profit.
    pub(super) fn new(
        by_profit: &[Prospect],
        acceptance: &Acceptance,
        (most, limit): (usize, Limit),
        options: &ForecastOptions,
    ) -> Result<ContactList, Error> {
        let mean = acceptance.mean();
        // The order is that of the expected profit, so those worth a contact come first.
        let n_worth = by_profit.partition_point(|prospect| prospect.expected_profit(mean) > 0.0);
        let chosen = &by_profit[..n_worth.min(most)];
        let spent = |prospect: &Prospect| {
            let takes = 1.0 - prospect.probability * (1.0 - mean);
            prospect.campaign.contact_cost() + takes * prospect.campaign.offer_cost()
        };
        Ok(ContactList {
            contacts: chosen.iter().map(|prospect| contact(prospect, mean)).collect(),
            // Where both end the list, the lack of profit is the reason: more money would change nothing.
            limit: if n_worth <= most { Limit::Profit } else { limit },
            most_spent: total(chosen.iter().map(|prospect| prospect.campaign.most_spent())),
            expected_spent: total(chosen.iter().map(spent)),
            forecast: Forecast::new(chosen, acceptance, options)?,
        })
    }
}

fn contact(prospect: &Prospect, acceptance: f64) -> Contact {
    Contact {
        row: prospect.row,
        probability: prospect.probability,
        value: prospect.campaign.value(),
        expected_profit: prospect.expected_profit(acceptance),
    }
}
