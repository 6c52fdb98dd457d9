//! Customers who may be contacted.

use std::cmp::Ordering;

use refrain_core::{Error, check_length};

use super::contact_list::{Budget, ContactList};
use super::forecast::ForecastOptions;
use super::problem::DecisionProblem;
use super::profit_curve::ProfitCurve;
use super::prospect::Prospect;
use crate::metrics::MetricProblem;
use crate::profit::{Acceptance, Campaign};

/// Customers with their probability to leave, and what it earns and costs to contact them.
///
/// Each row is one customer at one cutoff: who stands in two rows would be contacted twice.
/// Probabilities must be calibrated, for an expected profit is only as right as they are.
///
/// # Examples
///
/// ```
/// use refrain_eval::decisions::{Budget, ForecastOptions, Prospects};
/// use refrain_eval::{Acceptance, Campaign};
///
/// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
/// let prospects = Prospects::new(&[0.1, 0.6, 0.3], campaign, Acceptance::Known(0.3))?;
/// let list = prospects.contact_list(&Budget::default(), &ForecastOptions::with_seed(7))?;
/// // The first row would cost more than it brings: 0.1 * 0.3 * 190 - 0.9 * 10 - 1 = -4.3.
/// assert_eq!(list.contacts.iter().map(|contact| contact.row).collect::<Vec<_>>(), [1, 2]);
/// assert!((list.forecast.expected - 38.3).abs() < 1e-12);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Prospects {
    rows: Vec<Prospect>,
    campaign: Campaign,
    acceptance: Acceptance,
}

impl Prospects {
    /// Joins probabilities with the terms of a campaign.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) for no row, and at the first row without a probability;
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for an acceptance outside `[0, 1]`.
    pub fn new(
        probabilities: &[f64],
        campaign: Campaign,
        acceptance: Acceptance,
    ) -> Result<Prospects, Error> {
        check_probabilities(probabilities)?;
        acceptance.check()?;
        let prospect = |(row, probability): (usize, &f64)| Prospect {
            row,
            probability: *probability,
            campaign,
        };
        let rows = probabilities.iter().enumerate().map(prospect).collect();
        Ok(Prospects { rows, campaign, acceptance })
    }

    /// Gives each row a value of its own in place of the campaign's.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if there is not one for each row, [`ErrorKind::Data`](crate::ErrorKind::Data) at the first that is
    /// negative or not finite.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::decisions::{Budget, ForecastOptions, Prospects};
    /// use refrain_eval::{Acceptance, Campaign};
    ///
    /// let campaign = Campaign::new(120.0, 10.0, 1.0)?;
    /// let prospects = Prospects::new(&[0.3, 0.3], campaign, Acceptance::Known(0.5))?;
    /// // As likely to leave, and the second is worth three times as much.
    /// let prospects = prospects.with_values(&[100.0, 300.0])?;
    /// let options = ForecastOptions::with_seed(7);
    /// let list = prospects.contact_list(&Budget::default().contacts(1), &options)?;
    /// assert_eq!(list.contacts[0].row, 1);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn with_values(mut self, values: &[f64]) -> Result<Prospects, Error> {
        check_length("the list of values", self.rows.len(), values.len())?;
        for (prospect, value) in self.rows.iter_mut().zip(values) {
            let refused = |_| DecisionProblem::RowValue { row: prospect.row, value: *value };
            prospect.campaign = self.campaign.with_value(*value).map_err(refused)?;
        }
        Ok(self)
    }

    /// Lists the customers to contact: those of the highest expected profit, as long as it is positive and
    /// the budget lasts.
    ///
    /// A contact is charged to the budget with all that it may cost, the contact and the offer, so
    /// no outcome overspends it. As each costs the same, no other list within the budget has a
    /// higher expected profit. Rows of equal expected profit are taken by falling probability, then
    /// in the order given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a budget that is negative or not finite, and for
    /// options that make no interval.
    ///
    /// # Determinism
    ///
    /// The interval depends on the seed; nothing else does.
    pub fn contact_list(
        &self,
        budget: &Budget,
        options: &ForecastOptions,
    ) -> Result<ContactList, Error> {
        // Charged with offer and contact, so that no outcome overspends the budget.
        let most_spent = self.campaign.most_spent();
        let (most, limit) = budget.most_contacts(most_spent)?;
        ContactList::new(&self.by_profit(), &self.acceptance, (most, limit), options)
    }

    /// Returns the expected profit of contacting ever more customers, in the order of the list.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::decisions::Prospects;
    /// use refrain_eval::{Acceptance, Campaign};
    ///
    /// let campaign = Campaign::new(120.0, 10.0, 1.0)?;
    /// let curve = Prospects::new(&[0.6, 0.05], campaign, Acceptance::Known(0.5))?.curve();
    /// // The second is not worth a contact: profit falls.
    /// assert!(curve.points[2].expected_profit < curve.points[1].expected_profit);
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn curve(&self) -> ProfitCurve {
        ProfitCurve::new(&self.by_profit(), &self.acceptance)
    }

    /// The customers by falling expected profit.
    fn by_profit(&self) -> Vec<Prospect> {
        let acceptance = self.acceptance.mean();
        let mut rows = self.rows.clone();
        rows.sort_by(|left, right| by_profit(left, right, acceptance));
        rows
    }
}

fn by_profit(left: &Prospect, right: &Prospect, acceptance: f64) -> Ordering {
    // Right before left: the highest profit comes first.
    let profits = [right, left].map(|prospect| prospect.expected_profit(acceptance));
    let by_profit = profits[0].total_cmp(&profits[1]);
    by_profit
        .then_with(|| right.probability.total_cmp(&left.probability))
        .then_with(|| left.row.cmp(&right.row))
}

fn check_probabilities(probabilities: &[f64]) -> Result<(), MetricProblem> {
    if probabilities.is_empty() {
        return Err(MetricProblem::NoRows);
    }
    match probabilities.iter().position(|p| !(0.0..=1.0).contains(p)) {
        Some(row) if probabilities[row].is_nan() => Err(MetricProblem::NanScore { row }),
        Some(row) => {
            let (metric, score) = ("a contact list", probabilities[row]);
            Err(MetricProblem::NotAProbability { metric, row, score })
        }
        None => Ok(()),
    }
}
