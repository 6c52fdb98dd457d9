//! A sample of rows out of files.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};

use super::named_row::NamedRow;
use super::sample::RowSample;
use crate::error::Error;
use crate::format::{Format, detect, read_head};
use crate::gunzip::Gunzip;
use crate::input::{Input, Source, sources};
use crate::ledger::OnDamage;
use crate::lines::{Line, Lines};
use crate::schema::Roles;

/// Files looked into, spread over all there are.
const MAX_FILES: usize = 64;

/// Longest line that is read: 16 MiB.
const MAX_LINE_BYTES: usize = 16 << 20;

impl RowSample {
    /// Reads the first rows of each input: JSON lines, plain or gzip, at most `max_rows` rows.
    ///
    /// Of many files each gives its share, of very many only some, so that the sample spans the
    /// time of the log. Lines that are no JSON objects are counted and left out.
    ///
    /// # Errors
    ///
    /// If an input is missing, cannot be read, or is of a format that is not read, and
    /// [`Error::NoRows`] if no line holds a row.
    pub fn read(inputs: &[Input], max_rows: usize) -> Result<RowSample, Error> {
        let sources = spread(sources(inputs)?);
        let mut sample = RowSample::new(max_rows);
        for (idx, source) in sources.iter().enumerate() {
            let n_left = max_rows.saturating_sub(sample.n_rows());
            let end = sample.n_rows() + n_left.div_ceil(sources.len() - idx);
            read_source(source, &mut sample, end)?;
        }
        match sample.n_rows() {
            0 => Err(no_rows(&sources, &sample)),
            _ => Ok(sample),
        }
    }
}

fn no_rows(sources: &[Source], sample: &RowSample) -> Error {
    let damage = sample.first_unreadable().map(str::to_owned);
    let file = sources.first().map(Source::name).unwrap_or_default();
    Error::NoRows { file, n_files: sources.len(), damage }
}

/// At most [`MAX_FILES`] of the sources, evenly spread.
fn spread(sources: Vec<Source>) -> Vec<Source> {
    let n_all = sources.len();
    let n_taken = n_all.min(MAX_FILES);
    (0..n_taken).map(|idx| sources[idx * n_all / n_taken].clone()).collect()
}

/// Reads a source until the sample holds `end` rows.
fn read_source(source: &Source, sample: &mut RowSample, end: usize) -> Result<(), Error> {
    match source {
        Source::Stdin => read_stream(&mut io::stdin().lock(), &source.name(), sample, end),
        Source::File(path) => {
            let mut file = File::open(path).map_err(|cause| Error::reading(path, cause))?;
            read_stream(&mut file, &source.name(), sample, end)
        }
    }
}

fn read_stream(
    reader: &mut dyn Read,
    name: &str,
    sample: &mut RowSample,
    end: usize,
) -> Result<(), Error> {
    let failed = |cause| Error::Read { file: name.to_owned(), cause };
    let head = read_head(reader).map_err(failed)?;
    // No roles are known yet by which the header of a table could be told.
    let unknown = Roles::new("", "", "");
    let format = detect(&head, &unknown);
    let stream = Cursor::new(head).chain(reader);
    let read = match format {
        Format::JsonLines => read_lines(stream, sample, end),
        Format::Gzip => read_lines(Gunzip::new(stream, OnDamage::Count), sample, end),
        Format::Parquet => return Err(unsupported(name, "a Parquet file", PARQUET_ADVICE)),
        Format::Unread(looks_like, advice) => return Err(unsupported(name, looks_like, advice)),
    };
    read.map_err(failed)
}

const PARQUET_ADVICE: &str = "a schema is proposed from JSON lines only";

fn unsupported(name: &str, looks_like: &'static str, advice: &'static str) -> Error {
    Error::UnsupportedFormat { file: name.to_owned(), looks_like, advice }
}

fn read_lines(stream: impl Read, sample: &mut RowSample, end: usize) -> io::Result<()> {
    let mut lines = Lines::new(BufReader::new(stream), MAX_LINE_BYTES);
    while sample.n_rows() < end && !sample.is_full() {
        match lines.next()? {
            Some(Line::Whole(bytes) | Line::Last(bytes)) => take_line(bytes, sample),
            Some(Line::TooLong(..)) => sample.skip_unreadable("the line is too long"),
            None => return Ok(()),
        }
    }
    Ok(())
}

fn take_line(bytes: &[u8], sample: &mut RowSample) {
    if bytes.trim_ascii().is_empty() {
        return;
    }
    match serde_json::from_slice::<NamedRow<'_>>(bytes) {
        Ok(row) => sample.push(row.cells),
        Err(error) => sample.skip_unreadable(&format!("no JSON object: {error}")),
    }
}
