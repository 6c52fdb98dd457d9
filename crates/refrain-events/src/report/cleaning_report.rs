//! Cleaning report: rows read, kept and dropped, and the findings of each rule.

use std::fmt;

use crate::grouped::grouped;
use crate::report::rule::{CleaningRule, Effect};

/// Rows shown per rule.
pub(crate) const MAX_SAMPLES: usize = 5;

/// One thing found, as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// Name of the file, if it is about a place in one.
    pub file: Option<String>,
    /// Line in the file from 1; in a Parquet file the row.
    pub line: Option<u64>,
    /// Description of the matter, in words.
    pub detail: String,
    /// The beginning of the line, for formats that have lines; bytes that cannot be shown are
    /// replaced.
    pub excerpt: Option<String>,
}

/// All that was found under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CleaningFinding {
    /// The rule.
    pub rule: CleaningRule,
    /// Number of rows, or of what [`CleaningRule::unit`] says.
    pub count: u64,
    /// The first five, in the order in which they were found.
    pub samples: Vec<Sample>,
}

/// Rows of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileRows {
    /// Name of the file.
    pub name: String,
    /// Rows read; a blank line is none.
    pub rows_read: u64,
    /// Rows of it that are in the log.
    pub rows_kept: u64,
    /// Lines with nothing on them, or a comment.
    pub blank_lines: u64,
}

/// Report of what was read, kept, dropped, repaired and suspected.
///
/// `rows_read = rows_kept + rows_dropped()`, always. It displays as a table followed by the
/// samples.
///
/// # Examples
///
/// ```
/// use refrain_events::{CleaningRule, EventSchema, LogReader, Roles, SchemaSpec};
///
/// # let schema = EventSchema::new(SchemaSpec::new(Roles::new("who", "at", "what")))?;
/// let lines = "{\"who\":\"ada\",\"at\":1577836800000,\"what\":\"login\"}\n\
///              {\"who\":\"\",\"at\":1577836800000,\"what\":\"visit\"}\n\
///              {\"who\":\"bob\",\"what\":\"login\"}\n";
/// let report = LogReader::new(schema).read_from("day.jsonl", lines.as_bytes())?.report;
/// assert_eq!((report.rows_read, report.rows_kept, report.rows_dropped()), (3, 1, 2));
/// assert_eq!(report.count(CleaningRule::Guest), 1);
///
/// let missing = report.finding(CleaningRule::MissingRole).expect("bob has no time");
/// assert_eq!(missing.samples[0].line, Some(3));
/// assert!(report.to_string().starts_with("3 rows read from 1 file"));
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CleaningReport {
    /// Rows read.
    pub rows_read: u64,
    /// Rows in the log.
    pub rows_kept: u64,
    /// Findings, in the order of [`CleaningRule`]; rules that found nothing are left out.
    pub findings: Vec<CleaningFinding>,
    /// The files in the order in which they were read.
    pub files: Vec<FileRows>,
}

impl CleaningReport {
    /// Returns the number of rows that are not in the log.
    pub fn rows_dropped(&self) -> u64 {
        let dropping = self.findings.iter().filter(|found| found.rule.effect() == Effect::Dropped);
        dropping.map(|found| found.count).sum()
    }

    /// Returns what was found under a rule, `None` if nothing was.
    pub fn finding(&self, rule: CleaningRule) -> Option<&CleaningFinding> {
        self.findings.iter().find(|finding| finding.rule == rule)
    }

    /// Returns how much was found under a rule.
    pub fn count(&self, rule: CleaningRule) -> u64 {
        self.finding(rule).map_or(0, |finding| finding.count)
    }
}

impl fmt::Display for CleaningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())?;
        self.findings.iter().try_for_each(|finding| fmt_samples(f, finding))
    }
}

impl CleaningReport {
    /// Lays out the numbers without the samples.
    pub fn summary(&self) -> String {
        let mut text = String::new();
        self.fmt_summary(&mut text).expect("a string takes all that is written");
        text
    }

    fn fmt_summary(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let files = if self.files.len() == 1 { "file" } else { "files" };
        let counts = [self.rows_read, self.rows_kept, self.rows_dropped()].map(grouped);
        let width = counts[0].len();
        writeln!(f, "{} rows read from {} {files}", counts[0], self.files.len())?;
        writeln!(f, "{:>width$} kept", counts[1])?;
        write!(f, "{:>width$} dropped", counts[2])?;
        self.fmt_table(f, Effect::Dropped)?;
        self.fmt_table(f, Effect::Noted)
    }

    fn fmt_table(&self, f: &mut impl fmt::Write, effect: Effect) -> fmt::Result {
        let width = grouped(self.rows_read).len();
        let names = self.findings.iter().map(|finding| finding.rule.name().len());
        let name_width = names.max().unwrap_or(0);
        let heading = if effect == Effect::Dropped { "dropped" } else { "kept, but noted" };
        let mut findings = self.findings.iter().filter(|found| found.rule.effect() == effect);
        let Some(first) = findings.next() else { return Ok(()) };
        write!(f, "\n\n{heading}")?;
        for CleaningFinding { rule, count, .. } in std::iter::once(first).chain(findings) {
            let (unit, count) = (rule.unit(*count), grouped(*count));
            write!(f, "\n  {rule:<name_width$}  {count:>width$} {unit}")?;
        }
        Ok(())
    }
}

fn fmt_samples(f: &mut fmt::Formatter<'_>, finding: &CleaningFinding) -> fmt::Result {
    write!(f, "\n\n{}", finding.rule)?;
    for sample in &finding.samples {
        f.write_str("\n  ")?;
        if let (Some(file), Some(line)) = (&sample.file, sample.line) {
            write!(f, "{file}:{line}: ")?;
        }
        f.write_str(&sample.detail)?;
        if let Some(excerpt) = &sample.excerpt {
            write!(f, "\n    {excerpt}")?;
        }
    }
    // A count may be set apart from its samples, see `ReportDraft::set_count`.
    let more = finding.count.saturating_sub(finding.samples.len() as u64);
    if more > 0 { write!(f, "\n  and {} more", grouped(more)) } else { Ok(()) }
}
