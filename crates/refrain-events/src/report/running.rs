//! Report of a read under way: those of its blocks, put together in their order.

use std::collections::BTreeMap;
use std::mem;

use refrain_core::{Error, EventLog, EventLogBuilder, Time, TimeRange};

use crate::report::block_report::BlockReport;
use crate::report::cleaning_report::{CleaningReport, FileRows};
use crate::report::draft::{Place, ReportDraft};
use crate::report::event_days::EventDays;
use crate::report::late_registration::is_late;
use crate::report::read_log::ReadLog;
use crate::report::row_positions::RowPositions;
use crate::report::rule::CleaningRule;
use crate::report::switches::Switches;

/// Rows after the end are at most this part of the log: one in a thousand.
const STRAY_ROWS_PER_ROW: u64 = 1_000;

/// Adds up the reports of blocks, which come in any order.
#[derive(Debug)]
pub(crate) struct RunningReport {
    draft: ReportDraft,
    positions: RowPositions,
    days: EventDays,
    /// Reports of blocks that come after one that is still being parsed.
    early: BTreeMap<u64, BlockReport>,
    next_number: u64,
    file_idx: usize,
    lines_before: u64,
}

impl RunningReport {
    pub(crate) fn new(file_names: Vec<String>) -> RunningReport {
        RunningReport {
            draft: ReportDraft::new(file_names),
            positions: RowPositions::default(),
            days: EventDays::default(),
            early: BTreeMap::new(),
            next_number: 0,
            file_idx: 0,
            lines_before: 0,
        }
    }

    pub(crate) fn draft(&mut self) -> &mut ReportDraft {
        &mut self.draft
    }

    pub(crate) fn add(&mut self, report: BlockReport) {
        self.early.insert(report.number, report);
        // Threads finish out of order; lines can be counted only in it.
        while let Some(report) = self.early.remove(&self.next_number) {
            self.next_number += 1;
            self.add_next(report);
        }
    }

    /// Adds the report of the block that ended the read; none of a later block counts.
    pub(crate) fn add_last(&mut self, report: BlockReport) {
        // Later blocks may have been counted by faster threads; the read ended before them.
        self.early.clear();
        self.add(report);
    }

    fn add_next(&mut self, report: BlockReport) {
        let lines_before = self.lines_before(report.file_idx);
        let n_lines = report.counts.lines;
        self.draft.add(report.counts, report.file_idx, lines_before);
        let first = self.positions.extend(report.kept, report.file_idx, lines_before);
        self.days.extend(report.days, first);
        self.file_idx = report.file_idx;
        self.lines_before = lines_before + n_lines;
    }

    /// Lines of a file that were counted so far.
    pub(crate) fn lines_before(&self, file_idx: usize) -> u64 {
        // Files are read one after the other, so that one count is enough.
        if file_idx == self.file_idx { self.lines_before } else { 0 }
    }

    /// Refuses rows of which none is usable; no row at all is none of them.
    pub(crate) fn check_any_kept(&self) -> Result<(), Error> {
        match self.draft.has_rows() && self.positions.is_empty() {
            true => Err(self.draft.no_usable_row()),
            false => Ok(()),
        }
    }

    /// Returns the place of a kept row by its position.
    pub(crate) fn place(&self, position: u32) -> Place {
        self.positions.place(position)
    }

    /// The rows of a file, and what was found in them by the names of the rules.
    pub(crate) fn input(&self, file_idx: usize) -> (FileRows, Vec<(String, u64)>) {
        self.draft.input(file_idx)
    }

    /// Closes the report of rows that were put elsewhere.
    pub(crate) fn into_report(self) -> CleaningReport {
        self.draft.finish()
    }

    /// Lays out the log and closes the report.
    pub(crate) fn finish(
        mut self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<ReadLog, Error> {
        let (log, dropped) = self.lay_out(builder, switches)?;
        for position in &dropped {
            self.draft.drop_duplicate(self.positions.place(*position));
        }
        self.note_suspects(&log, &dropped, switches);
        Ok(ReadLog { log, report: self.draft.finish() })
    }

    /// Lays out the log of rows that were read before, whose places are not known.
    pub(crate) fn finish_unplaced(
        mut self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<ReadLog, Error> {
        let (log, dropped) = self.lay_out(builder, switches)?;
        self.draft.drop_unplaced(CleaningRule::Duplicate, dropped.len() as u64);
        // Days are taken from the log itself, since its rows were read long ago.
        for time in log.as_columns().times() {
            self.days.push(*time, 0);
        }
        self.note_suspects(&log, &[], switches);
        Ok(ReadLog { log, report: self.draft.finish() })
    }

    fn lay_out(
        &self,
        builder: EventLogBuilder,
        switches: &Switches,
    ) -> Result<(EventLog, Vec<u32>), Error> {
        match builder.n_events() {
            0 => Err(self.draft.no_usable_row()),
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
            if is_late(registration, *first, log.calendar()) {
                let id = log.entity_id(entity);
                let detail = format!(
                    "entity {id} has its first event at {first}, registered {registration}"
                );
                self.draft.note(CleaningRule::RegistrationAfterFirstEvent, detail);
            }
        }
    }

    /// Notes rows after the last long silence of the log, where they are few.
    fn note_after_the_end(&mut self, log: &EventLog, dropped: &[u32]) {
        let Some(remainder) = mem::take(&mut self.days).remainder() else { return };
        let silence = remainder.silence;
        let after = TimeRange::new(silence.end, Time::MAX);
        // Counted in the log, without the duplicates that the days still have.
        let events = |entity| log.history(entity, Time::MAX).events().between(after).len() as u64;
        let n_rows: u64 = log.entities().map(events).sum();
        // More than stray rows: the product had a pause, and the log goes on.
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
                true => self.draft.note(CleaningRule::AfterTheEnd, detail.clone()),
                false if dropped.binary_search(position).is_err() => {
                    let place = self.positions.place(*position);
                    self.draft.note_at(CleaningRule::AfterTheEnd, place, detail.clone());
                }
                false => {}
            }
        }
        self.draft.set_count(CleaningRule::AfterTheEnd, n_rows);
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
