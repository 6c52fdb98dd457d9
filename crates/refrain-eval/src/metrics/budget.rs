//! Precision and recall of as many contacts as a budget pays for.

use super::RankedRows;
use crate::Error;

const RECALL_NAME: &str = "recall_at_budget";

/// How many rows can be contacted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// A share of all rows, above 0 and at most 1; it may end within a row.
    Share(f64),
    /// Money, of which each contact costs some. It pays for whole contacts, and for no more than
    /// there are rows.
    Money {
        /// What can be spent.
        amount: f64,
        /// What a contact costs, in the same unit.
        cost_per_contact: f64,
    },
}

impl Budget {
    /// Returns how many of `total` rows can be contacted.
    ///
    /// # Errors
    ///
    /// [`Error::BudgetShare`] unless the share is above 0 and at most 1, [`Error::BudgetMoney`]
    /// unless amount and cost are finite, the cost above 0, and the amount enough for one contact.
    pub fn contacts(&self, total: f64) -> Result<f64, Error> {
        match *self {
            Budget::Share(share) if share > 0.0 && share <= 1.0 => Ok(share * total),
            Budget::Share(share) => Err(Error::BudgetShare { share }),
            Budget::Money { amount, cost_per_contact } => {
                affordable(amount, cost_per_contact).map(|contacts| contacts.min(total))
            }
        }
    }

    /// Returns how names of metrics within the budget end.
    pub(super) fn suffix(self) -> String {
        match self {
            Budget::Share(share) => format!("share_{share}"),
            Budget::Money { amount, cost_per_contact } => {
                format!("budget_{amount}_of_{cost_per_contact}_each")
            }
        }
    }
}

fn affordable(amount: f64, cost_per_contact: f64) -> Result<f64, Error> {
    let contacts = (amount / cost_per_contact).floor();
    match cost_per_contact > 0.0 && amount.is_finite() && contacts >= 1.0 {
        true => Ok(contacts),
        false => Err(Error::BudgetMoney { amount, cost_per_contact }),
    }
}

/// Returns the share of churned rows among those of highest score that a budget pays for.
///
/// Ties and weights count as in [`precision_at_k`](super::precision_at_k()): a row of weight 2 is
/// two contacts.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics) and of [`Budget::contacts`]. It is 0 where no row churned.
///
/// # Examples
///
/// ```
/// use refrain_eval::metrics::{Budget, precision_at_budget};
///
/// let (labels, scores) = ([true, true, false, false], [0.9, 0.5, 0.5, 0.1]);
/// let budget = Budget::Money { amount: 25.0, cost_per_contact: 10.0 };
/// assert_eq!(precision_at_budget(&labels, &scores, budget)?, 0.75);
/// assert_eq!(precision_at_budget(&labels, &scores, Budget::Share(0.25))?, 1.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn precision_at_budget(labels: &[bool], scores: &[f64], budget: Budget) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.precision_at_budget(budget)
}

/// Returns the share of all churned rows that a budget reaches, from the highest score down.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics) and of [`Budget::contacts`], and [`Error::OneClass`] if
/// no row churned.
pub fn recall_at_budget(labels: &[bool], scores: &[f64], budget: Budget) -> Result<f64, Error> {
    RankedRows::new(labels, scores)?.recall_at_budget(budget)
}

impl RankedRows {
    /// Returns the [precision within a budget](precision_at_budget()).
    ///
    /// # Errors
    ///
    /// Those of [`Budget::contacts`].
    pub fn precision_at_budget(&self, budget: Budget) -> Result<f64, Error> {
        let contacts = budget.contacts(self.total())?;
        Ok(self.churned_in_top(contacts) / contacts)
    }

    /// Returns the [recall within a budget](recall_at_budget()).
    ///
    /// # Errors
    ///
    /// Those of [`Budget::contacts`], and [`Error::OneClass`] if no row churned.
    pub fn recall_at_budget(&self, budget: Budget) -> Result<f64, Error> {
        self.require_churned(RECALL_NAME)?;
        let contacts = budget.contacts(self.total())?;
        Ok(self.churned_in_top(contacts) / self.churned())
    }
}
