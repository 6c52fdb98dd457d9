//! The event store: a log on disk that grows and is read in parts.

mod asked;
mod bucket;
mod compact;
mod ingest;
mod lock;
mod manifest;
mod problem;
mod read;
mod segment;
mod sync;
mod tidy;

use std::fs;
use std::path::{Path, PathBuf};

use refrain_core::{Error, TimeRange};

pub use ingest::Ingested;
pub use read::BucketLog;

use crate::input::sources::Input;
use crate::input::store_mark::{MANIFEST, is_store};
use crate::read::reader::LogReader;
use crate::rows::columns::ColumnPlan;
use crate::schema::EventSchema;
use ingest::Appender;
use lock::{LOCK, WriteLock};
use manifest::Manifest;
use problem::StoreProblem;

/// Buckets of a store unless it is made with another number.
const N_BUCKETS: u32 = 64;

/// A directory of Parquet files that holds a log: cleaned, with every column of its schema,
/// divided by entity into buckets.
///
/// # Layout
///
/// `manifest.json` lists what was committed; `events/bucket=0007/000001-000000.parquet` is a
/// segment of bucket 7 written by commit 1, its rows by entity and time. Any Parquet reader opens
/// them. Rows that repeat an earlier one are in the segments and left out when a log is read.
///
/// # Guarantees
///
/// A commit is atomic: whatever happens to a process or a machine, the store opens in its last
/// committed state, and what was written of the next is cleared away by the next ingest. An input
/// that the store has already, told by its content, changes nothing. The log that is read does
/// not depend on the order in which inputs came. One process writes at a time; others read what
/// was committed when they opened the store.
///
/// # Examples
///
/// ```
/// use refrain_events::{EventSchema, EventStore, Input, LogReader};
///
/// let directory = tempfile::tempdir()?;
/// let day = directory.path().join("day.jsonl");
/// std::fs::write(&day, "{\"who\":\"ada\",\"at\":1577836800,\"what\":\"login\"}\n")?;
/// let schema = EventSchema::from_toml(
///     "[roles]\nentity = \"who\"\ntime = \"at\"\nkind = \"what\"\n[time]\nunit = \"s\"",
/// )?;
///
/// let reader = LogReader::new(schema.clone());
/// let mut store = EventStore::open_or_create(directory.path().join("store"), &schema)?;
/// let first = store.ingest(&reader, &[Input::Path(day.clone())])?;
/// assert_eq!(first.report.rows_kept, 1);
/// let again = store.ingest(&reader, &[Input::Path(day)])?;
/// assert_eq!(again.known.len(), 1);
/// assert_eq!(store.read(&reader)?.log.n_events(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EventStore {
    directory: PathBuf,
    schema: EventSchema,
    manifest: Manifest,
    memory_bytes: u64,
}

/// Memory that an ingest may take unless it is told otherwise: 1 GiB.
const MEMORY_BYTES: u64 = 1 << 30;

/// Size of a store, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreSize {
    /// Events, those that repeat another included.
    pub n_rows: u64,
    /// Bytes of all segments.
    pub n_bytes: u64,
    /// Files that events stand in.
    pub n_segments: usize,
    /// Inputs that were ingested.
    pub n_inputs: usize,
    /// Buckets that entities are divided between.
    pub n_buckets: u32,
}

impl EventStore {
    /// Tells whether a directory is a store, by its manifest.
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
    /// assert!(EventStore::is_store(directory.path().join("store")));
    /// assert!(!EventStore::is_store(directory.path()));
    /// # let _ = (&mut store, &table, &reader, Input::Stdin);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_store(path: impl AsRef<Path>) -> bool {
        is_store(path.as_ref())
    }

    /// Opens a store.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if the directory is no store, or one
    /// of a newer version, or if a segment is missing or not what was committed.
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
    /// let opened = EventStore::open(directory.path().join("store"))?;
    /// assert_eq!(opened.schema(), &schema);
    /// assert!(EventStore::open(directory.path()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(directory: impl AsRef<Path>) -> Result<EventStore, Error> {
        let directory = directory.as_ref().to_owned();
        let manifest = Manifest::load(&directory)?;
        let schema = EventSchema::from_toml(&manifest.schema)?;
        let store = EventStore { directory, schema, manifest, memory_bytes: MEMORY_BYTES };
        store.check_segments()?;
        Ok(store)
    }

    /// Opens a store, or makes one for a schema in a new or empty directory.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open); and if the directory holds something else, cannot be written, or
    /// its store was made with another schema.
    pub fn open_or_create(
        directory: impl AsRef<Path>,
        schema: &EventSchema,
    ) -> Result<EventStore, Error> {
        EventStore::open_or_create_with_buckets(directory, schema, N_BUCKETS)
    }

    /// As [`open_or_create`](Self::open_or_create), with a number of buckets for a new store.
    ///
    /// A store is read a bucket at a time where memory is short: the more buckets, the less memory
    /// one takes, and the more files there are.
    ///
    /// # Errors
    ///
    /// As [`open_or_create`](Self::open_or_create).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_events::{EventSchema, EventStore, Roles, SchemaSpec};
    ///
    /// let directory = tempfile::tempdir()?;
    /// let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
    /// let store = EventStore::open_or_create_with_buckets(directory.path(), &schema, 256)?;
    /// assert_eq!(store.size().n_buckets, 256);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open_or_create_with_buckets(
        directory: impl AsRef<Path>,
        schema: &EventSchema,
        n_buckets: u32,
    ) -> Result<EventStore, Error> {
        let directory = directory.as_ref();
        if EventStore::is_store(directory) {
            let store = EventStore::open(directory)?;
            return match store.schema == *schema {
                true => Ok(store),
                false => Err(StoreProblem::OtherSchema.of(directory)),
            };
        }
        check_names(directory, schema)?;
        // As many as a manifest may say.
        create(directory, &Manifest::new(schema.to_toml(), n_buckets.clamp(1, 4096)))?;
        EventStore::open(directory)
    }

    /// Sets the memory that an ingest may take, in bytes, about.
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
    /// // As little as it takes: the log is the same, in more and smaller files.
    /// let mut store = store.memory(1 << 20);
    /// store.ingest(&reader, &[Input::Path(table)])?;
    /// assert_eq!(store.size().n_rows, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn memory(mut self, memory_bytes: u64) -> EventStore {
        self.memory_bytes = memory_bytes;
        self
    }

    /// Returns the schema that the store was made with.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Returns what the store holds, in numbers.
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
    /// let size = store.size();
    /// assert_eq!((size.n_rows, size.n_inputs, size.n_buckets), (2, 1, 64));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn size(&self) -> StoreSize {
        StoreSize {
            n_rows: self.manifest.n_rows(),
            n_bytes: self.manifest.segments.iter().map(|segment| segment.n_bytes).sum(),
            n_segments: self.manifest.segments.len(),
            n_inputs: self.manifest.inputs.len(),
            n_buckets: self.manifest.n_buckets,
        }
    }

    /// Returns the range of time that the events cover, `None` if there is none.
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
    /// assert!(store.range().is_none());
    /// store.ingest(&reader, &[Input::Path(table)])?;
    /// let range = store.range().expect("two events");
    /// assert_eq!(range.start.to_string(), "2020-01-01T00:00:00Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn range(&self) -> Option<TimeRange> {
        let range = self.manifest.range()?;
        Some(asked::without_strays(&self.manifest, range))
    }

    /// Appends inputs: reads and cleans those that are new by the reader's settings, and commits
    /// each as a whole.
    ///
    /// # Errors
    ///
    /// As [`LogReader::read`], and [`ErrorKind::Io`](crate::ErrorKind::Io) if the store cannot be
    /// written, another process writes to it, or an input changes while it is read. The store then
    /// is as it was, or holds the first of the inputs.
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
    /// let ingested = store.ingest(&reader, &[Input::Path(table.clone())])?;
    /// assert_eq!((ingested.report.rows_kept, ingested.known.len()), (2, 0));
    /// // Known by its content, under whatever name it comes.
    /// let renamed = directory.path().join("renamed.csv");
    /// std::fs::rename(table, &renamed)?;
    /// assert_eq!(store.ingest(&reader, &[Input::Path(renamed)])?.known.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ingest(&mut self, reader: &LogReader, inputs: &[Input]) -> Result<Ingested, Error> {
        if *reader.schema() != self.schema {
            return Err(StoreProblem::OtherSchema.of(&self.directory));
        }
        let mut appender = self.appender()?;
        let ingested = appender.ingest(reader, inputs, self.memory_bytes);
        // What was committed before an error is there.
        self.manifest = appender.manifest;
        ingested
    }

    /// Removes a store that nothing was committed to, as a first ingest that failed leaves it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be removed.
    pub fn remove_if_empty(self) -> Result<(), Error> {
        let appender = self.appender()?;
        if !appender.manifest.inputs.is_empty() {
            return Ok(());
        }
        tidy::remove_leftovers(&self.directory, &appender.manifest)?;
        let removed =
            [MANIFEST, LOCK].iter().try_for_each(|name| fs::remove_file(self.directory.join(name)));
        // Directories that hold anything else stay.
        for bucket in 0..appender.manifest.n_buckets {
            // Fails where there is something in it, as it should.
            let _ = fs::remove_dir(self.directory.join(bucket::directory(bucket)));
        }
        let _ = fs::remove_dir(self.directory.join("events"));
        let _ = fs::remove_dir(&self.directory);
        removed.map_err(|cause| StoreProblem::Write { cause }.of(&self.directory))
    }

    /// Takes the lock and what other processes have committed since the store was opened.
    fn appender(&self) -> Result<Appender<'_>, Error> {
        self.refuse_any_link()?;
        let lock = WriteLock::take(&self.directory)?;
        let manifest = Manifest::load(&self.directory)?;
        Ok(Appender { directory: &self.directory, schema: &self.schema, manifest, _lock: lock })
    }

    fn check_segments(&self) -> Result<(), Error> {
        let store = self.directory.as_path();
        let mut checked = None;
        for segment in &self.manifest.segments {
            let directory = Path::new(&segment.path).parent();
            if directory != checked {
                self.refuse_links(directory.unwrap_or(Path::new("")))?;
                checked = directory;
            }
            // Not followed: a store that was tampered with must not read files elsewhere.
            let metadata = fs::symlink_metadata(store.join(&segment.path));
            let path = segment.path.clone();
            let problem = match metadata {
                Err(_) => StoreProblem::MissingSegment { segment: path },
                Ok(metadata) if metadata.is_symlink() => StoreProblem::SymbolicLink { path },
                Ok(metadata) if metadata.len() != segment.n_bytes => StoreProblem::SegmentSize {
                    segment: path,
                    expected: segment.n_bytes,
                    found: metadata.len(),
                },
                Ok(_) => continue,
            };
            return Err(problem.of(store));
        }
        Ok(())
    }

    /// Refuses to write to a store of which any part is a symbolic link.
    fn refuse_any_link(&self) -> Result<(), Error> {
        [LOCK, MANIFEST].iter().try_for_each(|name| self.refuse_links(Path::new(name)))?;
        let mut buckets = 0..self.manifest.n_buckets;
        buckets.try_for_each(|bucket| self.refuse_links(Path::new(&bucket::directory(bucket))))
    }

    /// Refuses a directory of segments that is reached by a symbolic link below the store.
    fn refuse_links(&self, directory: &Path) -> Result<(), Error> {
        let mut path = PathBuf::new();
        for part in directory.components() {
            path.push(part);
            let metadata = fs::symlink_metadata(self.directory.join(&path));
            if metadata.is_ok_and(|metadata| metadata.is_symlink()) {
                let path = path.display().to_string();
                return Err(StoreProblem::SymbolicLink { path }.of(&self.directory));
            }
        }
        Ok(())
    }
}

/// Refuses a schema with a column of a name that segments have for something else.
fn check_names(directory: &Path, schema: &EventSchema) -> Result<(), Error> {
    let plan = ColumnPlan::new(schema);
    let names = [segment::INPUT, segment::LINE, segment::KEY];
    match names.into_iter().find(|name| plan.slot(name).is_some()) {
        Some(column) => {
            Err(StoreProblem::ReservedColumn { column: column.to_owned() }.of(directory))
        }
        None => Ok(()),
    }
}

/// Makes an empty store.
fn create(directory: &Path, manifest: &Manifest) -> Result<(), Error> {
    let write = |cause| StoreProblem::Write { cause }.of(directory);
    fs::create_dir_all(directory).map_err(write)?;
    for entry in fs::read_dir(directory).map_err(write)? {
        let name = entry.map_err(write)?.file_name();
        // An ingest that was killed before its first commit leaves these.
        let ours = [LOCK, "events", "manifest.json.tmp"];
        if !ours.iter().any(|ours| name.as_os_str() == *ours) {
            return Err(StoreProblem::NotEmpty.of(directory));
        }
    }
    let _lock = WriteLock::take(directory)?;
    // Another process may have made it meanwhile.
    match EventStore::is_store(directory) {
        true => Ok(()),
        // The manifest makes the store: without it the directory is none.
        false => manifest.commit(directory),
    }
}
