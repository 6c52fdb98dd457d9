//! Reading logs out of a store.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;
use refrain_core::{Error, EventLog, EventLogBuilder, Span, Time, TimeRange};

use super::EventStore;
use super::asked::Asked;
use super::manifest::SegmentEntry;
use super::problem::StoreProblem;
use super::segment::{read_segment, times_within};
use crate::log_builder::log_builder;
use crate::read::reader::LogReader;
use crate::report::cleaning_report::CleaningReport;
use crate::report::closing::lay_out;
use crate::report::read_log::ReadLog;
use crate::report::rule::CleaningRule;
use crate::report::running::RunningReport;
use crate::schema::EventSchema;

/// The events of one bucket.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BucketLog {
    /// The events.
    pub log: EventLog,
    /// Rows left out because they repeat another.
    pub n_duplicates: u64,
}

impl EventStore {
    /// Reads the whole log, as the reader would read the inputs.
    ///
    /// Of the reader's settings those count that say which events are asked for and what becomes
    /// of duplicates. The report is that of the inputs when they were
    /// ingested, without samples, and of the duplicates found now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if a segment cannot be read,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no event is there.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, EventStore, Input, LogReader, Roles, SchemaSpec};
    ///
    /// # let directory = tempfile::tempdir()?;
    /// # let table = directory.path().join("day.csv");
    /// # std::fs::write(&table, "who,at,what\nada,1577836800000,login\nbob,1577836801000,login\n")?;
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// # let reader = LogReader::new(schema.clone());
    /// let mut store = EventStore::open_or_create(directory.path().join("store"), &schema)?;
    /// store.ingest(&reader, &[Input::Path(table)])?;
    /// let read = store.read(&reader)?;
    /// assert_eq!((read.log.n_entities(), read.report.rows_kept), (2, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(&self, reader: &LogReader) -> Result<ReadLog, Error> {
        self.check_schema(reader)?;
        self.check_any_event()?;
        let asked = self.asked(reader);
        let next = AtomicUsize::new(0);
        let n_rows = AtomicU64::new(0);
        let read_buckets = || -> Result<EventLogBuilder, Error> {
            let mut builder = builder(&self.schema)?;
            loop {
                let bucket = next.fetch_add(1, Ordering::Relaxed) as u32;
                if bucket >= self.manifest.n_buckets {
                    return Ok(builder);
                }
                let read = self.read_into(bucket, asked.range, &mut builder)?;
                n_rows.fetch_add(read, Ordering::Relaxed);
            }
        };
        // One builder for each thread and not one for each bucket, so that a text is interned once.
        let n_threads = rayon::current_num_threads();
        let builders: Vec<Result<EventLogBuilder, Error>> =
            (0..n_threads).into_par_iter().map(|_| read_buckets()).collect();
        let mut joined: Option<EventLogBuilder> = None;
        for builder in builders {
            let builder = builder?;
            joined = Some(match joined {
                Some(joined) => joined.join(builder)?,
                None => builder,
            });
        }
        let builder = joined.expect("there is a thread");
        let left_out = n_rows.load(Ordering::Relaxed) - builder.n_events() as u64;
        let mut running = self.ingested();
        let n_stray = asked.note_strays(&mut running, left_out, &reader.schema().roles().time);
        running.draft().drop_unplaced(CleaningRule::NotSelected, left_out - n_stray);
        running.finish_unplaced(builder, &reader.closing())
    }

    /// Reads the events of one bucket, `None` if none is asked for in it.
    ///
    /// The log [covers](EventLog::range) the same range of time for every bucket: that of the
    /// whole store, or of `range` where it is given.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    ///
    /// # Panics
    ///
    /// If there are not so many buckets.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, EventStore, Input, LogReader, Roles, SchemaSpec};
    ///
    /// # let directory = tempfile::tempdir()?;
    /// # let table = directory.path().join("day.csv");
    /// # std::fs::write(&table, "who,at,what\nada,1577836800000,login\nbob,1577836801000,login\n")?;
    /// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// # let reader = LogReader::new(schema.clone());
    /// let mut store = EventStore::open_or_create(directory.path().join("store"), &schema)?;
    /// store.ingest(&reader, &[Input::Path(table)])?;
    /// // One part of the log in memory at a time; entities are whole in it.
    /// let range = store.selected_range(&reader)?;
    /// let mut n_entities = 0;
    /// for bucket in 0..store.size().n_buckets {
    ///     if let Some(part) = store.read_bucket(bucket, &reader, range)? {
    ///         n_entities += part.log.n_entities();
    ///     }
    /// }
    /// assert_eq!(n_entities, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_bucket(
        &self,
        bucket: u32,
        reader: &LogReader,
        range: TimeRange,
    ) -> Result<Option<BucketLog>, Error> {
        assert!(bucket < self.manifest.n_buckets, "bucket {bucket}");
        self.check_schema(reader)?;
        let mut builder = builder(&self.schema)?;
        self.read_into(bucket, self.asked(reader).range, &mut builder)?;
        if builder.n_events() == 0 {
            return Ok(None);
        }
        let builder = builder.observed(range);
        let (log, dropped) = lay_out(builder, &reader.closing())?;
        Ok(Some(BucketLog { log, n_duplicates: dropped.len() as u64 }))
    }

    fn check_schema(&self, reader: &LogReader) -> Result<(), Error> {
        match *reader.schema() == self.schema {
            true => Ok(()),
            false => Err(StoreProblem::OtherSchema.of(&self.directory)),
        }
    }

    /// The events that a reader asks for, without those of stray clocks.
    fn asked(&self, reader: &LogReader) -> Asked {
        Asked::new(reader.selected(), &self.manifest, &reader.closing())
    }

    fn check_any_event(&self) -> Result<(), Error> {
        match self.manifest.segments.is_empty() {
            true => Err(StoreProblem::Empty.of(&self.directory)),
            false => Ok(()),
        }
    }

    /// Returns the range of time of the events that a reader asks for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if a segment cannot be read,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there is no such event.
    pub fn selected_range(&self, reader: &LogReader) -> Result<TimeRange, Error> {
        self.check_any_event()?;
        let selected = self.asked(reader).range;
        let mut found: Option<TimeRange> = None;
        for segment in self.manifest.segments.iter().filter(|s| overlaps(s, selected)) {
            let (first, last) = (Time::from_millis(segment.first), Time::from_millis(segment.last));
            let whole = selected.contains(first) && selected.contains(last);
            let range = match whole {
                // The manifest knows it without a look at the file.
                true => Some(TimeRange::new(first, last + Span::MILLISECOND)),
                false => {
                    let path = self.directory.join(&segment.path);
                    times_within(&path, &self.schema, selected)
                        .map_err(|what| self.other_content(segment, what))?
                }
            };
            let Some(range) = range else { continue };
            found = Some(found.map_or(range, |found| {
                TimeRange::new(found.start.min(range.start), found.end.max(range.end))
            }));
        }
        let found = found.ok_or_else(|| self.ingested().draft().no_usable_row())?;
        reader.closing().observed_range(found)
    }

    /// Returns the number of events of the largest bucket.
    pub fn largest_bucket(&self) -> u64 {
        let mut rows = vec![0; self.manifest.n_buckets as usize];
        for segment in &self.manifest.segments {
            rows[segment.bucket as usize] += segment.n_rows;
        }
        rows.into_iter().max().unwrap_or(0)
    }

    /// Pushes the events of a bucket; returns how many it holds, asked for or not.
    fn read_into(
        &self,
        bucket: u32,
        selected: TimeRange,
        builder: &mut EventLogBuilder,
    ) -> Result<u64, Error> {
        let ranks = self.manifest.input_ranks();
        let rank_of = |id: &str| ranks.get(id).copied();
        let mut n_rows = 0;
        for segment in self.manifest.segments.iter().filter(|s| s.bucket == bucket) {
            n_rows += segment.n_rows;
            // Its rows count as read, since the report says how many were left out.
            if !overlaps(segment, selected) {
                continue;
            }
            let path = self.directory.join(&segment.path);
            let read = read_segment(&path, &self.schema, selected, &rank_of, builder);
            let found = read.map_err(|what| self.other_content(segment, what))?;
            // A segment of the right size and other content; checksums of Parquet pages are
            // optional.
            if found != segment.n_rows {
                let what = format!("it has {found} rows, not {}", segment.n_rows);
                return Err(self.other_content(segment, what));
            }
        }
        Ok(n_rows)
    }

    pub(super) fn other_content(&self, segment: &SegmentEntry, what: String) -> Error {
        StoreProblem::OtherContent { segment: segment.path.clone(), what }.of(&self.directory)
    }

    /// Returns what was read and cleaned when the inputs were ingested, without samples.
    pub fn report(&self) -> CleaningReport {
        self.ingested().into_report()
    }

    /// The report of all inputs as they were ingested.
    fn ingested(&self) -> RunningReport {
        let names = self.manifest.inputs.iter().map(|input| input.name.clone()).collect();
        let mut running = RunningReport::new(names);
        for (file_idx, input) in self.manifest.inputs.iter().enumerate() {
            let found = input.found.iter().filter_map(|(name, count)| {
                // Only a newer version writes a name that is not known.
                name.parse::<CleaningRule>().ok().map(|rule| (rule, *count))
            });
            let rows = (input.rows_read, input.rows_kept, input.blank_lines);
            running.draft().add_known(file_idx, rows, found);
        }
        running
    }
}

fn overlaps(segment: &SegmentEntry, selected: TimeRange) -> bool {
    let (first, last) = (Time::from_millis(segment.first), Time::from_millis(segment.last));
    first < selected.end && selected.start <= last
}

/// A builder of the schema's columns that orders events as the inputs did.
pub(super) fn builder(schema: &EventSchema) -> Result<EventLogBuilder, Error> {
    let builder = log_builder(schema)?;
    Ok(match schema.roles().sequence {
        Some(_) => builder.ordered_by_sequence(),
        None => builder.ordered_by_position(),
    })
}
