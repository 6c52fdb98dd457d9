//! A schema's words as the features need them.

use std::collections::BTreeMap;

use refrain_events::EventSchema;
use refrain_features::{CountedKind, Plan, Vocabulary};

/// Returns the words of the product that a schema describes: the main kind first, then those
/// counted.
pub fn vocabulary(schema: &EventSchema) -> Vocabulary {
    let (kinds, meaning) = (schema.kinds(), schema.meaning());
    let main = kinds.main.iter().filter(|main| !kinds.counted.contains(main));
    let counted = main.chain(&kinds.counted).map(|kind| {
        let counted = CountedKind::new(kind);
        match kinds.names.get(kind) {
            Some(singular) => counted.named(&format!("{singular}s"), singular),
            None => counted,
        }
    });
    let paid = || meaning.paid_plans.clone();
    Vocabulary {
        counted: counted.collect(),
        main: kinds.main.clone(),
        plan: meaning.plan.clone().map(|attribute| Plan { attribute, paid: paid() }),
        duration: meaning.duration.clone(),
        item: meaning.item.clone(),
        creator: meaning.creator.clone(),
        profile: meaning.profile.clone(),
        user_agent: meaning.user_agent.clone(),
        location: meaning.location.clone(),
        exposures: kinds.exposures.clone(),
        submissions: pairs(&kinds.submissions),
        opposites: pairs(&kinds.opposites),
        attributes: schema.attributes().iter().map(|a| (a.name.clone(), a.kind)).collect(),
        selections: Vec::new(),
    }
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(left, right)| (left.clone(), right.clone())).collect()
}
