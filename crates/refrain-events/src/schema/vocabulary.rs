//! A schema's words as features need them.

use std::collections::BTreeMap;

use refrain_core::{CountedKind, KeptAttribute, LogDetail, Plan, Vocabulary};

use super::EventSchema;
use super::spec::{AttributeSpec, KindSource, Meaning};

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
        let counted = main.chain(&kinds.counted).map(|kind| self.counted_kind(kind));
        let paid = || meaning.paid_plans.clone();
        let mut words = Vocabulary::default();
        words.counted = counted.collect();
        words.main = kinds.main.clone();
        words.plan = meaning.plan.clone().map(|attribute| Plan::new(attribute, paid()));
        words.duration = meaning.duration.clone();
        words.item = meaning.item.clone();
        words.creator = meaning.creator.clone();
        words.revenue = meaning.revenue.clone();
        words.quantity = meaning.quantity.clone();
        words.profile = meaning.profile.clone();
        words.user_agent = meaning.user_agent.clone();
        words.location = meaning.location.clone();
        words.exposures = kinds.exposures.clone();
        words.submissions = pairs(&kinds.submissions);
        words.opposites = pairs(&kinds.opposites);
        words.kept = self.kept_attributes();
        words.lacks = self.lacks();
        words.zone = self.spec.calendar.zone.clone().filter(|zone| zone != "UTC");
        words.attributes = self.attributes().iter().map(|a| (a.name.clone(), a.kind)).collect();
        words
    }

    fn counted_kind(&self, kind: &str) -> CountedKind {
        let counted = CountedKind::new(kind);
        match self.kinds().names.get(kind) {
            Some(singular) => counted.named(&format!("{singular}s"), singular),
            None => counted,
        }
    }

    /// The attributes that features are made of by themselves: those that neither mean something
    /// else nor tell guests from others.
    fn kept_attributes(&self) -> Vec<KeptAttribute> {
        let is_kept = |attribute: &&AttributeSpec| {
            let column = attribute.column();
            let guests = self.guests();
            let mut of_guests = guests.missing.iter().chain(guests.values.keys());
            attribute.features
                && !self.meaning().names(&attribute.name)
                && of_guests.all(|guest| guest != column)
        };
        let kept = |attribute: &AttributeSpec| {
            let kinds = attribute.kinds.iter().flatten().map(|kind| self.counted_kind(kind));
            KeptAttribute::new(&attribute.name, attribute.kind).of_kinds(kinds)
        };
        self.attributes().iter().filter(is_kept).map(kept).collect()
    }

    /// What can be told from the schema alone, since a set is made before a log is read.
    fn lacks(&self) -> Vec<LogDetail> {
        let (roles, time) = (self.roles(), self.time());
        let details = [
            (LogDetail::Sessions, roles.session.is_none() && roles.session_gap.is_none()),
            (LogDetail::Registrations, roles.registration.is_none()),
            (LogDetail::Hours, time.format.as_deref().is_some_and(|format| !has_hours(format))),
            (LogDetail::Kinds, matches!(roles.kind, KindSource::Constant(_))),
        ];
        details.into_iter().filter(|(_, lacks)| *lacks).map(|(detail, _)| detail).collect()
    }
}

/// `true` if a format of `strptime` reads the time of day.
fn has_hours(format: &str) -> bool {
    let is_flag = |c: &char| "-_0^#".contains(*c) || c.is_ascii_digit();
    let directives = format.replace("%%", "");
    let mut parts = directives.split('%').skip(1);
    parts.any(|part| part.chars().find(|c| !is_flag(c)).is_some_and(|c| "HIklTRrscX".contains(c)))
}

impl Meaning {
    /// `true` if an attribute has one of the meanings.
    fn names(&self, attribute: &str) -> bool {
        let single = [
            &self.plan,
            &self.revenue,
            &self.quantity,
            &self.duration,
            &self.item,
            &self.creator,
            &self.user_agent,
            &self.location,
        ];
        let single = single.into_iter().flatten();
        single.chain(&self.profile).any(|name| name == attribute)
    }
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(left, right)| (left.clone(), right.clone())).collect()
}
