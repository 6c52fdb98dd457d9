//! What was found while a log was read and cleaned.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::names::nearest;

/// Rows shown per rule.
pub(crate) const MAX_SAMPLES: usize = 5;

/// A rule of cleaning, in the order in which reports list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The row cannot be taken apart: it is no JSON object, or no record of the table.
    Unparsable,
    /// The line is not UTF-8.
    InvalidUtf8,
    /// The line is longer than the limit.
    LineTooLong,
    /// The row belongs to nobody, by the schema's guest rule.
    Guest,
    /// The entity, the time or the kind is missing.
    MissingRole,
    /// The entity, the time or the kind holds something else than it should.
    BadValue,
    /// The time is outside of the schema's plausible range.
    TimeOutOfRange,
    /// The time is outside of the range that the reader was asked for.
    NotSelected,
    /// The row equals an earlier one in every role and attribute.
    Duplicate,
    /// A time is written in scientific notation with too few digits to tell the second, as
    /// spreadsheets write it: `1.54111E+12`. It is read as written.
    LossyTime,
    /// A text that was encoded twice was repaired.
    TextRepaired,
    /// An optional role or an attribute held something else than it should; it counts as missing.
    BadValueIgnored,
    /// An entity's registration is later than its first event.
    RegistrationAfterFirstEvent,
    /// The row comes after the nominal end of the log.
    AfterTheEnd,
    /// A column of the schema occurs in no row.
    AbsentColumn,
    /// A compressed file is cut off or corrupt; what came before the damage was read.
    DamagedFile,
}

/// What a rule does to the rows it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The row is not in the log.
    Dropped,
    /// The row is in the log; the finding is a repair or a suspicion. Rows that turn out to be
    /// duplicates later are counted too.
    Noted,
}

impl Rule {
    /// Every rule, in the order of reports.
    pub const ALL: [Rule; 16] = [
        Rule::Unparsable,
        Rule::InvalidUtf8,
        Rule::LineTooLong,
        Rule::Guest,
        Rule::MissingRole,
        Rule::BadValue,
        Rule::TimeOutOfRange,
        Rule::NotSelected,
        Rule::Duplicate,
        Rule::LossyTime,
        Rule::TextRepaired,
        Rule::BadValueIgnored,
        Rule::RegistrationAfterFirstEvent,
        Rule::AfterTheEnd,
        Rule::AbsentColumn,
        Rule::DamagedFile,
    ];

    /// Returns the name of the rule in reports and tables.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Unparsable => "unparsable",
            Rule::InvalidUtf8 => "invalid_utf8",
            Rule::LineTooLong => "line_too_long",
            Rule::Guest => "guest",
            Rule::MissingRole => "missing_role",
            Rule::BadValue => "bad_value",
            Rule::TimeOutOfRange => "time_out_of_range",
            Rule::NotSelected => "not_selected",
            Rule::Duplicate => "duplicate",
            Rule::LossyTime => "lossy_time",
            Rule::TextRepaired => "text_repaired",
            Rule::BadValueIgnored => "bad_value_ignored",
            Rule::RegistrationAfterFirstEvent => "registration_after_first_event",
            Rule::AfterTheEnd => "after_the_end",
            Rule::AbsentColumn => "absent_column",
            Rule::DamagedFile => "damaged_file",
        }
    }

    /// Returns whether the rule drops rows or only notes them.
    pub fn effect(self) -> Effect {
        if self <= Rule::Duplicate { Effect::Dropped } else { Effect::Noted }
    }

    /// Whether rows under the rule stop a strict reader.
    pub fn is_damage(self) -> bool {
        matches!(
            self,
            Rule::Unparsable
                | Rule::InvalidUtf8
                | Rule::LineTooLong
                | Rule::MissingRole
                | Rule::BadValue
                | Rule::TimeOutOfRange
        )
    }

    /// Whether the rule can be switched off: the others find rows that could not be kept, columns
    /// or files, or are asked for by other means.
    pub fn is_switchable(self) -> bool {
        matches!(
            self,
            Rule::Guest
                | Rule::TimeOutOfRange
                | Rule::Duplicate
                | Rule::LossyTime
                | Rule::TextRepaired
                | Rule::RegistrationAfterFirstEvent
                | Rule::AfterTheEnd
        )
    }

    /// Returns what the rule counts, as the word for this many.
    pub fn unit(self, count: u64) -> &'static str {
        let (one, many) = match self {
            Rule::RegistrationAfterFirstEvent => ("entity", "entities"),
            Rule::AbsentColumn => ("column", "columns"),
            Rule::DamagedFile => ("file", "files"),
            _ => ("row", "rows"),
        };
        if count == 1 { one } else { many }
    }

    /// What to look at where the rule drops every row.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Rule::Unparsable | Rule::InvalidUtf8 | Rule::LineTooLong => {
                "is this a log of JSON lines or a table of delimited text?"
            }
            Rule::Guest => "does the schema's guest rule fit this log?",
            Rule::TimeOutOfRange => "is the schema's unit of time right?",
            Rule::NotSelected => "the range of time asked for lies outside of the log",
            _ => "does the schema fit this log?",
        }
    }
}

impl FromStr for Rule {
    type Err = Error;

    fn from_str(name: &str) -> Result<Rule, Error> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name).ok_or_else(|| Error::UnknownRule {
            name: name.to_owned(),
            nearest: nearest(name, Rule::ALL.map(Rule::name)).map(str::to_owned),
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One thing found, as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// Name of the file, if it is about a place in one.
    pub file: Option<String>,
    /// Line in the file from 1; in a Parquet file the row.
    pub line: Option<u64>,
    /// What is the matter.
    pub detail: String,
    /// The beginning of the line, for formats that have lines; bytes that cannot be shown are
    /// replaced.
    pub excerpt: Option<String>,
}

/// All that was found under one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How many rows, or what [`Rule::unit`] says.
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
    /// Lines with nothing on them.
    pub blank_lines: u64,
}

/// What was read, kept, dropped, repaired and suspected.
///
/// `rows_read = rows_kept + rows_dropped()`, always. It displays as a table followed by the
/// samples.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CleaningReport {
    /// Rows read.
    pub rows_read: u64,
    /// Rows in the log.
    pub rows_kept: u64,
    /// What was found, in the order of [`Rule`]; rules that found nothing are left out.
    pub findings: Vec<Finding>,
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
    pub fn finding(&self, rule: Rule) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.rule == rule)
    }

    /// Returns how much was found under a rule.
    pub fn count(&self, rule: Rule) -> u64 {
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
        for Finding { rule, count, .. } in std::iter::once(first).chain(findings) {
            let (unit, count) = (rule.unit(*count), grouped(*count));
            write!(f, "\n  {rule:<name_width$}  {count:>width$} {unit}")?;
        }
        Ok(())
    }
}

fn fmt_samples(f: &mut fmt::Formatter<'_>, finding: &Finding) -> fmt::Result {
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
    let more = finding.count.saturating_sub(finding.samples.len() as u64);
    if more > 0 { write!(f, "\n  and {} more", grouped(more)) } else { Ok(()) }
}

/// A number with a comma before every third digit from the end.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
