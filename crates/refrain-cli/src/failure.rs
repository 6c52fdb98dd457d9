//! Exit codes, and what is said on standard error before them.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use refrain::base::Problem;
use refrain::{Error, ErrorKind};

/// The exit code where a finding stands: a leak, or whatever else a command was run to find.
pub(crate) const FINDING: u8 = 3;

/// The exit code where the command line is at fault.
const USAGE: u8 = 2;

/// Reason why the program stops.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The data, the model or an argument of a library is at fault.
    Error(Error),
    /// The command line is.
    Usage(String),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::Usage(message.into())
    }

    /// Takes an error of reading a file.
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Failure {
        FileProblem::Read { path: path.to_owned(), source }.into()
    }

    /// Takes an error of writing a file or making a directory.
    pub(crate) fn unwritable(path: &Path, source: io::Error) -> Failure {
        FileProblem::Write { path: path.to_owned(), source }.into()
    }

    /// Takes an error of writing to standard output.
    pub(crate) fn stdout(error: Error) -> Failure {
        match error.source().and_then(|cause| cause.downcast_ref::<io::Error>()) {
            Some(cause) => Failure::Output(io::Error::new(cause.kind(), cause.to_string())),
            None => error.into(),
        }
    }

    /// Says why on standard error, with the chain of causes, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Failure::Output(cause) => match is_broken_pipe(&cause) {
                // Whoever closed the pipe, such as `head`, has read enough.
                true => ExitCode::SUCCESS,
                false => {
                    eprintln!("error: standard output cannot be written: {cause}");
                    ExitCode::FAILURE
                }
            },
            Failure::Usage(message) => {
                eprintln!("error: {message}");
                ExitCode::from(USAGE)
            }
            Failure::Error(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
            Failure::Error(error) => {
                eprintln!("error: {error}");
                causes(&error).for_each(|cause| eprintln!("  because {cause}"));
                match error.kind() {
                    ErrorKind::Argument => ExitCode::from(USAGE),
                    _ => ExitCode::FAILURE,
                }
            }
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::Error(error.into())
    }
}

/// A file or directory that cannot be read or written.
#[derive(Debug, thiserror::Error)]
enum FileProblem {
    #[error("{}: cannot be read", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: cannot be written", .path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl Problem for FileProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Io
    }
}

/// The causes of an error, the nearest first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// Looks for a closed pipe in an error and its causes.
fn is_broken_pipe(error: &(dyn StdError + 'static)) -> bool {
    let is_broken = |error: &(dyn StdError + 'static)| {
        let cause = error.downcast_ref::<io::Error>();
        cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
    };
    is_broken(error) || causes(error).any(is_broken)
}
