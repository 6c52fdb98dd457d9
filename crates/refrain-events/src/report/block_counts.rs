//! Counts of one block, before its place in the whole is known.

use crate::report::cleaning_report::MAX_SAMPLES;
use crate::report::on_damage::OnDamage;
use crate::report::rule::CleaningRule;

/// Characters of a line shown in a report.
const EXCERPT_CHARS: usize = 120;

/// Bytes of a line looked at for that: UTF-8 takes at most four for one character.
const EXCERPT_BYTES: usize = 4 * EXCERPT_CHARS;

/// Counts of one block; lines count from 1 within it.
#[derive(Debug, Default)]
pub(crate) struct BlockCounts {
    pub(crate) lines: u64,
    pub(crate) rows_read: u64,
    pub(crate) rows_kept: u64,
    pub(crate) blank_lines: u64,
    pub(crate) found: Vec<Found>,
}

/// Findings under one rule.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) rule: CleaningRule,
    pub(crate) count: u64,
    pub(crate) samples: Vec<FoundAt>,
}

/// One thing found.
#[derive(Debug)]
pub(crate) struct FoundAt {
    pub(crate) line: u64,
    pub(crate) detail: String,
    pub(crate) excerpt: Option<String>,
}

/// A damaged row that stops a strict read: the one counted last.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) rule: CleaningRule,
    pub(crate) detail: String,
}

impl BlockCounts {
    /// Counts a row that is in the log, for now: a duplicate is found only at the end.
    #[inline]
    pub(crate) fn keep(&mut self) {
        self.rows_read += 1;
        self.rows_kept += 1;
    }

    /// Counts a row that is not in the log.
    pub(crate) fn drop(
        &mut self,
        rule: CleaningRule,
        detail: String,
        line: Option<&[u8]>,
        on_damage: OnDamage,
    ) -> Result<(), Stopped> {
        // Not counted as read: the read ends here, at the line counted last.
        if on_damage == OnDamage::Stop && rule.is_damage() {
            return Err(Stopped { rule, detail });
        }
        self.rows_read += 1;
        self.note(rule, detail, line);
        Ok(())
    }

    /// Counts a row that is not in the log as one of many.
    #[inline]
    pub(crate) fn drop_one_more(&mut self, rule: CleaningRule) {
        self.rows_read += 1;
        self.count(rule);
    }

    /// Notes something about the row at hand.
    pub(crate) fn note(&mut self, rule: CleaningRule, detail: String, line: Option<&[u8]>) {
        let at = self.lines;
        let found = self.found(rule);
        found.count += 1;
        if found.samples.len() < MAX_SAMPLES {
            found.samples.push(FoundAt { line: at, detail, excerpt: line.map(excerpt) });
        }
    }

    /// Counts under a rule that has its [samples](Self::has_samples).
    #[inline]
    pub(crate) fn count(&mut self, rule: CleaningRule) {
        self.found(rule).count += 1;
    }

    /// Tells whether a rule has all the samples that are kept of it.
    #[inline]
    pub(crate) fn has_samples(&self, rule: CleaningRule) -> bool {
        let found = self.found.iter().find(|found| found.rule == rule);
        found.is_some_and(|found| found.samples.len() >= MAX_SAMPLES)
    }

    fn found(&mut self, rule: CleaningRule) -> &mut Found {
        let index = self.found.iter().position(|found| found.rule == rule).unwrap_or_else(|| {
            self.found.push(Found { rule, count: 0, samples: Vec::new() });
            self.found.len() - 1
        });
        &mut self.found[index]
    }
}

/// The beginning of a line, fit for a terminal whatever the bytes are.
fn excerpt(line: &[u8]) -> String {
    let head = String::from_utf8_lossy(&line[..line.len().min(EXCERPT_BYTES)]);
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut shown: String = head.trim_end().chars().take(EXCERPT_CHARS).map(visible).collect();
    if line.trim_ascii_end().len() > shown.len() && head.chars().count() > EXCERPT_CHARS {
        shown.push('…');
    }
    shown
}
