//! Options of a corruption.

use refrain_core::{Span, TimeRange};

use crate::corruption::problem::CorruptionProblem;

/// Options of a corruption: the damage to a log, and how much; nothing unless told.
///
/// A share is a probability with which each row is damaged, rows of guests included. Nothing is
/// checked until [`Corruption::new`](crate::Corruption::new). [`Corruption`](crate::Corruption) says what becomes of rows
/// that several kinds meet.
///
/// # Examples
///
/// ```
/// use refrain_core::Span;
/// use refrain_sim::{Corruption, CorruptionOptions};
///
/// let options = CorruptionOptions::new()
///     .seed(1)
///     .truncated(0.001)
///     .duplicates(0.01, 20)
///     .late(0.02, Span::from_hours(6))
///     .numeric_ids();
/// assert!(Corruption::new(options).is_ok());
/// assert!(Corruption::new(CorruptionOptions::new().corrupt(1.5)).is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CorruptionOptions {
    pub(crate) seed: u64,
    pub(crate) gaps: Vec<TimeRange>,
    pub(crate) drawn_gaps: Option<(u32, Span)>,
    pub(crate) numeric_ids: bool,
    pub(crate) guest_id: Option<u64>,
    pub(crate) encoding_rounds: Option<u32>,
    pub(crate) rounded: f64,
    pub(crate) truncated: f64,
    pub(crate) corrupt: f64,
    pub(crate) duplicates: Option<(f64, u32)>,
    pub(crate) late: Option<(f64, Span)>,
    pub(crate) shuffle: Option<u32>,
}

/// Lines that may wait for others: half a gigabyte of them.
const MOST_LINES: u32 = 1_000_000;
/// Every row is compared with every gap.
const MOST_GAPS: u32 = 1_000;
/// The most that cleaning undoes, and that Sparkify's log shows.
const MOST_ROUNDS: u32 = 2;

impl CorruptionOptions {
    /// Starts from no corruption at all, with seed 0.
    pub fn new() -> CorruptionOptions {
        CorruptionOptions {
            seed: 0,
            gaps: Vec::new(),
            drawn_gaps: None,
            numeric_ids: false,
            guest_id: None,
            encoding_rounds: None,
            rounded: 0.0,
            truncated: 0.0,
            corrupt: 0.0,
            duplicates: None,
            late: None,
            shuffle: None,
        }
    }

    /// Sets what every random draw derives from; it may be the seed of the simulation.
    pub fn seed(self, seed: u64) -> CorruptionOptions {
        CorruptionOptions { seed, ..self }
    }

    /// Leaves out all rows of a time, as an outage does; to be called again for another.
    ///
    /// Gaps may overlap each other and the time simulated.
    pub fn gap(mut self, gap: TimeRange) -> CorruptionOptions {
        self.gaps.push(gap);
        self
    }

    /// Leaves out all rows of `n_gaps` times of one length, 1 to 1,000.
    ///
    /// One is drawn uniformly within each `n_gaps`-th part of the time simulated, so that they
    /// do not overlap each other.
    pub fn drawn_gaps(self, n_gaps: u32, span: Span) -> CorruptionOptions {
        CorruptionOptions { drawn_gaps: Some((n_gaps, span)), ..self }
    }

    /// Writes `userId` as a JSON number, save the empty one of guests.
    pub fn numeric_ids(self) -> CorruptionOptions {
        CorruptionOptions { numeric_ids: true, ..self }
    }

    /// Writes this as `userId` on all rows without a user, as Sparkify's full log has 1261737.
    pub fn guest_id(self, id: u64) -> CorruptionOptions {
        CorruptionOptions { guest_id: Some(id), ..self }
    }

    /// Reads the UTF-8 bytes of `artist` and `song` as Latin-1 and encodes them anew, once or
    /// twice: `Björk` becomes `BjÃ¶rk`, with the control characters of Latin-1 as they are.
    pub fn double_encoded(self, rounds: u32) -> CorruptionOptions {
        CorruptionOptions { encoding_rounds: Some(rounds), ..self }
    }

    /// Sets the share of rows whose `ts` is a text of six digits, as spreadsheets export it:
    /// `"1.54111E+12"`.
    ///
    /// It is a text since a JSON number in this form is a number like any other to whoever has
    /// parsed it. Times before 1970-01-12T13:46:40Z stay: six digits hold them to the second.
    pub fn rounded(self, share: f64) -> CorruptionOptions {
        CorruptionOptions { rounded: share, ..self }
    }

    /// Sets the share of rows that are cut off somewhere after the first character, at the latest
    /// before the last and never within one.
    pub fn truncated(self, share: f64) -> CorruptionOptions {
        CorruptionOptions { truncated: share, ..self }
    }

    /// Sets the share of rows in which one to eight bytes are control characters instead.
    ///
    /// They lie between the braces, and none is a tab or a line end, so that the line is no JSON
    /// wherever they fall. Characters are overwritten whole: the line stays UTF-8.
    pub fn corrupt(self, share: f64) -> CorruptionOptions {
        CorruptionOptions { corrupt: share, ..self }
    }

    /// Sets the share of rows that are written twice, and up to how many lines after the first
    /// the second comes: 1 to 1,000,000, and 1 means right after it.
    ///
    /// The distance is uniform. It is longer where two copies are due at one line, and shorter at
    /// the end of the log.
    pub fn duplicates(self, share: f64, most_lines_later: u32) -> CorruptionOptions {
        CorruptionOptions { duplicates: Some((share, most_lines_later)), ..self }
    }

    /// Sets the share of rows that are written up to a span later than their place in time.
    ///
    /// Each is due after a uniform part of the span and is written behind all rows of the time
    /// until then, which may be none. It is held in memory meanwhile.
    pub fn late(self, share: f64, span: Span) -> CorruptionOptions {
        CorruptionOptions { late: Some((share, span)), ..self }
    }

    /// Shuffles the lines within successive blocks of this many, 2 to 1,000,000.
    ///
    /// No line leaves its block, so that memory holds one block at a time, some 500 bytes a line.
    pub fn shuffle(self, block_lines: u32) -> CorruptionOptions {
        CorruptionOptions { shuffle: Some(block_lines), ..self }
    }

    /// Refuses what makes no sense in any simulation.
    pub(crate) fn check(&self) -> Result<(), CorruptionProblem> {
        share("rounded", self.rounded)?;
        share("truncated", self.truncated)?;
        share("corrupt", self.corrupt)?;
        if let Some((duplicates, lines_later)) = self.duplicates {
            share("duplicates", duplicates)?;
            number("duplicates", "lines later", lines_later, 1, MOST_LINES)?;
        }
        if let Some((late, within)) = self.late {
            share("late", late)?;
            span("late", within)?;
        }
        if let Some(block) = self.shuffle {
            number("shuffle", "lines in a block", block, 2, MOST_LINES)?;
        }
        if let Some(rounds) = self.encoding_rounds {
            number("double-encoded", "rounds", rounds, 1, MOST_ROUNDS)?;
        }
        self.check_gaps()
    }

    fn check_gaps(&self) -> Result<(), CorruptionProblem> {
        if let Some((n_gaps, length)) = self.drawn_gaps {
            number("gaps", "gaps", n_gaps, 1, MOST_GAPS)?;
            span("gaps", length)?;
        }
        number("gap", "gaps", self.gaps.len().try_into().unwrap_or(u32::MAX), 0, MOST_GAPS)?;
        match self.gaps.iter().find(|gap| gap.span().is_zero()) {
            Some(found) => Err(CorruptionProblem::EmptyGap { found: *found }),
            None => Ok(()),
        }
    }
}

impl Default for CorruptionOptions {
    fn default() -> CorruptionOptions {
        CorruptionOptions::new()
    }
}

fn share(kind: &'static str, found: f64) -> Result<(), CorruptionProblem> {
    match (0.0..=1.0).contains(&found) {
        true => Ok(()),
        false => Err(CorruptionProblem::Share { kind, found }),
    }
}

fn span(kind: &'static str, found: Span) -> Result<(), CorruptionProblem> {
    match found.is_zero() {
        true => Err(CorruptionProblem::EmptySpan { kind }),
        false => Ok(()),
    }
}

fn number(
    kind: &'static str,
    what: &'static str,
    found: u32,
    least: u32,
    limit: u32,
) -> Result<(), CorruptionProblem> {
    match (least..=limit).contains(&found) {
        true => Ok(()),
        false => Err(CorruptionProblem::Number { kind, what, found, least, limit }),
    }
}
