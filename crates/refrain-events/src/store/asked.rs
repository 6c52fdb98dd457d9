//! The events of a store that a reader asks for.

use std::collections::BTreeMap;

use refrain_core::{Span, Time, TimeRange};

use super::manifest::{DayEntry, Manifest};
use crate::report::closing::Closing;
use crate::report::rule::CleaningRule;
use crate::report::running::{RunningReport, stray_detail};
use crate::report::stray_clocks::{DayRows, Stray, rest, stray_clocks};

/// The range asked for, without the rows of stray clocks, which are the same for every bucket.
pub(super) struct Asked {
    pub(super) range: TimeRange,
    strays: Vec<Stray>,
    n_rows: u64,
}

impl Asked {
    pub(super) fn new(selected: TimeRange, manifest: &Manifest, closing: &Closing<'_>) -> Asked {
        let days = days(selected, manifest);
        let strays = closing.strays(&days);
        let rest = rest(&strays);
        let start = selected.start.max(rest.start);
        let range = TimeRange::new(start, selected.end.min(rest.end).max(start));
        Asked { range, strays, n_rows: days.iter().map(|day| day.n_rows).sum() }
    }

    /// Counts the rows of stray clocks, of all that were left out, and returns how many they are.
    pub(super) fn note_strays(
        &self,
        running: &mut RunningReport,
        left_out: u64,
        time_column: &str,
    ) -> u64 {
        let n_rows: u64 = self.strays.iter().map(|stray| stray.n_rows).sum();
        let n_rows = n_rows.min(left_out);
        if n_rows > 0 {
            let detail = stray_detail(&self.strays, time_column, self.n_rows);
            running.draft().note(CleaningRule::StrayClock, detail);
            running.draft().drop_unplaced(CleaningRule::StrayClock, n_rows - 1);
            running.draft().unkeep_one();
        }
        n_rows
    }
}

/// The days of all inputs that lie in a range, in their order.
///
/// None where those of some input are not known: a store of the first version keeps none.
fn days(selected: TimeRange, manifest: &Manifest) -> Vec<DayRows> {
    let mut days: BTreeMap<i64, DayRows> = BTreeMap::new();
    for input in &manifest.inputs {
        if input.days.is_empty() && input.rows_kept > 0 {
            return Vec::new();
        }
        for day in &input.days {
            let DayEntry(n_rows, first, last) = *day;
            let (first, last) = (Time::from_millis(first), Time::from_millis(last));
            if last < selected.start || first >= selected.end {
                continue;
            }
            let joined = days.entry(first.utc_day()).or_insert(DayRows { first, last, n_rows: 0 });
            joined.first = joined.first.min(first);
            joined.last = joined.last.max(last);
            joined.n_rows += n_rows;
        }
    }
    days.into_values().collect()
}

/// The range of the events of a store, without those of stray clocks.
pub(super) fn without_strays(manifest: &Manifest, range: TimeRange) -> TimeRange {
    let days = days(range, manifest);
    let rest = rest(&stray_clocks(&days, None));
    let mut days = days.iter().filter(|day| rest.contains(day.first));
    // No day: a store of the first version.
    let Some(first) = days.next() else { return range };
    let last = days.next_back().unwrap_or(first);
    TimeRange::new(first.first, last.last + Span::MILLISECOND)
}
