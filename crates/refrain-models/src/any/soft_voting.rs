//! Soft voting among any estimators of this crate.

use super::{AnyEstimator, AnyModel, ModelKind};
use crate::estimators::named::NamedEstimator;
use crate::{Member, ModelSummary, SoftVoting};

impl NamedEstimator for SoftVoting<AnyEstimator> {
    const NAME: &'static str = "soft-voting";

    fn summaries(model: &Self::Fitted) -> Vec<ModelSummary> {
        model.models().iter().flat_map(AnyModel::summaries).collect()
    }
}

impl Default for SoftVoting<AnyEstimator> {
    /// Logistic regression and gradient boosting in equal parts.
    fn default() -> SoftVoting<AnyEstimator> {
        let members = [ModelKind::Logistic, ModelKind::Boosting];
        let member = |kind| Member { estimator: AnyEstimator::from(kind), weight: 1.0 };
        SoftVoting::new(members.map(member).to_vec())
            .expect("there are members, and their weights are 1")
    }
}
