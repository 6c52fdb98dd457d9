//! From files to an event log.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use refrain_core::{EventLog, Time, TimeRange};

use crate::error::Error;
use crate::format::{Format, detect, read_head};
use crate::gunzip::{Gunzip, is_damage};
use crate::input::{Input, Source, sources};
use crate::intake::{Duplicates, Intake};
use crate::ledger::{OnDamage, Place};
use crate::lines::Lines;
use crate::parquet_rows;
use crate::progress::{Callback, Counted, Progress};
use crate::report::{CleaningReport, Rule};
use crate::row_source::RowSource;
use crate::schema::EventSchema;

/// Longest line that is read unless the reader is told otherwise: 16 MiB.
const MAX_LINE_BYTES: usize = 16 << 20;

/// Bytes asked of a file at once.
const BUFFER_BYTES: usize = 256 << 10;

/// An event log and the account of how it came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadLog {
    /// The events.
    pub log: EventLog,
    /// What was read, dropped, repaired and suspected.
    pub report: CleaningReport,
}

/// Reads logs by a schema.
///
/// The format is told by the content, not by the name: JSON lines (one object a line), gzip of
/// these, or Parquet.
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
/// - Rows equal in every role and attribute are read once.
///
/// # Determinism
///
/// With a `sequence` in the schema the log does not depend on the order of the lines or on how
/// they are divided into files. Without one, events of one entity at one instant keep the order
/// in which they were read, and nothing else depends on it.
pub struct LogReader {
    schema: EventSchema,
    on_damage: OnDamage,
    duplicates: Duplicates,
    max_line_bytes: usize,
    selected: TimeRange,
    on_progress: Option<Callback>,
}

impl LogReader {
    /// Builds a reader that counts what is wrong and goes on.
    pub fn new(schema: EventSchema) -> LogReader {
        LogReader {
            schema,
            on_damage: OnDamage::Count,
            duplicates: Duplicates::Drop,
            max_line_bytes: MAX_LINE_BYTES,
            selected: TimeRange::new(Time::MIN, Time::MAX),
            on_progress: None,
        }
    }

    /// Stops at the first damaged row (see [`Rule::is_damage`]) or compressed file.
    #[must_use]
    pub fn strict(mut self) -> LogReader {
        self.on_damage = OnDamage::Stop;
        self
    }

    /// Keeps rows that equal an earlier one.
    #[must_use]
    pub fn keep_duplicates(mut self) -> LogReader {
        self.duplicates = Duplicates::Keep;
        self
    }

    /// Sets the longest line that is read, in bytes without its end; longer ones are skipped.
    #[must_use]
    pub fn max_line_bytes(mut self, max_line_bytes: usize) -> LogReader {
        self.max_line_bytes = max_line_bytes;
        self
    }

    /// Reads only events at or after an instant.
    #[must_use]
    pub fn from(mut self, start: Time) -> LogReader {
        self.selected.start = start;
        self
    }

    /// Reads only events before an instant.
    #[must_use]
    pub fn until(mut self, end: Time) -> LogReader {
        self.selected.end = end;
        self
    }

    /// Calls back while reading, with the bytes read so far and, where it is known, their total.
    /// Bytes are those of the files, compressed as they are.
    #[must_use]
    pub fn on_progress(
        mut self,
        callback: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> LogReader {
        self.on_progress = Some(Box::new(callback));
        self
    }

    /// Returns the schema.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Reads all inputs, in order, as one log.
    ///
    /// # Errors
    ///
    /// If an input is missing, empty or of a format that is not read; if no row is usable; if a
    /// column with a role occurs in no row; and, for a [`strict`](Self::strict) reader, at the
    /// first damaged row.
    pub fn read(&self, inputs: &[Input]) -> Result<ReadLog, Error> {
        let sources = sources(inputs)?;
        let total = sources.iter().map(Source::len).sum();
        let progress = Progress::new(self.on_progress.as_ref(), total);
        let mut intake = Intake::new(&self.schema, self.selected, self.on_damage)?;
        for source in &sources {
            let file_idx = intake.ledger().begin_file(source.name());
            match source {
                Source::File(path) => self.read_file(path, file_idx, &mut intake, &progress)?,
                Source::Stdin => {
                    let mut stdin = Counted { reader: io::stdin().lock(), progress: &progress };
                    self.read_stream(&mut stdin, file_idx, &mut intake)?;
                }
            }
        }
        intake.finish(self.duplicates)
    }

    /// Reads one stream of JSON lines, plain or gzip; `name` stands for it in messages.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read). A Parquet file is refused: it is read from its end.
    pub fn read_from(&self, name: &str, reader: impl Read) -> Result<ReadLog, Error> {
        let progress = Progress::new(self.on_progress.as_ref(), None);
        let mut intake = Intake::new(&self.schema, self.selected, self.on_damage)?;
        let file_idx = intake.ledger().begin_file(name.to_owned());
        let mut reader = Counted { reader, progress: &progress };
        self.read_stream(&mut reader, file_idx, &mut intake)?;
        intake.finish(self.duplicates)
    }

    /// Reads rows of any other format; `name` stands for their source in messages, and the line of
    /// a row is its number, from 1.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and what the source returns.
    pub fn read_rows(&self, name: &str, source: &mut dyn RowSource) -> Result<ReadLog, Error> {
        let mut intake = Intake::new(&self.schema, self.selected, self.on_damage)?;
        let file_idx = intake.ledger().begin_file(name.to_owned());
        let columns = source.columns();
        columns.iter().for_each(|column| intake.see_column(column));
        let slots: Vec<_> = columns.iter().map(|column| intake.plan().slot(column)).collect();
        let mut line = 0;
        loop {
            match source.next_row() {
                Ok(Some(mut row)) => {
                    line += 1;
                    intake.take_row(Place { file_idx, line }, &slots, &mut row)?;
                }
                Ok(None) => return intake.finish(self.duplicates),
                Err(cause) => return Err(failed(&mut intake, file_idx, line, cause)),
            }
        }
    }

    fn read_file(
        &self,
        path: &Path,
        file_idx: usize,
        intake: &mut Intake<'_>,
        progress: &Progress<'_>,
    ) -> Result<(), Error> {
        let reading = |cause| Error::reading(path, cause);
        let file = File::open(path).map_err(reading)?;
        let metadata = file.metadata().map_err(reading)?;
        let mut counted = Counted { reader: &file, progress };
        let head = read_head(&mut counted).map_err(reading)?;
        if metadata.is_file() && detect(&head, self.schema.roles()) == Format::Parquet {
            return parquet_rows::read(file, metadata.len(), file_idx, intake, progress);
        }
        self.read_stream(&mut Cursor::new(head).chain(counted), file_idx, intake)
    }

    fn read_stream(
        &self,
        reader: &mut dyn Read,
        file_idx: usize,
        intake: &mut Intake<'_>,
    ) -> Result<(), Error> {
        let head = read_head(reader).map_err(|cause| failed(intake, file_idx, 0, cause))?;
        let format = detect(&head, self.schema.roles());
        let stream = Cursor::new(head).chain(reader);
        match format {
            Format::Gzip => self.read_gzip(stream, file_idx, intake),
            format => self.read_text(format, stream, file_idx, intake),
        }
    }

    fn read_gzip(
        &self,
        stream: impl Read,
        file_idx: usize,
        intake: &mut Intake<'_>,
    ) -> Result<(), Error> {
        let mut gunzip = Gunzip::new(stream, self.on_damage);
        let head = read_head(&mut gunzip).map_err(|cause| failed(intake, file_idx, 0, cause))?;
        let format = detect(&head, self.schema.roles());
        self.read_text(format, Cursor::new(head).chain(&mut gunzip), file_idx, intake)?;
        if let Some(damage) = gunzip.into_damage() {
            let ledger = intake.ledger();
            let name = ledger.file_name(file_idx).to_owned();
            let detail =
                format!("the compressed data of {name} break off or are corrupt: {damage}");
            ledger.note(Rule::DamagedFile, detail);
        }
        Ok(())
    }

    fn read_text(
        &self,
        format: Format,
        stream: impl Read,
        file_idx: usize,
        intake: &mut Intake<'_>,
    ) -> Result<(), Error> {
        let (looks_like, advice) = match format {
            Format::JsonLines => return self.read_lines(stream, file_idx, intake),
            Format::Gzip => ("gzip inside gzip", "decompress it once"),
            Format::Parquet => {
                ("Parquet in a stream", "name the Parquet file itself: it is read from its end")
            }
            Format::Unread(looks_like, advice) => (looks_like, advice),
        };
        let file = intake.ledger().file_name(file_idx).to_owned();
        Err(Error::UnsupportedFormat { file, looks_like, advice })
    }

    fn read_lines(
        &self,
        stream: impl Read,
        file_idx: usize,
        intake: &mut Intake<'_>,
    ) -> Result<(), Error> {
        let stream = BufReader::with_capacity(BUFFER_BYTES, stream);
        let mut lines = Lines::new(stream, self.max_line_bytes);
        loop {
            let number = lines.number() + 1;
            match lines.next() {
                Ok(Some(line)) => intake.take_line(Place { file_idx, line: number }, &line)?,
                Ok(None) => return Ok(()),
                Err(cause) => return Err(failed(intake, file_idx, number - 1, cause)),
            }
        }
    }
}

impl fmt::Debug for LogReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogReader")
            .field("schema", &self.schema)
            .field("on_damage", &self.on_damage)
            .field("duplicates", &self.duplicates)
            .field("max_line_bytes", &self.max_line_bytes)
            .field("selected", &self.selected)
            .finish_non_exhaustive()
    }
}

/// The error of a stream that fails after a line.
fn failed(intake: &mut Intake<'_>, file_idx: usize, line: u64, cause: io::Error) -> Error {
    let file = intake.ledger().file_name(file_idx).to_owned();
    match is_damage(&cause) {
        true => Error::DamagedFile { file, line, cause },
        false => Error::Read { file, cause },
    }
}
