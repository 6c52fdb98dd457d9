//! Building an [`EventLog`] row by row.

use crate::error::DifferentColumns;
use crate::log::attribute::{AttributeType, Interned, MISSING_CODE, Value};
use crate::log::clip::clip;
use crate::log::interner::Interner;
use crate::log::layout::{Kept, LaidOut, Layout};
use crate::log::rows::{Chunk, RecordLayout, RoleCells, number_words};
use crate::log::{EventLog, NO_INSTANT};
use crate::{Calendar, Error, ErrorKind, Problem, Span, Time, TimeRange};

/// One event as it is given to an [`EventLogBuilder`].
///
/// # Examples
///
/// ```
/// use refrain_core::{EventRow, Time, Value};
///
/// let attributes = [Value::Text("paid"), Value::Number(214.0)];
/// let row = EventRow::new("ada", Time::from_millis(1_541_030_400_000), "song")
///     .session("29")
///     .attributes(&attributes);
/// assert_eq!((row.entity, row.session, row.registration), ("ada", Some("29"), None));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct EventRow<'a> {
    /// The id of the entity that acted.
    pub entity: &'a str,
    /// The instant of the event.
    pub time: Time,
    /// The kind of event; Sparkify's `page`.
    pub kind: &'a str,
    /// The session, unique within the entity.
    pub session: Option<&'a str>,
    /// Position within the session; orders events of one instant and is not stored.
    pub sequence: Option<i64>,
    /// The registration of the entity, as this row states it.
    pub registration: Option<Time>,
    /// One value per attribute, in the order given to [`EventLogBuilder::new`].
    pub attributes: &'a [Value<'a>],
}

impl<'a> EventRow<'a> {
    /// Starts a row with what every event has; the rest is missing until it is set.
    #[inline]
    pub fn new(entity: &'a str, time: Time, kind: &'a str) -> EventRow<'a> {
        let (session, sequence, registration) = (None, None, None);
        EventRow { entity, time, kind, session, sequence, registration, attributes: &[] }
    }

    /// Sets the session.
    #[inline]
    pub fn session(self, session: impl Into<Option<&'a str>>) -> EventRow<'a> {
        EventRow { session: session.into(), ..self }
    }

    /// Sets the position within the session.
    #[inline]
    pub fn sequence(self, sequence: impl Into<Option<i64>>) -> EventRow<'a> {
        EventRow { sequence: sequence.into(), ..self }
    }

    /// Sets the registration of the entity, as this row states it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventRow, Time};
    ///
    /// let registered: Time = "2018-09-30".parse()?;
    /// let row = EventRow::new("ada", "2018-11-01".parse()?, "song").registration(registered);
    /// assert_eq!(row.registration, Some(registered));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[inline]
    pub fn registration(self, registration: impl Into<Option<Time>>) -> EventRow<'a> {
        EventRow { registration: registration.into(), ..self }
    }

    /// Sets the values of the attributes, one each in the order of [`EventLogBuilder::new`].
    #[inline]
    pub fn attributes(self, attributes: &'a [Value<'a>]) -> EventRow<'a> {
        EventRow { attributes, ..self }
    }
}

/// Position and sequence of an event in the input, which an [`EventLog`] does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Position in the input, 0 for the first event.
    pub position: u32,
    /// The [sequence](EventRow::sequence) as it was given.
    pub sequence: Option<i64>,
    /// The [key](EventLogBuilder::push_keyed) as it was given.
    pub key: Option<u64>,
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
///     builder.push(&EventRow::new(entity, Time::from_millis(millis), "visit"))?;
/// }
/// let log = builder.finish()?;
/// assert_eq!(log.n_events(), 3);
/// assert_eq!(log.entities().map(|entity| log.entity_id(entity)).collect::<Vec<_>>(), ["a", "b"]);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug)]
pub struct EventLogBuilder {
    pub(crate) attributes: Vec<(String, AttributeType)>,
    pub(crate) record: RecordLayout,
    pub(crate) parts: Vec<Part>,
    pub(crate) ties: Ties,
    pub(crate) observed: Option<TimeRange>,
    pub(crate) calendar: Calendar,
    pub(crate) session_gap: Option<Span>,
    pub(crate) n_events: u64,
}

/// Order of events of one entity at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ties {
    Input,
    Sequence,
    Position,
}

/// The rows of one builder with the interners that their codes come from.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) entities: Interner,
    pub(crate) kinds: Interner,
    pub(crate) sessions: Interner,
    /// One per attribute; those of numbers stay empty.
    pub(crate) texts: Vec<Interner>,
    pub(crate) chunks: Vec<Chunk>,
}

impl Part {
    pub(crate) fn new(n_attributes: usize) -> Part {
        Part {
            entities: Interner::default(),
            kinds: Interner::default(),
            sessions: Interner::default(),
            texts: vec![Interner::default(); n_attributes],
            chunks: vec![Chunk::new(0)],
        }
    }

    /// The interners in a fixed order: entities, kinds, sessions, then one per attribute.
    pub(crate) fn interner(&self, index: usize) -> &Interner {
        match index {
            0 => &self.entities,
            1 => &self.kinds,
            2 => &self.sessions,
            attribute => &self.texts[attribute - 3],
        }
    }

    fn open_chunk_of_last_row(&mut self) -> &mut Chunk {
        self.chunks.last_mut().expect("a part begins with a chunk")
    }

    pub(crate) fn interner_mut(&mut self, index: usize) -> &mut Interner {
        match index {
            0 => &mut self.entities,
            1 => &mut self.kinds,
            2 => &mut self.sessions,
            attribute => &mut self.texts[attribute - 3],
        }
    }

    fn open_chunk(&mut self) -> &mut Chunk {
        let last = self.chunks.last().expect("a part begins with a chunk");
        if last.is_full() {
            let run = last.run;
            self.chunks.push(Chunk::new(run));
        }
        self.chunks.last_mut().expect("a part begins with a chunk")
    }
}

impl EventLogBuilder {
    /// Starts a log with these named attribute columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if a name occurs twice.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, ErrorKind, EventLogBuilder};
    ///
    /// let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    /// assert_eq!(EventLogBuilder::new(&attributes)?.n_events(), 0);
    ///
    /// let twice = [("plan", AttributeType::Text), ("plan", AttributeType::Number)];
    /// assert_eq!(EventLogBuilder::new(&twice).unwrap_err().kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(attributes: &[(&str, AttributeType)]) -> Result<EventLogBuilder, Error> {
        for (index, (name, _)) in attributes.iter().enumerate() {
            if attributes[..index].iter().any(|(earlier, _)| earlier == name) {
                let attribute = (*name).to_owned();
                return Err(BuilderProblem::DuplicateAttribute { attribute }.into());
            }
        }
        Ok(EventLogBuilder {
            attributes: attributes.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect(),
            record: RecordLayout::new(attributes.iter().map(|(_, kind)| *kind)),
            parts: vec![Part::new(attributes.len())],
            ties: Ties::Input,
            observed: None,
            calendar: Calendar::utc(),
            session_gap: None,
            n_events: 0,
        })
    }

    /// Orders events of one instant by session, [sequence](EventRow::sequence) and content rather
    /// than by input: for logs that have such a number.
    ///
    /// It is said of the log and not taken from its rows, so that no row changes the order of
    /// others before it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time};
    ///
    /// // At one instant, and in the input the wrong way round.
    /// let mut builder = EventLogBuilder::new(&[])?.ordered_by_sequence();
    /// for (sequence, kind) in [(2_i64, "cancel"), (1, "song")] {
    ///     let row = EventRow::new("ada", Time::from_millis(0), kind).session("1");
    ///     builder.push(&row.sequence(sequence))?;
    /// }
    /// let log = builder.finish()?;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let events = log.history(ada, Time::from_millis(1)).events();
    /// assert!(events.iter().map(|event| event.kind()).eq(["song", "cancel"]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[must_use]
    pub fn ordered_by_sequence(self) -> EventLogBuilder {
        EventLogBuilder { ties: Ties::Sequence, ..self }
    }

    /// Orders events of one instant by their [sequence](EventRow::sequence) alone, which is here
    /// the position of an event in an input that is handed over in another order.
    ///
    /// The log is then the one that the events give in that input order. Events that differ in
    /// nothing but their position are equal.
    #[must_use]
    pub fn ordered_by_position(self) -> EventLogBuilder {
        EventLogBuilder { ties: Ties::Position, ..self }
    }

    /// Makes the sessions from pauses: an event that comes more than `gap` after the one before it
    /// begins a new session of its entity.
    ///
    /// Sessions are numbered from 1 within each entity; any that rows give are only used to order
    /// events of one instant. Each depends on earlier events alone: a log that begins later has
    /// other numbers, one that ends earlier the same.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    ///
    /// let mut builder = EventLogBuilder::new(&[])?.sessions_by_gap(Span::from_seconds(30 * 60));
    /// for minute in [0, 30, 61] {
    ///     let row = EventRow::new("ada", Time::from_millis(minute * 60_000), "song");
    ///     builder.push(&row)?;
    /// }
    /// let log = builder.finish()?;
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let events = log.history(ada, Time::MAX).events();
    /// // 30 minutes are not more than 30.
    /// assert!(events.iter().map(|event| event.session()).eq([Some("1"), Some("1"), Some("2")]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[must_use]
    pub fn sessions_by_gap(self, gap: Span) -> EventLogBuilder {
        EventLogBuilder { session_gap: Some(gap), ..self }
    }

    /// Tells events apart by keys, which [`push_keyed`](Self::push_keyed) takes: of the events of
    /// an entity with one key [`finish_without_duplicates`](Self::finish_without_duplicates) keeps
    /// the first in the order of the log, and events without a key are no duplicates.
    ///
    /// # Panics
    ///
    /// If there are events already.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time};
    ///
    /// // A retry that was stamped anew.
    /// let mut builder = EventLogBuilder::new(&[])?.keyed();
    /// for millis in [7_000, 0] {
    ///     builder.push_keyed(&EventRow::new("ada", Time::from_millis(millis), "song"), Some(41))?;
    /// }
    /// let (log, left_out) = builder.finish_without_duplicates()?;
    /// assert_eq!((log.range().start, left_out), (Time::from_millis(0), vec![0]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[must_use]
    pub fn keyed(self) -> EventLogBuilder {
        assert!(self.n_events == 0, "keys are part of every event");
        match self.record.has_keys() {
            true => self,
            false => EventLogBuilder { record: self.record.keyed(), ..self },
        }
    }

    /// Returns `true` if events are told apart by [keys](Self::keyed).
    pub fn is_keyed(&self) -> bool {
        self.record.has_keys()
    }

    /// Leaves out the events outside of a range, and returns the input positions (0 is the first
    /// event) of those, ascending. Positions count anew without them.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time, TimeRange};
    ///
    /// let mut builder = EventLogBuilder::new(&[])?;
    /// for (id, millis) in [("ada", 5), ("eve", 4_000), ("bob", 7)] {
    ///     builder.push(&EventRow::new(id, Time::from_millis(millis), "song"))?;
    /// }
    /// let first_second = TimeRange::new(Time::from_millis(0), Time::from_millis(1_000));
    /// let (builder, left_out) = builder.within(first_second);
    /// assert_eq!((builder.finish()?.n_entities(), left_out), (2, vec![1]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn within(self, range: TimeRange) -> (EventLogBuilder, Vec<u32>) {
        clip(self, range)
    }

    /// States when the log was kept, for one that is a part of a larger one: its
    /// [range](EventLog::range) then covers this as well as its own events.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time, TimeRange};
    ///
    /// let (start, end): (Time, Time) = ("2018-11-01".parse()?, "2018-12-01".parse()?);
    /// let mut builder = EventLogBuilder::new(&[])?.observed(TimeRange::new(start, end));
    /// builder.push(&EventRow::new("ada", "2018-11-09".parse()?, "song"))?;
    /// assert_eq!(builder.finish()?.range(), TimeRange::new(start, end));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[must_use]
    pub fn observed(self, range: TimeRange) -> EventLogBuilder {
        EventLogBuilder { observed: Some(range), ..self }
    }

    /// Sets the calendar by which days, hours and weekdays are told; UTC without it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Calendar, EventLogBuilder, EventRow};
    ///
    /// let mut builder = EventLogBuilder::new(&[])?.calendar(Calendar::zone("Asia/Tokyo")?);
    /// builder.push(&EventRow::new("ada", "2018-11-09".parse()?, "song"))?;
    /// assert_eq!(builder.finish()?.calendar().name(), "Asia/Tokyo");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[must_use]
    pub fn calendar(self, calendar: Calendar) -> EventLogBuilder {
        EventLogBuilder { calendar, ..self }
    }

    /// Starts a run: events pushed from here on come in the input after those of runs with
    /// smaller numbers, whichever of several [joined](Self::join) builders they were pushed to.
    ///
    /// A builder starts with run 0.
    pub fn start_run(&mut self, run: u64) {
        let part = self.part();
        match part.chunks.last_mut() {
            Some(chunk) if chunk.n_rows() == 0 => chunk.run = run,
            Some(chunk) => {
                let next = Chunk::after(chunk, run);
                part.chunks.push(next);
            }
            None => part.chunks.push(Chunk::new(run)),
        }
    }

    /// Adds one event.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the values do not fit the attributes or one was interned
    /// elsewhere, [`ErrorKind::Data`] past 4,294,967,294 events; the log is then unchanged.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, ErrorKind, EventLogBuilder, EventRow, Time, Value};
    ///
    /// let mut builder = EventLogBuilder::new(&[("plan", AttributeType::Text)])?;
    /// let row = EventRow::new("ada", Time::from_millis(0), "song");
    /// builder.push(&row.attributes(&[Value::Text("paid")]))?;
    ///
    /// let misfit = builder.push(&row.attributes(&[Value::Number(1.0)])).unwrap_err();
    /// assert_eq!((misfit.kind(), builder.n_events()), (ErrorKind::Mismatch, 1));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    #[inline]
    pub fn push(&mut self, row: &EventRow<'_>) -> Result<(), Error> {
        self.check(row)?;
        let part = self.parts.last_mut().expect("a builder has a part");
        let roles = RoleCells {
            entity: part.entities.intern(row.entity),
            kind: part.kinds.intern(row.kind),
            session: row.session.map_or(MISSING_CODE, |name| part.sessions.intern(name)),
            time: row.time,
            sequence: row.sequence,
            registration: row.registration.unwrap_or(NO_INSTANT),
        };
        part.open_chunk();
        let chunk = part.chunks.last_mut().expect("just opened");
        let mut rest = chunk.push_row(&self.record, &roles);
        for ((value, (_, kind)), texts) in
            row.attributes.iter().zip(&self.attributes).zip(&mut part.texts)
        {
            let code = match value {
                _ if *kind == AttributeType::Number => {
                    let number = if let Value::Number(number) = value { *number } else { f64::NAN };
                    let words;
                    (words, rest) = rest.split_at_mut(2);
                    words.copy_from_slice(&number_words(number));
                    continue;
                }
                Value::Interned(text) => text.code,
                Value::Text(text) => texts.intern(text),
                Value::Missing | Value::Number(_) => MISSING_CODE,
            };
            let word;
            (word, rest) = rest.split_at_mut(1);
            word[0] = code;
        }
        self.n_events += 1;
        Ok(())
    }

    /// Adds one event with the key that tells it from others of its entity, in a log that is
    /// [keyed](Self::keyed).
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    ///
    /// # Panics
    ///
    /// If the log is not keyed.
    #[inline]
    pub fn push_keyed(&mut self, row: &EventRow<'_>, key: Option<u64>) -> Result<(), Error> {
        assert!(self.record.has_keys(), "the log is keyed");
        self.push(row)?;
        if let Some(key) = key {
            self.part().open_chunk_of_last_row().set_key(key);
        }
        Ok(())
    }

    /// Interns a text of an attribute ahead of the events that hold it, so that readers that know
    /// a text again can spare the search for it.
    ///
    /// # Panics
    ///
    /// If `attribute` is not an index of the attributes.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{AttributeType, EventLogBuilder, EventRow, Time, Value};
    ///
    /// let mut builder = EventLogBuilder::new(&[("plan", AttributeType::Text)])?;
    /// let paid = Value::Interned(builder.intern(0, "paid"));
    /// for millis in 0..1_000 {
    ///     let row = EventRow::new("ada", Time::from_millis(millis), "song");
    ///     builder.push(&row.attributes(&[paid]))?;
    /// }
    /// assert_eq!(builder.finish()?.n_events(), 1_000);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn intern(&mut self, attribute: usize, text: &str) -> Interned {
        Interned { attribute: attribute as u32, code: self.part().texts[attribute].intern(text) }
    }

    /// Returns the number of events so far.
    pub fn n_events(&self) -> usize {
        self.n_events as usize
    }

    /// Joins the events of a builder that was filled beside this one, on another thread.
    ///
    /// The input order of all events is that of their [runs](Self::start_run); of one run pushed
    /// to both, this builder's come first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the attributes, the order of ties, the keys or the gap of sessions
    /// differ,
    /// [`ErrorKind::Data`] past 4,294,967,294 events together.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time};
    ///
    /// let part = |id: &str| {
    ///     let mut builder = EventLogBuilder::new(&[])?;
    ///     builder.push(&EventRow::new(id, Time::from_millis(0), "song"))?;
    ///     Ok::<_, refrain_core::Error>(builder)
    /// };
    /// let log = part("dan")?.join(part("ada")?)?.finish()?;
    /// assert_eq!((log.n_events(), log.n_entities()), (2, 2));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn join(mut self, other: EventLogBuilder) -> Result<EventLogBuilder, Error> {
        if self.attributes != other.attributes || self.ties != other.ties {
            return Err(DifferentColumns.into());
        }
        if self.record != other.record || self.session_gap != other.session_gap {
            return Err(DifferentColumns.into());
        }
        // Counted before the limit is checked; a refused builder is dropped with its events.
        self.n_events += other.n_events;
        self.check_n_events(self.n_events)?;
        self.parts.extend(other.parts);
        Ok(self)
    }

    /// Lays the events out by entity and time, on the current rayon pool.
    ///
    /// Entities are in byte order of their ids. Events of one entity are ordered by time.
    /// Events of one entity at one instant keep their input order, unless the log is
    /// [ordered by sequence](Self::ordered_by_sequence): then they are ordered by session (numbers
    /// first, as such, then other ids as text), sequence and content, which does not depend on the
    /// input order at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if nothing was pushed.
    pub fn finish(self) -> Result<EventLog, Error> {
        Ok(self.lay_out(Kept::All)?.log)
    }

    /// Lays the events out like [`finish`](Self::finish) and says of each event, in the order of
    /// the log, what the log does not keep: for those who write events to be laid out again with
    /// others.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    pub fn finish_with_origins(self) -> Result<(EventLog, Vec<Origin>), Error> {
        let laid_out = self.lay_out(Kept::AllWithOrigins)?;
        Ok((laid_out.log, laid_out.origins))
    }

    /// Lays the events out like [`finish`](Self::finish), and of events that are equal in
    /// everything given, or in a [keyed](Self::keyed) log in entity and key, keeps the first.
    ///
    /// Returns the log and the input positions (0 is the first event) of the events left out,
    /// ascending.
    ///
    /// # Errors
    ///
    /// As [`finish`](Self::finish).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{EventLogBuilder, EventRow, Time};
    ///
    /// let mut builder = EventLogBuilder::new(&[])?;
    /// for kind in ["song", "help", "song"] {
    ///     builder.push(&EventRow::new("ada", Time::from_millis(0), kind))?;
    /// }
    /// let (log, left_out) = builder.finish_without_duplicates()?;
    /// assert_eq!((log.n_events(), left_out), (2, vec![2]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn finish_without_duplicates(self) -> Result<(EventLog, Vec<u32>), Error> {
        let kept = match self.record.has_keys() {
            true => Kept::FirstOfKey,
            false => Kept::FirstOfEqual,
        };
        let laid_out = self.lay_out(kept)?;
        Ok((laid_out.log, laid_out.dropped))
    }

    fn lay_out(self, kept: Kept) -> Result<LaidOut, Error> {
        if self.n_events == 0 {
            return Err(BuilderProblem::NoEvents.into());
        }
        Ok(Layout::new(self).finish(kept))
    }

    fn part(&mut self) -> &mut Part {
        self.parts.last_mut().expect("a builder has a part")
    }

    #[inline]
    fn check(&self, row: &EventRow<'_>) -> Result<(), Error> {
        let (expected, found) = (self.attributes.len(), row.attributes.len());
        if expected != found {
            return Err(BuilderProblem::AttributeCount { expected, found }.into());
        }
        self.check_n_events(self.n_events + 1)?;
        for (index, ((_, kind), value)) in self.attributes.iter().zip(row.attributes).enumerate() {
            match (kind, value) {
                (AttributeType::Text, Value::Number(_))
                | (AttributeType::Number, Value::Text(_) | Value::Interned(_)) => {
                    return Err(self.misfit(index));
                }
                (AttributeType::Text, Value::Interned(text)) => {
                    self.check_interned(index, *text)?
                }
                _ => {}
            }
        }
        Ok(())
    }

    #[inline]
    fn check_n_events(&self, n_events: u64) -> Result<(), Error> {
        // The greatest code is reserved for a missing value.
        let limit = u64::from(MISSING_CODE);
        if n_events >= limit {
            return Err(BuilderProblem::TooManyEvents { limit }.into());
        }
        Ok(())
    }

    #[inline]
    fn check_interned(&self, attribute: usize, text: Interned) -> Result<(), Error> {
        let texts = &self.parts.last().expect("a builder has a part").texts[attribute];
        if text.attribute as usize != attribute || text.code as usize >= texts.len() {
            let attribute = self.attributes[attribute].0.clone();
            return Err(BuilderProblem::ForeignText { attribute }.into());
        }
        Ok(())
    }

    #[cold]
    fn misfit(&self, attribute: usize) -> Error {
        let (name, kind) = &self.attributes[attribute];
        let (expected, found) = match kind {
            AttributeType::Text => ("text", "a number"),
            AttributeType::Number => ("numbers", "text"),
        };
        BuilderProblem::AttributeType { attribute: name.clone(), expected, found }.into()
    }
}

#[derive(Debug, thiserror::Error)]
enum BuilderProblem {
    #[error("attribute `{attribute}` is named twice")]
    DuplicateAttribute { attribute: String },
    #[error("the log holds no event")]
    NoEvents,
    #[error("the log holds more than {limit} events; split it by entity")]
    TooManyEvents { limit: u64 },
    #[error("an event has {found} attribute values, the log has {expected} attributes")]
    AttributeCount { expected: usize, found: usize },
    #[error("attribute `{attribute}` holds {expected}, an event gives {found}")]
    AttributeType { attribute: String, expected: &'static str, found: &'static str },
    #[error("attribute `{attribute}` is given a text that was interned elsewhere")]
    ForeignText { attribute: String },
}

impl Problem for BuilderProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            BuilderProblem::DuplicateAttribute { .. } => ErrorKind::Argument,
            BuilderProblem::NoEvents | BuilderProblem::TooManyEvents { .. } => ErrorKind::Data,
            BuilderProblem::AttributeCount { .. }
            | BuilderProblem::AttributeType { .. }
            | BuilderProblem::ForeignText { .. } => ErrorKind::Mismatch,
        }
    }
}
