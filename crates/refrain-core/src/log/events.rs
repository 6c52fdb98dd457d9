//! Events of one entity, in the order of time.

use std::ops::Range;

use crate::log::attribute::{Code, NumberValues, TextValues, Values};
use crate::log::{EventLog, NO_INSTANT};
use crate::{Calendar, EntityIdx, Time, TimeRange};

/// Some of one entity's events, in the order of time.
///
/// It is obtained from a [`History`](crate::History) or an
/// [`OutcomeWindow`](crate::OutcomeWindow) and can be narrowed but never widened.
#[derive(Clone)]
pub struct Events<'a> {
    log: &'a EventLog,
    entity: EntityIdx,
    rows: Range<usize>,
}

impl<'a> Events<'a> {
    pub(crate) fn new(log: &'a EventLog, entity: EntityIdx, rows: Range<usize>) -> Events<'a> {
        Events { log, entity, rows }
    }

    /// Returns the calendar by which the log's days, hours and weekdays are told.
    pub fn calendar(&self) -> &'a Calendar {
        self.log.calendar()
    }

    /// Returns the number of events.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns `true` if there is no event.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the id of the entity.
    pub fn entity_id(&self) -> &'a str {
        self.log.entity_id(self.entity)
    }

    /// Returns those of the events that lie in the range.
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
    /// # use refrain_core::TimeRange;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let events = log.history(ada, day(9)).events();
    /// assert_eq!(events.between(TimeRange::new(day(2), day(9))).len(), 1);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn between(&self, range: TimeRange) -> Events<'a> {
        // Within the events already held: a wider range cannot reach others.
        let times = self.times();
        let start = times.partition_point(|time| *time < range.start);
        let end = start + times[start..].partition_point(|time| *time < range.end);
        Events { rows: self.rows.start + start..self.rows.start + end, ..self.clone() }
    }

    /// Returns the instants of the events, ascending.
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
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let events = log.history(ada, day(9)).events();
    /// assert_eq!((events.times(), events.len()), (&[day(1), day(3)][..], 2));
    /// assert_eq!((events.entity_id(), events.is_empty()), ("ada", false));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn times(&self) -> &'a [Time] {
        self.log.times(self.rows.clone())
    }

    /// Returns the code of each event's kind.
    pub fn kind_codes(&self) -> &'a [Code] {
        &self.log.columns().kind[self.rows.clone()]
    }

    /// Returns the code of a kind; one that no event of the log has, has a code like any other.
    pub fn kind_code(&self, kind: &str) -> Code {
        // No event has this code, and so nothing tells whether a later event is of the kind.
        self.log.kinds().code(kind).map_or(Code::NONE, Code)
    }

    /// Counts the events of each kind.
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
    /// let events = log.history(ada, day(9)).events();
    /// assert_eq!(events.kind_counts().get(events.kind_code("song")), 2);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn kind_counts(&self) -> KindCounts {
        // One slot per kind of the whole log, but counts of these events only.
        let mut counts = vec![0; self.log.kinds().len()];
        for code in self.kind_codes() {
            counts[code.0 as usize] += 1;
        }
        KindCounts(counts)
    }

    /// Returns the code of an event's session: the sessions of one entity have distinct codes.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of events.
    pub fn session_code(&self, index: usize) -> Option<Code> {
        let code = self.log.columns().session[self.rows.clone()][index];
        (code != Code::NONE).then_some(code)
    }

    /// Returns the latest registration that the events state.
    pub fn registration(&self) -> Option<Time> {
        let cells =
            self.log.columns().registration.cells(self.entity.position(), self.rows.clone());
        let stated = (0..cells.len()).map(|index| cells.get(index));
        stated.filter(|instant| *instant != NO_INSTANT).max()
    }

    /// Returns a text attribute, `None` if the log has no text attribute of this name.
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
    /// let events = log.history(ada, day(9)).events();
    /// assert_eq!(events.text("plan").and_then(|plans| plans.get(1)), Some("paid"));
    /// assert!(events.text("seconds").is_none(), "seconds are numbers");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn text(&self, attribute: &str) -> Option<TextValues<'a>> {
        match self.values(attribute)? {
            Values::Text(column) => {
                let cells = column.codes.cells(self.entity.position(), self.rows.clone());
                Some(TextValues { strings: &column.strings, cells })
            }
            Values::Number(_) => None,
        }
    }

    /// Returns a number attribute, `None` if the log has no number attribute of this name.
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
    /// let seconds = log.history(ada, day(9)).events().number("seconds").expect("a number");
    /// assert_eq!((seconds.get(0), seconds.get(1)), (Some(200.0), Some(180.0)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn number(&self, attribute: &str) -> Option<NumberValues<'a>> {
        match self.values(attribute)? {
            Values::Number(column) => {
                let cells = column.cells(self.entity.position(), self.rows.clone());
                Some(NumberValues { cells })
            }
            Values::Text(_) => None,
        }
    }

    /// Iterates over the events one by one.
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
    /// let last = log.history(ada, day(9)).events().iter().next_back();
    /// assert_eq!(last.map(|event| event.time()), Some(day(3)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Event<'a>> + ExactSizeIterator + use<'a> {
        let events = self.clone();
        (0..events.len()).map(move |index| Event { events: events.clone(), index })
    }

    fn values(&self, attribute: &str) -> Option<&'a Values> {
        let attributes = &self.log.columns().attributes;
        attributes.iter().find(|column| column.name == attribute).map(|column| &column.values)
    }
}

impl std::fmt::Debug for Events<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events")
            .field("entity", &self.entity_id())
            .field("n_events", &self.len())
            .finish_non_exhaustive()
    }
}

/// Numbers of events by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCounts(Vec<u64>);

impl KindCounts {
    /// Returns the number of events of a kind.
    pub fn get(&self, kind: Code) -> u64 {
        self.0.get(kind.0 as usize).copied().unwrap_or(0)
    }
}

/// One event.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    events: Events<'a>,
    index: usize,
}

impl<'a> Event<'a> {
    /// Returns the instant.
    pub fn time(&self) -> Time {
        self.events.times()[self.index]
    }

    /// Returns the kind.
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
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let event = log.history(ada, day(9)).events().iter().next().expect("a song");
    /// assert_eq!((event.time(), event.kind(), event.session()), (day(1), "song", Some("1")));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn kind(&self) -> &'a str {
        let code = self.events.kind_codes()[self.index];
        let kinds = self.events.log.kinds();
        kinds.get(code.0).expect("codes of a log are in its dictionary")
    }

    /// Returns the session.
    pub fn session(&self) -> Option<&'a str> {
        let code = self.events.session_code(self.index)?;
        self.events.log.columns().sessions.get(code.0)
    }

    /// Returns a text attribute, `None` if it is missing or the log has none of this name.
    pub fn text(&self, attribute: &str) -> Option<&'a str> {
        self.events.text(attribute)?.get(self.index)
    }

    /// Returns a number attribute, `None` if it is missing or the log has none of this name.
    pub fn number(&self, attribute: &str) -> Option<f64> {
        self.events.number(attribute)?.get(self.index)
    }
}
