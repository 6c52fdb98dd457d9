//! The columnar event log.

pub(crate) mod attribute;
pub(crate) mod builder;
mod clip;
pub(crate) mod code_map;
pub(crate) mod events;
mod extract;
pub(crate) mod history;
pub(crate) mod interner;
pub(crate) mod layout;
pub(crate) mod rows;
pub(crate) mod sample;
mod session_gaps;
pub(crate) mod strings;

use std::ops::Range;
use std::sync::Arc;

use crate::log::attribute::{Attribute, AttributeType, Code, MISSING_CODE, Storage, Values};
use crate::log::strings::Strings;
use crate::{Calendar, Events, History, OutcomeWindow, Span, Time, TimeRange};

/// Stands for a registration that the log does not give.
pub(crate) const NO_INSTANT: Time = Time::MIN;

/// Index of an entity in an [`EventLog`], in byte order of the entities' ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIdx(u32);

impl EntityIdx {
    /// Builds the index of the entity at a position.
    ///
    /// # Panics
    ///
    /// If the position does not fit 32 bits, which no log's does.
    pub fn new(position: usize) -> EntityIdx {
        EntityIdx(u32::try_from(position).expect("logs hold fewer than 2^32 entities"))
    }

    /// Returns the position.
    pub const fn position(self) -> usize {
        self.0 as usize
    }
}

/// The events of all entities, column by column: entities contiguous, each one's events by time.
///
/// Strings are interned and attributes that never change within an entity are kept once per
/// entity. Events are reached through [`History`] and [`OutcomeWindow`] only, so that code that
/// computes features cannot see past its cutoff.
///
/// Built by [`EventLogBuilder`](crate::EventLogBuilder).
#[derive(Debug, Clone)]
pub struct EventLog {
    columns: Columns,
    range: TimeRange,
    calendar: Calendar,
}

/// Columns that a builder hands over, laid out already.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    pub(crate) entities: Arc<Strings>,
    pub(crate) offsets: Vec<usize>,
    pub(crate) time: Vec<Time>,
    pub(crate) kind: Vec<Code>,
    pub(crate) session: Vec<Code>,
    pub(crate) registration: Storage<Time>,
    pub(crate) kinds: Strings,
    pub(crate) sessions: Strings,
    pub(crate) attributes: Vec<Attribute>,
}

impl EventLog {
    /// Takes the columns; `observed` is the time in which the log was kept, where that is known
    /// beside its events.
    pub(crate) fn new(
        columns: Columns,
        observed: Option<TimeRange>,
        calendar: Calendar,
    ) -> EventLog {
        let first = columns.time.iter().min().copied().expect("a log holds an event");
        let last = columns.time.iter().max().copied().expect("a log holds an event");
        // Half-open, so that the last event lies within.
        let mut range = TimeRange::new(first, last + Span::MILLISECOND);
        if let Some(observed) = observed {
            range.start = range.start.min(observed.start);
            range.end = range.end.max(observed.end);
        }
        EventLog { columns, range, calendar }
    }

    /// Returns the calendar by which the log's days, hours and weekdays are told.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::SampleLog;
    ///
    /// assert!(SampleLog::new(["visit"]).build()?.calendar().is_utc());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the number of events.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// assert_eq!((log.n_events(), log.n_entities()), (4, 2));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn n_events(&self) -> usize {
        self.columns.time.len()
    }

    /// Returns the number of entities.
    pub fn n_entities(&self) -> usize {
        self.columns.entities.len()
    }

    /// Iterates over the entities in byte order of their ids.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let ids: Vec<&str> = log.entities().map(|entity| log.entity_id(entity)).collect();
    /// assert_eq!(ids, ["ada", "bob"]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn entities(&self) -> impl ExactSizeIterator<Item = EntityIdx> + use<> {
        (0..self.n_entities()).map(EntityIdx::new)
    }

    /// Returns the id of an entity.
    ///
    /// # Panics
    ///
    /// If the index is of another, larger log.
    pub fn entity_id(&self, entity: EntityIdx) -> &str {
        self.columns.entities.get(entity.0).expect("an entity of this log")
    }

    /// Returns the index of the entity with this id.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// assert_eq!(log.entity_id(ada), "ada");
    /// assert!(log.entity("eve").is_none());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn entity(&self, id: &str) -> Option<EntityIdx> {
        self.columns.entities.code(id).map(EntityIdx)
    }

    /// Returns the ids of all entities, shared; an entity's index is its code.
    pub fn entity_ids(&self) -> Arc<Strings> {
        Arc::clone(&self.columns.entities)
    }

    /// Returns the range of time that the events cover: it ends 1 ms after the last event, or when
    /// the log was [observed](crate::EventLogBuilder::observed) longer, at the end of that.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// assert_eq!(log.range().start, day(1));
    /// assert!(log.range().contains(day(9)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn range(&self) -> TimeRange {
        self.range
    }

    /// Returns the kinds of event in byte order.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// assert_eq!(log.kinds().iter().collect::<Vec<_>>(), ["cancel", "song"]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn kinds(&self) -> &Strings {
        &self.columns.kinds
    }

    /// Returns the number of events of each kind, in the order of [`kinds`](Self::kinds).
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (id, at, kind) in
    /// #     [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")]
    /// # {
    /// #     builder.push(&EventRow::new(id, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let kinds: Vec<(&str, u64)> = log.kinds().iter().zip(log.kind_counts()).collect();
    /// assert_eq!(kinds, [("cancel", 1), ("song", 3)]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn kind_counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.columns.kinds.len()];
        for kind in &self.columns.kind {
            counts[kind.0 as usize] += 1;
        }
        counts
    }

    /// Iterates over the attributes' names and types.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{AttributeType, EventLogBuilder, EventRow, Span, Time, Value};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    /// # let mut builder = EventLogBuilder::new(&attributes)?;
    /// # for (at, plan, seconds) in [(1, "free", 200.0), (3, "paid", 180.0)] {
    /// #     let values = [Value::Text(plan), Value::Number(seconds)];
    /// #     builder.push(&EventRow::new("ada", day(at), "song").attributes(&values))?;
    /// # }
    /// # let log = builder.finish()?;
    /// # let ada = log.entity("ada").expect("ada is in the log");
    /// use refrain_core::AttributeType::{Number, Text};
    ///
    /// assert!(log.attributes().eq([("plan", Text), ("seconds", Number)]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn attributes(&self) -> impl Iterator<Item = (&str, AttributeType)> {
        self.columns.attributes.iter().map(|attribute| match attribute.values {
            Values::Text(_) => (attribute.name.as_str(), AttributeType::Text),
            Values::Number(_) => (attribute.name.as_str(), AttributeType::Number),
        })
    }

    /// Returns the log as columns, for those who write it elsewhere.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (id, at, kind) in
    /// #     [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")]
    /// # {
    /// #     builder.push(&EventRow::new(id, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let columns = log.as_columns();
    /// let bob = log.entity("bob").expect("bob is in the log");
    /// assert_eq!(columns.rows(bob), 3..4);
    /// assert_eq!(columns.times()[columns.rows(bob)], [day(2)]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn as_columns(&self) -> LogColumns<'_> {
        LogColumns { log: self }
    }

    /// Returns the history of an entity: its events before the cutoff, without those at it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// // The event at the cutoff is not history.
    /// assert_eq!(log.history(ada, day(9)).events().len(), 2);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn history(&self, entity: EntityIdx, cutoff: Time) -> History<'_> {
        let range = TimeRange::new(Time::MIN, cutoff);
        History::new(self.events(entity, range), cutoff, self.known_registration(entity, cutoff))
    }

    /// Returns the outcome window of an entity: its events in
    /// `[cutoff + lead, cutoff + lead + horizon)`, as far as the log reaches.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # for (entity, at, kind) in [("ada", 1, "song"), ("ada", 3, "song"), ("ada", 9, "cancel"), ("bob", 2, "song")] {
    /// #     builder.push(&EventRow::new(entity, day(at), kind).session("1"))?;
    /// # }
    /// # let log = builder.finish()?;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let window = log.outcome_window(ada, day(5), Span::ZERO, Span::from_days(10));
    /// assert_eq!(window.events().len(), 1);
    /// // The log ends before the window does.
    /// assert!(!window.is_complete());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn outcome_window(
        &self,
        entity: EntityIdx,
        cutoff: Time,
        lead: Span,
        horizon: Span,
    ) -> OutcomeWindow<'_> {
        let start = cutoff + lead;
        let range = TimeRange::new(start, start + horizon);
        OutcomeWindow::new(self.events(entity, range), range, self.range.end)
    }

    /// Returns an estimate of the memory the log takes, in bytes.
    pub fn heap_bytes(&self) -> usize {
        let columns = &self.columns;
        let attribute_bytes = |attribute: &Attribute| match &attribute.values {
            Values::Text(column) => column.codes.heap_bytes() + column.strings.heap_bytes(),
            Values::Number(storage) => storage.heap_bytes(),
        };
        let strings = [&*columns.entities, &columns.kinds, &columns.sessions];
        self.n_events() * (size_of::<Time>() + 2 * size_of::<Code>())
            + columns.offsets.len() * size_of::<usize>()
            + columns.registration.heap_bytes()
            + strings.iter().map(|strings| strings.heap_bytes()).sum::<usize>()
            + columns.attributes.iter().map(attribute_bytes).sum::<usize>()
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    fn events(&self, entity: EntityIdx, range: TimeRange) -> Events<'_> {
        Events::new(self, entity, self.rows(entity)).between(range)
    }

    /// The registration of an entity that has no event before the cutoff: known at the cutoff
    /// only if it had happened by then and all its events agree on it.
    fn known_registration(&self, entity: EntityIdx, cutoff: Time) -> Option<Time> {
        let rows = self.rows(entity);
        // With a history, what its own events state counts, and nothing after them.
        let has_history = self.columns.time[rows.start] < cutoff;
        if has_history {
            return None;
        }
        let cells = self.columns.registration.cells(entity.position(), rows);
        let stated = cells.get(0);
        let agreed = (1..cells.len()).all(|index| cells.get(index) == stated);
        (agreed && stated != NO_INSTANT && stated < cutoff).then_some(stated)
    }

    fn rows(&self, entity: EntityIdx) -> Range<usize> {
        let offsets = &self.columns.offsets;
        offsets[entity.position()]..offsets[entity.position() + 1]
    }

    pub(crate) fn times(&self, rows: Range<usize>) -> &[Time] {
        &self.columns.time[rows]
    }
}

/// The columns of an [`EventLog`] as they stand in memory: entity by entity in the order of the
/// ids, each one's events by time.
///
/// Strings are given as indices into sorted sets. A feature never gets hold of one: histories
/// and outcome windows do not lead here.
#[derive(Debug, Clone, Copy)]
pub struct LogColumns<'a> {
    log: &'a EventLog,
}

/// The values of an attribute of some events.
pub enum AttributeColumn<'a> {
    /// Indices into the set, `None` where missing.
    Text(&'a Strings, Box<dyn Iterator<Item = Option<u32>> + 'a>),
    /// Numbers, NaN where missing.
    Number(Box<dyn Iterator<Item = f64> + 'a>),
}

impl<'a> LogColumns<'a> {
    /// Returns where the events of an entity stand.
    ///
    /// # Panics
    ///
    /// If the index is of another, larger log.
    pub fn rows(self, entity: EntityIdx) -> Range<usize> {
        self.log.rows(entity)
    }

    /// Returns the instant of each event.
    pub fn times(self) -> &'a [Time] {
        &self.log.columns.time
    }

    /// Iterates over the kinds of some events, as indices into [`EventLog::kinds`].
    ///
    /// # Panics
    ///
    /// If the range goes beyond the events.
    pub fn kinds(self, rows: Range<usize>) -> impl Iterator<Item = u32> + 'a {
        self.log.columns.kind[rows].iter().map(|code| code.0)
    }

    /// Returns the set of all session ids.
    pub fn session_ids(self) -> &'a Strings {
        &self.log.columns.sessions
    }

    /// Iterates over the sessions of some events, as indices into the session ids.
    ///
    /// # Panics
    ///
    /// If the range goes beyond the events.
    pub fn sessions(self, rows: Range<usize>) -> impl Iterator<Item = Option<u32>> + 'a {
        self.log.columns.session[rows].iter().map(|code| index(code.0))
    }

    /// Iterates over the registrations that an entity's events state.
    ///
    /// # Panics
    ///
    /// If the index is of another, larger log.
    pub fn registrations(self, entity: EntityIdx) -> impl Iterator<Item = Option<Time>> + 'a {
        let column = &self.log.columns.registration;
        let cells = column.cells(entity.position(), self.rows(entity));
        (0..cells.len()).map(move |at| Some(cells.get(at)).filter(|time| *time != NO_INSTANT))
    }

    /// Returns an entity's values of the attribute at this place among [`EventLog::attributes`].
    ///
    /// # Panics
    ///
    /// If there are not so many attributes, or the index is of another, larger log.
    pub fn attribute(self, attribute: usize, entity: EntityIdx) -> AttributeColumn<'a> {
        let rows = self.rows(entity);
        match &self.log.columns.attributes[attribute].values {
            Values::Text(column) => {
                let cells = column.codes.cells(entity.position(), rows);
                let indices = (0..cells.len()).map(move |at| index(cells.get(at)));
                AttributeColumn::Text(&column.strings, Box::new(indices))
            }
            Values::Number(column) => {
                let cells = column.cells(entity.position(), rows);
                AttributeColumn::Number(Box::new((0..cells.len()).map(move |at| cells.get(at))))
            }
        }
    }
}

impl std::fmt::Debug for AttributeColumn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            AttributeColumn::Text(..) => "Text",
            AttributeColumn::Number(_) => "Number",
        })
    }
}

/// A code as an index, `None` where it stands for no string.
fn index(code: u32) -> Option<u32> {
    (code != MISSING_CODE).then_some(code)
}
