//! Ends of a read before the end of its inputs, and their errors.

use std::io;

use crate::arrow::error::ArrowError;
use refrain_core::Error;

use crate::input::feeder::Failure;
use crate::input::problem::InputProblem;
use crate::read::problem::ReadProblem;
use crate::read::worker::Halt;
use crate::report::block_report::BlockReport;
use crate::report::running::RunningReport;
use crate::rows::refusal::Refusal;
use crate::unreadable::unreadable;

/// Early end of a read.
pub(crate) struct EarlyEnd {
    /// The block it came from, beyond all where it came from none.
    pub(crate) number: u64,
    pub(crate) file_idx: usize,
    /// Report of the block up to there.
    pub(crate) report: BlockReport,
    pub(crate) cause: Cause,
}

/// Reason why a read ends early.
pub(crate) enum Cause {
    Feeder(Failure),
    Worker(Halt),
}

/// The error of a read that ended early in this file.
pub(crate) fn error(running: &mut RunningReport, file_idx: usize, cause: Cause) -> Error {
    match cause {
        Cause::Feeder(Failure::Other(error)) | Cause::Worker(Halt::Failed(error)) => error,
        Cause::Worker(Halt::Refused(refusal)) => {
            let file = running.draft().file_name(file_idx).to_owned();
            refused(refusal, file, running.lines_before(file_idx)).into()
        }
        Cause::Feeder(Failure::Stream(file_idx, cause)) => {
            let line = running.lines_before(file_idx);
            failed(running.draft().file_name(file_idx).to_owned(), line, cause)
        }
        // Its block is counted up to and with the damaged line, and no later one is.
        Cause::Worker(Halt::Stopped(stopped)) => ReadProblem::DamagedRow {
            file: running.draft().file_name(file_idx).to_owned(),
            line: running.lines_before(file_idx),
            rule: stopped.rule,
            detail: stopped.detail,
        }
        .into(),
    }
}

/// The problem of a row that shows the schema to be wrong.
fn refused(refusal: Refusal, file: String, line: u64) -> ReadProblem {
    match refusal {
        Refusal::InsideArray { place, column } => {
            ReadProblem::InsideArray { place, file, line, column }
        }
        Refusal::OffsetBesideZone { place, time } => {
            ReadProblem::OffsetBesideZone { place, file, line, time }
        }
    }
}

/// The error of a stream that fails after a line.
pub(crate) fn failed(file: String, line: u64, cause: io::Error) -> Error {
    // Errors of batches travel inside of `io::Error` and say their place themselves, see
    // `HandedBatches`.
    let cause = match cause.downcast::<Error>() {
        Ok(error) => return error,
        Err(cause) => cause,
    };
    match cause.downcast::<ArrowError>() {
        // Arrow's errors travel inside of `io::Error`, see `BatchBlocks`.
        Ok(cause) => InputProblem::Columns { file, cause: Box::new(cause) }.into(),
        // The kind that `Decoded` gives to damage, and no file system gives to a read.
        Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
            InputProblem::DamagedFile { file, line, cause }.into()
        }
        Err(cause) => unreadable(file, cause),
    }
}
