//! The account of a read: what was found in each block, put together in the order of the blocks.

use std::collections::BTreeMap;
use std::mem;

use refrain_core::{Error, EventLog, EventLogBuilder, Time, TimeRange};

use crate::report::cleaning_report::{CleaningReport, FileRows};
use crate::report::event_days::DayTally;
use crate::report::ledger::{Ledger, Place};
use crate::report::read_log::ReadLog;
use crate::report::row_positions::{KeptLines, RowPositions};
use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;
use crate::report::tally::Tally;

/// Rows after the end are at most this part of the log: one in a thousand.
const STRAY_ROWS_PER_ROW: u64 = 1_000;

/// What came of one block. Lines and positions count from its own beginning.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) number: u64,
    pub(crate) file_idx: usize,
    pub(crate) tally: Tally,
    kept: KeptLines,
    days: DayTally,
}

impl Outcome {
    pub(crate) fn new(number: u64, file_idx: usize) -> Outcome {
        Outcome { number, file_idx, ..Outcome::default() }
    }

    /// Counts the row at hand as one of the log.
    #[inline]
    pub(crate) fn keep(&mut self, time: Time) {
        let position = self.kept.push(self.tally.lines);
        self.days.push(time, position);
        self.tally.keep();
    }
}

/// Adds up outcomes that come in any order.
#[derive(Debug)]
pub(crate) struct Account {
    ledger: Ledger,
    positions: RowPositions,
    days: DayTally,
    /// Outcomes of blocks that come after one that is still being parsed.
    early: BTreeMap<u64, Outcome>,
    next_number: u64,
    file_idx: usize,
    lines_before: u64,
}

impl Account {
    pub(crate) fn new(file_names: Vec<String>) -> Account {
        Account {
            ledger: Ledger::new(file_names),
            positions: RowPositions::default(),
            days: DayTally::default(),
            early: BTreeMap::new(),
            next_number: 0,
            file_idx: 0,
            lines_before: 0,
        }
    }

    pub(crate) fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.early.insert(outcome.number, outcome);
        while let Some(outcome) = self.early.remove(&self.next_number) {
            self.next_number += 1;
            self.add_next(outcome);
        }
    }

    /// Adds the outcome of the block that ended the read; none of a later block counts.
    pub(crate) fn add_last(&mut self, outcome: Outcome) {
        self.early.clear();
        self.add(outcome);
    }

    fn add_next(&mut self, outcome: Outcome) {
        let lines_before = self.lines_before(outcome.file_idx);
        let n_lines = outcome.tally.lines;
        self.ledger.add(outcome.tally, outcome.file_idx, lines_before);
        let first = self.positions.extend(outcome.kept, outcome.file_idx, lines_before);
        self.days.extend(outcome.days, first);
        self.file_idx = outcome.file_idx;
        self.lines_before = lines_before + n_lines;
    }

    /// Lines of a file that were counted so far.
    pub(crate) fn lines_before(&self, file_idx: usize) -> u64 {
        if file_idx == self.file_idx { self.lines_before } else { 0 }
    }

    /// Refuses rows of which none is usable; no row at all is none of them.
    pub(crate) fn check_any_kept(&self) -> Result<(), Error> {
        match self.ledger.has_rows() && self.positions.is_empty() {
            true => Err(self.ledger.no_usable_row()),
            false => Ok(()),
        }
    }

    /// Where a kept row was read, by its position.
    pub(crate) fn place(&self, position: u32) -> Place {
        self.positions.place(position)
    }

    /// The rows of a file, and what was found in them by the names of the rules.
    pub(crate) fn input(&self, file_idx: usize) -> (FileRows, Vec<(String, u64)>) {
        self.ledger.input(file_idx)
    }

    /// Closes the account of rows that were put elsewhere.
    pub(crate) fn into_report(self) -> CleaningReport {
        self.ledger.finish()
    }

    /// Lays out the log and closes the account.
    pub(crate) fn finish(
        mut self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<ReadLog, Error> {
        let (log, dropped) = self.lay_out(builder, switches)?;
        for position in &dropped {
            self.ledger.drop_duplicate(self.positions.place(*position));
        }
        self.note_suspects(&log, &dropped, switches);
        Ok(ReadLog { log, report: self.ledger.finish() })
    }

    /// Lays out the log of rows that were read before, whose places are not known.
    pub(crate) fn finish_unplaced(
        mut self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<ReadLog, Error> {
        let (log, dropped) = self.lay_out(builder, switches)?;
        self.ledger.drop_unplaced(CleaningRule::Duplicate, dropped.len() as u64);
        for time in log.as_columns().times() {
            self.days.push(*time, 0);
        }
        self.note_suspects(&log, &[], switches);
        Ok(ReadLog { log, report: self.ledger.finish() })
    }

    fn lay_out(
        &self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<(EventLog, Vec<u32>), Error> {
        match builder.n_events() {
            0 => Err(self.ledger.no_usable_row()),
            _ => lay_out(builder, switches),
        }
    }

    fn note_suspects(&mut self, log: &EventLog, dropped: &[u32], switches: &Switches) {
        if switches.is_on(CleaningRule::RegistrationAfterFirstEvent) {
            self.note_late_registrations(log);
        }
        if switches.is_on(CleaningRule::AfterTheEnd) {
            self.note_after_the_end(log, dropped);
        }
    }

    fn note_late_registrations(&mut self, log: &EventLog) {
        for entity in log.entities() {
            let events = log.history(entity, Time::MAX).events();
            let (Some(registration), Some(first)) = (events.registration(), events.times().first())
            else {
                continue;
            };
            if registration > *first {
                let id = log.entity_id(entity);
                let detail = format!(
                    "entity {id} has its first event at {first}, registered {registration}"
                );
                self.ledger.note(CleaningRule::RegistrationAfterFirstEvent, detail);
            }
        }
    }

    /// Notes rows after the last long silence of the log, where they are few.
    fn note_after_the_end(&mut self, log: &EventLog, dropped: &[u32]) {
        let Some(remainder) = mem::take(&mut self.days).remainder() else { return };
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
        for position in &remainder.rows {
            match self.positions.is_empty() {
                true => self.ledger.note(CleaningRule::AfterTheEnd, detail.clone()),
                false if dropped.binary_search(position).is_err() => {
                    let place = self.positions.place(*position);
                    self.ledger.note_at(CleaningRule::AfterTheEnd, place, detail.clone());
                }
                false => {}
            }
        }
        self.ledger.set_count(CleaningRule::AfterTheEnd, n_rows);
    }
}

/// Lays out a log and says which rows were left out as duplicates.
pub(crate) fn lay_out(
    builder: EventLogBuilder,
    switches: &Switches,
) -> Result<(EventLog, Vec<u32>), Error> {
    Ok(match switches.is_on(CleaningRule::Duplicate) {
        true => builder.finish_without_duplicates()?,
        false => (builder.finish()?, Vec::new()),
    })
}
