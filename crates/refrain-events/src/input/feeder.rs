//! Opens one input after the other and hands out their blocks.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::vec;

use refrain_core::Error;

use crate::input::block::{Block, Blocks, Text};
use crate::input::column_files;
use crate::input::csv_blocks::{self, CsvBlocks};
use crate::input::decompression::{Damage, Decoded};
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
use crate::schema::{EventSchema, JsonSpec, TableSpec};
use crate::unreadable::{unreadable, unreadable_path};

/// Longest line that is read unless the reader is told otherwise: 16 MiB.
pub(crate) const MAX_LINE_BYTES: usize = 16 << 20;

/// Settings of a read that a feeder needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings<'s> {
    /// The schema of the log; without one, rows of any form are looked for.
    pub(crate) schema: Option<&'s EventSchema>,
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
    form: Form,
    next_number: u64,
    /// Rows that a round may have, and those it has so far.
    round_limit: u64,
    round_rows: u64,
}

/// Form of a file as a schema has to say it, so that the file is read as it was; empty where it
/// need not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) table: TableSpec,
    pub(crate) json: JsonSpec,
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
            form: Form::default(),
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

    /// Returns the name of an input that was opened.
    pub(crate) fn name_of(&self, file_idx: usize) -> String {
        self.file_names[file_idx].clone()
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

    /// The form of the file that was opened last.
    pub(crate) fn form(&self) -> &Form {
        &self.form
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
            Format::Content(content @ Content::Parquet) => {
                self.check_table(&content)?;
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
        detect(head, self.settings.schema)
    }

    fn blocks(
        &mut self,
        format: Format,
        stream: Box<dyn Read + Send + 'r>,
    ) -> Result<Box<dyn Blocks + 'r>, Error> {
        self.form = Form::default();
        if let Format::Content(content) = &format {
            self.check_table(content)?;
        }
        let (looks_like, advice) = match format {
            Format::Content(Content::Json(shape)) => return self.json_blocks(shape, stream),
            Format::Content(Content::Csv) => {
                let blocks = CsvBlocks::new(stream, &self.table_opening());
                let blocks = blocks.map_err(|cause| self.failed(cause))?;
                self.form = Form { table: blocks.form().clone(), ..Form::default() };
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
        &mut self,
        shape: Shape,
        stream: Box<dyn Read + Send + 'r>,
    ) -> Result<Box<dyn Blocks + 'r>, Error> {
        let max_line_bytes = self.settings.max_line_bytes;
        let schema = self.settings.schema;
        let said = schema.and_then(|schema| Some((schema, schema.json().rows.as_ref()?)));
        let path = match (said, &shape) {
            (Some((_, path)), _) => path,
            (None, Shape::Wrapped(path)) => path,
            (None, Shape::Lines) => return Ok(Box::new(LineBlocks::new(stream, max_line_bytes))),
            (None, Shape::Array) => {
                let lines = Turned::new(stream, ArrayTurn::before());
                return Ok(Box::new(LineBlocks::new(lines, max_line_bytes)));
            }
            (None, Shape::Objects) => {
                let lines = Turned::new(stream, ObjectTurn::default());
                return Ok(Box::new(LineBlocks::new(lines, max_line_bytes)));
            }
        };
        let file = self.file_name().to_owned();
        // Who has a schema says where the rows are; who makes one wants to know.
        if schema.is_some() && said.is_none() {
            return Err(InputProblem::WrappedRows { file, path: path.clone() }.into());
        }
        let said_at = said.map_or_else(String::new, |(schema, _)| schema.place_of("json.rows"));
        let lines = Turned::new(stream, WrappedTurn::new(said_at, &file, path));
        self.form = Form { json: JsonSpec { rows: Some(path.clone()) }, ..Form::default() };
        Ok(Box::new(LineBlocks::new(lines, max_line_bytes)))
    }

    /// Refuses a file that is no table where the schema names the columns of tables.
    fn check_table(&self, content: &Content) -> Result<(), Error> {
        let found = match content {
            Content::Csv => return Ok(()),
            Content::Json(Shape::Lines) => "JSON lines",
            Content::Json(_) => "JSON",
            Content::Parquet => "Parquet",
            Content::ArrowFile | Content::ArrowStream => "Arrow IPC",
        };
        match self.settings.schema.filter(|schema| !schema.table().columns.is_empty()) {
            None => Ok(()),
            Some(schema) => {
                let (place, file) = (schema.place_of("table.columns"), self.file_name().to_owned());
                Err(InputProblem::NoTable { place, file, found }.into())
            }
        }
    }

    fn table_opening(&self) -> csv_blocks::Opening<'_> {
        csv_blocks::Opening {
            file: self.file_name(),
            schema: self.settings.schema,
            max_record_bytes: self.settings.max_line_bytes,
        }
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
        // Errors of ours travel inside of `io::Error`.
        let cause = match cause.downcast::<Error>() {
            Ok(error) => return error,
            Err(cause) => cause,
        };
        let file = self.file_name().to_owned();
        match cause.kind() {
            io::ErrorKind::InvalidData => InputProblem::DamagedFile { file, line: 0, cause }.into(),
            _ => unreadable(file, cause),
        }
    }
}
