//! Summaries of all columns of a log.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use refrain_core::Error;

use super::column_sketch::ColumnSketch;
use super::column_summary::ColumnSummary;
use crate::input::block::{Body, Text};
use crate::input::feeder::{Failure, Feeder, MAX_LINE_BYTES, Settings, Waiting};
use crate::input::progress::Progress;
use crate::input::sources::{Input, sources};
use crate::propose::named_rows::{TakeRows, take_rows};
use crate::report::on_damage::OnDamage;
use crate::rows::cell::Cell;
use crate::schema::EventSchema;
use crate::unreadable::unreadable;

/// Blocks that are worked on at once; it changes the memory and not the result.
const BLOCKS_AT_ONCE: usize = 16;

/// Columns that are summarised, so that rows of ever new columns do not fill the memory.
const MAX_COLUMNS: usize = 2_000;

/// Profile of every column over all rows of a log, whatever its schema.
///
/// Nothing is cleaned: a row counts if it can be taken apart.
///
/// # Determinism
///
/// The same files give the same profile on any number of threads.
///
/// # Examples
///
/// ```
/// use refrain_events::{Input, LogProfile};
///
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("log.csv");
/// std::fs::write(&path, "who,price\nada,9.5\nbob,\nada,2.5\n")?;
/// let profile = LogProfile::read(&[Input::Path(path)], None)?;
/// let price = &profile.columns()[1];
/// assert_eq!((price.type_name, price.mean), ("DOUBLE", Some(6.0)));
/// assert_eq!((price.n_rows, price.n_present), (3, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LogProfile {
    columns: Vec<ColumnSummary>,
    n_rows: u64,
    n_unreadable: u64,
}

impl LogProfile {
    /// Reads all of a log, on as many threads as there are; the schema tells the form of the files
    /// where these do not.
    ///
    /// # Errors
    ///
    /// If an input is missing, cannot be read, or is of a format that is not read.
    pub fn read(inputs: &[Input], schema: Option<&EventSchema>) -> Result<LogProfile, Error> {
        let waiting = sources(inputs)?.into_iter().map(Waiting::Source).collect();
        let settings = Settings {
            schema,
            plan: None,
            on_damage: OnDamage::Count,
            max_line_bytes: MAX_LINE_BYTES,
        };
        let progress = Progress::new(None, None);
        let mut feeder = Feeder::new(settings, waiting, &progress);
        let mut whole = Sketches::default();
        loop {
            let blocks = next_blocks(&mut feeder)?;
            if blocks.is_empty() {
                return Ok(whole.into_profile());
            }
            let parts: Vec<Sketches> = blocks.into_par_iter().map(Sketches::of).collect();
            // In the order of the log, since sums of floats depend on it.
            parts.iter().for_each(|part| whole.merge(part));
        }
    }

    /// Returns the summaries, in the order in which the columns were met.
    pub fn columns(&self) -> &[ColumnSummary] {
        &self.columns
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// Returns the number of rows that could not be taken apart.
    pub fn n_unreadable(&self) -> u64 {
        self.n_unreadable
    }
}

fn next_blocks(feeder: &mut Feeder<'_>) -> Result<Vec<Body>, Error> {
    let mut blocks = Vec::new();
    while blocks.len() < BLOCKS_AT_ONCE {
        match feeder.next(Text::default(), 0) {
            Ok(Some(block)) => blocks.push(block.body),
            Ok(None) => break,
            Err(Failure::Other(error)) => return Err(error),
            Err(Failure::Stream(file_idx, cause)) => {
                return Err(unreadable(feeder.name_of(file_idx), cause));
            }
        }
    }
    Ok(blocks)
}

/// The columns of some rows.
#[derive(Debug, Default)]
struct Sketches {
    columns: Vec<ColumnSketch>,
    by_name: HashMap<String, usize>,
    n_rows: u64,
    n_unreadable: u64,
}

impl Sketches {
    fn of(block: Body) -> Sketches {
        let mut sketches = Sketches::default();
        take_rows(block, &mut sketches);
        sketches
    }

    fn column(&mut self, name: &str) -> Option<&mut ColumnSketch> {
        let idx = match self.by_name.get(name) {
            Some(idx) => *idx,
            None if self.columns.len() == MAX_COLUMNS => return None,
            None => {
                self.by_name.insert(name.to_owned(), self.columns.len());
                self.columns.push(ColumnSketch::new(name));
                self.columns.len() - 1
            }
        };
        Some(&mut self.columns[idx])
    }

    fn merge(&mut self, later: &Sketches) {
        self.n_rows += later.n_rows;
        self.n_unreadable += later.n_unreadable;
        for column in &later.columns {
            if let Some(own) = self.column(&column.name) {
                own.merge(column);
            }
        }
    }

    fn into_profile(self) -> LogProfile {
        let columns = self.columns.iter().map(|column| column.summary(self.n_rows)).collect();
        LogProfile { columns, n_rows: self.n_rows, n_unreadable: self.n_unreadable }
    }
}

impl TakeRows for Sketches {
    fn take(&mut self, row: Vec<(Cow<'_, str>, Cell<'_>)>) {
        self.n_rows += 1;
        for (name, cell) in row.iter().filter(|(name, _)| !name.is_empty()) {
            if let Some(column) = self.column(name) {
                column.add(cell);
            }
        }
    }

    fn skip_unreadable(&mut self, _: &str) {
        self.n_unreadable += 1;
    }
}
