//! Named columns of an event log beside its roles.

use std::fmt;

use crate::log::strings::Strings;

/// Stands for an interned string: equal strings of a log have equal codes.
///
/// It is opaque on purpose. Its number depends on all strings of the log, those of events after a
/// cutoff included, so no feature may read it; equality and order (that of the strings) tell
/// nothing about strings that were not met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub(crate) u32);

impl Code {
    /// The code of no string: no event has it.
    pub(crate) const NONE: Code = Code(MISSING_CODE);
}

/// Without the number: what is printed could be parsed again.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").finish_non_exhaustive()
    }
}

/// The code that stands for a missing text.
pub(crate) const MISSING_CODE: u32 = u32::MAX;

/// Type of an attribute column: text or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttributeType {
    /// Interned text.
    Text,
    /// A 64-bit float.
    Number,
}

impl AttributeType {
    /// Returns the name used in schema files and messages.
    pub fn name(self) -> &'static str {
        match self {
            AttributeType::Text => "text",
            AttributeType::Number => "number",
        }
    }
}

/// One attribute of one event, as it is given to a builder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// The event has no such attribute.
    Missing,
    /// Text.
    Text(&'a str),
    /// Text that the builder has [interned](crate::EventLogBuilder::intern) for the attribute.
    Interned(Interned),
    /// A number; NaN counts as missing.
    Number(f64),
}

/// A text that an [`EventLogBuilder`](crate::EventLogBuilder) knows already.
///
/// It is valid for the builder that made it and for the attribute it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interned {
    pub(crate) attribute: u32,
    pub(crate) code: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) values: Values,
}

#[derive(Debug, Clone)]
pub(crate) enum Values {
    Text(TextColumn),
    Number(Storage<f64>),
}

#[derive(Debug, Clone)]
pub(crate) struct TextColumn {
    pub(crate) strings: Strings,
    pub(crate) codes: Storage<u32>,
}

/// A column kept once per entity where it never changes within one, else once per event.
#[derive(Debug, Clone)]
pub(crate) enum Storage<T> {
    PerEvent(Vec<T>),
    PerEntity(Vec<T>),
}

impl<T: Copy> Storage<T> {
    /// The values of an entity's events in `rows`.
    pub(crate) fn cells(&self, entity_idx: usize, rows: std::ops::Range<usize>) -> Cells<'_, T> {
        match self {
            Storage::PerEvent(values) => Cells::PerEvent(&values[rows]),
            Storage::PerEntity(values) => Cells::Constant(values[entity_idx], rows.len()),
        }
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        match self {
            Storage::PerEvent(values) | Storage::PerEntity(values) => values.len() * size_of::<T>(),
        }
    }
}

/// One value per event of a run of one entity's events.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cells<'a, T> {
    PerEvent(&'a [T]),
    Constant(T, usize),
}

impl<T: Copy> Cells<'_, T> {
    pub(crate) fn get(&self, index: usize) -> T {
        match self {
            Cells::PerEvent(values) => values[index],
            Cells::Constant(value, len) => {
                assert!(index < *len, "event {index} of {len}");
                *value
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Cells::PerEvent(values) => values.len(),
            Cells::Constant(_, len) => *len,
        }
    }
}

/// A text attribute over a run of one entity's events.
#[derive(Debug, Clone, Copy)]
pub struct TextValues<'a> {
    pub(crate) strings: &'a Strings,
    pub(crate) cells: Cells<'a, u32>,
}

impl<'a> TextValues<'a> {
    /// Returns the text of an event, `None` if it is missing.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of events.
    pub fn get(&self, index: usize) -> Option<&'a str> {
        self.strings.get(self.cells.get(index))
    }

    /// Returns the code of an event's text: equal texts have equal codes.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of events.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{AttributeType, EventLogBuilder, EventRow, Span, Time, Value};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    /// # let mut builder = EventLogBuilder::new(&attributes)?;
    /// # for (at, plan, seconds) in [(1, "free", 200.0), (3, "paid", 180.0)] {
    /// #     let values = [Value::Text(plan), Value::Number(seconds)];
    /// #     builder.push(&EventRow::new("ada", day(at), "song").attributes(&values))?;
    /// # }
    /// # let log = builder.finish()?;
    /// # let ada = log.entity("ada").expect("ada is in the log");
    /// let plans = log.history(ada, day(9)).events().text("plan").expect("a text");
    /// assert_eq!(plans.code(0), Some(plans.code_of("free")));
    /// assert_ne!(plans.code(0), plans.code(1));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn code(&self, index: usize) -> Option<Code> {
        let code = self.cells.get(index);
        (code != MISSING_CODE).then_some(Code(code))
    }

    /// Returns the code of a text; one that no event of the log holds has a code like any other.
    pub fn code_of(&self, text: &str) -> Code {
        self.strings.code(text).map_or(Code::NONE, Code)
    }

    /// Returns the last text that is not missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{AttributeType, EventLogBuilder, EventRow, Span, Time, Value};
    /// # let day = |day: u32| Time::from_millis(0) + Span::from_days(day);
    /// # let attributes = [("plan", AttributeType::Text), ("seconds", AttributeType::Number)];
    /// # let mut builder = EventLogBuilder::new(&attributes)?;
    /// # for (at, plan, seconds) in [(1, "free", 200.0), (3, "paid", 180.0)] {
    /// #     let values = [Value::Text(plan), Value::Number(seconds)];
    /// #     builder.push(&EventRow::new("ada", day(at), "song").attributes(&values))?;
    /// # }
    /// # let log = builder.finish()?;
    /// # let ada = log.entity("ada").expect("ada is in the log");
    /// let plans = log.history(ada, day(9)).events().text("plan").expect("a text");
    /// assert_eq!((plans.get(0), plans.last()), (Some("free"), Some("paid")));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn last(&self) -> Option<&'a str> {
        (0..self.cells.len()).rev().find_map(|index| self.get(index))
    }
}

/// A number attribute over a run of one entity's events.
#[derive(Debug, Clone, Copy)]
pub struct NumberValues<'a> {
    pub(crate) cells: Cells<'a, f64>,
}

impl NumberValues<'_> {
    /// Returns the number of an event, `None` if it is missing.
    ///
    /// # Panics
    ///
    /// If `index` is not below the number of events.
    pub fn get(&self, index: usize) -> Option<f64> {
        let number = self.cells.get(index);
        // NaN stands for missing, so a feature cannot take it for a value.
        (!number.is_nan()).then_some(number)
    }
}
