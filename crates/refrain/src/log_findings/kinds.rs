//! When each kind was there, and kinds that are one but for their spelling.

use std::collections::BTreeMap;

use refrain_core::{EventLog, Time, TimeRange};

/// Fewest events of a kind whose beginning or end inside the log says something.
const LEAST_EVENTS: u64 = 20;

/// Share of the log's span that a kind must be absent at the beginning or end.
const ABSENT_SHARE: f64 = 0.1;

/// Times that the pause must be longer than the mean pause of the kind.
const LONGER_THAN_USUAL: f64 = 10.0;

/// Kinds named of either sort.
const MAX_NAMED: usize = 8;

/// First and last event of each kind.
pub(super) struct KindDays {
    kinds: Vec<Kind>,
}

struct Kind {
    name: String,
    n_events: u64,
    first: Time,
    last: Time,
}

impl KindDays {
    pub(super) fn new(log: &EventLog) -> KindDays {
        let names = log.kinds().iter();
        let mut kinds: Vec<Kind> = names
            .map(|name| Kind {
                name: name.to_owned(),
                n_events: 0,
                first: Time::MAX,
                last: Time::MIN,
            })
            .collect();
        let columns = log.as_columns();
        for entity in log.entities() {
            let rows = columns.rows(entity);
            for (row, kind) in rows.clone().zip(columns.kinds(rows)) {
                let (time, kind) = (columns.times()[row], &mut kinds[kind as usize]);
                kind.n_events += 1;
                kind.first = kind.first.min(time);
                kind.last = kind.last.max(time);
            }
        }
        kinds.retain(|kind| kind.n_events > 0);
        kinds.sort_by(|a, b| b.n_events.cmp(&a.n_events).then_with(|| a.name.cmp(&b.name)));
        KindDays { kinds }
    }

    /// Kinds that differ in case or blanks only.
    pub(super) fn variants(&self) -> Vec<String> {
        let mut by_folded: BTreeMap<String, Vec<&Kind>> = BTreeMap::new();
        for kind in &self.kinds {
            let folded = kind.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            by_folded.entry(folded).or_default().push(kind);
        }
        let groups = by_folded.into_values().filter(|kinds| kinds.len() > 1).take(MAX_NAMED);
        let said = |kinds: Vec<&Kind>| {
            let shown = kinds.iter().map(|kind| format!("`{}` ({})", kind.name, kind.n_events));
            format!(
                "kinds that differ in case or blanks only: {}",
                shown.collect::<Vec<_>>().join(", ")
            )
        };
        groups.map(said).collect()
    }

    /// Kinds that begin after the log does, or end before it.
    pub(super) fn within(&self, range: TimeRange) -> Vec<String> {
        let span = range.end.millis_since(range.start) as f64;
        let is_long = |kind: &&Kind, pause: i64| {
            let usual = kind.last.millis_since(kind.first) as f64 / kind.n_events as f64;
            kind.n_events >= LEAST_EVENTS
                && pause as f64 >= ABSENT_SHARE * span
                && pause as f64 >= LONGER_THAN_USUAL * usual
        };
        let day = |time: Time| time.to_string().chars().take(10).collect::<String>();
        let begin = self.kinds.iter().filter(|k| is_long(k, k.first.millis_since(range.start)));
        let end = self.kinds.iter().filter(|k| is_long(k, range.end.millis_since(k.last)));
        let begins = begin.take(MAX_NAMED).map(|kind| {
            format!("`{}` ({} events) begins on {} only", kind.name, kind.n_events, day(kind.first))
        });
        let ends = end.take(MAX_NAMED).map(|kind| {
            format!("`{}` ({} events) ends on {}", kind.name, kind.n_events, day(kind.last))
        });
        begins.chain(ends).collect()
    }
}
