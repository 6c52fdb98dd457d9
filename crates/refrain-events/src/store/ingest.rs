//! Appending inputs to a store.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::arrow::array::{
    ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray,
};
use crate::arrow::datatypes::Int32Type;
use rayon::prelude::*;
use refrain_core::{EntityIdx, Error, EventLog, EventLogBuilder, Origin};
use twox_hash::XxHash3_128;

use super::bucket::{bucket_of, directory};
use super::lock::WriteLock;
use super::manifest::{DayEntry, InputEntry, Manifest, SegmentEntry};
use super::problem::StoreProblem;
use super::segment::{DRAFT, has_keys, segment_schema, write_segment};
use super::sync::sync_directory;
use super::tidy::{remove_leftovers, remove_segments};
use crate::batches::{BatchWriter, Sessions};
use crate::input::feeder::Waiting;
use crate::input::progress::Progress;
use crate::input::sources::{Input, Source, sources};
use crate::read::reader::LogReader;
use crate::read::rounds::Reading;
use crate::report::cleaning_report::CleaningReport;
use crate::report::rule::CleaningRule;
use crate::report::running::RunningReport;
use crate::report::similar_ids::{difference, similar_ids};
use crate::rows::columns::ColumnPlan;
use crate::schema::EventSchema;
use crate::unreadable::unreadable_path;

/// Memory that a row takes between being read and being written, about: its record, its place in
/// the order, its columns, and its share of the texts and of what is encoded.
const BYTES_PER_ROW: u64 = 220;

/// Bytes hashed at once.
const HASH_STEP: usize = 1 << 20;

/// A source with its content, which is not known of a stream.
type Identified = (Source, Option<Identity>);

/// Result of an ingest.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Ingested {
    /// Report of what was read and cleaned: of the new inputs only.
    pub report: CleaningReport,
    /// Names of the inputs that the store had already, by their content.
    pub known: Vec<String>,
    /// Bytes of the new segments.
    pub n_bytes: u64,
}

/// A store that is being written to.
pub(super) struct Appender<'a> {
    pub(super) directory: &'a Path,
    pub(super) schema: &'a EventSchema,
    pub(super) manifest: Manifest,
    pub(super) _lock: WriteLock,
}

/// An input by its content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    hash: String,
    n_bytes: u64,
    modified: Option<SystemTime>,
}

impl Appender<'_> {
    /// Reads the inputs and commits them, each as a whole.
    pub(super) fn ingest(
        &mut self,
        reader: &LogReader,
        inputs: &[Input],
        memory_bytes: u64,
    ) -> Result<Ingested, Error> {
        remove_leftovers(self.directory, &self.manifest)?;
        let (new, known) = self.new_sources(sources(inputs)?)?;
        let n_sources = new.len() + known.len();
        // Whether a stream is known already shows at its end, when other inputs would be committed.
        if n_sources > 1
            && let Some((stream, _)) = new.iter().find(|(_, identity)| identity.is_none())
        {
            let problem = StoreProblem::StreamAmongOthers { stream: stream.name() };
            return Err(problem.of(self.directory));
        }
        let mut ingest = Ingest {
            // At least one, or a round would never end.
            max_rows: (memory_bytes / BYTES_PER_ROW).max(1),
            first_commit: self.manifest.next_commit,
            known,
            first_segment: self.manifest.segments.len(),
            appender: self,
            sources: new,
            n_committed: 0,
            pending: Vec::new(),
            written: BTreeSet::new(),
            similar: BTreeMap::new(),
        };
        let ingested = ingest.run(reader);
        if ingested.is_err() {
            // What was not committed is nobody's; if it cannot be removed now, the next ingest will.
            let _ = remove_segments(ingest.appender.directory, &ingest.written);
        }
        let (report, n_bytes) = ingested?;
        Ok(Ingested { report, known: ingest.known, n_bytes })
    }

    /// The sources that the store does not have yet, and the names of those it has.
    fn new_sources(&self, sources: Vec<Source>) -> Result<(Vec<Identified>, Vec<String>), Error> {
        let mut new: Vec<Identified> = Vec::new();
        let mut known = Vec::new();
        for source in sources {
            let identity = match &source {
                Source::File(path) if path.is_file() => Some(identity(path)?),
                Source::File(_) | Source::Stdin => None,
            };
            let is_known = identity.as_ref().is_some_and(|identity| {
                let twice = |other: &Option<Identity>| {
                    other.as_ref().is_some_and(|other| other.hash == identity.hash)
                };
                self.manifest.knows(&identity.hash) || new.iter().any(|(_, other)| twice(other))
            });
            match is_known {
                true => known.push(source.name()),
                false => new.push((source, identity)),
            }
        }
        Ok((new, known))
    }
}

/// One ingest under way.
struct Ingest<'i, 'a> {
    appender: &'i mut Appender<'a>,
    max_rows: u64,
    /// Number that the first commit has; it begins the ids of inputs.
    first_commit: u64,
    /// Names of the inputs that the store had already.
    known: Vec<String>,
    sources: Vec<Identified>,
    /// Number of sources that are committed.
    n_committed: usize,
    first_segment: usize,
    /// Segments written and not committed.
    pending: Vec<SegmentEntry>,
    /// Paths of all segments written, below the store.
    written: BTreeSet<String>,
    /// Ids that may be one customer's, by what they have in common.
    similar: BTreeMap<String, BTreeSet<String>>,
}

impl Ingest<'_, '_> {
    fn run(&mut self, reader: &LogReader) -> Result<(CleaningReport, u64), Error> {
        let names: Vec<String> = self.sources.iter().map(|(source, _)| source.name()).collect();
        let total = self.sources.iter().map(|(source, _)| source.len()).sum();
        let progress = Progress::new(reader.progress_callback(), total);
        let streams: Vec<Option<Arc<Mutex<Hashing>>>> = self
            .sources
            .iter()
            .map(|(_, identity)| match identity {
                Some(_) => None,
                None => Some(Arc::default()),
            })
            .collect();
        let waiting = self
            .sources
            .iter()
            .zip(&streams)
            .map(|((source, _), hashing)| {
                match (source, hashing) {
                    (Source::Stdin, Some(hashing)) => hashed(source, io::stdin(), hashing),
                    (Source::File(path), Some(hashing)) => match File::open(path) {
                        Ok(file) => hashed(source, file, hashing),
                        // It is opened again, and refused, in its turn.
                        Err(_) => Waiting::Source(source.clone()),
                    },
                    _ => Waiting::Source(source.clone()),
                }
            })
            .collect();
        let plan = ColumnPlan::new(reader.cleaning());
        let mut reading = Reading::new(reader, &plan, names, waiting, &progress);
        let mut first_position = 0;
        loop {
            let builder = reading.round(self.max_rows)?;
            let n_rows = builder.n_events() as u64;
            if n_rows > 0 {
                self.write(&reading, builder, first_position)?;
            }
            first_position += n_rows;
            let is_done = reading.is_done();
            let n_done = reading.n_files_done();
            if is_done {
                reading.check_columns()?;
                reading.running().check_any_kept()?;
            } else if self.n_committed == 0 {
                reading.check_roles()?;
            }
            if n_done > self.n_committed && reading.is_between_files() {
                self.commit(&reading, n_done, &streams)?;
            }
            if is_done {
                break;
            }
        }
        if reader.closing().switches.is_on(CleaningRule::SimilarIds) {
            self.note_similar(&mut reading.running());
        }
        let report = reading.into_running().into_report();
        let new = &self.appender.manifest.segments[self.first_segment..];
        Ok((report, new.iter().map(|segment| segment.n_bytes).sum()))
    }

    /// Writes the rows of a round as segments.
    fn write(
        &mut self,
        reading: &Reading<'_>,
        builder: EventLogBuilder,
        first_position: u64,
    ) -> Result<(), Error> {
        let (log, origins) = builder.finish_with_origins()?;
        let ids = log.entity_ids();
        for (folded, ids) in similar_ids(ids.iter(), |id| log.entity(id).is_some()) {
            self.similar.entry(folded).or_default().extend(ids);
        }
        // Grows with every round of a commit, so that names of segments differ.
        let round = self.written.len() as u64;
        let drafts = self.appender.drafts(&log, round);
        drafts.iter().for_each(|draft| {
            self.written.insert(draft.path.clone());
        });
        let writer = BatchWriter::new(&log, self.appender.schema, Sessions::Given);
        let lines = match self.appender.schema.roles().sequence {
            Some(_) => None,
            None => Some(self.lines(reading, first_position, &origins)),
        };
        let store = self.appender.directory;
        let schema = self.appender.schema;
        for directory in drafts.iter().filter_map(|draft| Path::new(&draft.path).parent()) {
            let made = fs::create_dir_all(store.join(directory));
            made.map_err(|cause| StoreProblem::Write { cause }.of(store))?;
        }
        let write = |draft: &Draft| -> io::Result<SegmentEntry> {
            let batch = draft.batch(&log, &writer, &origins, lines.as_ref(), schema);
            let path = store.join(format!("{}{DRAFT}", draft.path));
            let n_bytes = write_segment(&path, &batch, schema)?;
            Ok(draft.entry(&log, n_bytes))
        };
        // Encoding takes most of the time, and buckets do not depend on each other.
        let entries: io::Result<Vec<SegmentEntry>> = drafts.par_iter().map(write).collect();
        self.pending.extend(entries.map_err(|cause| StoreProblem::Write { cause }.of(store))?);
        Ok(())
    }

    /// Notes ids that differ in spelling alone, over all rounds.
    fn note_similar(&self, running: &mut RunningReport) {
        for ids in self.similar.values() {
            for (left, right) in ids.iter().zip(ids.iter().skip(1)) {
                let words = difference(left, right);
                let detail = format!("`{left}` and `{right}` of this ingest {words}");
                running.draft().note(CleaningRule::SimilarIds, detail);
            }
        }
    }

    /// The inputs and lines that events came from.
    fn lines(&self, reading: &Reading<'_>, first_position: u64, origins: &[Origin]) -> Lines {
        let running = reading.running();
        let place = |origin: &Origin| running.place(first_position as u32 + origin.position);
        let places: Vec<_> = origins.iter().map(place).collect();
        Lines {
            ids: (0..self.sources.len()).map(|file_idx| self.id(file_idx)).collect(),
            inputs: places.iter().map(|place| place.file_idx as i32).collect(),
            lines: places.iter().map(|place| place.line as i64).collect(),
        }
    }

    /// The id of an input, which no other has or will have.
    fn id(&self, file_idx: usize) -> String {
        format!("{:06}-{file_idx:06}", self.first_commit)
    }

    /// Commits the sources up to `n_done` with all segments written.
    fn commit(
        &mut self,
        reading: &Reading<'_>,
        n_done: usize,
        streams: &[Option<Arc<Mutex<Hashing>>>],
    ) -> Result<(), Error> {
        let store = self.appender.directory;
        let mut manifest = self.appender.manifest.clone();
        let done = streams.iter().enumerate().take(n_done).skip(self.n_committed);
        for (file_idx, stream) in done {
            let identity = self.settled(file_idx, stream)?;
            // A stream shows only now that it was read before; it is the only input then.
            if manifest.knows(&identity.hash) {
                self.known.push(self.sources[file_idx].0.name());
                self.pending.clear();
                return remove_segments(store, &self.written);
            }
            let (rows, found) = reading.running().input(file_idx);
            let days = reading.running().days_of(file_idx);
            manifest.inputs.push(InputEntry {
                id: self.id(file_idx),
                name: rows.name,
                hash: identity.hash,
                n_bytes: identity.n_bytes,
                rows_read: rows.rows_read,
                rows_kept: rows.rows_kept,
                blank_lines: rows.blank_lines,
                found,
                days: days.into_iter().map(DayEntry::of).collect(),
            });
        }
        // Names first, then the manifest: it must not list what a crash could still take away.
        publish(store, &self.pending).map_err(|cause| StoreProblem::Write { cause }.of(store))?;
        manifest.segments.append(&mut self.pending);
        manifest.next_commit += 1;
        manifest.commit(store)?;
        self.appender.manifest = manifest;
        self.n_committed = n_done;
        self.written.clear();
        Ok(())
    }

    /// The identity of a source after it was read; an error if it changed meanwhile.
    fn settled(
        &self,
        file_idx: usize,
        stream: &Option<Arc<Mutex<Hashing>>>,
    ) -> Result<Identity, Error> {
        let (source, identity) = &self.sources[file_idx];
        let store = self.appender.directory;
        match (source, identity, stream) {
            (Source::File(path), Some(identity), _) => {
                let now = fs::metadata(path).map_err(|cause| unreadable_path(path, cause))?;
                // Size and time, not the hash again: reading the input twice would double the work.
                let is_same =
                    now.len() == identity.n_bytes && now.modified().ok() == identity.modified;
                match is_same {
                    true => Ok(identity.clone()),
                    false => Err(StoreProblem::ChangedInput { file: source.name() }.of(store)),
                }
            }
            (_, _, Some(hashing)) => {
                Ok(hashing.lock().unwrap_or_else(PoisonError::into_inner).identity())
            }
            (Source::Stdin | Source::File(_), None, None) => unreachable!("streams are hashed"),
            (Source::Stdin, Some(_), None) => unreachable!("standard input is a stream"),
        }
    }
}

/// Gives drafts of segments their names and waits until these are on the disk.
fn publish(store: &Path, segments: &[SegmentEntry]) -> io::Result<()> {
    let mut directories = BTreeSet::new();
    for segment in segments {
        let path = store.join(&segment.path);
        fs::rename(store.join(format!("{}{DRAFT}", segment.path)), &path)?;
        directories.extend(path.parent().map(Path::to_owned));
    }
    directories.iter().try_for_each(|directory| sync_directory(directory))?;
    match segments.is_empty() {
        true => Ok(()),
        false => sync_directory(&store.join("events")),
    }
}

/// A segment to be written.
pub(super) struct Draft {
    pub(super) path: String,
    bucket: u32,
    entities: Vec<EntityIdx>,
}

impl Appender<'_> {
    /// Divides the entities of a log between segments, one for each bucket that has any.
    pub(super) fn drafts(&self, log: &EventLog, round: u64) -> Vec<Draft> {
        let n_buckets = self.manifest.n_buckets;
        let mut by_bucket: Vec<Vec<EntityIdx>> = vec![Vec::new(); n_buckets as usize];
        for entity in log.entities() {
            by_bucket[bucket_of(log.entity_id(entity), n_buckets) as usize].push(entity);
        }
        let commit = self.manifest.next_commit;
        let drafts = by_bucket.into_iter().zip(0..).filter(|(entities, _)| !entities.is_empty());
        let draft = |(entities, bucket)| Draft {
            path: format!("{}/{commit:06}-{round:06}.parquet", directory(bucket)),
            bucket,
            entities,
        };
        drafts.map(draft).collect()
    }
}

impl Draft {
    fn rows(&self, log: &EventLog) -> impl Iterator<Item = usize> {
        self.entities.iter().flat_map(move |entity| log.as_columns().rows(*entity))
    }

    pub(super) fn batch(
        &self,
        log: &EventLog,
        writer: &BatchWriter<'_>,
        origins: &[Origin],
        lines: Option<&Lines>,
        schema: &EventSchema,
    ) -> RecordBatch {
        let sequences: Vec<Option<i64>> = self.rows(log).map(|row| origins[row].sequence).collect();
        let batch = writer.batch(&self.entities, &sequences);
        let mut columns = batch.columns().to_vec();
        if let Some(lines) = lines {
            let numbers = self.rows(log).map(|row| lines.lines[row]);
            columns.push(lines.inputs(self.rows(log)));
            columns.push(Arc::new(Int64Array::from_iter_values(numbers)));
        }
        if has_keys(schema) {
            let keys = self.rows(log).map(|row| origins[row].key.map(|key| key as i64));
            columns.push(Arc::new(Int64Array::from_iter(keys)));
        }
        RecordBatch::try_new(segment_schema(schema), columns).expect("the columns of segments")
    }

    pub(super) fn entry(&self, log: &EventLog, n_bytes: u64) -> SegmentEntry {
        let times = || self.rows(log).map(|row| log.as_columns().times()[row].millis());
        SegmentEntry {
            path: self.path.clone(),
            bucket: self.bucket,
            n_rows: self.rows(log).count() as u64,
            n_bytes,
            first: times().min().expect("a segment has a row"),
            last: times().max().expect("a segment has a row"),
        }
    }
}

/// Input and line of each row.
pub(super) struct Lines {
    /// Ids of the inputs.
    pub(super) ids: Vec<String>,
    /// For each row an index into the ids.
    pub(super) inputs: Vec<i32>,
    pub(super) lines: Vec<i64>,
}

impl Lines {
    fn inputs(&self, rows: impl Iterator<Item = usize>) -> ArrayRef {
        let keys = Int32Array::from_iter_values(rows.map(|row| self.inputs[row]));
        let ids = Arc::new(StringArray::from_iter_values(&self.ids));
        let array = DictionaryArray::<Int32Type>::try_new(keys, ids);
        Arc::new(array.expect("indices of inputs"))
    }
}

/// The content of a file and when it was last changed.
fn identity(path: &PathBuf) -> Result<Identity, Error> {
    let reading = |cause| unreadable_path(path, cause);
    let mut file = File::open(path).map_err(reading)?;
    let metadata = file.metadata().map_err(reading)?;
    let mut hashing = Hashing::default();
    let mut buffer = vec![0; HASH_STEP];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n_bytes) => hashing.write(&buffer[..n_bytes]),
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(reading(cause)),
        }
    }
    Ok(Identity { modified: metadata.modified().ok(), ..hashing.identity() })
}

/// The hash of what went by so far.
#[derive(Default)]
struct Hashing {
    hasher: XxHash3_128,
    n_bytes: u64,
}

impl Hashing {
    fn write(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
        self.n_bytes += bytes.len() as u64;
    }

    fn identity(&self) -> Identity {
        let hash = format!("{:032x}", self.hasher.finish_128());
        Identity { hash, n_bytes: self.n_bytes, modified: None }
    }
}

/// A stream that is hashed while it is read.
struct Hashed<R> {
    reader: R,
    hashing: Arc<Mutex<Hashing>>,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.reader.read(buffer)?;
        self.hashing.lock().unwrap_or_else(PoisonError::into_inner).write(&buffer[..n_bytes]);
        Ok(n_bytes)
    }
}

fn hashed<'r>(
    source: &Source,
    reader: impl Read + Send + 'r,
    hashing: &Arc<Mutex<Hashing>>,
) -> Waiting<'r> {
    let stream = Hashed { reader, hashing: Arc::clone(hashing) };
    Waiting::Stream(source.name(), Box::new(stream))
}
