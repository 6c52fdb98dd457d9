//! The cleaning report while it is being written.

use crate::error::Error;
use crate::report::{CleaningReport, FileRows, Finding, MAX_SAMPLES, Rule, Sample};

/// Characters of a line shown in a report.
const EXCERPT_CHARS: usize = 120;

/// Bytes of a line looked at for that: UTF-8 takes at most four for one character.
const EXCERPT_BYTES: usize = 4 * EXCERPT_CHARS;

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file_idx: usize,
    pub(crate) line: u64,
}

/// What happens at a damaged row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDamage {
    Count,
    Stop,
}

/// Counts rows and what is found about them.
#[derive(Debug)]
pub(crate) struct Ledger {
    on_damage: OnDamage,
    findings: Vec<Finding>,
    files: Vec<FileRows>,
}

impl Ledger {
    pub(crate) fn new(on_damage: OnDamage) -> Ledger {
        let empty = |rule| Finding { rule, count: 0, samples: Vec::new() };
        Ledger { on_damage, findings: Rule::ALL.map(empty).to_vec(), files: Vec::new() }
    }

    /// Begins a file and returns its index.
    pub(crate) fn begin_file(&mut self, name: String) -> usize {
        self.files.push(FileRows { name, rows_read: 0, rows_kept: 0, blank_lines: 0 });
        self.files.len() - 1
    }

    pub(crate) fn blank_line(&mut self, file_idx: usize) {
        self.files[file_idx].blank_lines += 1;
    }

    /// Counts a row that is in the log, for now: a duplicate is found only at the end.
    pub(crate) fn keep(&mut self, place: Place) {
        self.files[place.file_idx].rows_read += 1;
        self.files[place.file_idx].rows_kept += 1;
    }

    /// Counts a row that is not in the log.
    pub(crate) fn drop(
        &mut self,
        rule: Rule,
        place: Place,
        detail: String,
        line: Option<&[u8]>,
    ) -> Result<(), Error> {
        if self.on_damage == OnDamage::Stop && rule.is_damage() {
            let file = self.files[place.file_idx].name.clone();
            return Err(Error::DamagedRow { file, line: place.line, rule, detail });
        }
        self.files[place.file_idx].rows_read += 1;
        self.note_row(rule, place, detail, line);
        Ok(())
    }

    /// Counts a row as dropped that was kept before.
    pub(crate) fn drop_duplicate(&mut self, place: Place) {
        self.files[place.file_idx].rows_kept -= 1;
        let detail = "equals another row in every role and attribute".to_owned();
        self.note_row(Rule::Duplicate, place, detail, None);
    }

    /// Notes something about a row.
    pub(crate) fn note_row(
        &mut self,
        rule: Rule,
        place: Place,
        detail: String,
        line: Option<&[u8]>,
    ) {
        let file = &self.files[place.file_idx].name;
        let finding = &mut self.findings[rule as usize];
        finding.count += 1;
        if finding.samples.len() < MAX_SAMPLES {
            finding.samples.push(Sample {
                file: Some(file.clone()),
                line: Some(place.line),
                detail,
                excerpt: line.map(excerpt),
            });
        }
    }

    /// Notes something that is about no single row.
    pub(crate) fn note(&mut self, rule: Rule, detail: String) {
        let finding = &mut self.findings[rule as usize];
        finding.count += 1;
        if finding.samples.len() < MAX_SAMPLES {
            finding.samples.push(Sample { file: None, line: None, detail, excerpt: None });
        }
    }

    /// Sets the true count of a rule whose samples alone were noted.
    pub(crate) fn set_count(&mut self, rule: Rule, count: u64) {
        self.findings[rule as usize].count = count;
    }

    /// The error of an input that leaves no event.
    pub(crate) fn no_usable_row(&self) -> Error {
        let rows_read = self.rows_read();
        let most = self.findings.iter().filter(|f| f.rule <= Rule::Duplicate && f.count > 0);
        // Of equal counts the first rule: max_by_key takes the last of equals.
        let most = most.rev().max_by_key(|finding| finding.count);
        let (Some(finding), Some(sample)) = (most, most.and_then(|f| f.samples.first())) else {
            let file = self.files.first().map(|file| file.name.clone()).unwrap_or_default();
            let damaged = self.findings[Rule::DamagedFile as usize].samples.first();
            let damage = damaged.map(|sample| sample.detail.clone());
            return Error::NoRows { file, n_files: self.files.len(), damage };
        };
        Error::NoUsableRow {
            rows_read,
            rule: finding.rule,
            rows: finding.count,
            file: sample.file.clone().unwrap_or_default(),
            line: sample.line.unwrap_or_default(),
            detail: sample.detail.clone(),
        }
    }

    pub(crate) fn finish(self) -> CleaningReport {
        let report = CleaningReport {
            rows_read: self.rows_read(),
            rows_kept: self.files.iter().map(|file| file.rows_kept).sum(),
            findings: self.findings.into_iter().filter(|finding| finding.count > 0).collect(),
            files: self.files,
        };
        debug_assert_eq!(report.rows_read, report.rows_kept + report.rows_dropped());
        report
    }

    pub(crate) fn file_name(&self, file_idx: usize) -> &str {
        &self.files[file_idx].name
    }

    fn rows_read(&self) -> u64 {
        self.files.iter().map(|file| file.rows_read).sum()
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
