//! Logs in which the time after the cutoff is another.

use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{
    AttributeType, EntityIdx, EventLog, EventLogBuilder, EventRow, Observation, Span, Time,
    TimeRange, Value,
};

use crate::Error;

/// Alteration of the events at and after each entity's cutoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alteration {
    /// They are removed.
    Removed,
    /// They are of other kinds.
    KindsPermuted,
    /// They happen in half the time.
    TimesShifted,
    /// Others are added, the first at the cutoff itself.
    EventsAdded,
    /// Churn is added where there is none, and removed where there is.
    ChurnTurned,
    /// Their attributes are others.
    AttributesAltered,
    /// They are as they were, but the log goes on for longer.
    LogEndMoved,
    /// They are as they were, but churn *before* the cutoff is removed.
    EarlierChurnRemoved,
}

impl Alteration {
    pub(crate) const ALL: [Alteration; 8] = [
        Alteration::Removed,
        Alteration::KindsPermuted,
        Alteration::TimesShifted,
        Alteration::EventsAdded,
        Alteration::ChurnTurned,
        Alteration::AttributesAltered,
        Alteration::LogEndMoved,
        Alteration::EarlierChurnRemoved,
    ];

    /// Returns what was done, for a sentence that begins with `when`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Alteration::Removed => "later events are removed",
            Alteration::KindsPermuted => "later events are of other kinds",
            Alteration::TimesShifted => "later events happen sooner",
            Alteration::EventsAdded => "events are added from the cutoff on",
            Alteration::ChurnTurned => "later churn is added or removed",
            Alteration::AttributesAltered => "attributes of later events are others",
            Alteration::LogEndMoved => "the log goes on for longer",
            Alteration::EarlierChurnRemoved => "the churn itself is removed",
        }
    }
}

/// One event, kept apart from its log.
#[derive(Debug, Clone)]
struct Copied {
    time: Time,
    kind: String,
    session: Option<String>,
    registration: Option<Time>,
    attributes: Vec<Kept>,
}

#[derive(Debug, Clone)]
enum Kept {
    Missing,
    Text(String),
    Number(f64),
}

impl Kept {
    fn value(&self) -> Value<'_> {
        match self {
            Kept::Missing => Value::Missing,
            Kept::Text(text) => Value::Text(text),
            Kept::Number(number) => Value::Number(*number),
        }
    }
}

/// The events of some entities, one cutoff each, ready to be laid out again in other ways.
pub(crate) struct Workshop {
    entities: Vec<(String, Time, Vec<Copied>)>,
    attributes: Vec<(String, AttributeType)>,
    range: TimeRange,
    /// Kinds that do not mean churn.
    kinds: Vec<String>,
    churn_kinds: Vec<String>,
    /// The texts of each attribute.
    texts: BTreeMap<usize, Vec<String>>,
}

impl Workshop {
    pub(crate) fn new(log: &EventLog, sample: &[Observation], churn_kinds: &[String]) -> Workshop {
        let attributes: Vec<(String, AttributeType)> =
            log.attributes().map(|(name, kind)| (name.to_owned(), kind)).collect();
        let copy = |row: &Observation| {
            let events = copied(log, row.entity, &attributes);
            (log.entity_id(row.entity).to_owned(), row.cutoff, events)
        };
        let entities: Vec<(String, Time, Vec<Copied>)> = sample.iter().map(copy).collect();
        let is_other = |kind: &&str| !churn_kinds.iter().any(|churn| churn == kind);
        Workshop {
            texts: texts(&entities),
            entities,
            attributes,
            range: log.range(),
            kinds: log.kinds().iter().filter(is_other).map(str::to_owned).collect(),
            churn_kinds: churn_kinds.to_vec(),
        }
    }

    /// Lays the events out as they are, or altered.
    pub(crate) fn log(&self, alteration: Option<Alteration>) -> Result<EventLog, Error> {
        let named: Vec<(&str, AttributeType)> =
            self.attributes.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        let longer = match alteration {
            // Longer than the lookbacks that features usually have.
            Some(Alteration::LogEndMoved) => Span::from_days(30),
            _ => Span::ZERO,
        };
        let range = TimeRange::new(self.range.start, self.range.end + longer);
        let mut builder = EventLogBuilder::new(&named)?.observed(range);
        for (entity, cutoff, events) in &self.entities {
            let altered = match alteration {
                Some(alteration) => self.altered(alteration, *cutoff, events),
                None => events.clone(),
            };
            for event in &altered {
                push(&mut builder, entity, event)?;
            }
        }
        builder.finish()
    }

    /// The observations of the sample in a log laid out by this workshop.
    pub(crate) fn observations(&self, log: &EventLog) -> Vec<Observation> {
        let observation = |(id, cutoff, _): &(String, Time, Vec<Copied>)| {
            let entity = log.entity(id).expect("the sample has events before the cutoff");
            Observation { entity, cutoff: *cutoff }
        };
        self.entities.iter().map(observation).collect()
    }

    fn altered(&self, alteration: Alteration, cutoff: Time, events: &[Copied]) -> Vec<Copied> {
        let (before, after): (Vec<Copied>, Vec<Copied>) =
            events.iter().cloned().partition(|event| event.time < cutoff);
        let altered = match alteration {
            Alteration::Removed => Vec::new(),
            Alteration::KindsPermuted => {
                after.into_iter().map(|event| self.of_other_kind(event)).collect()
            }
            Alteration::TimesShifted => {
                after.into_iter().map(|event| sooner(event, cutoff)).collect()
            }
            Alteration::EventsAdded => self.with_more(&before, after, cutoff),
            Alteration::ChurnTurned => self.with_churn_turned(&before, after, cutoff),
            Alteration::AttributesAltered => {
                after.into_iter().map(|event| self.with_other_attributes(event)).collect()
            }
            Alteration::LogEndMoved => after,
            Alteration::EarlierChurnRemoved => {
                let kept = before.iter().filter(|event| !self.is_churn(event));
                return kept.cloned().chain(after).collect();
            }
        };
        before.into_iter().chain(altered).collect()
    }

    fn is_churn(&self, event: &Copied) -> bool {
        self.churn_kinds.contains(&event.kind)
    }

    fn of_other_kind(&self, event: Copied) -> Copied {
        if self.is_churn(&event) || self.kinds.is_empty() {
            return event;
        }
        let at = self.kinds.iter().position(|kind| *kind == event.kind).unwrap_or(0);
        let kind = self.kinds[(at + 1) % self.kinds.len()].clone();
        Copied { kind, ..event }
    }

    /// Events at the cutoff and after it, as far as the log reaches.
    fn with_more(&self, before: &[Copied], after: Vec<Copied>, cutoff: Time) -> Vec<Copied> {
        let Some(model) = before.last() else { return after };
        // The first lies at the cutoff itself, which is no history: ranges are half-open.
        let waits = [Span::ZERO, Span::from_hours(1), Span::from_days(2), Span::from_days(5)];
        let times = waits.map(|wait| cutoff + wait).into_iter().filter(|t| *t < self.range.end);
        let more = times.map(|time| Copied { time, ..model.clone() });
        after.into_iter().chain(more).collect()
    }

    fn with_churn_turned(
        &self,
        before: &[Copied],
        after: Vec<Copied>,
        cutoff: Time,
    ) -> Vec<Copied> {
        let (churns, mut rest): (Vec<Copied>, Vec<Copied>) =
            after.into_iter().partition(|event| self.is_churn(event));
        let time = cutoff + Span::from_hours(1);
        if let (true, Some(model), Some(kind)) =
            (churns.is_empty() && time < self.range.end, before.last(), self.churn_kinds.first())
        {
            rest.push(Copied { time, kind: kind.clone(), ..model.clone() });
        }
        rest
    }

    fn with_other_attributes(&self, event: Copied) -> Copied {
        let other = |(index, value): (usize, &Kept)| match value {
            Kept::Missing => Kept::Missing,
            // No number but -1 is kept, and that one is rare among attributes.
            Kept::Number(number) => Kept::Number(2.0 * number + 1.0),
            Kept::Text(text) => {
                let known = &self.texts[&index];
                let at = known.binary_search(text).unwrap_or(0);
                Kept::Text(known[(at + 1) % known.len()].clone())
            }
        };
        let attributes = event.attributes.iter().enumerate().map(other).collect();
        let registration = event.registration.map(|time| time + Span::from_days(1));
        Copied { attributes, registration, ..event }
    }
}

fn sooner(event: Copied, cutoff: Time) -> Copied {
    // Half the way keeps the order of events and stays within the log.
    let half = event.time.millis_since(cutoff) / 2;
    Copied { time: Time::from_millis(cutoff.millis() + half), ..event }
}

fn copied(
    log: &EventLog,
    entity: EntityIdx,
    attributes: &[(String, AttributeType)],
) -> Vec<Copied> {
    let events = log.history(entity, log.range().end).events();
    let registrations = log.as_columns().registrations(entity);
    let copy = |(event, registration): (refrain_core::Event<'_>, Option<Time>)| {
        let value = |(name, kind): &(String, AttributeType)| match kind {
            AttributeType::Text => {
                event.text(name).map_or(Kept::Missing, |text| Kept::Text(text.to_owned()))
            }
            AttributeType::Number => event.number(name).map_or(Kept::Missing, Kept::Number),
        };
        Copied {
            time: event.time(),
            kind: event.kind().to_owned(),
            session: event.session().map(str::to_owned),
            registration,
            attributes: attributes.iter().map(value).collect(),
        }
    };
    events.iter().zip(registrations).map(copy).collect()
}

/// The texts of each attribute, at least two so that there is another for each.
fn texts(entities: &[(String, Time, Vec<Copied>)]) -> BTreeMap<usize, Vec<String>> {
    let mut texts: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for event in entities.iter().flat_map(|(.., events)| events) {
        for (index, value) in event.attributes.iter().enumerate() {
            if let Kept::Text(text) = value {
                texts.entry(index).or_insert_with(|| BTreeSet::from(["~"])).insert(text);
            }
        }
    }
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    texts.into_iter().map(|(index, set)| (index, owned(set))).collect()
}

fn push(builder: &mut EventLogBuilder, entity: &str, event: &Copied) -> Result<(), Error> {
    let attributes: Vec<Value<'_>> = event.attributes.iter().map(Kept::value).collect();
    builder.push(
        &EventRow::new(entity, event.time, &event.kind)
            .session(event.session.as_deref())
            .registration(event.registration)
            .attributes(&attributes),
    )?;
    Ok(())
}
