//! Rows of any format on their way into an event log.

use std::str::Utf8Error;

use refrain_core::{AttributeType, EventLog, EventLogBuilder, Time, TimeRange};

use crate::cell::Cell;
use crate::clean::{Notes, Reject, RowRules};
use crate::ending::DayTally;
use crate::error::{Error, did_you_mean};
use crate::json_row::parse_row;
use crate::ledger::{Ledger, OnDamage, Place};
use crate::lines::Line;
use crate::names::nearest;
use crate::plan::{ColumnPlan, ColumnsSeen, Slot};
use crate::positions::RowPositions;
use crate::reader::ReadLog;
use crate::report::Rule;
use crate::schema::EventSchema;

/// Rows after the end are at most this part of the log: one in a thousand.
const STRAY_ROWS_PER_ROW: u64 = 1_000;

/// What happens to rows that equal an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicates {
    Drop,
    Keep,
}

/// Takes rows, cleans them and keeps the account.
#[derive(Debug)]
pub(crate) struct Intake<'s> {
    schema: &'s EventSchema,
    rules: RowRules<'s>,
    ledger: Ledger,
    seen: ColumnsSeen,
    builder: EventLogBuilder,
    positions: RowPositions,
    days: DayTally,
}

impl<'s> Intake<'s> {
    pub(crate) fn new(
        schema: &'s EventSchema,
        selected: TimeRange,
        on_damage: OnDamage,
    ) -> Result<Intake<'s>, Error> {
        let attributes: Vec<(&str, AttributeType)> =
            schema.attributes().iter().map(|a| (a.name.as_str(), a.kind)).collect();
        let rules = RowRules::new(schema, selected);
        Ok(Intake {
            schema,
            ledger: Ledger::new(on_damage),
            seen: ColumnsSeen::new(rules.plan()),
            rules,
            builder: match schema.roles().sequence {
                Some(_) => EventLogBuilder::new(&attributes)?.ordered_by_sequence(),
                None => EventLogBuilder::new(&attributes)?,
            },
            positions: RowPositions::default(),
            days: DayTally::default(),
        })
    }

    pub(crate) fn plan(&self) -> &ColumnPlan {
        self.rules.plan()
    }

    pub(crate) fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// Remembers that a file has a column.
    pub(crate) fn see_column(&mut self, column: &str) {
        match self.rules.plan().slot(column) {
            Some(slot) => self.seen.wanted(slot),
            None => self.seen.other(column),
        }
    }

    /// Takes a line of JSON.
    pub(crate) fn take_line(&mut self, place: Place, line: &Line<'_>) -> Result<(), Error> {
        let bytes = match *line {
            Line::Whole(bytes) | Line::Last(bytes) => bytes,
            Line::TooLong(head, n_bytes, max_bytes) => {
                let detail = format!("the line has {n_bytes} bytes, the limit is {max_bytes}");
                return self.ledger.drop(Rule::LineTooLong, place, detail, Some(head));
            }
        };
        if bytes.trim_ascii().is_empty() {
            self.ledger.blank_line(place.file_idx);
            return Ok(());
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let Reject { rule, detail } = not_utf8(line, bytes, &error);
                return self.ledger.drop(rule, place, detail, Some(bytes));
            }
        };
        let mut cells = vec![Cell::Missing; self.rules.plan().columns().len()];
        match parse_row(text, self.rules.plan(), &mut self.seen, &mut cells) {
            Ok(()) => self.take_cells(place, &mut cells, Some(bytes)),
            Err(error) => {
                let detail = not_json(line, &error);
                self.ledger.drop(Rule::Unparsable, place, detail, Some(bytes))
            }
        }
    }

    /// Takes a row of cells, one for each of its own columns; `slots` says where they go.
    pub(crate) fn take_row(
        &mut self,
        place: Place,
        slots: &[Option<Slot>],
        row: &mut [Cell<'_>],
    ) -> Result<(), Error> {
        if row.len() != slots.len() {
            self.seen.row();
            let detail = format!("the row has {} cells for {} columns", row.len(), slots.len());
            return self.ledger.drop(Rule::Unparsable, place, detail, None);
        }
        let mut cells = vec![Cell::Missing; self.plan().columns().len()];
        for (slot, cell) in slots.iter().zip(row) {
            if let Some(slot) = slot {
                cells[*slot] = std::mem::take(cell);
            }
        }
        self.take_cells(place, &mut cells, None)
    }

    /// Takes a row of cells, one for each column of the plan.
    pub(crate) fn take_cells(
        &mut self,
        place: Place,
        cells: &mut [Cell<'_>],
        line: Option<&[u8]>,
    ) -> Result<(), Error> {
        self.seen.row();
        let mut notes = Notes::default();
        let row = match self.rules.clean(cells, &mut notes) {
            Ok(row) => row,
            Err(Reject { rule, detail }) => return self.ledger.drop(rule, place, detail, line),
        };
        self.builder.push(&row.as_event())?;
        let position = self.positions.push(place);
        self.days.push(row.time, position);
        self.ledger.keep(place);
        let noted = [(Rule::TextRepaired, notes.repaired), (Rule::BadValueIgnored, notes.ignored)];
        for (rule, detail) in noted {
            if let Some(detail) = detail {
                self.ledger.note_row(rule, place, detail, line);
            }
        }
        Ok(())
    }

    /// Lays out the log and closes the account.
    pub(crate) fn finish(mut self, duplicates: Duplicates) -> Result<ReadLog, Error> {
        if self.seen.any_row() {
            self.check_columns()?;
        }
        if self.builder.n_events() == 0 {
            return Err(self.ledger.no_usable_row());
        }
        let (log, dropped) = match duplicates {
            Duplicates::Drop => self.builder.finish_without_duplicates()?,
            Duplicates::Keep => (self.builder.finish()?, Vec::new()),
        };
        for position in &dropped {
            self.ledger.drop_duplicate(self.positions.place(*position));
        }
        note_late_registrations(&mut self.ledger, &log);
        note_after_the_end(&mut self.ledger, &log, &self.days, &self.positions, &dropped);
        Ok(ReadLog { log, report: self.ledger.finish() })
    }

    /// Refuses a log without a column that has a role, and notes other columns it lacks.
    fn check_columns(&mut self) -> Result<(), Error> {
        for (role, column) in self.schema.roles().iter() {
            self.require(&format!("role `{role}`"), column)?;
        }
        for column in &self.schema.guests().missing {
            self.require("the guest rule", column)?;
        }
        let attributes = self.schema.attributes().iter().map(|attribute| attribute.column());
        let mut optional: Vec<&str> = attributes.collect();
        optional.extend(self.schema.guests().values.keys().map(String::as_str));
        for column in optional {
            self.note_if_absent(column);
        }
        Ok(())
    }

    fn require(&self, role: &str, column: &str) -> Result<(), Error> {
        if self.plan().slot(column).is_some_and(|slot: Slot| !self.seen.is_absent(slot)) {
            return Ok(());
        }
        let seen = self.seen.names(self.plan());
        let nearest = nearest(column, seen.iter().map(String::as_str)).map(str::to_owned);
        Err(Error::AbsentColumn { role: role.to_owned(), column: column.to_owned(), nearest, seen })
    }

    fn note_if_absent(&mut self, column: &str) {
        let slot = self.plan().slot(column);
        if slot.is_some_and(|slot| self.seen.is_absent(slot)) {
            let seen = self.seen.names(self.plan());
            let nearest = nearest(column, seen.iter().map(String::as_str));
            let detail =
                format!("column `{column}` occurs in none of the rows{}", did_you_mean(nearest));
            self.ledger.note(Rule::AbsentColumn, detail);
        }
    }
}

/// What a line that is not UTF-8 is: one that was cut inside a character, or a damaged one.
fn not_utf8(line: &Line<'_>, bytes: &[u8], error: &Utf8Error) -> Reject {
    if matches!(line, Line::Last(_)) && error.error_len().is_none() {
        return Reject { rule: Rule::Unparsable, detail: CUT_OFF.to_owned() };
    }
    let position = error.valid_up_to();
    let detail = format!("byte {} (0x{:02X}) is not UTF-8", position + 1, bytes[position]);
    Reject { rule: Rule::InvalidUtf8, detail }
}

const CUT_OFF: &str = "the line is cut off by the end of the file";

fn not_json(line: &Line<'_>, error: &serde_json::Error) -> String {
    if matches!(line, Line::Last(_)) && error.is_eof() {
        return CUT_OFF.to_owned();
    }
    // serde_json counts lines of its own, which would always be 1.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
    format!("not a JSON object: {message} at byte {}", error.column())
}

fn note_late_registrations(ledger: &mut Ledger, log: &EventLog) {
    for entity in log.entities() {
        let events = log.history(entity, Time::MAX).events();
        let (Some(registration), Some(first)) = (events.registration(), events.times().first())
        else {
            continue;
        };
        if registration > *first {
            let id = log.entity_id(entity);
            let detail =
                format!("entity {id} has its first event at {first}, registered {registration}");
            ledger.note(Rule::RegistrationAfterFirstEvent, detail);
        }
    }
}

/// Notes rows after the last long silence of the log, where they are few.
fn note_after_the_end(
    ledger: &mut Ledger,
    log: &EventLog,
    days: &DayTally,
    positions: &RowPositions,
    dropped: &[u32],
) {
    let Some(remainder) = days.remainder() else { return };
    let silence = remainder.silence;
    let after = TimeRange::new(silence.end, Time::MAX);
    let events = |entity| log.history(entity, Time::MAX).events().between(after).len() as u64;
    let n_rows: u64 = log.entities().map(events).sum();
    if n_rows * STRAY_ROWS_PER_ROW > log.n_events() as u64 {
        return;
    }
    let detail = format!(
        "comes after {} h without an event since {}; read the log `until` then to leave it out",
        silence.span().millis() / 3_600_000,
        silence.start,
    );
    let kept = remainder.rows.iter().filter(|row| dropped.binary_search(row).is_err());
    for position in kept {
        ledger.note_row(Rule::AfterTheEnd, positions.place(*position), detail.clone(), None);
    }
    ledger.set_count(Rule::AfterTheEnd, n_rows);
}
