//! Histories before a cutoff and outcome windows after it: the wall against leakage.

use crate::{Events, Span, Time, TimeRange};

/// One entity's events *before* a cutoff: all that a feature may see.
///
/// Only [`EventLog::history`](crate::EventLog::history) builds one, and nothing in it reaches an
/// event at or after the cutoff.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Time};
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # for millis in [10, 20] {
/// #     builder.push(&EventRow::new("a", Time::from_millis(millis), "visit"))?;
/// # }
/// # let log = builder.finish()?;
/// let entity = log.entity("a").expect("in the log");
/// let history = log.history(entity, Time::from_millis(20));
/// assert_eq!(history.events().times(), [Time::from_millis(10)]);
/// # Ok::<(), refrain_core::Error>(())
/// ```
///
/// A history cannot be made up, nor turned back into the log it comes from:
///
/// ```compile_fail
/// fn peek(history: &refrain_core::History<'_>) {
///     let _ = history.log;
/// }
/// ```
///
/// Nor does it tell the numbers behind codes, which depend on events to come; not by a field, not
/// by a hash:
///
/// ```compile_fail
/// fn peek(history: &refrain_core::History<'_>) -> u32 {
///     history.events().kind_code("song").0
/// }
/// ```
///
/// ```compile_fail
/// fn peek(history: &refrain_core::History<'_>, hasher: &mut impl std::hash::Hasher) {
///     std::hash::Hash::hash(&history.events().kind_code("song"), hasher);
/// }
/// ```
///
/// A run of events cannot be widened, nor moved past the cutoff:
///
/// ```compile_fail
/// fn peek(history: &refrain_core::History<'_>) {
///     let _ = history.events().rows;
/// }
/// ```
///
/// ```compile_fail
/// use refrain_core::{History, Span};
/// fn peek(history: &mut History<'_>) {
///     history.cutoff = history.cutoff() + Span::from_days(30);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct History<'a> {
    events: Events<'a>,
    cutoff: Time,
    registration_before_events: Option<Time>,
}

impl<'a> History<'a> {
    pub(crate) fn new(
        events: Events<'a>,
        cutoff: Time,
        registration_before_events: Option<Time>,
    ) -> History<'a> {
        History { events, cutoff, registration_before_events }
    }

    /// Returns the instant of prediction.
    pub fn cutoff(&self) -> Time {
        self.cutoff
    }

    /// Returns the id of the entity.
    pub fn entity_id(&self) -> &'a str {
        self.events.entity_id()
    }

    /// Returns all events before the cutoff.
    pub fn events(&self) -> Events<'a> {
        self.events.clone()
    }

    /// Returns the events in `[cutoff - lookback, cutoff)`.
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
    /// let last_week = log.history(ada, day(9)).last(Span::from_days(7));
    /// assert_eq!(last_week.times(), [day(3)]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn last(&self, lookback: Span) -> Events<'a> {
        self.events.between(TimeRange::new(self.cutoff - lookback, self.cutoff))
    }

    /// Returns `true` if nothing happened before the cutoff.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Returns the registration as the events before the cutoff state it, the latest where they
    /// differ.
    ///
    /// It may lie after the cutoff: some real logs name a registration later than the first
    /// event. Without any event before the cutoff it is given only if it lies before the cutoff.
    pub fn registration(&self) -> Option<Time> {
        // Events state it as of the cutoff; only without any is the log asked.
        if self.events.is_empty() {
            return self.registration_before_events;
        }
        self.events.registration()
    }

    /// Returns the earlier of registration and first event: since when the entity is known.
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
    /// let history = log.history(ada, day(9));
    /// // The log states no registration, so that the first event counts.
    /// assert_eq!((history.registration(), history.known_since()), (None, Some(day(1))));
    /// assert_eq!((history.entity_id(), history.cutoff()), ("ada", day(9)));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn known_since(&self) -> Option<Time> {
        let first = self.events.times().first().copied();
        [self.registration(), first].into_iter().flatten().min()
    }
}

/// One entity's events in `[cutoff + lead, cutoff + lead + horizon)`: all that decides its
/// outcome.
///
/// Only [`EventLog::outcome_window`](crate::EventLog::outcome_window) builds one. The log may end
/// inside the window; [`observed`](OutcomeWindow::observed) says how far it reaches.
#[derive(Debug, Clone)]
pub struct OutcomeWindow<'a> {
    events: Events<'a>,
    range: TimeRange,
    observed_until: Time,
}

impl<'a> OutcomeWindow<'a> {
    pub(crate) fn new(events: Events<'a>, range: TimeRange, log_end: Time) -> OutcomeWindow<'a> {
        // A log that ends before the window begins has observed nothing, not less than nothing.
        let observed_until = range.end.min(log_end).max(range.start);
        OutcomeWindow { events, range, observed_until }
    }

    /// Returns the events in the window.
    pub fn events(&self) -> Events<'a> {
        self.events.clone()
    }

    /// Returns the window.
    pub fn range(&self) -> TimeRange {
        self.range
    }

    /// Returns the part of the window that the log covers.
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
    /// // The log ends right after day 9.
    /// let ada = log.entity("ada").expect("ada is in the log");
    /// let window = log.outcome_window(ada, day(5), Span::ZERO, Span::from_days(10));
    /// assert_eq!((window.range().start, window.range().end), (day(5), day(15)));
    /// assert_eq!(window.observed().end, log.range().end);
    /// assert!(!window.is_complete());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn observed(&self) -> TimeRange {
        TimeRange::new(self.range.start, self.observed_until)
    }

    /// Returns `true` if the log covers the whole window.
    pub fn is_complete(&self) -> bool {
        self.observed_until == self.range.end
    }
}
