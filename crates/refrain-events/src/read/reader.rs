//! Reader of logs by a schema: its settings and the rules for a row.

use std::fmt;

use refrain_core::{Error, Time, TimeRange};

use crate::input::feeder::{MAX_LINE_BYTES, Settings};
use crate::input::progress::Callback;
use crate::read::worker::{Parsing, Task, Worker};
use crate::report::closing::Closing;
use crate::report::on_damage::OnDamage;
use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;
use crate::rows::columns::ColumnPlan;
use crate::schema::{Duplicates, EventSchema};

/// Reads logs by a schema.
///
/// The format is told by the content, not by the name: JSON lines (one object a line), JSON of
/// another shape (an array, objects over several lines or several on one, an array inside of an
/// object that the schema names), delimited text (RFC 4180, Spark's dialect with backslash escapes,
/// or blanks between fields), Parquet, Arrow IPC; all but Parquet also compressed with gzip, zstd
/// or bzip2. Of JSON of another shape the line of a row is its number, from 1.
///
/// # The rules for a row
///
/// - `null`, an absent key and an empty text are all *missing*; of a key given twice in one
///   object the last value counts.
/// - A row is a guest's if the schema's guest rule says so; that is asked first.
/// - Without entity, time or kind the row is dropped. Entity, kind and session are text or whole
///   numbers: `1046`, `"1046"` and `1046.0` are the same. A float that cannot be exact (beyond
///   2^53, or with decimals), a boolean, an array or an object is none of them.
/// - Times are whole or decimal numbers, or numbers written as text, in the schema's unit; parts
///   of a millisecond are cut off downwards. NaN, infinite times and those outside of the
///   plausible range drop the row.
/// - A number attribute may be written as text; a text attribute may be a number or a boolean.
///   Anything else there, and in session, sequence and registration, counts as missing and is
///   noted.
/// - Rows equal in every role and attribute are read once; where the schema has
///   `deduplicate_by`, of the rows of an entity with one key the first by time, and rows without
///   a key are all read.
///
/// # Determinism
///
/// With a `sequence` in the schema the log does not depend on the order of the lines or on how
/// they are divided into files. Without one, events of one entity at one instant keep the order
/// in which they were read, and nothing else depends on it.
///
/// A log is read on all threads of rayon's current pool, which changes no result.
pub struct LogReader {
    schema: EventSchema,
    on_damage: OnDamage,
    /// The schema without what rules that are off would do by it.
    cleaning: EventSchema,
    switches: Switches,
    max_line_bytes: usize,
    selected: TimeRange,
    observed: Option<TimeRange>,
    parsing: Parsing,
    on_progress: Option<Callback>,
}

impl LogReader {
    /// Builds a reader that counts what is wrong and goes on.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, LogReader};
    ///
    /// let reader = LogReader::new(EventSchema::sparkify());
    /// assert_eq!(reader.schema().roles().entity, "userId");
    /// ```
    pub fn new(schema: EventSchema) -> LogReader {
        let mut switches = Switches::default();
        if schema.rows().duplicates == Duplicates::Keep {
            switches.off(CleaningRule::Duplicate).expect("a rule that can be switched off");
        }
        LogReader {
            cleaning: schema.clone(),
            schema,
            on_damage: OnDamage::Count,
            switches,
            max_line_bytes: MAX_LINE_BYTES,
            selected: TimeRange::new(Time::MIN, Time::MAX),
            observed: None,
            parsing: Parsing::Scanned,
            on_progress: None,
        }
    }

    /// Stops at the first damaged row (see [`CleaningRule::is_damage`]) or compressed file.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let reader = LogReader::new(schema).strict();
    /// let broken = "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n{\"who\":";
    /// let error = reader.read_from("day.jsonl", broken.as_bytes()).unwrap_err();
    /// assert!(error.to_string().starts_with("`day.jsonl` line 2: "), "{error}");
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn strict(mut self) -> LogReader {
        self.on_damage = OnDamage::Stop;
        self
    }

    /// Keeps rows that equal an earlier one: [`without`](Self::without)
    /// [`CleaningRule::Duplicate`], which `duplicates = "keep"` of a schema says as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let login = "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n";
    /// let twice = [login, login].concat();
    /// let once = LogReader::new(schema.clone()).read_from("log", twice.as_bytes())?;
    /// let both = LogReader::new(schema).keep_duplicates().read_from("log", twice.as_bytes())?;
    /// assert_eq!((once.log.n_events(), both.log.n_events()), (1, 2));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn keep_duplicates(mut self) -> LogReader {
        self.switches.off(CleaningRule::Duplicate).expect("a rule that can be switched off");
        self
    }

    /// Switches a rule of cleaning off: it drops, changes and notes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a rule that finds rows which could
    /// not be kept, or nothing about single rows: see [`CleaningRule::is_switchable`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{CleaningRule, EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// // A clock that stood at 1970: such rows are dropped unless they are asked for.
    /// let line = "{\"who\":\"ada\",\"at\":17,\"what\":\"login\"}\n";
    /// let reader = LogReader::new(schema).without(CleaningRule::TimeOutOfRange)?;
    /// assert_eq!(reader.read_from("log", line.as_bytes())?.log.n_events(), 1);
    /// // What is no row cannot be kept.
    /// assert!(reader.without(CleaningRule::Unparsable).is_err());
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    pub fn without(mut self, rule: CleaningRule) -> Result<LogReader, Error> {
        // Some rules act through the schema (guests, plausible times, repair), the others are asked
        // where they would act.
        self.switches.off(rule)?;
        // The schema itself stays as it was given: a store is checked against it.
        self.cleaning = self.cleaning.without(rule);
        Ok(self)
    }

    /// Sets the longest line that is read, in bytes without its end; longer ones are skipped.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{CleaningRule, EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let long = format!("{{\"who\":\"{}\"}}\n", "a".repeat(500));
    /// let lines = long + "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n";
    /// let read = LogReader::new(schema).max_line_bytes(400).read_from("log", lines.as_bytes())?;
    /// assert_eq!(read.report.count(CleaningRule::LineTooLong), 1);
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn max_line_bytes(mut self, max_line_bytes: usize) -> LogReader {
        self.max_line_bytes = max_line_bytes;
        self
    }

    /// Reads only events at or after an instant.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    /// use refrain_events::{CleaningRule, EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let day = |day: i64| {
    ///     format!("{{\"who\":\"ada\",\"at\":{},\"what\":\"login\"}}\n", 1_577_836_800_000 + day * 86_400_000)
    /// };
    /// let lines = day(0) + &day(1) + &day(2);
    /// let second_day: Time = "2020-01-02".parse()?;
    /// let read = LogReader::new(schema).from(second_day).read_from("log", lines.as_bytes())?;
    /// assert_eq!((read.log.n_events(), read.report.count(CleaningRule::NotSelected)), (2, 1));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn from(mut self, start: Time) -> LogReader {
        self.selected.start = start;
        self
    }

    /// Reads only events before an instant.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    /// use refrain_events::{CleaningRule, EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let day = |day: i64| {
    ///     format!("{{\"who\":\"ada\",\"at\":{},\"what\":\"login\"}}\n", 1_577_836_800_000 + day * 86_400_000)
    /// };
    /// let lines = day(0) + &day(1) + &day(2);
    /// let second_day: Time = "2020-01-02".parse()?;
    /// let read = LogReader::new(schema).until(second_day).read_from("log", lines.as_bytes())?;
    /// assert_eq!((read.log.n_events(), read.report.count(CleaningRule::NotSelected)), (1, 2));
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn until(mut self, end: Time) -> LogReader {
        self.selected.end = end;
        self
    }

    /// States when the log was kept, where that is known beside its events: one that is cut at
    /// midnight is complete up to midnight, not up to its last event.
    ///
    /// The [range](refrain_core::EventLog::range) of the log is then this one, as far as it was
    /// asked for by [`from`](Self::from) and [`until`](Self::until); parts of a log know it too. A
    /// read of events outside of it is an error, save that those of a stray clock are dropped.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Time, TimeRange};
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let day: TimeRange = TimeRange::new("2020-01-01".parse()?, "2020-01-02".parse()?);
    /// let line = "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n";
    /// let reader = LogReader::new(schema).observed(day);
    /// assert_eq!(reader.read_from("log", line.as_bytes())?.log.range(), day);
    ///
    /// let later = line.replace("15778", "15779");
    /// let error = reader.read_from("log", later.as_bytes()).unwrap_err();
    /// assert!(error.to_string().starts_with("1 event lies outside of the observed"), "{error}");
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn observed(mut self, range: TimeRange) -> LogReader {
        assert!(range.start < range.end, "a log is kept for some time");
        self.observed = Some(range);
        self
    }

    /// Parses every line with `serde_json`: the oracle of tests and fuzzing. It changes no result.
    #[doc(hidden)]
    #[must_use]
    pub fn without_scanner(mut self) -> LogReader {
        self.parsing = Parsing::SerdeJson;
        self
    }

    /// Calls back while reading, with the bytes read so far and, where it is known, their total.
    /// Bytes are those of the files, compressed as they are.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use refrain_events::{EventSchema, LogReader, Roles, SchemaSpec};
    ///
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let done = Arc::new(AtomicU64::new(0));
    /// let shown = Arc::clone(&done);
    /// let reader = LogReader::new(schema)
    ///     .on_progress(move |bytes, _total| shown.store(bytes, Ordering::Relaxed));
    /// let line = "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n";
    /// reader.read_from("log", line.as_bytes())?;
    /// assert_eq!(done.load(Ordering::Relaxed), line.len() as u64);
    /// # Ok::<(), refrain_events::Error>(())
    /// ```
    #[must_use]
    pub fn on_progress(
        mut self,
        callback: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> LogReader {
        self.on_progress = Some(Box::new(callback));
        self
    }

    pub(crate) fn progress_callback(&self) -> Option<&Callback> {
        self.on_progress.as_ref()
    }

    /// The schema by which rows are cleaned.
    pub(crate) fn cleaning(&self) -> &EventSchema {
        &self.cleaning
    }

    pub(crate) fn selected(&self) -> TimeRange {
        self.selected
    }

    /// Returns what is asked of all rows together.
    pub(crate) fn closing(&self) -> Closing<'_> {
        let selected = self.selected;
        let observed = self.observed.map(|observed| {
            let start = observed.start.max(selected.start);
            TimeRange::new(start, observed.end.min(selected.end).max(start))
        });
        Closing { switches: &self.switches, observed, time_column: &self.schema.roles().time }
    }

    /// Returns the schema.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Returns what the feeder of a read must know.
    pub(crate) fn feeding<'s>(&'s self, plan: &'s ColumnPlan) -> Settings<'s> {
        Settings {
            schema: Some(&self.schema),
            plan: Some(plan),
            on_damage: self.on_damage,
            max_line_bytes: self.max_line_bytes,
        }
    }

    /// Makes a worker of this reader's settings.
    pub(crate) fn worker(&self) -> Result<Worker<'_>, Error> {
        Worker::new(Task {
            schema: &self.cleaning,
            switches: &self.switches,
            selected: self.selected,
            on_damage: self.on_damage,
            max_line_bytes: self.max_line_bytes,
            parsing: self.parsing,
        })
    }
}

impl fmt::Debug for LogReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogReader")
            .field("schema", &self.schema)
            .field("on_damage", &self.on_damage)
            .field("duplicates", &&self.switches)
            .field("max_line_bytes", &self.max_line_bytes)
            .field("selected", &self.selected)
            .finish_non_exhaustive()
    }
}
