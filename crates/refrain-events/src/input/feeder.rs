//! Opens one input after the other and hands out their blocks.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::vec;

use refrain_core::Error;

use crate::input::block::{Block, Blocks, Text};
use crate::input::column_files;
use crate::input::csv_blocks::CsvBlocks;
use crate::input::decompression::{Damage, Decoded};
use crate::input::double_names::check_double_names;
use crate::input::format::{Content, Format, Head, detect};
use crate::input::handed_batches::{Batches, HandedBatches};
use crate::input::json_array::ArrayTurn;
use crate::input::json_lines::LineBlocks;
use crate::input::json_objects::ObjectTurn;
use crate::input::json_shape::Shape;
use crate::input::json_wrapped::WrappedTurn;
use crate::input::problem::InputProblem;
use crate::input::progress::{Counted, Progress};
use crate::input::sources::Source;
use crate::input::turned::Turned;
use crate::report::on_damage::OnDamage;
use crate::rows::columns::ColumnPlan;
use crate::schema::Roles;
use crate::unreadable::{unreadable, unreadable_path};

/// Longest line that is read unless the reader is told otherwise: 16 MiB.
pub(crate) const MAX_LINE_BYTES: usize = 16 << 20;

/// Settings of a read that a feeder needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings<'s> {
    pub(crate) roles: &'s Roles,
    /// The path of the array in which JSON holds its rows.
    pub(crate) json_rows: Option<&'s str>,
    /// The columns asked for; all that can be read where it is not known.
    pub(crate) plan: Option<&'s ColumnPlan>,
    pub(crate) on_damage: OnDamage,
    pub(crate) max_line_bytes: usize,
}

/// Reason why a feeder stops.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A stream that failed after the blocks handed out so far.
    Stream(usize, io::Error),
    /// Anything else.
    Other(Error),
}

/// Hands out the blocks of all inputs in order.
pub(crate) struct Feeder<'r> {
    settings: Settings<'r>,
    waiting: vec::IntoIter<Waiting<'r>>,
    current: Option<Current<'r>>,
    progress: &'r Progress<'r>,
    file_names: Vec<String>,
    /// Columns that files name apart from their rows.
    file_columns: Vec<String>,
    damages: Vec<(usize, String)>,
    next_number: u64,
    /// Rows that a round may have, and those it has so far.
    round_limit: u64,
    round_rows: u64,
}

/// An input that was not opened yet.
pub(crate) enum Waiting<'r> {
    Source(Source),
    Stream(String, Box<dyn Read + Send + 'r>),
    Batches(String, Batches<'r>),
}

struct Current<'r> {
    blocks: Box<dyn Blocks + 'r>,
    damage: Option<Damage>,
}

impl<'r> Feeder<'r> {
    pub(crate) fn new(
        settings: Settings<'r>,
        inputs: Vec<Waiting<'r>>,
        progress: &'r Progress<'r>,
    ) -> Feeder<'r> {
        Feeder {
            settings,
            waiting: inputs.into_iter(),
            current: None,
            progress,
            file_names: Vec::new(),
            file_columns: Vec::new(),
            damages: Vec::new(),
            next_number: 0,
            round_limit: u64::MAX,
            round_rows: 0,
        }
    }

    /// Begins a round, which ends where about `limit` rows are taken, and at the end of a file
    /// where at least half as many are.
    pub(crate) fn begin_round(&mut self, limit: u64) {
        self.round_limit = limit;
        self.round_rows = 0;
    }

    /// Returns `true` once every block was handed out.
    pub(crate) fn is_done(&self) -> bool {
        self.current.is_none() && self.waiting.len() == 0
    }

    /// Returns the number of files that were handed out to their ends.
    pub(crate) fn n_files_done(&self) -> usize {
        self.file_names.len() - usize::from(self.current.is_some())
    }

    /// Returns `true` if the last block was the last of its file.
    pub(crate) fn is_between_files(&self) -> bool {
        self.current.is_none()
    }

    fn ends_round(&self) -> bool {
        // A file that ends is a good place for a commit, so that half a round is enough there.
        let limit = match self.current {
            Some(_) => self.round_limit,
            None => self.round_limit / 2,
        };
        self.round_rows >= limit.max(1)
    }

    /// Returns the next block, `None` after the last of the round; `n_rows` is what the caller has
    /// taken out of the one before.
    pub(crate) fn next(&mut self, mut text: Text, n_rows: u64) -> Result<Option<Block>, Failure> {
        self.round_rows += n_rows;
        loop {
            if self.ends_round() {
                return Ok(None);
            }
            if self.current.is_none() {
                let Some(waiting) = self.waiting.next() else { return Ok(None) };
                self.current = Some(self.open(waiting).map_err(Failure::Other)?);
            }
            let file_idx = self.file_names.len() - 1;
            let current = self.current.as_mut().expect("just opened");
            let body = current.blocks.next(text);
            match body.map_err(|cause| Failure::Stream(file_idx, cause))? {
                Some(body) => {
                    let number = self.next_number;
                    self.next_number += 1;
                    return Ok(Some(Block { number, file_idx, body }));
                }
                None => self.close(),
            }
            // The text went to the file that has ended.
            text = Text::default();
        }
    }

    /// Stops handing out blocks.
    pub(crate) fn stop(&mut self) {
        self.current = None;
        self.waiting = Vec::new().into_iter();
    }

    /// The columns that files have named apart from their rows, each time they are asked for.
    pub(crate) fn take_columns(&mut self) -> Vec<String> {
        std::mem::take(&mut self.file_columns)
    }

    /// Takes the damages found in files since they were taken last.
    pub(crate) fn take_damages(&mut self) -> Vec<(usize, String)> {
        std::mem::take(&mut self.damages)
    }

    fn close(&mut self) {
        let Some(mut current) = self.current.take() else { return };
        self.file_columns.extend(current.blocks.take_columns());
        // A file that broke off was read to its damage, and is finished as far as reading goes.
        if let Some(damage) = current.damage.as_ref().and_then(|damage| damage.get()) {
            let file_idx = self.file_names.len() - 1;
            let name = &self.file_names[file_idx];
            let what = format!("the compressed data of {name} break off or are corrupt: {damage}");
            self.damages.push((file_idx, what));
        }
    }

    fn open(&mut self, waiting: Waiting<'r>) -> Result<Current<'r>, Error> {
        match waiting {
            Waiting::Stream(name, stream) => {
                self.file_names.push(name);
                self.open_stream(stream)
            }
            Waiting::Batches(name, batches) => {
                self.file_names.push(name.clone());
                let blocks = HandedBatches::new(name, self.settings.plan, batches);
                Ok(Current { blocks: Box::new(blocks), damage: None })
            }
            Waiting::Source(source) => {
                self.file_names.push(source.name());
                match source {
                    Source::File(path) => self.open_file(&path),
                    Source::Stdin => self.open_stream(Box::new(io::stdin())),
                }
            }
        }
    }

    fn open_file(&mut self, path: &Path) -> Result<Current<'r>, Error> {
        let reading = |cause| unreadable_path(path, cause);
        let mut file = File::open(path).map_err(reading)?;
        let metadata = file.metadata().map_err(reading)?;
        // A pipe has no end to read from and cannot be wound back.
        if !metadata.is_file() {
            return self.open_stream(Box::new(file));
        }
        let head = Head::read(&mut file).map_err(reading)?;
        file.rewind().map_err(reading)?;
        // Parquet keeps its index at the end of the file, which a stream does not have yet.
        let blocks = match self.detect(&head) {
            Format::Content(Content::Parquet) => {
                column_files::parquet_blocks(self.opening(), file, metadata.len())?
            }
            _ => return self.open_stream(Box::new(file)),
        };
        Ok(Current { blocks, damage: None })
    }

    fn open_stream(&mut self, stream: Box<dyn Read + Send + 'r>) -> Result<Current<'r>, Error> {
        let mut stream = Counted { reader: stream, progress: self.progress };
        let head = self.head(&mut stream)?;
        let format = self.detect(&head);
        // The head was taken from a stream that cannot be wound back.
        let stream: Box<dyn Read + Send + 'r> = Box::new(head.before(stream));
        let Format::Compressed(compression) = format else {
            return Ok(Current { blocks: self.blocks(format, stream)?, damage: None });
        };
        let decoded = Decoded::new(compression, stream, self.settings.on_damage);
        let mut decoded = decoded.map_err(|cause| self.failed(cause))?;
        let damage = decoded.damage();
        // Looked at again inside: compression says nothing of what is compressed.
        let head = self.head(&mut decoded)?;
        let format = self.detect(&head);
        let blocks = self.blocks(format, Box::new(head.before(decoded)))?;
        Ok(Current { blocks, damage: Some(damage) })
    }

    fn head(&self, stream: &mut dyn Read) -> Result<Head, Error> {
        Head::read(stream).map_err(|cause| self.failed(cause))
    }

    fn detect(&self, head: &Head) -> Format {
        detect(head, self.settings.roles)
    }

    fn blocks(
        &mut self,
        format: Format,
        stream: Box<dyn Read + Send + 'r>,
    ) -> Result<Box<dyn Blocks + 'r>, Error> {
        let (looks_like, advice) = match format {
            Format::Content(Content::Json(shape)) => return self.json_blocks(shape, stream),
            Format::Content(Content::Csv) => {
                let blocks = CsvBlocks::new(stream, self.settings.max_line_bytes);
                let blocks = blocks.map_err(|cause| self.failed(cause))?;
                let (file, line) = (self.file_name(), Some(blocks.header_line()));
                check_double_names(file, line, blocks.columns().iter().map(String::as_str))?;
                // A table names its columns once; rows of JSON name theirs each time.
                self.file_columns.extend_from_slice(blocks.columns());
                return Ok(Box::new(blocks));
            }
            Format::Content(Content::ArrowStream | Content::ArrowFile) => {
                return column_files::arrow_stream_blocks(self.opening(), stream);
            }
            Format::Content(Content::Parquet) => {
                ("Parquet in a stream", "name the Parquet file itself: it is read from its end")
            }
            Format::Compressed(_) => ("data compressed twice", "decompress them once"),
            Format::Unread(looks_like, advice) => (looks_like, advice),
        };
        let file = self.file_name().to_owned();
        Err(InputProblem::UnsupportedFormat { file, looks_like, advice }.into())
    }

    /// Rows of JSON of any shape as blocks of lines, so that one parser reads them all.
    fn json_blocks(
        &self,
        shape: Shape,
        stream: Box<dyn Read + Send + 'r>,
    ) -> Result<Box<dyn Blocks + 'r>, Error> {
        let file = self.file_name();
        let wrapped = |path: &str| WrappedTurn::new(file, path);
        let max_line_bytes = self.settings.max_line_bytes;
        if let Some(path) = self.settings.json_rows {
            return Ok(Box::new(LineBlocks::new(
                Turned::new(stream, wrapped(path)),
                max_line_bytes,
            )));
        }
        Ok(match shape {
            Shape::Lines => Box::new(LineBlocks::new(stream, max_line_bytes)),
            Shape::Array => {
                let lines = Turned::new(stream, ArrayTurn::before());
                Box::new(LineBlocks::new(lines, max_line_bytes))
            }
            Shape::Objects => {
                let lines = Turned::new(stream, ObjectTurn::default());
                Box::new(LineBlocks::new(lines, max_line_bytes))
            }
            // Who has a schema says where the rows are; who makes one wants to know.
            Shape::Wrapped(path) if self.settings.plan.is_some() => {
                let file = file.to_owned();
                return Err(InputProblem::WrappedRows { file, path }.into());
            }
            Shape::Wrapped(path) => {
                let lines = Turned::new(stream, wrapped(&path));
                Box::new(LineBlocks::new(lines, max_line_bytes))
            }
        })
    }

    fn opening(&mut self) -> column_files::Opening<'_, 'r> {
        column_files::Opening {
            name: &self.file_names[self.file_names.len() - 1],
            plan: self.settings.plan,
            columns: &mut self.file_columns,
            progress: self.progress,
        }
    }

    /// The name of the input that was opened last.
    fn file_name(&self) -> &str {
        &self.file_names[self.file_names.len() - 1]
    }

    fn failed(&self, cause: io::Error) -> Error {
        let file = self.file_name().to_owned();
        match cause.kind() {
            io::ErrorKind::InvalidData => InputProblem::DamagedFile { file, line: 0, cause }.into(),
            _ => unreadable(file, cause),
        }
    }
}
