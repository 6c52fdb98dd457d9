//! Rules of cleaning: their names, what they do to rows, and which can be switched off.

use std::fmt;
use std::str::FromStr;

use refrain_core::{Error, ErrorKind, Problem};

use crate::suggestion::did_you_mean;

/// A rule of cleaning, in the order in which reports list them.
///
/// # Examples
///
/// ```
/// use refrain_events::{CleaningRule, Effect};
///
/// let dropping = CleaningRule::ALL.into_iter().filter(|rule| rule.effect() == Effect::Dropped);
/// assert_eq!(dropping.count(), 10);
/// let rule: CleaningRule = "duplicate".parse()?;
/// assert!(rule.is_switchable() && !rule.is_damage());
/// # Ok::<(), refrain_events::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CleaningRule {
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
    /// The time is that of a clock far away from all others, before or after the rest of the log.
    StrayClock,
    /// The row equals an earlier one in every role and attribute, or in the columns by which the
    /// schema tells events apart.
    Duplicate,
    /// A time is written in scientific notation with too few digits to tell the second, as
    /// spreadsheets write it: `1.54111E+12`. It is read as written.
    LossyTime,
    /// A local time that happened twice, as clocks were set back; it is taken as the first.
    AmbiguousTime,
    /// A local time that never was, as clocks were set forward; it is taken as much later.
    SkippedTime,
    /// A number is written `NaN` or `Infinity`, which JSON has not; it counts as missing.
    NotANumber,
    /// A text that was encoded twice was repaired.
    TextRepaired,
    /// An optional role or an attribute held something else than it should; it counts as missing.
    BadValueIgnored,
    /// The duration of an event is below zero; it is taken as it is.
    NegativeDuration,
    /// The id of an entity differs from another in case, blanks or leading zeros alone.
    SimilarIds,
    /// An entity's registration is later than its first event.
    RegistrationAfterFirstEvent,
    /// The row comes after the nominal end of the log.
    AfterTheEnd,
    /// A column of the schema occurs in no row.
    AbsentColumn,
    /// A compressed file is cut off or corrupt; what came before the damage was read.
    DamagedFile,
}

/// Effect of a rule on the rows it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// The row is not in the log.
    Dropped,
    /// The row is in the log; the finding is a repair or a suspicion. Rows that turn out to be
    /// duplicates later are counted too.
    Noted,
}

impl CleaningRule {
    /// Every rule, in the order of reports.
    pub const ALL: [CleaningRule; 22] = [
        CleaningRule::Unparsable,
        CleaningRule::InvalidUtf8,
        CleaningRule::LineTooLong,
        CleaningRule::Guest,
        CleaningRule::MissingRole,
        CleaningRule::BadValue,
        CleaningRule::TimeOutOfRange,
        CleaningRule::NotSelected,
        CleaningRule::StrayClock,
        CleaningRule::Duplicate,
        CleaningRule::LossyTime,
        CleaningRule::AmbiguousTime,
        CleaningRule::SkippedTime,
        CleaningRule::NotANumber,
        CleaningRule::TextRepaired,
        CleaningRule::BadValueIgnored,
        CleaningRule::NegativeDuration,
        CleaningRule::SimilarIds,
        CleaningRule::RegistrationAfterFirstEvent,
        CleaningRule::AfterTheEnd,
        CleaningRule::AbsentColumn,
        CleaningRule::DamagedFile,
    ];

    /// Returns the name of the rule in reports and tables.
    pub fn name(self) -> &'static str {
        match self {
            CleaningRule::Unparsable => "unparsable",
            CleaningRule::InvalidUtf8 => "invalid_utf8",
            CleaningRule::LineTooLong => "line_too_long",
            CleaningRule::Guest => "guest",
            CleaningRule::MissingRole => "missing_role",
            CleaningRule::BadValue => "bad_value",
            CleaningRule::TimeOutOfRange => "time_out_of_range",
            CleaningRule::NotSelected => "not_selected",
            CleaningRule::StrayClock => "stray_clock",
            CleaningRule::Duplicate => "duplicate",
            CleaningRule::LossyTime => "lossy_time",
            CleaningRule::AmbiguousTime => "ambiguous_time",
            CleaningRule::SkippedTime => "skipped_time",
            CleaningRule::NotANumber => "not_a_number",
            CleaningRule::TextRepaired => "text_repaired",
            CleaningRule::BadValueIgnored => "bad_value_ignored",
            CleaningRule::NegativeDuration => "negative_duration",
            CleaningRule::SimilarIds => "similar_ids",
            CleaningRule::RegistrationAfterFirstEvent => "registration_after_first_event",
            CleaningRule::AfterTheEnd => "after_the_end",
            CleaningRule::AbsentColumn => "absent_column",
            CleaningRule::DamagedFile => "damaged_file",
        }
    }

    /// Returns whether the rule drops rows or only notes them.
    pub fn effect(self) -> Effect {
        // Rules are declared in this order, which reports and this comparison rely on.
        if self <= CleaningRule::Duplicate { Effect::Dropped } else { Effect::Noted }
    }

    /// Returns `true` if rows under the rule stop a strict reader.
    pub fn is_damage(self) -> bool {
        matches!(
            self,
            CleaningRule::Unparsable
                | CleaningRule::InvalidUtf8
                | CleaningRule::LineTooLong
                | CleaningRule::MissingRole
                | CleaningRule::BadValue
                | CleaningRule::TimeOutOfRange
        )
    }

    /// Returns `true` if the rule can be switched off: the others find rows that could not be kept,
    /// columns or files, or are asked for by other means.
    pub fn is_switchable(self) -> bool {
        matches!(
            self,
            CleaningRule::Guest
                | CleaningRule::TimeOutOfRange
                | CleaningRule::StrayClock
                | CleaningRule::Duplicate
                | CleaningRule::LossyTime
                | CleaningRule::AmbiguousTime
                | CleaningRule::SkippedTime
                | CleaningRule::NotANumber
                | CleaningRule::TextRepaired
                | CleaningRule::NegativeDuration
                | CleaningRule::SimilarIds
                | CleaningRule::RegistrationAfterFirstEvent
                | CleaningRule::AfterTheEnd
        )
    }

    /// Returns what the rule counts, as the word for this many.
    pub fn unit(self, count: u64) -> &'static str {
        let (one, many) = match self {
            CleaningRule::SimilarIds | CleaningRule::RegistrationAfterFirstEvent => {
                ("entity", "entities")
            }
            CleaningRule::AbsentColumn => ("column", "columns"),
            CleaningRule::DamagedFile => ("file", "files"),
            _ => ("row", "rows"),
        };
        if count == 1 { one } else { many }
    }

    /// Returns the question to ask where the rule drops every row.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            CleaningRule::Unparsable | CleaningRule::InvalidUtf8 | CleaningRule::LineTooLong => {
                "is this a log of JSON lines or a table of delimited text?"
            }
            CleaningRule::Guest => "does the schema's guest rule fit this log?",
            CleaningRule::TimeOutOfRange => "is the schema's unit of time right?",
            CleaningRule::NotSelected => "the range of time asked for lies outside of the log",
            _ => "does the schema fit this log?",
        }
    }
}

impl FromStr for CleaningRule {
    type Err = Error;

    /// Reads the name of a rule.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if no rule has it.
    fn from_str(name: &str) -> Result<CleaningRule, Error> {
        match CleaningRule::ALL.into_iter().find(|rule| rule.name() == name) {
            Some(rule) => Ok(rule),
            None => {
                let suggestion = did_you_mean(name, CleaningRule::ALL.map(CleaningRule::name));
                Err(RuleProblem::Unknown { name: name.to_owned(), suggestion }.into())
            }
        }
    }
}

impl fmt::Display for CleaningRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum RuleProblem {
    #[error("rule {rule} cannot be switched off: there would be nothing to keep")]
    Fixed { rule: CleaningRule },
    #[error("unknown cleaning rule `{name}`{suggestion}")]
    Unknown { name: String, suggestion: String },
}

impl Problem for RuleProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
