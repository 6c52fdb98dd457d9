//! The error of all refrain crates.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// An error: one sentence that names the place and what to do, with a [kind](Error::kind).
///
/// All refrain crates return this one type, so that `?` joins them. It is opaque: what a program
/// decides by is the kind, what a person reads is the sentence, and the cause in a library beneath
/// is the [`source`](std::error::Error::source).
///
/// # Examples
///
/// ```
/// use refrain_core::{ErrorKind, Span};
///
/// let error = "ten days".parse::<Span>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Argument);
/// assert!(error.to_string().starts_with("`ten days` is not a span"));
/// ```
#[derive(Clone)]
pub struct Error(Arc<dyn Problem>);

/// The kinds of errors: who can mend them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or stream cannot be opened, read or written.
    Io,
    /// An input is not of the form it should be: damaged, of an unknown format, with a cell that
    /// cannot be read.
    Malformed,
    /// An input is well formed and does not allow what was asked: labels of one class, too few
    /// rows, a metric that is undefined.
    Data,
    /// Two inputs do not go together: lists of different lengths, a model and other features.
    Mismatch,
    /// An argument that no input could satisfy: out of range, ungrammatical, an unknown name.
    Argument,
    /// An implementation that is not refrain's failed.
    External,
}

/// A problem that becomes an [`Error`] by `?`.
///
/// Implemented by the error enums of modules, which stay private: a caller sees their sentence,
/// source and kind.
pub trait Problem: StdError + Send + Sync + 'static {
    /// Returns the kind of the problem.
    fn kind(&self) -> ErrorKind;
}

impl Error {
    /// Returns the kind of the error.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{ErrorKind, Time};
    ///
    /// let error = "yesterday".parse::<Time>().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Argument);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind()
    }

    /// Takes an error of any type: one of refrain's as it is, another with its sentence and its
    /// source, of kind [`External`](ErrorKind::External).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Error, ErrorKind, Span};
    ///
    /// let ours = "ten days".parse::<Span>().unwrap_err();
    /// assert_eq!(Error::other(ours).kind(), ErrorKind::Argument);
    /// let theirs = "ten".parse::<u32>().unwrap_err();
    /// assert_eq!(Error::other(theirs).kind(), ErrorKind::External);
    /// ```
    pub fn other(error: impl StdError + Send + Sync + 'static) -> Error {
        let error: Box<dyn StdError + Send + Sync> = Box::new(error);
        match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(theirs) => Error(Arc::new(Other(theirs))),
        }
    }
}

impl<P: Problem> From<P> for Error {
    fn from(problem: P) -> Error {
        Error(Arc::new(problem))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    /// The sentence and the sentences of its causes, which is what a `main` that returns the error,
    /// `unwrap` and `expect` print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl PartialEq for Error {
    /// Errors are equal if their kinds and sentences are.
    fn eq(&self, other: &Error) -> bool {
        self.kind() == other.kind() && self.to_string() == other.to_string()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// An error of another's implementation.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Other(Box<dyn StdError + Send + Sync>);

impl Problem for Other {
    fn kind(&self) -> ErrorKind {
        ErrorKind::External
    }
}

/// Checks that a list has as many values as there are rows.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`] if it has not; `what` names the list, as in "the list of labels".
///
/// # Examples
///
/// ```
/// use refrain_core::check_length;
///
/// assert!(check_length("the list of labels", 3, 3).is_ok());
/// let error = check_length("the list of labels", 3, 2).unwrap_err();
/// assert!(error.to_string().starts_with("the list of labels"));
/// ```
pub fn check_length(what: &str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    Err(Length { what: what.to_owned(), expected, found }.into())
}

/// A list of another length than the rows it describes.
#[derive(Debug, thiserror::Error)]
#[error("{what} has {found} values for {expected} rows")]
struct Length {
    what: String,
    expected: usize,
    found: usize,
}

impl Problem for Length {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}

/// Builders or matrices that are to be joined and do not have the same columns.
#[derive(Debug, thiserror::Error)]
#[error("parts of different columns cannot be joined")]
pub(crate) struct DifferentColumns;

impl Problem for DifferentColumns {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::num::ParseIntError;

    use super::{Error, ErrorKind, check_length};

    #[test]
    fn lists_of_one_length_go_together_and_others_do_not() {
        assert!(check_length("the list of labels", 3, 3).is_ok());
        let error = check_length("the list of labels", 3, 2).expect_err("2 are not 3");
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(error.to_string(), "the list of labels has 2 values for 3 rows");
    }

    #[test]
    fn what_main_prints_is_the_sentence_with_its_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("scores.csv cannot be read")]
        struct Unreadable(#[source] ParseIntError);
        let cause: ParseIntError = "x".parse::<u8>().expect_err("x is no number");
        let expected = format!("scores.csv cannot be read: {cause}");
        assert_eq!(format!("{:?}", Error::other(Unreadable(cause))), expected);
    }

    #[test]
    fn an_error_of_another_keeps_its_sentence() {
        let cause: ParseIntError = "x".parse::<u8>().expect_err("x is no number");
        let sentence = cause.to_string();
        let error = Error::other(cause);
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::External, sentence));
        assert!(error.source().is_none());
    }
}
