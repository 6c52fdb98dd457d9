//! The rules, each as a comparison of two computations.

use rayon::ThreadPoolBuilder;
use refrain_core::{Column, EntityIdx, EventLog, Observation, Time, TimeRange, entity_hash};

use super::cells::{Cell, Rows, rows};
use super::{FeatureLaw, FeatureViolation};
use crate::{Error, FeatureSet};

/// Entities looked at.
const MAX_ENTITIES: usize = 40;
/// Cutoffs of each entity.
const MAX_CUTOFFS: usize = 10;
/// Cutoffs at which the whole log is cut.
const MAX_CUTS: usize = 8;

pub(super) fn violations(set: &FeatureSet, log: &EventLog) -> Result<Vec<FeatureViolation>, Error> {
    let mut check = Check::new(set, log);
    let Some(expected) = check.values() else { return Ok(check.found) };
    check.repeated(&expected);
    check.threads(&expected);
    check.order(&expected);
    check.alone(&expected)?;
    check.renamed(&expected)?;
    check.cut()?;
    Ok(check.found)
}

struct Check<'c> {
    set: &'c FeatureSet,
    log: &'c EventLog,
    columns: Vec<Column>,
    observations: Vec<Observation>,
    found: Vec<FeatureViolation>,
}

impl<'c> Check<'c> {
    fn new(set: &'c FeatureSet, log: &'c EventLog) -> Check<'c> {
        let all: Vec<EntityIdx> = log.entities().collect();
        let mut observations = Vec::new();
        for entity in spread(&all, MAX_ENTITIES) {
            let cutoffs = cutoffs(log, entity);
            observations.extend(cutoffs.into_iter().map(|cutoff| Observation { entity, cutoff }));
        }
        Check { set, log, columns: set.columns(), observations, found: Vec::new() }
    }

    /// The values of all observations together, if there are any; checks them one by one.
    fn values(&mut self) -> Option<Vec<Vec<Cell>>> {
        match rows(self.set, self.log, &self.observations) {
            Ok(rows) => {
                self.check_cells(&rows);
                Some(rows)
            }
            Err(message) => {
                let fails = |observation: &&Observation| {
                    rows(self.set, self.log, std::slice::from_ref(*observation)).is_err()
                };
                let first = self.observations.iter().find(fails).or(self.observations.first());
                if let Some(first) = first.copied() {
                    self.add(FeatureLaw::OneValuePerColumn, None, first, message);
                }
                None
            }
        }
    }

    fn check_cells(&mut self, rows: &[Vec<Cell>]) {
        for (row, cells) in rows.iter().enumerate() {
            for (index, cell) in cells.iter().enumerate() {
                let observation = self.observations[row];
                if *cell == Cell::Missing && self.columns[index].missing.is_empty() {
                    let message = "is missing, and the column does not say what that means; \
                                   see `Column::missing`"
                        .to_owned();
                    self.add(FeatureLaw::MissingIsExplained, Some(index), observation, message);
                }
            }
        }
    }

    fn repeated(&mut self, expected: &[Vec<Cell>]) {
        let again = rows(self.set, self.log, &self.observations);
        self.compare(FeatureLaw::Repeatable, "asked a second time", expected, again);
    }

    fn threads(&mut self, expected: &[Vec<Cell>]) {
        for n_threads in [1, 3] {
            let Ok(pool) = ThreadPoolBuilder::new().num_threads(n_threads).build() else { return };
            let found = pool.install(|| rows(self.set, self.log, &self.observations));
            let on = format!("on {n_threads} threads");
            self.compare(FeatureLaw::AnyThreads, &on, expected, found);
        }
    }

    /// Backwards, and each by itself.
    fn order(&mut self, expected: &[Vec<Cell>]) {
        let backwards: Vec<Observation> = self.observations.iter().rev().copied().collect();
        let mut found = rows(self.set, self.log, &backwards);
        if let Ok(rows) = &mut found {
            rows.reverse();
        }
        self.compare(FeatureLaw::AnyOrder, "with the rows in reverse order", expected, found);
        let alone = |observation| rows(self.set, self.log, std::slice::from_ref(observation));
        let found = self.observations.iter().map(alone).collect::<Result<Vec<_>, _>>();
        let found = found.map(|rows| rows.into_iter().flatten().collect());
        self.compare(FeatureLaw::AnyOrder, "asked for by itself", expected, found);
    }

    /// In a log of each entity by itself.
    fn alone(&mut self, expected: &[Vec<Cell>]) -> Result<(), Error> {
        let mut found = Vec::new();
        for of_entity in self.observations.chunk_by(|left, right| left.entity == right.entity) {
            let entity = of_entity[0].entity;
            let id = |other, _| (other == entity).then(|| self.log.entity_id(entity).to_owned());
            let log = self.log.extract(self.log.range(), id)?;
            let first = log.entities().next().expect("a log holds an entity");
            let alone = |o: &Observation| Observation { entity: first, cutoff: o.cutoff };
            let alone: Vec<Observation> = of_entity.iter().map(alone).collect();
            found.push(rows(self.set, &log, &alone));
        }
        let found = found.into_iter().collect::<Result<Vec<_>, _>>();
        let found = found.map(|rows| rows.into_iter().flatten().collect());
        let words = "in a log of this entity alone";
        self.compare(FeatureLaw::OwnEventsOnly, words, expected, found);
        Ok(())
    }

    /// In the same log with the ids exchanged between the entities.
    fn renamed(&mut self, expected: &[Vec<Cell>]) -> Result<(), Error> {
        let n_entities = self.log.n_entities();
        let other = |entity: EntityIdx| EntityIdx::new(n_entities - 1 - entity.position());
        let id = |entity, _| Some(self.log.entity_id(other(entity)).to_owned());
        let log = self.log.extract(self.log.range(), id)?;
        let renamed = |o: &Observation| Observation { entity: other(o.entity), cutoff: o.cutoff };
        let observations: Vec<Observation> = self.observations.iter().map(renamed).collect();
        let found = rows(self.set, &log, &observations);
        let words = "in the same log with the ids of the entities exchanged";
        self.compare(FeatureLaw::OwnEventsOnly, words, expected, found);
        Ok(())
    }

    /// In the log as it stood at the cutoff.
    fn cut(&mut self) -> Result<(), Error> {
        let mut cuts: Vec<Time> = self.observations.iter().map(|o| o.cutoff).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let start = self.log.range().start;
        for cutoff in spread(&cuts, MAX_CUTS) {
            let id = |entity, time| (time < cutoff).then(|| self.log.entity_id(entity).to_owned());
            let past = self.log.extract(TimeRange::new(start, cutoff), id)?;
            let seen = crate::seen_before(&past, &[cutoff]);
            let known = |o: &Observation| {
                let entity = self.log.entity(past.entity_id(o.entity));
                Observation { entity: entity.expect("an entity of the log"), cutoff }
            };
            let observations: Vec<Observation> = seen.iter().map(known).collect();
            let Ok(expected) = rows(self.set, &past, &seen) else { continue };
            let found = rows(self.set, self.log, &observations);
            let words = "in the whole log, which holds what came after the cutoff,";
            self.compare_at(FeatureLaw::PointInTime, words, &observations, &expected, found);
        }
        Ok(())
    }

    fn compare(&mut self, law: FeatureLaw, when: &str, expected: &[Vec<Cell>], found: Rows) {
        let observations = self.observations.clone();
        self.compare_at(law, when, &observations, expected, found);
    }

    fn compare_at(
        &mut self,
        law: FeatureLaw,
        when: &str,
        observations: &[Observation],
        expected: &[Vec<Cell>],
        found: Rows,
    ) {
        let found = match found {
            Ok(found) => found,
            Err(message) => {
                let message = format!("{when} it fails: {message}");
                return self.add(law, None, observations[0], message);
            }
        };
        for ((observation, expected), found) in observations.iter().zip(expected).zip(found) {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                if *expected != found {
                    let message = format!("is {found} {when} and {expected} otherwise");
                    self.add(law, Some(index), *observation, message);
                }
            }
        }
    }

    /// Notes a violation, unless the column broke this rule before.
    fn add(&mut self, law: FeatureLaw, column: Option<usize>, at: Observation, message: String) {
        let column = column.map_or_else(String::new, |index| self.columns[index].name.clone());
        if !self.found.iter().any(|other| other.law == law && other.column == column) {
            let entity = self.log.entity_id(at.entity).to_owned();
            self.found.push(FeatureViolation { law, column, entity, cutoff: at.cutoff, message });
        }
    }
}

/// Cutoffs at which something may go wrong: at and right after an event, at midnight, at the end.
fn cutoffs(log: &EventLog, entity: EntityIdx) -> Vec<Time> {
    let end = log.range().end;
    let times = log.history(entity, end).events().times().to_vec();
    let Some(first) = times.first().copied() else { return Vec::new() };
    let after = |time: &Time| *time + refrain_core::Span::MILLISECOND;
    let next_day = |time: &Time| time.start_of_utc_day() + refrain_core::Span::from_days(1);
    let mut all = times.clone();
    all.extend(times.iter().map(after));
    all.extend(times.iter().map(next_day));
    // An entity without a history gives no row of a pipeline.
    all.retain(|cutoff| first < *cutoff && *cutoff < end);
    all.sort_unstable();
    all.dedup();
    // In another order for each entity, so that not all have cutoffs of one kind.
    let id = log.entity_id(entity);
    all.sort_by_key(|cutoff| entity_hash(id, cutoff.millis() as u64));
    all.truncate(MAX_CUTOFFS - 1);
    all.push(end);
    all.sort_unstable();
    all
}

/// At most `n` of the items, evenly from the first to the last.
fn spread<T: Copy>(items: &[T], n: usize) -> Vec<T> {
    match items.len() <= n {
        true => items.to_vec(),
        false => (0..n).map(|index| items[index * (items.len() - 1) / (n - 1)]).collect(),
    }
}
