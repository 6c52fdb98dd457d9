//! Rules that choose a threshold.

use refrain_core::Error;

use crate::profit::{Acceptance, Campaign, Cut, Cuts, ProfitProblem, best, check_share};

/// Rule that chooses a threshold; churn is predicted where score >= threshold.
///
/// Of thresholds that do equally well the highest is chosen, which contacts the fewest.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ThresholdRule {
    /// The highest [`f1`](crate::metrics::f1).
    F1,
    /// The highest [`balanced_accuracy`](crate::metrics::balanced_accuracy).
    BalancedAccuracy,
    /// At most this share of the rows, in `[0, 1]`, and as many of them as ties allow.
    Share(f64),
    /// At most so many rows at each cutoff on average, and as many as ties allow.
    Contacts(usize),
    /// The highest profit ([`maximum_profit`](crate::profit::maximum_profit)).
    Profit {
        /// Value and costs.
        campaign: Campaign,
        /// Share of would-be churners who accept; where it is uncertain, its mean counts.
        acceptance: Acceptance,
    },
}

impl ThresholdRule {
    /// Checks the rule itself.
    pub(super) fn check(&self) -> Result<(), ProfitProblem> {
        match self {
            ThresholdRule::Share(share) => check_share("the share contacted", *share),
            ThresholdRule::Profit { acceptance, .. } => acceptance.check(),
            _ => Ok(()),
        }
    }

    /// The best threshold on rows at so many cutoffs; `None` if it is best to contact nobody.
    ///
    /// Not public: whoever could call it could call it on test rows.
    pub(super) fn choose(
        &self,
        labels: &[bool],
        scores: &[f64],
        n_cutoffs: usize,
    ) -> Result<Option<f64>, Error> {
        let cuts = Cuts::new(labels, scores)?;
        let all = cuts.everybody();
        let threshold = match self {
            ThresholdRule::F1 => {
                cuts.require_both("a threshold by F1")?;
                cuts.best(|cut| f1(cut, &all)).1.threshold
            }
            ThresholdRule::BalancedAccuracy => {
                cuts.require_both("a threshold by balanced accuracy")?;
                cuts.best(|cut| balanced(cut, &all)).1.threshold
            }
            ThresholdRule::Share(share) => within(&cuts, share * all.n_rows() as f64),
            ThresholdRule::Contacts(most) => within(&cuts, *most as f64 * n_cutoffs as f64),
            ThresholdRule::Profit { campaign, acceptance } => {
                best(&cuts, campaign, acceptance.mean()).threshold
            }
        };
        Ok(threshold)
    }
}

fn f1(cut: &Cut, all: &Cut) -> f64 {
    2.0 * cut.n_churned as f64 / (cut.n_rows() + all.n_churned) as f64
}

/// Twice the balanced accuracy, less 1.
fn balanced(cut: &Cut, all: &Cut) -> f64 {
    let share = |part: u64, whole: u64| part as f64 / whole as f64;
    share(cut.n_churned, all.n_churned) - share(cut.n_retained, all.n_retained)
}

/// The largest cut of at most so many rows.
fn within(cuts: &Cuts, most: f64) -> Option<f64> {
    // The first cut contacts nobody, so that one always fits.
    let fits = |cut: &Cut| cut.n_rows() as f64 <= most;
    cuts.all()[cuts.all().partition_point(fits) - 1].threshold
}
