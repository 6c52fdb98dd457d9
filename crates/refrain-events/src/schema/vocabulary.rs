//! A schema's words as features need them.

use std::collections::BTreeMap;

use refrain_core::{CountedKind, Plan, Vocabulary};

use super::EventSchema;

impl EventSchema {
    /// Returns the words of the product that the schema describes, for features by name: the main
    /// kind first, then those counted.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Vocabulary;
    /// use refrain_events::EventSchema;
    ///
    /// assert_eq!(EventSchema::sparkify().vocabulary(), Vocabulary::sparkify());
    /// ```
    pub fn vocabulary(&self) -> Vocabulary {
        let (kinds, meaning) = (self.kinds(), self.meaning());
        let main = kinds.main.iter().filter(|main| !kinds.counted.contains(main));
        let counted = main.chain(&kinds.counted).map(|kind| {
            let counted = CountedKind::new(kind);
            match kinds.names.get(kind) {
                Some(singular) => counted.named(&format!("{singular}s"), singular),
                None => counted,
            }
        });
        let paid = || meaning.paid_plans.clone();
        let mut words = Vocabulary::default();
        words.counted = counted.collect();
        words.main = kinds.main.clone();
        words.plan = meaning.plan.clone().map(|attribute| Plan::new(attribute, paid()));
        words.duration = meaning.duration.clone();
        words.item = meaning.item.clone();
        words.creator = meaning.creator.clone();
        words.profile = meaning.profile.clone();
        words.user_agent = meaning.user_agent.clone();
        words.location = meaning.location.clone();
        words.exposures = kinds.exposures.clone();
        words.submissions = pairs(&kinds.submissions);
        words.opposites = pairs(&kinds.opposites);
        words.attributes = self.attributes().iter().map(|a| (a.name.clone(), a.kind)).collect();
        words
    }
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(left, right)| (left.clone(), right.clone())).collect()
}
