//! Expected maximum profit.

use refrain_core::Error;

use super::cuts::{Cut, Cuts};
use super::hull::hull;
use super::{AcceptancePrior, Campaign};

/// Expected maximum profit: of a campaign that is cut best for whatever the acceptance is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ExpectedMaximumProfit {
    /// Expected profit per row, contacted or not.
    pub profit: f64,
    /// Expected share of the rows contacted.
    pub share: f64,
    /// The score of the last row of that share, by descending score; `None` where the share is
    /// less than half a row.
    pub threshold: Option<f64>,
}

/// Returns the expected maximum profit of scores (EMPC of Verbraken et al. 2013, equations 11 and
/// 12): the maximum profit for each acceptance, averaged over its distribution.
///
/// For an acceptance gamma the best cut is a corner of the convex hull of the ROC curve. Going from
/// one corner to the next pays from that gamma on at which the churned rows won, each worth gamma
/// (v - d) - f, weigh up the retained ones, each at the cost of d + f. Between two such gammas the
/// profit is linear, so its expectation is a difference of incomplete beta functions. The sum is
/// exact save for rounding; R's package EMP computes the same. With its defaults, Verbraken's,
/// alpha is 6, beta 14, the value 200, the offer 10 and the contact 1.
///
/// # Errors
///
/// Those of [all metrics](crate::metrics), [`ErrorKind::Data`](crate::ErrorKind::Data) unless
/// rows of both classes are there, [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the offer
/// costs what the customer is worth.
///
/// # Examples
///
/// ```
/// use refrain_eval::{AcceptancePrior, Campaign, profit::expected_maximum_profit};
///
/// let labels = [true, false, true, false];
/// let campaign = Campaign::new(200.0, 10.0, 1.0)?;
/// let prior = AcceptancePrior::new(6.0, 14.0)?;
/// let best = expected_maximum_profit(&labels, &[0.9, 0.6, 0.4, 0.1], &campaign, &prior)?;
/// assert!(best.profit > 25.25);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn expected_maximum_profit(
    labels: &[bool],
    scores: &[f64],
    campaign: &Campaign,
    prior: &AcceptancePrior,
) -> Result<ExpectedMaximumProfit, Error> {
    let cuts = Cuts::new(labels, scores)?;
    cuts.require_both("expected_maximum_profit")?;
    campaign.check_worth()?;
    // Off the hull, no acceptance makes a cut the best one.
    let corners = hull(cuts.all());
    let n_rows = cuts.everybody().n_rows() as f64;
    let (mut profit, mut n_contacted) = (0.0, 0.0);
    for (idx, corner) in corners.iter().enumerate() {
        let from = if idx == 0 { 0.0 } else { pays_from(&corners[idx - 1], corner, campaign) };
        let until = corners.get(idx + 1).map_or(1.0, |next| pays_from(corner, next, campaign));
        let probability = prior.probability_up_to(until) - prior.probability_up_to(from);
        let acceptances = prior.mean_up_to(until) - prior.mean_up_to(from);
        profit += profit_over(corner, campaign, probability, acceptances);
        n_contacted += probability * corner.n_rows() as f64;
    }
    // Half rows are nobody: the nearest row is the last contacted.
    let threshold = score_of_row(cuts.all(), n_contacted.round() as u64);
    Ok(ExpectedMaximumProfit { profit: profit / n_rows, share: n_contacted / n_rows, threshold })
}

/// The acceptance from which the next corner is better; 1 or more where it never is.
fn pays_from(corner: &Cut, next: &Cut, campaign: &Campaign) -> f64 {
    let churned = (next.n_churned - corner.n_churned) as f64;
    let retained = (next.n_retained - corner.n_retained) as f64;
    let cost = churned * campaign.contact_cost() + retained * campaign.most_spent();
    // The last corners may win no churned row: these are never worth their cost.
    let gained = churned * (campaign.value() - campaign.offer_cost());
    if gained > 0.0 { (cost / gained).min(1.0) } else { 1.0 }
}

/// The profit of a corner, integrated over a range of acceptances: linear in the acceptance.
fn profit_over(cut: &Cut, campaign: &Campaign, probability: f64, acceptances: f64) -> f64 {
    let (churned, retained) = (cut.n_churned as f64, cut.n_retained as f64);
    let cost = churned * campaign.contact_cost() + retained * campaign.most_spent();
    churned * (campaign.value() - campaign.offer_cost()) * acceptances - cost * probability
}

/// The score of the row at this place from 1, by descending score.
fn score_of_row(cuts: &[Cut], place: u64) -> Option<f64> {
    let idx = cuts.partition_point(|cut| cut.n_rows() < place);
    cuts.get(idx).and_then(|cut| cut.threshold)
}
