//! Names of kinds in names of features, where their own would mean something else.

use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{Span, plain_words};

use crate::schema::Kinds;

/// Names that features have for other things.
const TAKEN: [&str; 33] = [
    "event",
    "events",
    "session",
    "sessions",
    "session_hours",
    "hour",
    "hours",
    "day",
    "days",
    "active_day",
    "active_days",
    "known_days",
    "paid",
    "free",
    "paid_days",
    "free_days",
    "plan_changes",
    "exposure",
    "exposures",
    "skip",
    "skips",
    "night",
    "morning",
    "afternoon",
    "evening",
    "weekend",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The names that main and counted kinds need so that each has one of its own.
pub(super) fn kind_names(kinds: &Kinds) -> BTreeMap<String, String> {
    let mut used: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let mut names = BTreeMap::new();
    let own = kinds.main.iter().chain(&kinds.counted);
    for (position, kind) in own.enumerate() {
        let plain = plain_words(kind);
        if !plain.is_empty() && !ends_in_lookback(&plain) && used.insert(plain.clone()) {
            continue;
        }
        let base = if plain.is_empty() { format!("kind_{position}") } else { plain };
        let mut candidates = (0..)
            .map(|n| if n == 0 { format!("{base}_event") } else { format!("{base}_{n}_event") });
        if let Some(name) = candidates.find(|name| !used.contains(name)) {
            used.extend([name.clone(), format!("{name}s")]);
            names.insert(kind.clone(), name);
        }
    }
    names
}

/// Tells whether the last word is a span, which features read as their lookback.
fn ends_in_lookback(name: &str) -> bool {
    name.rsplit('_').next().is_some_and(|word| word.parse::<Span>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_whose_names_are_taken_have_others() {
        let counted = ["Play", "play", "???", "trial 30d", "buy"].map(str::to_owned).into();
        let kinds = Kinds { main: Some("event".into()), counted, ..Kinds::default() };
        let names = kind_names(&kinds);
        let named = |kind: &str| names.get(kind).map(String::as_str);
        assert_eq!(named("event"), Some("event_event"));
        assert_eq!((named("Play"), named("play")), (None, Some("play_event")));
        assert_eq!(named("???"), Some("kind_3_event"));
        assert_eq!(named("trial 30d"), Some("trial_30d_event"));
        assert_eq!(named("buy"), None);
    }
}
