//! Few segments instead of many.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use refrain_core::{Error, Time, TimeRange};

use super::EventStore;
use super::ingest::{Draft, Lines};
use super::manifest::SegmentEntry;
use super::problem::StoreProblem;
use super::read::builder;
use super::segment::{DRAFT, read_segment, split_position, write_segment};
use super::tidy::{remove_leftovers, remove_segments};
use crate::batches::{BatchWriter, Sessions};

const EVER: TimeRange = TimeRange { start: Time::MIN, end: Time::MAX };

impl EventStore {
    /// Rewrites each bucket of several segments as one, and returns how many fewer there are.
    ///
    /// The log that is read stays the same. The new segments are committed all at once; the old
    /// ones are removed after that, so that a process which opened the store before may find them
    /// gone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if the store cannot be read,
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be written; it is then as it was.
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
    /// store.ingest(&reader, &[Input::Path(table.clone())])?;
    /// std::fs::write(&table, "who,at,what\nada,1577923200000,login\n")?;
    /// store.ingest(&reader, &[Input::Path(table)])?;
    /// // The segment of ada's bucket for each day becomes one for both.
    /// assert_eq!(store.compact()?, 1);
    /// assert_eq!(store.read(&reader)?.log.n_events(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact(&mut self) -> Result<usize, Error> {
        let appender = self.appender()?;
        let (directory, mut manifest) = (appender.directory.to_owned(), appender.manifest.clone());
        // A draft of an earlier attempt may have the very name that is written now.
        remove_leftovers(&directory, &manifest)?;
        let mut segments = Vec::new();
        let mut new = BTreeSet::new();
        let mut old = BTreeSet::new();
        for bucket in 0..manifest.n_buckets {
            let all: Vec<&SegmentEntry> =
                manifest.segments.iter().filter(|segment| segment.bucket == bucket).collect();
            // Nothing to win, and its bytes stay as they are.
            if all.len() <= 1 {
                segments.extend(all.into_iter().cloned());
                continue;
            }
            old.extend(all.iter().map(|segment| segment.path.clone()));
            let merged = self.merge(&appender, &all);
            let merged = merged.inspect_err(|_| {
                // What is left behind is removed by the next ingest.
                let _ = remove_segments(&directory, &new);
            })?;
            new.insert(merged.path.clone());
            segments.push(merged);
        }
        if old.is_empty() {
            return Ok(0);
        }
        let n_fewer = manifest.segments.len() - segments.len();
        let publish = |path: &String| {
            fs::rename(directory.join(format!("{path}{DRAFT}")), directory.join(path))
        };
        let write = |cause| StoreProblem::Write { cause }.of(&directory);
        new.iter().try_for_each(publish).map_err(write)?;
        for path in new.iter().filter_map(|path| Path::new(path).parent()) {
            super::sync::sync_directory(&directory.join(path)).map_err(write)?;
        }
        manifest.segments = segments;
        manifest.next_commit += 1;
        manifest.commit(&directory)?;
        // After the commit: until then the old segments are the store.
        remove_segments(&directory, &old)?;
        drop(appender);
        self.manifest = manifest;
        Ok(n_fewer)
    }

    /// Writes the events of one bucket's segments as one.
    fn merge(
        &self,
        appender: &super::ingest::Appender<'_>,
        segments: &[&SegmentEntry],
    ) -> Result<SegmentEntry, Error> {
        let directory = appender.directory;
        let ranks = appender.manifest.input_ranks();
        let rank_of = |id: &str| ranks.get(id).copied();
        let mut builder = builder(&self.schema)?;
        for segment in segments {
            let path = directory.join(&segment.path);
            let read = read_segment(&path, &self.schema, EVER, &rank_of, &mut builder);
            read.map_err(|what| self.other_content(segment, what))?;
        }
        let (log, origins) = builder.finish_with_origins()?;
        let lines = self.schema.roles().sequence.is_none().then(|| {
            let places = origins.iter().map(|o| split_position(o.sequence.unwrap_or_default()));
            let (inputs, lines) = places.unzip();
            let ranked = appender.manifest.ranked_inputs();
            let ids = ranked.into_iter().map(|input| input.id.clone()).collect();
            Lines { ids, inputs, lines }
        });
        // All entities of a bucket's segments are of that bucket, unless a segment holds others.
        let drafts = appender.drafts(&log, 0);
        let [draft] = drafts.as_slice() else {
            let what = "it holds entities of another bucket".to_owned();
            return Err(self.other_content(segments[0], what));
        };
        let draft: &Draft = draft;
        let writer = BatchWriter::new(&log, &self.schema, Sessions::Given);
        let batch = draft.batch(&log, &writer, &origins, lines.as_ref(), &self.schema);
        let path = directory.join(format!("{}{DRAFT}", draft.path));
        let n_bytes = write_segment(&path, &batch, &self.schema)
            .map_err(|cause| StoreProblem::Write { cause }.of(directory))?;
        Ok(draft.entry(&log, n_bytes))
    }
}
