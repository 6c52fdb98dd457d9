//! Features of the full log equal features of the log cut at the cutoff, for every set there is.

use proptest::prelude::*;
use refrain_core::{ColumnKind, FeatureMatrix};
use refrain_features::{FeatureSet, Vocabulary, seen_before};

use crate::log::{DAY, Draft, build, minute};

const USERS: [&str; 4] = ["a", "b", "c", "d"];
const PAGES: [&str; 8] = [
    "NextSong",
    "NextSong",
    "Home",
    "Thumbs Up",
    "Roll Advert",
    "Settings",
    "Submit Upgrade",
    "Cancellation Confirmation",
];
const LEVELS: [Option<&str>; 3] = [Some("free"), Some("paid"), None];

fn rows() -> impl Strategy<Value = Vec<Draft>> {
    let row = (0..USERS.len(), 0..45 * DAY / 6, 0..PAGES.len(), 0_u32..6, 0..LEVELS.len(), 0_u8..9);
    let draft = row.prop_map(|(user, tick, page, session, level, song)| Draft {
        user: USERS[user],
        // Ticks of six minutes, so that ties in time and events at the cutoff occur.
        minute: tick * 6,
        page: PAGES[page],
        session,
        level: LEVELS[level],
        song,
    });
    prop::collection::vec(draft, 1..120)
}

/// Every value as text, categories by name.
fn show(matrix: &FeatureMatrix) -> Vec<Vec<String>> {
    let cell = |row: usize, column: usize| {
        let value = matrix.value(row, column);
        match &matrix.columns()[column].kind {
            ColumnKind::Category(names) if !value.is_nan() => names[value as usize].clone(),
            _ => format!("{:x}", value.to_bits()),
        }
    };
    let row = |row| (0..matrix.columns().len()).map(|column| cell(row, column)).collect();
    (0..matrix.n_rows()).map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn cutting_the_log_at_the_cutoff_changes_no_feature(rows in rows(), at in 0_usize..120) {
        // At the instant of one of the rows: it is the first that must not be seen.
        let cutoff = rows[at % rows.len()].minute;
        let before: Vec<Draft> = rows.iter().filter(|row| row.minute < cutoff).cloned().collect();
        prop_assume!(!before.is_empty());
        let (full, cut) = (build(&rows), build(&before));
        for name in FeatureSet::NAMES {
            let set = FeatureSet::named(name, &Vocabulary::sparkify()).unwrap();
            let compute = |log| set.compute(log, &seen_before(log, &[minute(cutoff)])).unwrap();
            let (of_full, of_cut) = (compute(&full), compute(&cut));
            prop_assert_eq!(show(&of_full), show(&of_cut), "set {}", name);
        }
    }
}
