//! The cleaning report while it is being written.

use std::collections::BTreeMap;

use refrain_core::Error;

use crate::report::block_counts::BlockCounts;
use crate::report::cleaning_report::{
    CleaningFinding, CleaningReport, FileRows, MAX_SAMPLES, Sample,
};
use crate::report::problem::ReportProblem;
use crate::report::rule::CleaningRule;

/// Place of a row: file and line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file_idx: usize,
    pub(crate) line: u64,
}

/// Counts rows and what is found about them, over all blocks.
#[derive(Debug)]
pub(crate) struct ReportDraft {
    findings: Vec<CleaningFinding>,
    files: Vec<FileRows>,
    /// For each file how much was found under each rule.
    found: Vec<BTreeMap<CleaningRule, u64>>,
}

impl ReportDraft {
    /// Starts the report of these files.
    pub(crate) fn new(file_names: Vec<String>) -> ReportDraft {
        let empty = |rule| CleaningFinding { rule, count: 0, samples: Vec::new() };
        let file = |name| FileRows { name, rows_read: 0, rows_kept: 0, blank_lines: 0 };
        ReportDraft {
            findings: CleaningRule::ALL.map(empty).to_vec(),
            found: vec![BTreeMap::new(); file_names.len()],
            files: file_names.into_iter().map(file).collect(),
        }
    }

    /// Adds what was found in a block whose first line comes after `lines_before` others.
    pub(crate) fn add(&mut self, counts: BlockCounts, file_idx: usize, lines_before: u64) {
        let file = &mut self.files[file_idx];
        file.rows_read += counts.rows_read;
        file.rows_kept += counts.rows_kept;
        file.blank_lines += counts.blank_lines;
        for found in counts.found {
            // By file as well, since a store keeps what was found in each of its inputs.
            *self.found[file_idx].entry(found.rule).or_default() += found.count;
            let finding = &mut self.findings[found.rule as usize];
            finding.count += found.count;
            // Blocks come in the order of the input, so that these are the first ones on any number
            // of threads.
            let room = MAX_SAMPLES - finding.samples.len();
            finding.samples.extend(found.samples.into_iter().take(room).map(|at| Sample {
                file: Some(file.name.clone()),
                line: Some(lines_before + at.line),
                detail: at.detail,
                excerpt: at.excerpt,
            }));
        }
    }

    /// Adds what was found in a file when it was read before.
    pub(crate) fn add_known(
        &mut self,
        file_idx: usize,
        (rows_read, rows_kept, blank_lines): (u64, u64, u64),
        found: impl Iterator<Item = (CleaningRule, u64)>,
    ) {
        let file = &mut self.files[file_idx];
        file.rows_read += rows_read;
        file.rows_kept += rows_kept;
        file.blank_lines += blank_lines;
        // Of rows read before only counts are known: no sample stands for them.
        found.for_each(|(rule, count)| self.findings[rule as usize].count += count);
    }

    /// Counts rows as dropped that were kept before, and whose files are not known any more: they
    /// are taken from the files in order.
    pub(crate) fn drop_unplaced(&mut self, rule: CleaningRule, n_rows: u64) {
        self.findings[rule as usize].count += n_rows;
        let mut rest = n_rows;
        for file in &mut self.files {
            let taken = rest.min(file.rows_kept);
            file.rows_kept -= taken;
            rest -= taken;
        }
    }

    /// Counts a row as no longer kept that was noted under its rule already.
    pub(crate) fn unkeep_one(&mut self) {
        if let Some(file) = self.files.iter_mut().find(|file| file.rows_kept > 0) {
            file.rows_kept -= 1;
        }
    }

    /// The rows of a file, and what was found in them by the names of the rules.
    pub(crate) fn input(&self, file_idx: usize) -> (FileRows, Vec<(String, u64)>) {
        let found = self.found[file_idx].iter();
        let found = found.map(|(rule, count)| (rule.name().to_owned(), *count));
        (self.files[file_idx].clone(), found.collect())
    }

    pub(crate) fn has_rows(&self) -> bool {
        self.rows_read() > 0
    }

    /// Counts a row as dropped that was kept before.
    pub(crate) fn drop_kept(&mut self, rule: CleaningRule, place: Place, detail: String) {
        // It was counted as kept when it was read; which rows these are shows at the end only.
        self.files[place.file_idx].rows_kept -= 1;
        self.note_at(rule, place, detail);
    }

    /// Notes something about a row whose text is gone.
    pub(crate) fn note_at(&mut self, rule: CleaningRule, place: Place, detail: String) {
        let file = &self.files[place.file_idx].name;
        let finding = &mut self.findings[rule as usize];
        finding.count += 1;
        if finding.samples.len() < MAX_SAMPLES {
            let (file, line) = (Some(file.clone()), Some(place.line));
            finding.samples.push(Sample { file, line, detail, excerpt: None });
        }
    }

    /// Notes something that is about no single row.
    pub(crate) fn note(&mut self, rule: CleaningRule, detail: String) {
        let finding = &mut self.findings[rule as usize];
        finding.count += 1;
        if finding.samples.len() < MAX_SAMPLES {
            finding.samples.push(Sample { file: None, line: None, detail, excerpt: None });
        }
    }

    /// Notes something about a file as a whole.
    pub(crate) fn note_file(&mut self, rule: CleaningRule, file_idx: usize, detail: String) {
        *self.found[file_idx].entry(rule).or_default() += 1;
        self.note(rule, detail);
    }

    /// Sets the true count of a rule whose samples alone were noted.
    pub(crate) fn set_count(&mut self, rule: CleaningRule, count: u64) {
        self.findings[rule as usize].count = count;
    }

    /// The error of an input that leaves no event.
    pub(crate) fn no_usable_row(&self) -> Error {
        let rows_read = self.rows_read();
        let most =
            self.findings.iter().filter(|f| f.rule <= CleaningRule::Duplicate && f.count > 0);
        // Of equal counts the first rule: max_by_key takes the last of equals.
        let most = most.rev().max_by_key(|finding| finding.count);
        let (Some(finding), Some(sample)) = (most, most.and_then(|f| f.samples.first())) else {
            let file = self.files.first().map(|file| file.name.clone()).unwrap_or_default();
            let damaged = self.findings[CleaningRule::DamagedFile as usize].samples.first();
            let damage = damaged.map(|sample| sample.detail.clone());
            return ReportProblem::NoRows { file, n_files: self.files.len(), damage }.into();
        };
        ReportProblem::NoUsableRow {
            rows_read,
            rule: finding.rule,
            rows: finding.count,
            file: sample.file.clone().unwrap_or_default(),
            line: sample.line.unwrap_or_default(),
            detail: sample.detail.clone(),
        }
        .into()
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
