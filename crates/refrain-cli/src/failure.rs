//! How the program ends when it fails.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use refrain::core::ErrorKind;
use refrain::{Error, features, labels, sim};

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
            Error::Sim(sim::Error::Write { source }) => Failure::Output(source),
            error if is_usage(&error) => Failure::Usage(error.to_string()),
            error => Failure::Data(error),
        }
    }
}

/// Whether the command line is at fault: what it says could fit no log at all.
fn is_usage(error: &Error) -> bool {
    match error {
        Error::UnknownRule { .. }
        | Error::MalformedTime { .. }
        | Error::NothingToSearch { .. }
        | Error::EmptyGrid
        | Error::UnknownTableFormat { .. }
        | Error::UnknownProtocol { .. }
        | Error::Features(features::Error::UnknownSet { .. })
        | Error::Labels(
            labels::Error::ZeroStride
            | labels::Error::ZeroHorizon
            | labels::Error::ZeroSilence
            | labels::Error::ZeroTenure
            | labels::Error::OutcomeName { .. }
            | labels::Error::SilenceLongerThanHorizon { .. },
        ) => true,
        Error::Core(error) => error.kind() == ErrorKind::Argument,
        Error::Sim(error) => !matches!(error, sim::Error::Write { .. }),
        _ => false,
    }
}
