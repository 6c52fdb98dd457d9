//! Selections of events by kind, time and attributes.

pub(crate) mod check;
pub(crate) mod named;

use refrain_core::CountedKind;

use crate::feature::Need;

/// A selection of events of a history, by kind, time and attributes.
///
/// The words of a product bring some ([`Selection::named`]); others are made here and
/// [added](crate::FeatureSet::with_selection) to a set, or stand in the file of a set.
///
/// # Examples
///
/// ```
/// use refrain_features::{Condition, CountedKind, Selection};
///
/// let weekend = Condition::kinds(["play"]).weekdays([5, 6]);
/// let weekend = Selection::new("weekend_plays", "weekend_play", "plays on a weekend", weekend);
/// assert_eq!(weekend.name, "weekend_plays");
/// assert_eq!(Selection::kind(&CountedKind::new("Thumbs Up")).name, "thumbs_up");
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
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
///
/// # Examples
///
/// ```
/// use refrain_features::Condition;
///
/// let night_films = Condition::kinds(["play"])
///     .text_is("genre", ["film", "series"])
///     .number_above("secs", 600.0)
///     .hours(22, 6);
/// assert_eq!(night_films.hours, Some((22, 6)));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
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
    /// Asks for one of these kinds.
    pub fn kinds<S: Into<String>>(kinds: impl IntoIterator<Item = S>) -> Condition {
        Condition { kinds: kinds.into_iter().map(Into::into).collect(), ..Condition::default() }
    }

    /// Asks for one of these values of a text attribute.
    pub fn text_is<S: Into<String>>(
        self,
        attribute: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Condition {
        self.text(attribute.into(), values, false)
    }

    /// Asks for another value of a text attribute than these; without one, for any value at all.
    pub fn text_is_not<S: Into<String>>(
        self,
        attribute: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Condition {
        self.text(attribute.into(), values, true)
    }

    fn text<S: Into<String>>(
        mut self,
        attribute: String,
        values: impl IntoIterator<Item = S>,
        negated: bool,
    ) -> Condition {
        let values = values.into_iter().map(Into::into).collect();
        self.texts.push(TextCondition { attribute, values, negated });
        self
    }

    /// Asks for a number attribute greater than this.
    pub fn number_above(mut self, attribute: impl Into<String>, above: f64) -> Condition {
        let (attribute, above) = (attribute.into(), Some(above));
        self.numbers.push(NumberCondition { attribute, above, below: None });
        self
    }

    /// Asks for a number attribute less than this.
    pub fn number_below(mut self, attribute: impl Into<String>, below: f64) -> Condition {
        let (attribute, below) = (attribute.into(), Some(below));
        self.numbers.push(NumberCondition { attribute, above: None, below });
        self
    }

    /// Asks for an hour (UTC) from the first up to, but not in, the second.
    pub fn hours(self, from: u8, until: u8) -> Condition {
        Condition { hours: Some((from, until)), ..self }
    }

    /// Asks for one of these weekdays (UTC), 0 for Monday.
    pub fn weekdays(self, weekdays: impl IntoIterator<Item = u8>) -> Condition {
        Condition { weekdays: weekdays.into_iter().collect(), ..self }
    }

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
