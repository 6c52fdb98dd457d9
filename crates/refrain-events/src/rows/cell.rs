//! One value of a raw row.

use std::borrow::Cow;
use std::fmt;

use refrain_core::{Placed, Time};

use crate::rows::decimal::parse_decimal;
use crate::rows::id::{id_of_float, id_of_text};
use crate::schema::DecimalMark;
use crate::schema::instant::NoInstant;
use crate::schema::time_reader::TimeReader;

/// Characters of a text shown in a message.
const SHOWN_CHARS: usize = 40;

/// One value of a raw row, whatever the format of the log.
///
/// It displays as it is named in messages, such as `the number 7`.
///
/// # Examples
///
/// ```
/// use refrain_core::Time;
/// use refrain_events::Cell;
///
/// let cells = [Cell::from("ada"), Time::from_millis(0).into(), 7_i64.into(), None::<f64>.into()];
/// assert_eq!(cells[2].to_string(), "the number 7");
/// assert_eq!(cells[3], Cell::Missing);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// No value.
    #[default]
    Missing,
    /// Text; an empty one counts as no value.
    Text(Cow<'a, str>),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// An instant, where the format has a type for it.
    Instant(Time),
    /// Something that events do not hold, by its name: `an object`, `an array`.
    Nested(&'static str),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Cell::Bool(value)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Cell::Integer(number.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Cell::Integer(number.into())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Cell::Float(number)
    }
}

impl From<Time> for Cell<'_> {
    fn from(time: Time) -> Self {
        Cell::Instant(time)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    /// Nothing is [`Cell::Missing`].
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::Missing, Into::into)
    }
}

/// The cell holds something else than its column should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misfit;

impl Cell<'_> {
    /// Returns `true` if there is no value; a text of nothing but blanks is none.
    pub(crate) fn is_missing(&self) -> bool {
        match self {
            Cell::Missing => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Reads the cell as an id or a name: text, or a number that is whole for certain.
    ///
    /// `1046`, `"1046"`, `1046.0` and `" 1046.0 "` are one id. A float that cannot be exact is
    /// refused, since two ids could have become one in it.
    pub(crate) fn id(&self) -> Result<Option<Cow<'_, str>>, Misfit> {
        match self {
            Cell::Missing => Ok(None),
            Cell::Text(text) => id_of_text(text),
            Cell::Integer(number) => Ok(Some(Cow::Owned(number.to_string()))),
            Cell::Float(number) => id_of_float(*number).map(|id| Some(Cow::Owned(id))),
            Cell::Bool(_) | Cell::Instant(_) | Cell::Nested(_) => Err(Misfit),
        }
    }

    /// Reads the cell as text; numbers, booleans and instants are written out.
    pub(crate) fn text(&self) -> Result<Option<Cow<'_, str>>, Misfit> {
        match self {
            Cell::Text(text) if text.is_empty() => Ok(None),
            Cell::Text(text) => Ok(Some(Cow::Borrowed(text))),
            Cell::Bool(value) => Ok(Some(Cow::Borrowed(if *value { "true" } else { "false" }))),
            Cell::Float(number) if number.is_finite() => Ok(Some(Cow::Owned(number.to_string()))),
            Cell::Instant(time) => Ok(Some(Cow::Owned(time.to_string()))),
            Cell::Missing | Cell::Integer(_) | Cell::Float(_) | Cell::Nested(_) => self.id(),
        }
    }

    /// Reads the cell as a finite number, written as one or as text.
    pub(crate) fn number(&self) -> Result<Option<f64>, Misfit> {
        self.number_with(DecimalMark::Point)
    }

    /// Reads the cell as a finite number; as text it has this mark before its decimals.
    pub(crate) fn number_with(&self, mark: DecimalMark) -> Result<Option<f64>, Misfit> {
        let number = match self {
            Cell::Integer(number) => *number as f64,
            Cell::Float(number) => *number,
            Cell::Text(text) if !text.is_empty() => parse_decimal(text, mark).ok_or(Misfit)?,
            Cell::Missing | Cell::Text(_) => return Ok(None),
            Cell::Bool(_) | Cell::Instant(_) | Cell::Nested(_) => return Err(Misfit),
        };
        // `"NaN"` and `"inf"` parse as floats; neither is a number of a log.
        if number.is_finite() { Ok(Some(number)) } else { Err(Misfit) }
    }

    /// Reads the cell as an instant, as the schema says that it is written; `None` if it is missing.
    pub(crate) fn instant(&self, reader: &TimeReader) -> Result<Option<Placed>, NoInstant> {
        reader.read(self)
    }

    /// Reads the cell as a position: a whole number, written as one or as text.
    pub(crate) fn sequence(&self) -> Result<Option<i64>, Misfit> {
        match self.id()? {
            Some(text) => text.parse().map(Some).map_err(|_| Misfit),
            None => Ok(None),
        }
    }
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Missing => f.write_str("missing"),
            Cell::Text(text) => {
                let shown: String = text.chars().take(SHOWN_CHARS).collect();
                let rest = if shown.len() < text.len() { "…" } else { "" };
                write!(f, "the text {shown:?}{rest}")
            }
            Cell::Bool(value) => write!(f, "{value}"),
            Cell::Integer(number) => write!(f, "the number {number}"),
            Cell::Float(number) => write!(f, "the number {number}"),
            Cell::Instant(time) => write!(f, "the instant {time}"),
            Cell::Nested(name) => f.write_str(name),
        }
    }
}
