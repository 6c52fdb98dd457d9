//! Rows of blocks on their way into an event log, on one thread.

use std::ops::Range;
use std::str::{self, Utf8Error};

use crate::arrow::array::RecordBatch;
use refrain_core::{Error, EventLogBuilder, TimeRange};
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::input::block::{Block, Body, FileEnd, Records, Text};
use crate::log_builder::log_builder;
use crate::report::block_counts::Stopped;
use crate::report::block_report::BlockReport;
use crate::report::on_damage::OnDamage;
use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;
use crate::rows::arrow_cells;
use crate::rows::cell::Cell;
use crate::rows::cleaning::{Notes, Reject, RowRules};
use crate::rows::columns::{ColumnPlan, ColumnsSeen, Slot};
use crate::rows::csv::{Dialect, Found, split_fields};
use crate::rows::fast_cleaning::{FastRows, Taken};
use crate::rows::json::parse_row;
use crate::rows::not_a_number::{mark_not_numbers, marked_word};
use crate::rows::refusal::{Refusal, Unclean};
use crate::rows::row_source::RawRow;
use crate::rows::scan::{Fields, Scanner};
use crate::schema::{DecimalMark, EventSchema};

/// Reason why a worker ends its work early.
#[derive(Debug)]
pub(crate) enum Halt {
    /// At a damaged row of a strict read, in this block.
    Stopped(Stopped),
    /// At a row that no rule is for: the schema is wrong about the log.
    Refused(Refusal),
    /// At an error that no row explains.
    Failed(Error),
}

impl From<Stopped> for Halt {
    fn from(stopped: Stopped) -> Halt {
        Halt::Stopped(stopped)
    }
}

impl From<refrain_core::Error> for Halt {
    fn from(error: refrain_core::Error) -> Halt {
        Halt::Failed(error)
    }
}

/// Takes blocks, cleans their rows and reports on each.
pub(crate) struct Worker<'s> {
    rules: RowRules<'s>,
    switches: &'s Switches,
    on_damage: OnDamage,
    max_line_bytes: usize,
    parsing: Parsing,
    /// Mark before the decimals of numbers in tables of text.
    mark: DecimalMark,
    scanner: Scanner,
    fast: Option<FastRows>,
    seen: ColumnsSeen,
    builder: EventLogBuilder,
    report: BlockReport,
}

/// Settings of a read that a worker needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task<'s> {
    pub(crate) schema: &'s EventSchema,
    pub(crate) switches: &'s Switches,
    pub(crate) selected: TimeRange,
    pub(crate) on_damage: OnDamage,
    pub(crate) max_line_bytes: usize,
    pub(crate) parsing: Parsing,
}

/// Parser of lines of JSON, which changes no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parsing {
    /// With the scanner, where it understands them.
    Scanned,
    /// With `serde_json`, all of them.
    SerdeJson,
}

impl<'s> Worker<'s> {
    pub(crate) fn new(task: Task<'s>) -> Result<Worker<'s>, Error> {
        let schema = task.schema;
        let rules = RowRules::new(schema, task.selected, task.switches);
        // Without a sequence events of one instant keep the order of the input, by the number of
        // their block.
        let mut builder = log_builder(schema)?;
        if schema.roles().sequence.is_some() {
            builder = builder.ordered_by_sequence();
        }
        Ok(Worker {
            scanner: Scanner::new(rules.plan()),
            fast: FastRows::fits(schema, rules.plan())
                .then(|| FastRows::new(schema, rules.plan(), task.selected, task.switches)),
            seen: ColumnsSeen::new(rules.plan()),
            rules,
            switches: task.switches,
            on_damage: task.on_damage,
            max_line_bytes: task.max_line_bytes,
            parsing: task.parsing,
            mark: schema.table().decimal,
            builder,
            report: BlockReport::default(),
        })
    }

    pub(crate) fn plan(&self) -> &ColumnPlan {
        self.rules.plan()
    }

    /// Gives up the events and the columns seen, for the log of all workers.
    pub(crate) fn into_parts(self) -> (EventLogBuilder, ColumnsSeen) {
        (self.builder, self.seen)
    }

    /// Begins a block of rows.
    pub(crate) fn begin(&mut self, number: u64, file_idx: usize) {
        self.builder.start_run(number);
        // Names for messages come from the first block alone, or they would depend on which thread
        // got which block.
        self.seen.watch_others(number == 0);
        self.report = BlockReport::new(number, file_idx);
    }

    /// Ends a block and returns what was found in it.
    pub(crate) fn end(&mut self) -> BlockReport {
        std::mem::take(&mut self.report)
    }

    /// Takes all rows of a block; its text is returned to be used again.
    pub(crate) fn take(&mut self, block: Block) -> (BlockReport, Text, Option<Halt>) {
        self.begin(block.number, block.file_idx);
        let (result, text) = match block.body {
            Body::Lines(text, file_end) => (self.take_lines(&text, file_end), text),
            Body::TooLong(head, n_bytes) => {
                self.report.counts.lines += 1;
                (self.drop_too_long(&head, n_bytes).map_err(Halt::from), Text::default())
            }
            Body::Records(records) => (self.take_records(&records), records.text),
            Body::Batch(batch) => (self.take_batch(&batch), Text::default()),
        };
        (self.end(), text, result.err())
    }

    fn take_lines(&mut self, text: &Text, file_end: FileEnd) -> Result<(), Halt> {
        let content = text.content();
        let lines = Lines { content, file_end };
        let mut at = 0;
        // Of a block that is UTF-8 every line is: it is cut at line ends.
        if self.parsing == Parsing::Scanned
            && let Ok(whole) = str::from_utf8(content)
            // Places of values are kept in 32 bits.
            && u32::try_from(content.len()).is_ok()
        {
            let mut fields = Fields::default();
            while at < content.len() {
                self.report.counts.lines += 1;
                at = match self.scan_line(whole, text.padded(), at, &mut fields)? {
                    Scanned::Taken(next) => next,
                    Scanned::OddValue => self.take_line(&lines, at)?.0,
                    Scanned::OddShape => {
                        let (next, line) = self.take_line(&lines, at)?;
                        if let Some(line) = line {
                            self.scanner.learn(line, self.rules.plan());
                        }
                        next
                    }
                };
            }
            // Once for each block: which columns were met does not change from line to line.
            self.see(&fields);
            return Ok(());
        }
        while at < content.len() {
            self.report.counts.lines += 1;
            at = self.take_line(&lines, at)?.0;
        }
        Ok(())
    }

    #[inline]
    fn scan_line(
        &mut self,
        text: &str,
        padded: &[u8],
        start: usize,
        fields: &mut Fields,
    ) -> Result<Scanned, Halt> {
        let Some(next) = self.scanner.scan(text, padded, start, fields) else {
            return Ok(Scanned::OddShape);
        };
        let Some(fast) = &mut self.fast else { return Ok(Scanned::OddValue) };
        // With its line end, which does not count: at the edge the slow way decides.
        if next - start > self.max_line_bytes {
            return Ok(Scanned::OddValue);
        }
        let counts = &mut self.report.counts;
        match fast.take(text, &self.scanner, &mut self.builder, counts)? {
            Taken::Odd => return Ok(Scanned::OddValue),
            Taken::Dropped => {}
            Taken::Kept(time) => self.report.keep(time),
        }
        self.seen.row();
        Ok(Scanned::Taken(next))
    }

    fn see(&mut self, fields: &Fields) {
        for column in self.scanner.columns_of(fields) {
            self.seen.column(column, self.rules.plan());
        }
    }

    /// Takes the line that begins at `start` with `serde_json`; returns where the next one begins
    /// and, if it is an object, its text.
    fn take_line<'t>(
        &mut self,
        lines: &Lines<'t>,
        start: usize,
    ) -> Result<(usize, Option<&'t str>), Halt> {
        let line = lines.line(start);
        if line.n_bytes > self.max_line_bytes {
            self.drop_too_long(line.bytes, line.n_bytes as u64)?;
            return Ok((line.next, None));
        }
        // Blank lines are no rows: an export may end in some.
        if line.bytes.trim_ascii().is_empty() {
            self.report.counts.blank_lines += 1;
            return Ok((line.next, None));
        }
        let text = match str::from_utf8(line.bytes) {
            Ok(text) => text,
            Err(error) => {
                let Reject { rule, detail } = not_utf8(&line, &error);
                self.report.counts.drop(rule, detail, Some(line.bytes), self.on_damage)?;
                return Ok((line.next, None));
            }
        };
        let mut cells = self.plan().row();
        match parse_row(text, self.rules.plan(), &mut self.seen, &mut cells) {
            Ok(()) => self.take_cells(&mut cells, &Origin::line(line.bytes))?,
            Err(_) if self.take_objects(text, line.bytes)? => return Ok((line.next, None)),
            Err(_) if self.take_not_numbers(text, line.bytes)? => return Ok((line.next, None)),
            Err(error) => {
                let detail = not_json(&line, &error);
                self.report.counts.drop(
                    CleaningRule::Unparsable,
                    detail,
                    Some(line.bytes),
                    self.on_damage,
                )?;
                return Ok((line.next, None));
            }
        }
        Ok((line.next, Some(text)))
    }

    /// Takes a line of several objects, each of which is a row; returns whether it is one.
    fn take_objects(&mut self, text: &str, line: &[u8]) -> Result<bool, Halt> {
        let objects = Deserializer::from_str(text).into_iter::<&RawValue>();
        let Ok(objects) = objects.collect::<Result<Vec<_>, _>>() else { return Ok(false) };
        if objects.len() < 2 || objects.iter().any(|object| !object.get().starts_with('{')) {
            return Ok(false);
        }
        for object in objects {
            let mut cells = self.plan().row();
            match parse_row(object.get(), self.rules.plan(), &mut self.seen, &mut cells) {
                Ok(()) => self.take_cells(&mut cells, &Origin::line(line))?,
                Err(error) => {
                    let detail = format!("not a JSON object: {error}");
                    let rule = CleaningRule::Unparsable;
                    self.report.counts.drop(rule, detail, Some(line), self.on_damage)?;
                }
            }
        }
        Ok(true)
    }

    /// Takes a line that is JSON but for numbers such as `NaN`; returns whether it is one.
    fn take_not_numbers(&mut self, text: &str, line: &[u8]) -> Result<bool, Halt> {
        let Some(marked) = mark_not_numbers(text) else { return Ok(false) };
        let mut cells = self.plan().row();
        if parse_row(&marked, self.rules.plan(), &mut self.seen, &mut cells).is_err() {
            return Ok(false);
        }
        let mut not_numbers = Vec::new();
        for (slot, cell) in cells.iter_mut().enumerate() {
            if let Some(word) = marked_word(cell) {
                not_numbers.push((slot, word));
                *cell = Cell::Missing;
            }
        }
        let origin = Origin { not_numbers: &not_numbers, ..Origin::line(line) };
        self.take_cells(&mut cells, &origin)?;
        Ok(true)
    }

    fn drop_too_long(&mut self, head: &[u8], n_bytes: u64) -> Result<(), Stopped> {
        let limit = self.max_line_bytes;
        let detail = format!("the line has {n_bytes} bytes, the limit is {limit}");
        self.report.counts.drop(CleaningRule::LineTooLong, detail, Some(head), self.on_damage)
    }

    fn take_records(&mut self, records: &Records) -> Result<(), Halt> {
        let plan = self.rules.plan();
        let slots: Vec<_> = records.table.columns.iter().map(|name| plan.slot(name)).collect();
        self.report.counts.lines += records.lines_before;
        for found in &records.found {
            self.report.counts.lines += 1;
            match found {
                Found::Blank => self.report.counts.blank_lines += 1,
                Found::TooLong { bytes } => {
                    let head = &records.text.content()[bytes.clone()];
                    self.drop_too_long(head, head.len() as u64 + 1)?;
                }
                Found::Record { bytes, n_lines } => {
                    self.take_record(records, bytes.clone(), &slots)?;
                    self.report.counts.lines += n_lines - 1;
                }
            }
        }
        Ok(())
    }

    /// Takes one record of a table; `slots` says where its fields go.
    fn take_record(
        &mut self,
        records: &Records,
        place: Range<usize>,
        slots: &[Option<Slot>],
    ) -> Result<(), Halt> {
        let bytes = &records.text.content()[place.clone()];
        // A record at the end that does not fit was cut off more likely than written wrongly.
        let is_last = records.file_end == FileEnd::Here && place.end == records.text.len();
        let line = Line { bytes, n_bytes: bytes.len(), next: 0, is_last };
        let mut cells = self.plan().row();
        let origin = Origin { mark: self.mark, ..Origin::line(bytes) };
        let reject = match str::from_utf8(bytes) {
            Err(error) => not_utf8(&line, &error),
            Ok(text) => match fill_cells(text, records.table.dialect, slots, &mut cells) {
                Ok(()) => return self.take_cells(&mut cells, &origin),
                Err(_) if is_last => unparsable(CUT_OFF.to_owned()),
                Err(detail) => unparsable(detail),
            },
        };
        self.report.counts.drop(reject.rule, reject.detail, Some(bytes), self.on_damage)?;
        Ok(())
    }

    fn take_batch(&mut self, batch: &RecordBatch) -> Result<(), Halt> {
        let columns = arrow_cells::columns(batch, self.rules.plan());
        for row in 0..batch.num_rows() {
            self.report.counts.lines += 1;
            let mut cells = self.plan().row();
            cells.iter_mut().zip(&columns).for_each(|(cell, column)| *cell = column.cell(row));
            self.take_cells(&mut cells, &Origin::default())?;
        }
        Ok(())
    }

    /// Takes a row of cells, one for each of its own columns; `slots` says where they go.
    pub(crate) fn take_row(&mut self, slots: &[Option<Slot>], row: RawRow<'_>) -> Result<(), Halt> {
        self.report.counts.lines += 1;
        let row = match row.cells(slots.len()) {
            Ok(row) => row,
            Err(detail) => {
                self.seen.row();
                self.report.counts.drop(CleaningRule::Unparsable, detail, None, self.on_damage)?;
                return Ok(());
            }
        };
        let mut cells = self.plan().row();
        for (slot, cell) in slots.iter().zip(row) {
            if let Some(slot) = slot {
                cells[*slot] = cell;
            }
        }
        self.take_cells(&mut cells, &Origin::default())
    }

    /// Takes a row of cells, one for each column of the plan.
    fn take_cells(&mut self, cells: &mut [Cell<'_>], origin: &Origin<'_>) -> Result<(), Halt> {
        self.seen.row();
        let mut notes = Notes::default();
        origin.note_not_number(self.rules.plan(), &mut notes);
        let row = match self.rules.clean(cells, origin.mark, &mut notes) {
            Ok(row) => row,
            Err(Unclean::Refused(refusal)) => return Err(Halt::Refused(refusal)),
            Err(Unclean::Rejected(Reject { rule, mut detail })) => {
                if rule == CleaningRule::MissingRole {
                    origin.say_not_number(self.rules.plan(), &mut detail);
                }
                self.report.counts.drop(rule, detail, origin.line, self.on_damage)?;
                return Ok(());
            }
        };
        match self.rules.plan().key.is_empty() {
            true => self.builder.push(&row.as_event())?,
            false => self.builder.push_keyed(&row.as_event(), row.key)?,
        }
        self.report.keep(row.time);
        for (rule, detail) in notes.into_iter().filter(|(rule, _)| self.switches.is_on(*rule)) {
            self.report.counts.note(rule, detail, origin.line);
        }
        Ok(())
    }
}

/// What is known of a row beside its cells.
#[derive(Debug, Clone, Copy, Default)]
struct Origin<'o> {
    /// The row as it is written.
    line: Option<&'o [u8]>,
    /// Mark before the decimals of numbers in texts.
    mark: DecimalMark,
    /// Cells in which a number is written that is none, and how.
    not_numbers: &'o [(Slot, &'static str)],
}

impl<'o> Origin<'o> {
    fn line(line: &'o [u8]) -> Origin<'o> {
        Origin { line: Some(line), ..Origin::default() }
    }

    fn note_not_number(&self, plan: &ColumnPlan, notes: &mut Notes) {
        if let Some((slot, word)) = self.not_numbers.first() {
            notes.note(CleaningRule::NotANumber, || {
                let name = plan.name(*slot);
                format!("`{name}` is written {word}, which JSON has not; it counts as missing")
            });
        }
    }

    /// Adds to what is said of a missing role that it is no number.
    fn say_not_number(&self, plan: &ColumnPlan, detail: &mut String) {
        let mut roles =
            [Some(plan.entity), Some(plan.time), plan.kind.slot()].into_iter().flatten();
        let found = roles.find_map(|role| self.not_numbers.iter().find(|(slot, _)| *slot == role));
        if let Some((slot, word)) = found {
            let name = plan.name(*slot);
            detail.push_str(&format!(": `{name}` is written {word}, which JSON has not"));
        }
    }
}

fn unparsable(detail: String) -> Reject {
    Reject { rule: CleaningRule::Unparsable, detail }
}

/// Takes a record apart; `slots` says where its fields go.
fn fill_cells<'t>(
    record: &'t str,
    dialect: Dialect,
    slots: &[Option<Slot>],
    cells: &mut [Cell<'t>],
) -> Result<(), String> {
    let mut fields = Vec::with_capacity(slots.len());
    split_fields(record, dialect, &mut fields).map_err(|error| error.to_string())?;
    if fields.len() != slots.len() {
        return Err(format!("the row has {} fields, the header {}", fields.len(), slots.len()));
    }
    for (slot, field) in slots.iter().zip(fields) {
        if let Some(slot) = slot {
            cells[*slot] = field.cell();
        }
    }
    Ok(())
}

/// Fate of a line that the scanner was given.
enum Scanned {
    /// It is done; the next line begins here.
    Taken(usize),
    /// It has a shape that the scanner does not know, or is none at all.
    OddShape,
    /// It was scanned, but something in it needs a closer look.
    OddValue,
}

/// The lines of a block.
struct Lines<'t> {
    content: &'t [u8],
    file_end: FileEnd,
}

/// One line, without its end.
struct Line<'t> {
    bytes: &'t [u8],
    /// Bytes up to the line feed.
    n_bytes: usize,
    next: usize,
    /// Set if the file ends here, and not the line.
    is_last: bool,
}

impl<'t> Lines<'t> {
    fn line(&self, start: usize) -> Line<'t> {
        let rest = &self.content[start..];
        let end = memchr::memchr(b'\n', rest);
        let n_bytes = end.unwrap_or(rest.len());
        let bytes = &rest[..n_bytes];
        Line {
            bytes: bytes.strip_suffix(b"\r").unwrap_or(bytes),
            n_bytes,
            next: start + n_bytes + usize::from(end.is_some()),
            is_last: end.is_none() && self.file_end == FileEnd::Here,
        }
    }
}

/// Rejects a line that is not UTF-8: one that was cut inside a character, or a damaged one.
fn not_utf8(line: &Line<'_>, error: &Utf8Error) -> Reject {
    if line.is_last && error.error_len().is_none() {
        return Reject { rule: CleaningRule::Unparsable, detail: CUT_OFF.to_owned() };
    }
    let position = error.valid_up_to();
    let detail = format!("byte {} (0x{:02X}) is not UTF-8", position + 1, line.bytes[position]);
    Reject { rule: CleaningRule::InvalidUtf8, detail }
}

const CUT_OFF: &str = "the line is cut off by the end of the file";

fn not_json(line: &Line<'_>, error: &serde_json::Error) -> String {
    if line.is_last && error.is_eof() {
        return CUT_OFF.to_owned();
    }
    // serde_json counts lines of its own, which would always be 1.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    format!("not a JSON object: {message} at byte {}", error.column())
}
