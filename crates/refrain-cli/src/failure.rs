//! How the program ends when it fails.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use refrain::Error;
use refrain::core::{self, ErrorKind};

/// Why the program stops.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The data or the model is at fault.
    Data(Error),
    /// The command line is.
    Usage(String),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::Usage(message.into())
    }

    /// Takes an error of writing to standard output.
    pub(crate) fn stdout(error: core::Error) -> Failure {
        match error.source().and_then(|cause| cause.downcast_ref::<io::Error>()) {
            Some(cause) => Failure::Output(io::Error::new(cause.kind(), cause.to_string())),
            None => error.into(),
        }
    }

    /// Says why on standard error, with the chain of causes, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            // Whoever closed the pipe, such as `head`, has read enough.
            Failure::Output(cause) if cause.kind() == io::ErrorKind::BrokenPipe => {
                ExitCode::SUCCESS
            }
            Failure::Output(cause) => {
                eprintln!("error: standard output cannot be written: {cause}");
                ExitCode::from(1)
            }
            Failure::Usage(message) => {
                eprintln!("error: {message}");
                ExitCode::from(2)
            }
            Failure::Data(error) => {
                eprintln!("error: {error}");
                let mut cause = error.source();
                while let Some(error) = cause {
                    eprintln!("  because {error}");
                    cause = error.source();
                }
                ExitCode::from(1)
            }
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        match error.into() {
            error if is_usage(&error) => Failure::Usage(error.to_string()),
            error => Failure::Data(error),
        }
    }
}

/// Whether the command line is at fault: what it says could fit no log at all.
fn is_usage(error: &Error) -> bool {
    match error {
        Error::UnknownRule { .. }
        | Error::NothingToSearch { .. }
        | Error::EmptyGrid
        | Error::UnknownTableFormat { .. }
        | Error::UnknownProtocol { .. } => true,
        Error::Core(error) => error.kind() == ErrorKind::Argument,
        _ => false,
    }
}
