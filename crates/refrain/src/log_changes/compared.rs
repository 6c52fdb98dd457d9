//! Comparing two logs by what is known of them.

use std::collections::BTreeMap;

use refrain_core::nearest;
use refrain_models::{AttributeShare, LogShare, TrainingLog};

use super::{LogChange, LogChanges, LogShift, LogSubject, LogWay};

/// Events and entities that must be expected before their absence says anything.
const EXPECTED: f64 = 5.0;

/// Share of the events, and of the entities, from which on something new matters.
const NEW_EVENTS: f64 = 0.01;
const NEW_ENTITIES: f64 = 0.05;

/// Share of the events that must have stated an attribute.
const STATED: f64 = 0.05;

/// How far a share moves before it is said: by so much, and so many times.
const MOVED: f64 = 0.2;
const TIMES: f64 = 3.0;

pub(super) fn compared(then: &TrainingLog, now: &TrainingLog) -> LogChanges {
    let mut all = LogChanges::default();
    names(now, &then.kinds, &now.kinds, LogSubject::Kind, &mut all);
    for (name, before) in &then.attributes {
        let nothing = AttributeShare::default();
        attribute(now, name, (before, now.attributes.get(name).unwrap_or(&nothing)), &mut all);
    }
    stated(now, LogSubject::Sessions, (then.sessions, now.sessions), &mut all);
    stated(now, LogSubject::Registrations, (then.registrations, now.registrations), &mut all);
    all.changes.sort_by_key(|change| matches!(change.way, LogWay::Came { .. }));
    all
}

fn attribute(
    now: &TrainingLog,
    name: &str,
    (before, after): (&AttributeShare, &AttributeShare),
    all: &mut LogChanges,
) {
    stated(now, LogSubject::Attribute(name.to_owned()), (before.stated, after.stated), all);
    if after.stated == 0.0 {
        return;
    }
    let value = |value: String| LogSubject::Value { attribute: name.to_owned(), value };
    // Of a text that has many values by now none is listed, and none is gone for that.
    if !before.values.is_empty() && !after.values.is_empty() {
        names(now, &before.values, &after.values, value, all);
    }
    if let (Some([low, _, middle, _, high]), Some([_, _, found, ..])) =
        (before.quantiles, after.quantiles)
        && !(low..=high).contains(&found)
    {
        let attribute = name.to_owned();
        all.shifts.push(LogShift::Median { attribute, before: middle, now: found });
    }
}

/// What is stated of events or not, such as an attribute.
fn stated(
    now: &TrainingLog,
    subject: LogSubject,
    (before, after): (f64, f64),
    all: &mut LogChanges,
) {
    let n_expected = before * now.n_events as f64;
    if before >= STATED && n_expected >= EXPECTED && after == 0.0 {
        all.changes.push(LogChange { subject, way: LogWay::Gone { n_expected, instead: None } });
    } else {
        moved(subject, before, after, all);
    }
}

fn moved(subject: LogSubject, before: f64, now: f64, all: &mut LogChanges) {
    let far = (before - now).abs() > MOVED;
    if far && (now > TIMES * before || before > TIMES * now) {
        all.shifts.push(LogShift::Share { subject, before, now });
    }
}

/// Kinds, or the values of one attribute.
fn names(
    now: &TrainingLog,
    before: &BTreeMap<String, LogShare>,
    after: &BTreeMap<String, LogShare>,
    subject: impl Fn(String) -> LogSubject,
    all: &mut LogChanges,
) {
    let is_new = |(name, share): &(&String, &LogShare)| {
        let matters = share.events >= NEW_EVENTS || share.entities >= NEW_ENTITIES;
        matters && !before.contains_key(*name)
    };
    let mut new: BTreeMap<&str, f64> =
        after.iter().filter(is_new).map(|(name, share)| (name.as_str(), share.events)).collect();
    for (name, share) in before {
        if let Some(now) = after.get(name) {
            moved(subject(name.clone()), share.events, now.events, all);
            continue;
        }
        let n_expected = share.events * now.n_events as f64;
        if n_expected < EXPECTED || share.entities * (now.n_entities as f64) < EXPECTED {
            continue;
        }
        let like = like(name, &new).map(str::to_owned);
        let instead = like.map(|like| {
            let share = new.remove(like.as_str()).unwrap_or_default();
            (like, share)
        });
        let way = LogWay::Gone { n_expected, instead };
        all.changes.push(LogChange { subject: subject(name.clone()), way });
    }
    let came = new.into_iter().map(|(name, share)| LogChange {
        subject: subject(name.to_owned()),
        way: LogWay::Came { share },
    });
    all.changes.extend(came);
}

/// The new name that is the old one in other letters, or else the nearest.
fn like<'n>(name: &str, new: &BTreeMap<&'n str, f64>) -> Option<&'n str> {
    let folded = name.to_lowercase();
    let same = new.keys().copied().find(|other| other.to_lowercase() == folded);
    same.or_else(|| nearest(name, new.keys().copied()))
}
