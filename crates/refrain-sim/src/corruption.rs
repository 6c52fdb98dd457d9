//! A log that is damaged in known ways.

mod breakage;
mod copies;
mod damage;
mod draws;
mod encoding;
mod field;
mod gaps;
mod lateness;
mod line;
mod options;
mod output;
mod problem;
mod report;
mod rounding;
mod rows;
mod sequence;
mod shuffle;
mod text_form;
mod user_ids;

use std::io::Write;

use crate::corruption::draws::Draws;
use crate::corruption::gaps::Gaps;
use crate::corruption::line::Line;
use crate::corruption::output::Output;
use crate::corruption::problem::CorruptionProblem;
use crate::corruption::rows::Rows;
use crate::corruption::sequence::Sequence;
use crate::{Error, Simulation};

pub use crate::corruption::options::CorruptionOptions;
pub use crate::corruption::report::CorruptionReport;

/// Writes simulated logs damaged, with a manifest of the damage.
///
/// # The manifest
///
/// One JSON object a line for each thing done. All have the keys `kind`, `line`, `row`, `userId`
/// and `ts`, in this order, and those of their kind after them. `line` is the number of the line
/// in the damaged log, `row` of the row in the clean log, both counted from 1; `userId` and `ts`
/// are what the clean log says there, the id as a text. Entries come in the order of `line`.
///
/// | `kind` | what was done | further keys |
/// | --- | --- | --- |
/// | `double-encoded` | `artist`, `song` or both were encoded anew | `rounds`; `fields`: which |
/// | `rounded` | `ts` is a text of six digits | `written`: the text |
/// | `truncated` | the line is cut off | `lost`: the rest of it |
/// | `corrupt` | bytes are overwritten | `offset`: how many bytes come before; `was`: what stood there |
/// | `duplicate` | the line is a copy | `original`: the line that it is a copy of |
/// | `late` | a later row stands before it | `due`: the `ts` until which it was held back |
/// | `shuffled` | the line was moved | `stood`: its number without shuffling |
/// | `missing` | the row is in a gap; `line` is null | `was`: the line of the clean log |
///
/// `missing` stands anywhere among the others. At the end come the entries about the log as a
/// whole, with null for the common keys:
///
/// | `kind` | what was done | further keys |
/// | --- | --- | --- |
/// | `gap` | rows of a time are missing | `from`, `until` (not included): as `ts`; `rows`: how many |
/// | `numeric-ids` | `userId` is a number | `rows`: how often, without copies |
/// | `guest-id` | guests carry an id | `id`; `rows`: how often, without copies |
///
/// Together they hold all that was lost: undone in the order *truncated and corrupt, shuffled,
/// duplicate, rounded, double-encoded, ids, late and missing* (which go where their `row` says)
/// the clean log comes out, bit for bit.
///
/// # Rows that several kinds meet
///
/// - A row in a gap is `missing` and nothing else.
/// - Rows are rewritten (ids, encoding, times) before they are copied, and copied before they are
///   broken: a copy equals what its original was to be, is never broken, late or copied again,
///   and has no entries for what was rewritten. So the lines that are no JSON are exactly those
///   that are `truncated` or `corrupt`, and there are copies whose original is one of them.
/// - A line is truncated or corrupt, never both: truncated wins.
/// - A late row's copy follows where the row is written, not where it belongs. `late` are only
///   rows that another has overtaken.
/// - Lines are shuffled last. A copy may come to stand before its original.
///
/// # Determinism
///
/// The same options and simulation give the same bytes on every platform. Which rows are damaged
/// depends on the seed and, for each kind, on its own options: switching on another kind changes
/// none of it save for what the rules above say, and the rows that a greater share damages
/// contain those of a smaller. Where a line is cut depends on its length, hence on what was
/// rewritten; a row may not be late if all that overtook it are missing. How shuffling permutes
/// the lines of a block depends on how many there are and on nothing else, but which rows these
/// are depends on gaps, copies and late rows.
///
/// # Memory
///
/// Besides the simulation's users: one block to shuffle, the rows that are late at a time, the
/// copies that wait for their place.
///
/// # Examples
///
/// ```
/// use refrain_sim::{Corruption, CorruptionOptions, Simulation, SimulationOptions};
///
/// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
/// let corruption = Corruption::new(CorruptionOptions::new().truncated(0.01).duplicates(0.05, 1))?;
/// let (mut log, mut manifest) = (Vec::new(), Vec::new());
/// let report = corruption.write(&simulation, &mut log, &mut manifest)?;
///
/// let broken = |line: &&[u8]| !line.ends_with(b"}");
/// let lines = || log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
/// assert_eq!(lines().filter(broken).count() as u64, report.n_truncated);
/// assert_eq!(lines().count() as u64, report.n_rows + report.n_duplicates);
/// # Ok::<(), refrain_sim::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Corruption {
    options: CorruptionOptions,
}

impl Corruption {
    /// Checks options.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if a share is none, a number is out of
    /// bounds, or a span or gap is empty.
    pub fn new(options: CorruptionOptions) -> Result<Corruption, Error> {
        options.check()?;
        Ok(Corruption { options })
    }

    /// Writes a simulation's events as JSON lines, damaged, and a manifest of the damage, and
    /// returns how much there is.
    ///
    /// The log without damage is what
    /// [`Simulation::write_json_lines`] writes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the id for guests is a user's or the gaps
    /// to draw do not fit into the time simulated: nothing is written then.
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if a writer fails.
    pub fn write(
        &self,
        simulation: &Simulation,
        log: &mut impl Write,
        manifest: &mut impl Write,
    ) -> Result<CorruptionReport, Error> {
        self.check_guest_id(simulation)?;
        let mut gaps = Gaps::new(&self.options, simulation.range())?;
        let mut draws = Draws::new(&self.options);
        let mut rows = Rows::new(&self.options);
        let mut sequence = Sequence::new(&self.options, Output::new(log, manifest));
        let mut n_rows = 0;
        for event in simulation.events() {
            n_rows += 1;
            let mut line = Line::new(&event, n_rows);
            // On every row, missing or not, so that a gap does not shift the damage after it.
            let drawn = draws.draw();
            if gaps.swallow(event.time) {
                sequence.leave_out(line)?;
            } else {
                let due = rows.damage(&mut line, drawn);
                sequence.take(line, due)?;
            }
        }
        let mut output = sequence.finish()?;
        gaps.damages().chain(rows.damages()).try_for_each(|damage| output.note_whole(&damage))?;
        output.finish(n_rows)
    }

    /// Users have the numbers from 1.
    fn check_guest_id(&self, simulation: &Simulation) -> Result<(), CorruptionProblem> {
        let n_users = simulation.n_users();
        match self.options.guest_id {
            Some(found) if (1..=u64::from(n_users)).contains(&found) => {
                Err(CorruptionProblem::GuestId { found, n_users })
            }
            _ => Ok(()),
        }
    }
}
