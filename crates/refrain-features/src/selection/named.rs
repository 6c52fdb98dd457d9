//! Selections that come with a vocabulary: its kinds, its plan, the clock.

use refrain_core::{Plan, Vocabulary};

use super::{Condition, Filter, Selection, TextCondition};

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Parts of the day by their first hour and the first after them.
const DAYTIMES: [(&str, u8, u8); 4] =
    [("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24)];

impl Selection {
    /// Returns the selection of this name in the words of a product: `events`, a counted kind,
    /// `paid_events` and `free_events` by the plan, `night_events`, `morning_events`,
    /// `afternoon_events`, `evening_events`, `weekend_events`, `monday_events` and so on by the
    /// clock (UTC), `exposures`, `skips`, `negative_revenue_events`, or a kind that has a kept
    /// attribute.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{Selection, Vocabulary};
    ///
    /// let words = Vocabulary::sparkify();
    /// let skips = Selection::named("skips", &words).expect("songs and their seconds are known");
    /// assert_eq!(skips.singular, "skip");
    /// assert!(Selection::named("skips", &Vocabulary::new(["visit"])).is_none());
    /// ```
    pub fn named(name: &str, vocabulary: &Vocabulary) -> Option<Selection> {
        Selection::all_named(vocabulary).into_iter().find(|selection| selection.name == name)
    }

    /// Returns all selections that come with the words of a product.
    pub fn all_named(vocabulary: &Vocabulary) -> Vec<Selection> {
        let mut all = vec![Selection::all()];
        all.extend(vocabulary.counted.iter().map(Selection::kind));
        all.extend(vocabulary.plan.iter().flat_map(plan_selections));
        all.extend(clock_selections());
        if !vocabulary.exposures.is_empty() {
            let kinds = vocabulary.exposures.clone();
            let words = format!("events from which leaving begins ({})", kinds.join(", "));
            let condition = Condition { kinds, ..Condition::default() };
            all.push(Selection::new("exposures", "exposure", words, condition));
        }
        // A song cut short shows only in what comes after it, so both words are needed.
        if let (Some(main), Some(duration)) = (vocabulary.main_kind(), &vocabulary.duration) {
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
        if let Some(revenue) = &vocabulary.revenue {
            let words = format!("events with a `{revenue}` below zero");
            let condition = Condition::default().number_below(revenue, 0.0);
            let (name, one) = ("negative_revenue_events", "negative_revenue_event");
            all.push(Selection::new(name, one, words, condition));
        }
        let kept = vocabulary.named_kinds().into_iter().skip(vocabulary.counted.len());
        all.extend(kept.map(Selection::kind));
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
