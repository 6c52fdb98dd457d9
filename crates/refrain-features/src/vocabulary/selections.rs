//! Selections that come with a vocabulary: its kinds, its plan, the clock.

use super::Vocabulary;
use super::plan::Plan;
use super::selection::{Condition, Filter, Selection, TextCondition};

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Parts of the day by their first hour and the first after them.
const DAYTIMES: [(&str, u8, u8); 4] =
    [("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24)];

impl Vocabulary {
    /// Returns the selection of this name: `events`, a counted kind, `paid_events` and
    /// `free_events` by the plan, `night_events`, `morning_events`, `afternoon_events`,
    /// `evening_events`, `weekend_events`, `monday_events` and so on by the clock (UTC),
    /// `exposures`, `skips`, or one of the vocabulary's [own](Vocabulary::selections).
    pub fn selection(&self, name: &str) -> Option<Selection> {
        self.all_selections().into_iter().find(|selection| selection.name == name)
    }

    /// Returns all selections that names may use.
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
        // A song cut short shows only in what comes after it, so both words are needed.
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

/// Returns the number of a day of the week, 0 for Monday.
pub(crate) fn weekday(name: &str) -> Option<u8> {
    WEEKDAYS.iter().zip(0..).find(|(weekday, _)| **weekday == name).map(|(_, number)| number)
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}
