//! Threshold rules as text.

use std::str::FromStr;

use refrain_core::Error;

use super::problem::DecisionProblem;
use super::threshold_rule::ThresholdRule;
use crate::profit::{Acceptance, AcceptancePrior, Campaign};

impl FromStr for ThresholdRule {
    type Err = Error;

    /// Reads `f1`, `balanced-accuracy`, `share=5%`, `contacts=100`, or
    /// `profit=VALUE,OFFER,CONTACT,ACCEPTANCE` with the three amounts of a campaign and the share
    /// that accepts, as 0.3, 30% or, as a Beta distribution, 6:14.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is none of these, or a number is
    /// out of range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::decisions::ThresholdRule;
    ///
    /// assert_eq!("share=5%".parse::<ThresholdRule>()?, ThresholdRule::Share(0.05));
    /// assert!("share=five".parse::<ThresholdRule>().is_err());
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<ThresholdRule, Error> {
        let unknown = || DecisionProblem::UnknownRule { found: text.to_owned() };
        let rule = match text.split_once('=') {
            None if text == "f1" => ThresholdRule::F1,
            None if text == "balanced-accuracy" => ThresholdRule::BalancedAccuracy,
            Some(("share", share)) => ThresholdRule::Share(read_share(share).ok_or_else(unknown)?),
            Some(("contacts", number)) => {
                ThresholdRule::Contacts(number.parse().map_err(|_| unknown())?)
            }
            Some(("profit", terms)) => read_profit(terms)?.ok_or_else(unknown)?,
            _ => return Err(unknown().into()),
        };
        // A share of 200 % is no rule for any rows.
        rule.check()?;
        Ok(rule)
    }
}

/// Reads the terms of a campaign, `None` if they are of another form.
fn read_profit(terms: &str) -> Result<Option<ThresholdRule>, Error> {
    let parts: Vec<&str> = terms.split(',').map(str::trim).collect();
    let [value, offer, contact, accepts] = parts[..] else { return Ok(None) };
    let amounts = [value, offer, contact].map(|amount| amount.parse::<f64>().ok());
    let ([Some(value), Some(offer), Some(contact)], Some(acceptance)) =
        (amounts, read_acceptance(accepts)?)
    else {
        return Ok(None);
    };
    let campaign = Campaign::new(value, offer, contact)?;
    Ok(Some(ThresholdRule::Profit { campaign, acceptance }))
}

fn read_acceptance(text: &str) -> Result<Option<Acceptance>, Error> {
    let Some((alpha, beta)) = text.split_once(':') else {
        return Ok(read_share(text).map(Acceptance::Known));
    };
    match (alpha.parse(), beta.parse()) {
        (Ok(alpha), Ok(beta)) => {
            Ok(Some(Acceptance::Uncertain(AcceptancePrior::new(alpha, beta)?)))
        }
        _ => Ok(None),
    }
}

fn read_share(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => text.parse().ok(),
    }
}
