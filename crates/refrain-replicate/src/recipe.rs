//! Recipes: features, preparation, division and models of each protocol.

use refrain::base::EventLog;
use refrain::events::EventSchema;
use refrain::features::{CountedKind, FeatureSet, FurtherWords};

use crate::PublishedProtocol;
use crate::clocks::clock_set;
use crate::division::Division;
use crate::kind_totals::{KindTotals, total_of};
use crate::models::{
    Candidate, boosting, deep_forest, deep_tree, logistic, shallow_forest, shallow_tree, svm,
    unscaled_svm,
};
use crate::preparation::Preparation;
use refrain::Error;

/// A protocol as it is published.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) protocol: PublishedProtocol,
    pub(crate) preparation: Preparation,
    pub(crate) division: Division,
    pub(crate) models: Vec<Candidate>,
    /// Columns that count the events by which churn is told.
    pub(crate) twins: Vec<String>,
}

/// Folds of the cross-validation that is published.
pub(crate) const N_PUBLISHED_FOLDS: usize = 5;

impl Recipe {
    pub(crate) fn new(protocol: PublishedProtocol, schema: &EventSchema) -> Recipe {
        let (preparation, division, models) = match protocol {
            PublishedProtocol::SessionShares => (
                Preparation::MinMax,
                Division::TrainShare(0.7),
                vec![shallow_tree(), shallow_forest("300"), boosting(), unscaled_svm()],
            ),
            PublishedProtocol::UserTotals => (
                Preparation::Nothing,
                Division::TrainShare(0.8),
                vec![logistic(), shallow_tree(), shallow_forest("100"), boosting(), svm()],
            ),
            PublishedProtocol::ClockOnly => (
                Preparation::Nothing,
                Division::Folds(N_PUBLISHED_FOLDS),
                vec![logistic(), shallow_forest("100"), boosting()],
            ),
            PublishedProtocol::CancelCount => (
                Preparation::Nothing,
                Division::TrainShare(0.8),
                vec![logistic(), shallow_tree(), shallow_forest("100"), boosting()],
            ),
            PublishedProtocol::OversampleFirst => (
                Preparation::Repetition,
                Division::TrainShare(0.8),
                vec![logistic(), deep_tree(), deep_forest(), boosting()],
            ),
        };
        let twins = twins(protocol, schema);
        Recipe { protocol, preparation, division, models, twins }
    }

    /// Builds the features, which are the same on both sides.
    pub(crate) fn features(
        &self,
        schema: &EventSchema,
        log: &EventLog,
    ) -> Result<FeatureSet, Error> {
        let words = schema.vocabulary();
        Ok(match self.protocol {
            PublishedProtocol::SessionShares => FeatureSet::named("session-shares", &words)?,
            PublishedProtocol::UserTotals | PublishedProtocol::OversampleFirst => {
                FeatureSet::named("user-totals", &words)?
            }
            PublishedProtocol::ClockOnly => clock_set(),
            PublishedProtocol::CancelCount => {
                FeatureSet::new("cancel-count").with(KindTotals::of(log))
            }
        })
    }
}

/// Names of the columns that the events of leaving would have; a log without such an event has no
/// such column.
fn twins(protocol: PublishedProtocol, schema: &EventSchema) -> Vec<String> {
    let churn = schema.kinds().churn.iter().map(|kind| CountedKind::new(kind));
    let mut kinds: Vec<CountedKind> = churn.collect();
    // What the set counts besides leads up to leaving, and is not in the schema.
    let shared = FurtherWords::sparkify().shared.into_iter();
    kinds.extend(shared.filter(|counted| !schema.kinds().churn.contains(&counted.kind)));
    let name = |counted: &CountedKind| match protocol {
        PublishedProtocol::SessionShares => {
            Some(format!("mean_share_of_{}_of_sessions", counted.name))
        }
        PublishedProtocol::CancelCount => Some(total_of(&counted.kind)),
        _ => None,
    };
    kinds.iter().filter_map(name).collect()
}
