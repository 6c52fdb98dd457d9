//! Report of a read under way: those of its blocks, put together in their order.

use std::collections::BTreeMap;
use std::mem;

use refrain_core::{Error, EventLog, EventLogBuilder, Time, TimeRange};

use crate::grouped::grouped;
use crate::report::block_report::BlockReport;
use crate::report::cleaning_report::{CleaningReport, FileRows};
use crate::report::closing::{Closing, lay_out};
use crate::report::draft::{Place, ReportDraft};
use crate::report::event_days::EventDays;
use crate::report::late_registration::is_late;
use crate::report::read_log::ReadLog;
use crate::report::row_positions::RowPositions;
use crate::report::rule::CleaningRule;
use crate::report::similar_ids::{difference, similar_ids};
use crate::report::stray_clocks::{DayRows, Stray, rest};

/// Rows after the end are at most this part of the log: one in a thousand.
const STRAY_ROWS_PER_ROW: u64 = 1_000;

/// Adds up the reports of blocks, which come in any order.
#[derive(Debug)]
pub(crate) struct RunningReport {
    draft: ReportDraft,
    positions: RowPositions,
    /// By file, since a store keeps those of each of its inputs.
    days: BTreeMap<usize, EventDays>,
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
            days: BTreeMap::new(),
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
        self.days.entry(report.file_idx).or_default().extend(report.days, first);
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

    /// The days of a file's rows.
    pub(crate) fn days_of(&mut self, file_idx: usize) -> Vec<DayRows> {
        self.days.get_mut(&file_idx).map(EventDays::days).unwrap_or_default()
    }

    /// Closes the report of rows that were put elsewhere.
    pub(crate) fn into_report(self) -> CleaningReport {
        self.draft.finish()
    }

    /// Lays out the log and closes the report.
    pub(crate) fn finish(
        mut self,
        builder: EventLogBuilder,
        closing: &Closing<'_>,
    ) -> Result<ReadLog, Error> {
        let mut days = self.joined_days();
        let (builder, outside) = self.leave_out_strays(builder, &mut days, closing);
        let by_key = builder.is_keyed();
        let (log, repeated) = self.lay_out(builder, closing)?;
        let repeated: Vec<u32> =
            repeated.into_iter().map(|position| before_removal(&outside, position)).collect();
        let detail = if by_key { REPEATS_KEY } else { REPEATS_ROW };
        for position in &repeated {
            let place = self.positions.place(*position);
            self.draft.drop_kept(CleaningRule::Duplicate, place, detail.to_owned());
        }
        self.note_suspects(&log, days, &repeated, closing);
        Ok(ReadLog { log, report: self.draft.finish() })
    }

    /// Lays out the log of rows that were read before, whose places are not known.
    pub(crate) fn finish_unplaced(
        mut self,
        builder: EventLogBuilder,
        closing: &Closing<'_>,
    ) -> Result<ReadLog, Error> {
        let (log, dropped) = self.lay_out(builder, closing)?;
        self.draft.drop_unplaced(CleaningRule::Duplicate, dropped.len() as u64);
        // Days are taken from the log itself, since its rows were read long ago.
        let mut days = EventDays::default();
        for time in log.as_columns().times() {
            days.push(*time, 0);
        }
        self.note_suspects(&log, days, &[], closing);
        Ok(ReadLog { log, report: self.draft.finish() })
    }

    /// The days of all files, with the positions of their first rows.
    fn joined_days(&mut self) -> EventDays {
        let mut joined = EventDays::default();
        mem::take(&mut self.days).into_values().for_each(|days| joined.append(days));
        joined
    }

    /// Leaves out the rows of stray clocks; returns their positions too, ascending.
    fn leave_out_strays(
        &mut self,
        builder: EventLogBuilder,
        days: &mut EventDays,
        closing: &Closing<'_>,
    ) -> (EventLogBuilder, Vec<u32>) {
        let strays = closing.strays(&days.days());
        if strays.is_empty() {
            return (builder, Vec::new());
        }
        let (builder, outside) = builder.within(rest(&strays));
        let time = closing.time_column;
        let n_rows = u64::from(self.positions.n_rows());
        for position in &outside {
            let place = self.positions.place(*position);
            // All but the outermost lie behind the silence that is told with them.
            let detail = stray_detail(&strays, time, n_rows);
            self.draft.drop_kept(CleaningRule::StrayClock, place, detail);
        }
        days.keep_within(rest(&strays));
        (builder, outside)
    }

    fn lay_out(
        &self,
        builder: EventLogBuilder,
        closing: &Closing<'_>,
    ) -> Result<(EventLog, Vec<u32>), Error> {
        match builder.n_events() {
            0 => Err(self.draft.no_usable_row()),
            _ => lay_out(builder, closing),
        }
    }

    fn note_suspects(
        &mut self,
        log: &EventLog,
        days: EventDays,
        dropped: &[u32],
        closing: &Closing<'_>,
    ) {
        let switches = closing.switches;
        if switches.is_on(CleaningRule::SimilarIds) {
            self.note_similar_ids(log);
        }
        if switches.is_on(CleaningRule::RegistrationAfterFirstEvent) {
            self.note_late_registrations(log);
        }
        if switches.is_on(CleaningRule::AfterTheEnd) {
            self.note_after_the_end(log, days, dropped);
        }
    }

    fn note_similar_ids(&mut self, log: &EventLog) {
        let ids = log.entity_ids();
        let groups = similar_ids(ids.iter(), |id| log.entity(id).is_some());
        let n_events =
            |id: &String| log.entity(id).map_or(0, |entity| log.as_columns().rows(entity).len());
        for ids in groups.into_values() {
            for (left, right) in ids.iter().zip(&ids[1..]) {
                let (n_left, n_right) = (n_events(left), n_events(right));
                let words = difference(left, right);
                let unit = if n_left == 1 { "event" } else { "events" };
                let detail =
                    format!("`{left}` ({n_left} {unit}) and `{right}` ({n_right}) {words}");
                self.draft.note(CleaningRule::SimilarIds, detail);
            }
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
    fn note_after_the_end(&mut self, log: &EventLog, days: EventDays, dropped: &[u32]) {
        let Some(remainder) = days.remainder() else { return };
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

const REPEATS_ROW: &str = "equals another row in every role and attribute";
const REPEATS_KEY: &str = "has the key of an earlier row";

/// The position that a row had before others were left out, whose positions are ascending.
fn before_removal(removed: &[u32], position: u32) -> u32 {
    let (mut low, mut high) = (0, removed.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match removed[middle] - middle as u32 <= position {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    position + low as u32
}

/// Describes the events of stray clocks.
pub(crate) fn stray_detail(strays: &[Stray], time: &str, n_rows: u64) -> String {
    let texts = strays.iter().map(|stray| {
        let hours = stray.silence.span().millis() / 3_600_000;
        let (at, before) = match stray.is_after() {
            true => {
                (stray.range.start, format!("after the event before it ({})", stray.silence.start))
            }
            false => {
                (stray.silence.start, format!("before the event after it ({})", stray.silence.end))
            }
        };
        let rows = if stray.n_rows == 1 { "row" } else { "rows" };
        format!(
            "`{time}` is {at}, {} h {before}, in {} {rows} of {}",
            grouped(hours.unsigned_abs()),
            stray.n_rows,
            grouped(n_rows)
        )
    });
    texts.collect::<Vec<_>>().join("; ")
}
