//! Selections of events by kind, time and attributes.

use super::counted_kind::CountedKind;
use crate::feature::Need;

/// A selection of events of a history, by kind, time and attributes.
///
/// A vocabulary brings its own (see [`Vocabulary::selection`](crate::Vocabulary::selection));
/// others are made here or in the file of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Name of several of them in names of features: `songs`.
    pub name: String,
    /// Name of one of them: `song`.
    pub singular: String,
    /// Words for them in descriptions: `NextSong events`.
    pub words: String,
    pub(crate) filter: Filter,
}

/// The test by which an event is selected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    Condition(Condition),
    /// Comes before the event before it, one of this kind, has lasted its seconds.
    CutsShort {
        kind: String,
        duration: String,
    },
    /// Has a value that none before had; set by those who look for it.
    NewValue {
        lane: usize,
    },
}

/// Conditions on an event; it must meet all that are given.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Condition {
    /// Its kind is one of these; any if there are none.
    pub kinds: Vec<String>,
    /// Conditions on text attributes.
    pub texts: Vec<TextCondition>,
    /// Conditions on number attributes.
    pub numbers: Vec<NumberCondition>,
    /// It happened in an hour (UTC) from the first up to, but not in, the second; over midnight
    /// where the first is the greater.
    pub hours: Option<(u8, u8)>,
    /// It happened on one of these weekdays (UTC), 0 for Monday; on any if there are none.
    pub weekdays: Vec<u8>,
}

/// A condition on a text attribute. A missing value does not meet it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextCondition {
    /// Name of the attribute.
    pub attribute: String,
    /// Values of which it must have one.
    pub values: Vec<String>,
    /// `true` if it must have another value than these instead.
    pub negated: bool,
}

/// A condition on a number attribute. A missing value does not meet it.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberCondition {
    /// Name of the attribute.
    pub attribute: String,
    /// It is greater than this.
    pub above: Option<f64>,
    /// It is less than this.
    pub below: Option<f64>,
}

impl Selection {
    /// Selects the events that meet a condition.
    pub fn new(
        name: impl Into<String>,
        singular: impl Into<String>,
        words: impl Into<String>,
        condition: Condition,
    ) -> Selection {
        Selection {
            name: name.into(),
            singular: singular.into(),
            words: words.into(),
            filter: Filter::Condition(condition),
        }
    }

    /// Selects all events.
    pub fn all() -> Selection {
        Selection::new("events", "event", "events", Condition::default())
    }

    /// Selects the events of one kind.
    pub fn kind(kind: &CountedKind) -> Selection {
        let condition = Condition { kinds: vec![kind.kind.clone()], ..Condition::default() };
        let words = format!("{} events", kind.kind);
        Selection::new(&kind.name, &kind.singular, words, condition)
    }

    pub(crate) fn is_all(&self) -> bool {
        self.filter == Filter::Condition(Condition::default())
    }

    /// The attributes it reads.
    pub(crate) fn needs(&self) -> Vec<Need> {
        match &self.filter {
            Filter::Condition(condition) => {
                let texts = condition.texts.iter().map(|text| Need::text(&text.attribute));
                let numbers =
                    condition.numbers.iter().map(|number| Need::number(&number.attribute));
                texts.chain(numbers).collect()
            }
            Filter::CutsShort { duration, .. } => vec![Need::number(duration)],
            Filter::NewValue { .. } => Vec::new(),
        }
    }

    /// The kinds that it names.
    pub(crate) fn kinds(&self) -> &[String] {
        match &self.filter {
            Filter::Condition(condition) => &condition.kinds,
            Filter::CutsShort { kind, .. } => std::slice::from_ref(kind),
            Filter::NewValue { .. } => &[],
        }
    }
}

impl Condition {
    /// `true` if it asks for the kind alone.
    pub(crate) fn is_of_kind(&self) -> bool {
        self.texts.is_empty() && self.numbers.is_empty() && !self.is_of_clock()
    }

    /// `true` if it asks for the clock, whatever else it asks for.
    pub(crate) fn is_of_clock(&self) -> bool {
        self.hours.is_some() || !self.weekdays.is_empty()
    }

    /// `true` if it asks for the clock alone.
    pub(crate) fn is_of_clock_alone(&self) -> bool {
        self.is_of_clock()
            && self.kinds.is_empty()
            && self.texts.is_empty()
            && self.numbers.is_empty()
    }

    /// `true` if an hour of the week, 0 for the first of Monday, meets the condition.
    pub(crate) fn holds_at(&self, hour_of_week: usize) -> bool {
        let (weekday, hour) = ((hour_of_week / 24) as u8, (hour_of_week % 24) as u8);
        let in_hours = self.hours.is_none_or(|(from, until)| match from <= until {
            true => from <= hour && hour < until,
            false => from <= hour || hour < until,
        });
        in_hours && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }
}
