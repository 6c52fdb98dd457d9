//! Building an [`EventLog`] row by row.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::attribute::{
    Attribute, AttributeType, MISSING_CODE, Storage, TextColumn, Value, Values,
};
use crate::log::{Columns, EventLog, NO_INSTANT};
use crate::strings::Interner;
use crate::{Code, Error, Time};

/// One event as it is given to an [`EventLogBuilder`].
#[derive(Debug, Clone, Copy)]
pub struct EventRow<'a> {
    /// Who acted.
    pub entity: &'a str,
    /// When.
    pub time: Time,
    /// What was done; Sparkify's `page`.
    pub kind: &'a str,
    /// The session, unique within the entity.
    pub session: Option<&'a str>,
    /// Position within the session; orders events of one instant and is not stored.
    pub sequence: Option<i64>,
    /// When the entity registered, as this row states it.
    pub registration: Option<Time>,
    /// One value per attribute, in the order given to [`EventLogBuilder::new`].
    pub attributes: &'a [Value<'a>],
}

/// Collects events in any order and lays them out as an [`EventLog`].
///
/// # Examples
///
/// ```
/// use refrain_core::{EventLogBuilder, EventRow, Time};
///
/// let mut builder = EventLogBuilder::new(&[])?;
/// for (entity, millis) in [("b", 30), ("a", 20), ("b", 10)] {
///     builder.push(&EventRow {
///         entity,
///         time: Time::from_millis(millis),
///         kind: "visit",
///         session: None,
///         sequence: None,
///         registration: None,
///         attributes: &[],
///     })?;
/// }
/// let log = builder.finish()?;
/// assert_eq!(log.n_events(), 3);
/// assert_eq!(log.entities().map(|entity| log.entity_id(entity)).collect::<Vec<_>>(), ["a", "b"]);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug)]
pub struct EventLogBuilder {
    entities: Interner,
    kinds: Interner,
    sessions: Interner,
    entity: Vec<u32>,
    time: Vec<Time>,
    kind: Vec<u32>,
    session: Vec<u32>,
    sequence: Vec<Option<i64>>,
    registration: Vec<Time>,
    attributes: Vec<Draft>,
    ties: Ties,
}

/// What orders events of one entity at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ties {
    Input,
    Sequence,
}

/// An attribute column that still grows.
#[derive(Debug)]
struct Draft {
    name: String,
    values: DraftValues,
}

#[derive(Debug)]
enum DraftValues {
    Text(Interner, Vec<u32>),
    Number(Vec<f64>),
}

impl Draft {
    fn new(name: &str, kind: AttributeType) -> Draft {
        let values = match kind {
            AttributeType::Text => DraftValues::Text(Interner::default(), Vec::new()),
            AttributeType::Number => DraftValues::Number(Vec::new()),
        };
        Draft { name: name.to_owned(), values }
    }

    fn accepts(&self, value: &Value<'_>) -> Result<(), Error> {
        let (expected, found) = match (&self.values, value) {
            (DraftValues::Text(..), Value::Number(_)) => ("text", "a number"),
            (DraftValues::Number(_), Value::Text(_)) => ("numbers", "text"),
            _ => return Ok(()),
        };
        Err(Error::AttributeType { attribute: self.name.clone(), expected, found })
    }

    fn push(&mut self, value: &Value<'_>) {
        match (&mut self.values, value) {
            (DraftValues::Text(interner, codes), Value::Text(text)) => {
                codes.push(interner.intern(text));
            }
            (DraftValues::Text(_, codes), _) => codes.push(MISSING_CODE),
            (DraftValues::Number(numbers), Value::Number(number)) => numbers.push(*number),
            (DraftValues::Number(numbers), _) => numbers.push(f64::NAN),
        }
    }

    fn compare(&self, left: usize, right: usize) -> Ordering {
        match &self.values {
            DraftValues::Text(interner, codes) => {
                let text =
                    |row: usize| (codes[row] != MISSING_CODE).then(|| interner.get(codes[row]));
                text(left).cmp(&text(right))
            }
            DraftValues::Number(numbers) => numbers[left].total_cmp(&numbers[right]),
        }
    }

    fn finish(self, order: &[u32], offsets: &[usize]) -> Attribute {
        let values = match self.values {
            DraftValues::Text(interner, codes) => {
                let (strings, ranks) = interner.into_sorted();
                let rank = |code: u32| ranks.get(code as usize).copied().unwrap_or(MISSING_CODE);
                let codes = order.iter().map(|row| rank(codes[*row as usize])).collect();
                Values::Text(TextColumn {
                    strings,
                    codes: Storage::new(codes, offsets, |a, b| a == b),
                })
            }
            DraftValues::Number(numbers) => {
                let numbers = order.iter().map(|row| numbers[*row as usize]).collect();
                Values::Number(Storage::new(numbers, offsets, |a: &f64, b: &f64| {
                    a.to_bits() == b.to_bits()
                }))
            }
        };
        Attribute { name: self.name, values }
    }
}

impl EventLogBuilder {
    /// Starts a log with these named attribute columns.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateAttribute`] if a name occurs twice.
    pub fn new(attributes: &[(&str, AttributeType)]) -> Result<EventLogBuilder, Error> {
        for (index, (name, _)) in attributes.iter().enumerate() {
            if attributes[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(Error::DuplicateAttribute { attribute: (*name).to_owned() });
            }
        }
        Ok(EventLogBuilder {
            entities: Interner::default(),
            kinds: Interner::default(),
            sessions: Interner::default(),
            entity: Vec::new(),
            time: Vec::new(),
            kind: Vec::new(),
            session: Vec::new(),
            sequence: Vec::new(),
            registration: Vec::new(),
            attributes: attributes.iter().map(|(name, kind)| Draft::new(name, *kind)).collect(),
            ties: Ties::Input,
        })
    }

    /// Orders events of one instant by session, [sequence](EventRow::sequence) and content rather
    /// than by input: for logs that have such a number.
    ///
    /// It is said of the log and not taken from its rows, so that no row changes the order of
    /// others before it.
    #[must_use]
    pub fn ordered_by_sequence(self) -> EventLogBuilder {
        EventLogBuilder { ties: Ties::Sequence, ..self }
    }

    /// Adds one event.
    ///
    /// # Errors
    ///
    /// [`Error::AttributeCount`] or [`Error::AttributeType`] if the values do not fit the
    /// attributes, [`Error::TooMany`] past 4,294,967,294 events; the log is then unchanged.
    pub fn push(&mut self, row: &EventRow<'_>) -> Result<(), Error> {
        self.check(row)?;
        self.entity.push(self.entities.intern(row.entity));
        self.time.push(row.time);
        self.kind.push(self.kinds.intern(row.kind));
        self.session.push(row.session.map_or(MISSING_CODE, |name| self.sessions.intern(name)));
        self.sequence.push(row.sequence);
        self.registration.push(row.registration.unwrap_or(NO_INSTANT));
        for (draft, value) in self.attributes.iter_mut().zip(row.attributes) {
            draft.push(value);
        }
        Ok(())
    }

    /// Returns the number of events so far.
    pub fn n_events(&self) -> usize {
        self.time.len()
    }

    /// Lays the events out by entity and time.
    ///
    /// Entities are in byte order of their ids. Events of one entity are ordered by time.
    /// Events of one entity at one instant keep their input order, unless the log is
    /// [ordered by sequence](Self::ordered_by_sequence): then they are ordered by session (numbers
    /// first, as such, then other ids as text), sequence and content, which does not depend on the
    /// input order at all.
    ///
    /// # Errors
    ///
    /// [`Error::NoEvents`] if nothing was pushed.
    pub fn finish(self) -> Result<EventLog, Error> {
        let (order, offsets) = self.order()?;
        Ok(self.lay_out(&order, &offsets))
    }

    /// Lays the events out like [`finish`](Self::finish), and of events that are equal in
    /// everything given keeps the first.
    ///
    /// Returns the log and the input positions (0 is the first event pushed) of the events
    /// left out, ascending.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_without_duplicates(self) -> Result<(EventLog, Vec<u32>), Error> {
        let (order, offsets) = self.order()?;
        let mut kept = Vec::with_capacity(order.len());
        let mut kept_offsets = vec![0];
        let mut dropped = Vec::new();
        for bounds in offsets.windows(2) {
            self.split_duplicates(&order[bounds[0]..bounds[1]], &mut kept, &mut dropped);
            kept_offsets.push(kept.len());
        }
        dropped.sort_unstable();
        Ok((self.lay_out(&kept, &kept_offsets), dropped))
    }

    fn check(&self, row: &EventRow<'_>) -> Result<(), Error> {
        let (expected, found) = (self.attributes.len(), row.attributes.len());
        if expected != found {
            return Err(Error::AttributeCount { expected, found });
        }
        // The greatest code is reserved for a missing value.
        let limit = u64::from(MISSING_CODE);
        if self.time.len() as u64 + 1 >= limit {
            return Err(Error::TooMany { what: "events", limit });
        }
        self.attributes.iter().zip(row.attributes).try_for_each(|(draft, v)| draft.accepts(v))
    }

    /// Row numbers in the order of the log, and where each entity's rows begin in it.
    fn order(&self) -> Result<(Vec<u32>, Vec<usize>), Error> {
        if self.time.is_empty() {
            return Err(Error::NoEvents);
        }
        let (names, ranks) = self.entities.clone().into_sorted();
        let mut offsets = vec![0; names.len() + 1];
        for entity in &self.entity {
            offsets[ranks[*entity as usize] as usize + 1] += 1;
        }
        for rank in 0..names.len() {
            offsets[rank + 1] += offsets[rank];
        }
        let mut next = offsets.clone();
        let mut order = vec![0; self.entity.len()];
        for (row, entity) in self.entity.iter().enumerate() {
            let slot = &mut next[ranks[*entity as usize] as usize];
            order[*slot] = row as u32;
            *slot += 1;
        }
        for bounds in offsets.windows(2) {
            order[bounds[0]..bounds[1]].sort_by(|left, right| {
                let (left, right) = (*left as usize, *right as usize);
                let by_time = self.time[left].cmp(&self.time[right]);
                by_time.then_with(|| match self.ties {
                    Ties::Sequence => self.compare_at_one_instant(left, right),
                    Ties::Input => Ordering::Equal,
                })
            });
        }
        Ok((order, offsets))
    }

    fn compare_at_one_instant(&self, left: usize, right: usize) -> Ordering {
        self.compare_sessions(left, right)
            .then_with(|| self.sequence[left].cmp(&self.sequence[right]))
            .then_with(|| self.compare_content(left, right))
    }

    fn compare_sessions(&self, left: usize, right: usize) -> Ordering {
        let (left, right) = (self.session[left], self.session[right]);
        if left == right || left == MISSING_CODE || right == MISSING_CODE {
            return (left != MISSING_CODE).cmp(&(right != MISSING_CODE));
        }
        let key = |code: u32| {
            let id = self.sessions.get(code);
            let number = id.parse::<i64>().ok();
            (number.is_none(), number, id)
        };
        key(left).cmp(&key(right))
    }

    fn compare_content(&self, left: usize, right: usize) -> Ordering {
        let by_kind = || self.kinds.get(self.kind[left]).cmp(self.kinds.get(self.kind[right]));
        let by_attributes = || {
            let mut orders = self.attributes.iter().map(|draft| draft.compare(left, right));
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        self.registration[left]
            .cmp(&self.registration[right])
            .then_with(by_kind)
            .then_with(by_attributes)
    }

    /// Divides one entity's rows into those kept and the later ones of equal rows.
    fn split_duplicates(&self, rows: &[u32], kept: &mut Vec<u32>, dropped: &mut Vec<u32>) {
        let same_time = |a: &u32, b: &u32| self.time[*a as usize] == self.time[*b as usize];
        for instant in rows.chunk_by(same_time) {
            let repeated = self.repeated(instant);
            kept.extend(instant.iter().filter(|row| repeated.binary_search(row).is_err()));
            dropped.extend(repeated);
        }
    }

    /// Rows of one instant that equal one earlier in the input, ascending.
    fn repeated(&self, instant: &[u32]) -> Vec<u32> {
        if instant.len() == 1 {
            return Vec::new();
        }
        let compare = |a: &u32, b: &u32| self.compare_at_one_instant(*a as usize, *b as usize);
        let mut by_content = instant.to_vec();
        by_content.sort_unstable_by(|a, b| compare(a, b).then(a.cmp(b)));
        let twins = by_content.windows(2).filter(|pair| compare(&pair[0], &pair[1]).is_eq());
        let mut repeated: Vec<u32> = twins.map(|pair| pair[1]).collect();
        repeated.sort_unstable();
        repeated
    }

    fn lay_out(self, order: &[u32], offsets: &[usize]) -> EventLog {
        let (entities, _) = self.entities.into_sorted();
        let (kinds, kind_ranks) = self.kinds.into_sorted();
        let (sessions, session_ranks) = self.sessions.into_sorted();
        let session = |row: u32| session_ranks.get(self.session[row as usize] as usize);
        let registration = order.iter().map(|row| self.registration[*row as usize]).collect();
        EventLog::new(Columns {
            entities: Arc::new(entities),
            offsets: offsets.to_vec(),
            time: order.iter().map(|row| self.time[*row as usize]).collect(),
            kind: order
                .iter()
                .map(|row| Code(kind_ranks[self.kind[*row as usize] as usize]))
                .collect(),
            session: order
                .iter()
                .map(|row| session(*row).map_or(Code::NONE, |rank| Code(*rank)))
                .collect(),
            registration: Storage::new(registration, offsets, |a, b| a == b),
            kinds,
            sessions,
            attributes: self.attributes.into_iter().map(|d| d.finish(order, offsets)).collect(),
        })
    }
}
