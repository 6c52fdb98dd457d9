//! Which events a feature is about.

use crate::Vocabulary;
use crate::vocabulary::{CountedKind, Plan};

/// Some of the events of a history, by what was done, when, and with which attributes.
///
/// A vocabulary brings its own (see [`Vocabulary::selection`]); others are made here or in the
/// file of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Name of several of them in names of features: `songs`.
    pub name: String,
    /// Name of one of them: `song`.
    pub singular: String,
    /// What they are, for descriptions: `NextSong events`.
    pub words: String,
    pub(crate) filter: Filter,
}

/// What tells whether an event is selected.
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
    /// Whether it must have another value than these instead.
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

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Parts of the day by their first hour and the first after them.
const DAYTIMES: [(&str, u8, u8); 4] =
    [("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24)];

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

    /// Names of the attributes it reads, with whether they are numbers.
    pub(crate) fn attributes(&self) -> Vec<(&str, bool)> {
        match &self.filter {
            Filter::Condition(condition) => {
                let texts = condition.texts.iter().map(|text| (text.attribute.as_str(), false));
                let numbers =
                    condition.numbers.iter().map(|number| (number.attribute.as_str(), true));
                texts.chain(numbers).collect()
            }
            Filter::CutsShort { duration, .. } => vec![(duration.as_str(), true)],
            Filter::NewValue { .. } => Vec::new(),
        }
    }

    pub(crate) fn kinds(&self) -> &[String] {
        match &self.filter {
            Filter::Condition(condition) => &condition.kinds,
            Filter::CutsShort { kind, .. } => std::slice::from_ref(kind),
            Filter::NewValue { .. } => &[],
        }
    }
}

impl Vocabulary {
    /// Returns the selection of this name: `events`, a counted kind, `paid_events` and
    /// `free_events` by the plan, `night_events`, `morning_events`, `afternoon_events`,
    /// `evening_events`, `weekend_events`, `monday_events` and so on by the clock (UTC),
    /// `exposures`, `skips`, or one of the vocabulary's [own](Vocabulary::selections).
    pub fn selection(&self, name: &str) -> Option<Selection> {
        self.all_selections().into_iter().find(|selection| selection.name == name)
    }

    /// All selections that names may use.
    pub fn all_selections(&self) -> Vec<Selection> {
        let mut all = vec![Selection::all()];
        all.extend(self.counted.iter().map(Selection::kind));
        all.extend(self.plan.iter().flat_map(plan_selections));
        all.extend(clock_selections());
        if !self.exposures.is_empty() {
            let kinds = self.exposures.clone();
            let words = format!("events from which leaving begins ({})", kinds.join(", "));
            let condition = Condition { kinds, ..Condition::default() };
            all.push(Selection::new("exposures", "exposure", words, condition));
        }
        if let (Some(main), Some(duration)) = (self.main_kind(), &self.duration) {
            all.push(Selection {
                name: "skips".to_owned(),
                singular: "skip".to_owned(),
                words: format!(
                    "events that cut the {} just before them short of its whole seconds",
                    main.singular
                ),
                filter: Filter::CutsShort { kind: main.kind.clone(), duration: duration.clone() },
            });
        }
        all.extend(self.selections.iter().cloned());
        all
    }
}

fn plan_selections(plan: &Plan) -> [Selection; 2] {
    let of = |name: &str, negated: bool| {
        let text =
            TextCondition { attribute: plan.attribute.clone(), values: plan.paid.clone(), negated };
        let words = match negated {
            false => format!("events of a paying {}", plan.attribute),
            true => format!("events of a {} that does not pay", plan.attribute),
        };
        let condition = Condition { texts: vec![text], ..Condition::default() };
        Selection::new(format!("{name}_events"), format!("{name}_event"), words, condition)
    };
    [of("paid", false), of("free", true)]
}

fn clock_selections() -> Vec<Selection> {
    let of = |name: &str, words: String, condition| {
        Selection::new(format!("{name}_events"), format!("{name}_event"), words, condition)
    };
    let daytimes = DAYTIMES.map(|(name, from, until)| {
        let words = format!("events from {from} to {until} h UTC");
        of(name, words, Condition { hours: Some((from, until)), ..Condition::default() })
    });
    let weekdays = WEEKDAYS.iter().zip(0..).map(|(name, weekday)| {
        let words = format!("events on a {} (UTC)", capitalised(name));
        of(name, words, Condition { weekdays: vec![weekday], ..Condition::default() })
    });
    let weekend = Condition { weekdays: vec![5, 6], ..Condition::default() };
    let weekend = of("weekend", "events on a Saturday or Sunday (UTC)".to_owned(), weekend);
    daytimes.into_iter().chain(weekdays).chain([weekend]).collect()
}

/// The number of a day of the week, 0 for Monday.
pub(crate) fn weekday(name: &str) -> Option<u8> {
    WEEKDAYS.iter().zip(0..).find(|(weekday, _)| **weekday == name).map(|(_, number)| number)
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

impl Condition {
    /// Whether it asks for the kind alone.
    pub(crate) fn is_of_kind(&self) -> bool {
        self.texts.is_empty() && self.numbers.is_empty() && !self.is_of_clock()
    }

    /// Whether it asks for the clock, whatever else it asks for.
    pub(crate) fn is_of_clock(&self) -> bool {
        self.hours.is_some() || !self.weekdays.is_empty()
    }

    /// Whether it asks for the clock alone.
    pub(crate) fn is_of_clock_alone(&self) -> bool {
        self.is_of_clock()
            && self.kinds.is_empty()
            && self.texts.is_empty()
            && self.numbers.is_empty()
    }

    /// Whether an hour of the week, 0 for the first of Monday, meets the condition.
    pub(crate) fn holds_at(&self, hour_of_week: usize) -> bool {
        let (weekday, hour) = ((hour_of_week / 24) as u8, (hour_of_week % 24) as u8);
        let in_hours = self.hours.is_none_or(|(from, until)| match from <= until {
            true => from <= hour && hour < until,
            false => from <= hour || hour < until,
        });
        in_hours && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }
}
