//! What a log holds, for the model that is trained on it.

use refrain_core::{AttributeColumn, AttributeType, EntityIdx, EventLog, Strings};
use refrain_models::{AttributeShare, LogShare, TrainingLog};

/// A text with more different values is no choice of few, such as a plan: a value that is not seen
/// again means nothing.
const FEW_VALUES: usize = 50;

/// Numbers that quantiles are taken of.
const MOST_NUMBERS: usize = 100_000;

const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Describes a log by the shares of its kinds and values, which a model file keeps
/// ([`SavedModel::with_training_log`](refrain_models::SavedModel::with_training_log)).
///
/// # Examples
///
/// ```
/// use refrain::base::SampleLog;
/// use refrain::training_log;
///
/// let log = SampleLog::new(["play", "search"]).text("plan", ["free", "paid"]).build()?;
/// let described = training_log(&log);
/// assert_eq!(described.n_events, log.n_events() as u64);
/// assert!(described.kinds["play"].events > 0.3);
/// assert!(described.attributes["plan"].values.contains_key("paid"));
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn training_log(log: &EventLog) -> TrainingLog {
    let columns = log.as_columns();
    let (n_events, n_entities) = (log.n_events() as u64, log.n_entities() as u64);
    let share = |count: u64| share(count, n_events);
    let mut said = TrainingLog::new(n_events, n_entities);
    let mut kinds = Tally::new(log.kinds().len());
    let (mut sessions, mut registrations) = (0, 0);
    for entity in log.entities() {
        let rows = columns.rows(entity);
        columns.kinds(rows.clone()).for_each(|kind| kinds.add(kind, entity));
        sessions += columns.sessions(rows).flatten().count() as u64;
        registrations += columns.registrations(entity).flatten().count() as u64;
    }
    said.kinds = kinds.shares(log.kinds(), n_events, n_entities);
    (said.sessions, said.registrations) = (share(sessions), share(registrations));
    for (place, (name, kind)) in log.attributes().enumerate() {
        let attribute = match kind {
            AttributeType::Text => text(log, place),
            _ => number(log, place),
        };
        said.attributes.insert(name.to_owned(), attribute);
    }
    said
}

fn share(count: u64, of: u64) -> f64 {
    count as f64 / of.max(1) as f64
}

/// Events and entities of each kind or value.
struct Tally {
    n_events: Vec<u64>,
    n_entities: Vec<u64>,
    latest: Vec<Option<EntityIdx>>,
}

impl Tally {
    fn new(n: usize) -> Tally {
        Tally { n_events: vec![0; n], n_entities: vec![0; n], latest: vec![None; n] }
    }

    /// Counts an event; entities come one after the other.
    fn add(&mut self, code: u32, entity: EntityIdx) {
        let code = code as usize;
        self.n_events[code] += 1;
        if self.latest[code] != Some(entity) {
            self.latest[code] = Some(entity);
            self.n_entities[code] += 1;
        }
    }

    /// The shares of those that there are.
    fn shares(
        &self,
        names: &Strings,
        n_events: u64,
        n_entities: u64,
    ) -> std::collections::BTreeMap<String, LogShare> {
        let counts = names.iter().zip(self.n_events.iter().zip(&self.n_entities));
        let present = counts.filter(|(_, (events, _))| **events > 0);
        let of = |(name, (events, entities)): (&str, (&u64, &u64))| {
            let shares = LogShare::new(share(*events, n_events), share(*entities, n_entities));
            (name.to_owned(), shares)
        };
        present.map(of).collect()
    }
}

fn text(log: &EventLog, place: usize) -> AttributeShare {
    let columns = log.as_columns();
    let mut n_stated = 0;
    let mut tally: Option<(Tally, &Strings)> = None;
    for entity in log.entities() {
        let AttributeColumn::Text(strings, codes) = columns.attribute(place, entity) else {
            continue;
        };
        let (tally, _) = tally.get_or_insert_with(|| (Tally::new(strings.len()), strings));
        for code in codes.flatten() {
            n_stated += 1;
            tally.add(code, entity);
        }
    }
    let mut said = AttributeShare::new(share(n_stated, log.n_events() as u64));
    if let Some((tally, strings)) = tally.filter(|(_, strings)| strings.len() <= FEW_VALUES) {
        said.values = tally.shares(strings, log.n_events() as u64, log.n_entities() as u64);
    }
    said
}

fn number(log: &EventLog, place: usize) -> AttributeShare {
    let columns = log.as_columns();
    let mut n_stated = 0;
    let every = log.n_events().div_ceil(MOST_NUMBERS).max(1) as u64;
    let mut numbers = Vec::new();
    for entity in log.entities() {
        let AttributeColumn::Number(values) = columns.attribute(place, entity) else { continue };
        for value in values.filter(|value| !value.is_nan()) {
            if n_stated % every == 0 {
                numbers.push(value);
            }
            n_stated += 1;
        }
    }
    let mut said = AttributeShare::new(share(n_stated, log.n_events() as u64));
    numbers.sort_unstable_by(f64::total_cmp);
    said.quantiles = numbers
        .len()
        .checked_sub(1)
        .map(|last| QUANTILES.map(|quantile| numbers[(quantile * last as f64).round() as usize]));
    said
}
