//! Definitions by name, and that values depend on nothing but the history.

use proptest::prelude::*;
use refrain_core::{ColumnKind, EventLog, FeatureMatrix, Observation};
use refrain_features::{
    Definition, Error, ErrorKind, FeatureSet, Selection, Vocabulary, seen_before,
};

use crate::log::{DAY, Draft, HOUR, build, draft, minute};

/// A name for every form and measure that the standard set does not use, and some that it does.
const NAMES: [&str; 49] = [
    "songs",
    "songs_12h",
    "songs_since_plan_change",
    "songs_per_hour_7d",
    "songs_per_session_since_plan_change",
    "thumbs_down_per_song_30d",
    "skips_per_day",
    "share_of_songs_3d",
    "share_of_monday_events",
    "known_days_30d",
    "session_hours_1d_against_7d",
    "mean_length_of_songs_7d_against_30d",
    "std_length_of_songs_60d",
    "max_length_of_songs",
    "last_length_of_night_events_14d",
    "sum_length_of_paid_events",
    "distinct_artist_of_events_60d",
    "new_song_of_songs_7d",
    "new_song_of_songs_7d_against_before",
    "entropy_of_artist_of_songs_30d",
    "entropy_of_hours",
    "mean_session_events",
    "sum_session_seconds_14d",
    "std_session_thumbs_up_30d",
    "last_session_gap_30d",
    "max_gap_of_songs_30d",
    "mean_gap_of_free_events",
    "std_gap_of_active_days",
    "slope_of_thumbs_up_14d",
    "paid_days",
    "free_days_since_plan_change",
    "plan_changes_60d",
    "balance_of_songs_and_home_7d",
    "sessions_with_help",
    "sessions_with_help_without_settings_7d",
    "days_since_first_add_friend",
    "days_since_last_night_event",
    "ever_submit_upgrade",
    "last_level",
    "active_days_7d_against_before",
    "changes_of_level_30d",
    "changes_of_artist_7d_against_30d",
    "share_of_commonest_artist_30d",
    "days_with_songs_60d",
    "songs_per_day_with_home_30d",
    "std_gap_of_days_with_songs_60d",
    "days_from_first_to_last_song_day",
    "days_since_first_thumbs_up_day",
    "days_since_last_event_day_per_mean_gap",
];

fn words() -> Vocabulary {
    Vocabulary::sparkify()
}

fn parse(name: &str) -> Result<Definition, Error> {
    Definition::parse(name, &words())
}

/// Every set, with one of the names above.
fn sets() -> Vec<FeatureSet> {
    let named = FeatureSet::NAMES.iter().map(|name| FeatureSet::named(name, &words()).unwrap());
    named.chain([FeatureSet::new("names").with_named(&NAMES, &words()).unwrap()]).collect()
}

#[test]
fn names_parse_back_to_their_definitions() {
    let standard = FeatureSet::standard(&words());
    let columns = standard.columns();
    assert!(columns.len() >= 150, "{}", columns.len());
    let names = columns.iter().map(|column| column.name.as_str()).chain(NAMES);
    for name in names {
        let definition = parse(name).unwrap();
        assert_eq!(definition.name(), name, "{definition:?}");
        assert_eq!(definition.column().name, name);
        assert_eq!(parse(&definition.name()).unwrap(), definition);
    }
    let again: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let parsed = FeatureSet::new("standard").with_named(&again, &words()).unwrap();
    assert_eq!(parsed.columns(), columns);
}

#[test]
fn values_are_those_counted_by_hand() {
    let rows = [
        Draft { song: 8, ..draft("a", 0, "NextSong", 1) },
        // 101 s long, cut short after 60.
        Draft { song: 8, ..draft("a", 1, "NextSong", 1) },
        Draft { song: 0, ..draft("a", 3, "Thumbs Up", 1) },
        Draft { song: 4, level: Some("paid"), ..draft("a", DAY, "NextSong", 2) },
        Draft { level: Some("paid"), ..draft("a", DAY + HOUR, "Downgrade", 2) },
        Draft { level: Some("paid"), ..draft("a", 4 * DAY, "Thumbs Down", 3) },
        draft("a", 5 * DAY, "Home", 3),
    ];
    let log = build(&rows);
    let expected = [
        ("skips", 1.0),
        ("songs_per_active_day", 3.0 / 4.0),
        ("new_song_of_songs", 2.0),
        ("new_song_of_songs_5d", 1.0),
        ("distinct_song_of_songs", 2.0),
        ("mean_length_of_songs", (101.0 + 101.0 + 100.5) / 3.0),
        ("last_length_of_songs", 100.5),
        ("max_length_of_songs", 101.0),
        ("std_length_of_songs", 0.5_f64 * (2.0_f64 / 9.0).sqrt()),
        ("balance_of_thumbs_up_and_thumbs_down", 0.0),
        ("paid_days", 4.0),
        ("free_days", 2.0),
        ("paid_days_3d", 2.0),
        ("plan_changes", 2.0),
        ("days_since_plan_change", 1.0),
        ("events_since_plan_change", 1.0),
        ("sessions_with_downgrade_without_submit_downgrade", 1.0),
        ("mean_session_songs", 1.0),
        ("max_session_seconds", 86_400.0),
        ("mean_session_gap", (23.95 + 71.0) / 2.0),
        ("max_gap_of_active_days", 3.0),
        ("mean_gap_of_songs", (1.0 / 1_440.0 + 1_439.0 / 1_440.0) / 2.0),
        ("days_since_first_song", 6.0),
        ("days_since_last_exposure", 2.0),
        ("ever_help", 0.0),
        ("ever_song", 1.0),
        ("share_of_night_events", 1.0),
        // Monday, Tuesday, Friday and Saturday in October 2018.
        ("share_of_monday_events", 3.0 / 7.0),
        ("share_of_weekend_events", 1.0 / 7.0),
        ("entropy_of_song_of_songs", (1.5_f64.ln() * 2.0 + 3.0_f64.ln()) / 3.0),
        ("events_2d_against_before", 2.0),
        // Days of events 3, 2, 0, 0, 1, 1 from the first to the last.
        ("slope_of_events_30d", -6.5 / 17.5),
    ];
    let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    let set = FeatureSet::new("mine").with_named(&names, &words()).unwrap();
    let matrix = set.compute(&log, &seen_before(&log, &[minute(6 * DAY)])).unwrap();
    for (name, value) in expected {
        let found = matrix.column(name).unwrap()[0];
        assert!((found - value).abs() <= 1e-12 * value.abs().max(1.0), "{name}: {found}, {value}");
    }
}

#[test]
fn profiles_are_those_stated_last() {
    let log = build(&[draft("a", 0, "Home", 1), draft("c", 0, "Home", 1)]);
    let names =
        ["last_gender", "os", "browser", "device", "state", "division", "registration_cohort"];
    let set = FeatureSet::new("profile").with_named(&names, &words()).unwrap();
    let matrix = set.compute(&log, &seen_before(&log, &[minute(DAY)])).unwrap();
    assert_eq!(
        show(&matrix)[0],
        ["F", "Windows", "Firefox", "desktop", "CA", "Pacific", "2018-09"]
    );
    assert_eq!(show(&matrix)[1][4..6], ["NY", "Middle Atlantic"]);
}

#[test]
fn names_that_stand_for_nothing_are_refused_with_the_nearest() {
    let nearest = [
        ("songs_7", "songs_7d"),
        ("thumb_down_per_song_30d", "thumbs_down_per_song_30d"),
        ("recency_day", "recency_days"),
        ("advert", "about"),
    ];
    for (name, near) in &nearest[..3] {
        let message = parse(name).unwrap_err().to_string();
        assert!(message.contains(&format!("did you mean `{near}`?")), "{message}");
    }
    let message = parse("songs_24h").unwrap_err().to_string();
    assert!(message.contains("did you mean `songs_1d`?"), "{message}");
    let message = parse("zzzzzzzzzzzzzzzz_7d").unwrap_err().to_string();
    assert!(!message.contains("did you mean"), "{message}");
}

#[test]
fn lookbacks_that_make_no_sense_are_refused() {
    let (empty, slope) = (
        "a lookback of no length holds no event",
        "a slope needs a lookback of two or more whole days",
    );
    for (name, reason) in [
        ("songs_0d", empty),
        ("songs_per_session_0d", empty),
        ("songs_0d_against_before", empty),
        ("songs_30d_against_7d", "the first lookback must be shorter than the second"),
        ("songs_7d_against_7d", "the first lookback must be shorter than the second"),
        ("slope_of_songs_1d", slope),
        ("slope_of_songs_36h", slope),
        ("slope_of_songs_12h_against_30d", slope),
        ("slope_of_songs", slope),
    ] {
        let error = parse(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{name}");
        assert_eq!(error.to_string(), format!("the lookback of `{name}` cannot be used: {reason}"));
    }
}

#[test]
fn sets_are_read_from_files_and_their_faults_are_told() {
    let file =
        "name = \"mine\"\ninclude = [\"reference\"]\ncolumns = [\"thumbs_down_per_song_14d\"]\n";
    let set = FeatureSet::from_toml(file, &words()).unwrap();
    assert_eq!((set.name(), set.columns().len()), ("mine", 40));

    let own = r#"
        name = "mine"
        columns = ["night_songs_7d", "share_of_long_songs", "days_since_last_office_event"]
        [[selections]]
        name = "night_songs"
        kinds = ["NextSong"]
        hours = [22, 6]
        [[selections]]
        name = "long_songs"
        kinds = ["NextSong"]
        numbers = [{ attribute = "length", above = 100.6 }]
        [[selections]]
        name = "office_events"
        weekdays = ["monday", "tuesday"]
        texts = [{ attribute = "level", is_not = ["paid"] }]
    "#;
    let set = FeatureSet::from_toml(own, &words()).unwrap();
    let rows = [
        Draft { song: 8, ..draft("a", 0, "NextSong", 1) },
        draft("a", 6 * HOUR, "NextSong", 1),
        draft("a", 23 * HOUR, "NextSong", 1),
        Draft { level: Some("paid"), ..draft("a", DAY + HOUR, "NextSong", 1) },
    ];
    let log = build(&rows);
    let matrix = set.compute(&log, &seen_before(&log, &[minute(2 * DAY)])).unwrap();
    assert_eq!(matrix.column("night_songs_7d").unwrap(), [3.0]);
    assert_eq!(matrix.column("share_of_long_songs").unwrap(), [0.25]);
    assert_eq!(matrix.column("days_since_last_office_event").unwrap(), [25.0 / 24.0]);

    let faults = [
        ("name = \"x\"\ncolumns = [\"song_7d\"]", "did you mean `songs_7d`?"),
        ("name = \"x\"\nincluded = []", "line 2"),
        ("name = \"x\"", "has no feature"),
        ("name = \"x\"\ncolumns = [\"songs_7d\", \"songs_7d\"]", "two columns `songs_7d`"),
        ("name = \"x\"\n[[selections]]\nname = \"a\"\nsingular = \"song\"", "`song` is taken"),
        ("name = \"x\"\n[[selections]]\nname = \"as\"\nsingular = \"A b\"", "`a_b`"),
        ("name = \"x\"\n[[selections]]\nname = \"s\"", "nothing at all"),
        ("name = \"x\"\n[[selections]]\nname = \"active_days\"", "the measure `active_days`"),
        ("name = \"x\"\n[[selections]]\nname = \"calls_7d\"", "a lookback at its end"),
        ("name = \"x\"\n[[selections]]\nname = \"songs\"", "already"),
        ("name = \"x\"\n[[selections]]\nname = \"Long Songs\"", "`long_songs`"),
        ("name = \"x\"\n[[selections]]\nname = \"a\"\nweekdays = [\"mon\"]", "`mon`"),
        ("name = \"x\"\n[[selections]]\nname = \"a\"\nhours = [3, 25]", "from 0 to 24"),
        ("name = \"x\"\ninclude = [\"standart\"]", "`standart`"),
    ];
    for (file, expected) in faults {
        let error = FeatureSet::from_toml(file, &words()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{file}");
        let message = error.to_string();
        assert!(message.contains(expected), "{file}: {message}");
    }
}

#[test]
fn a_kind_that_the_log_nearly_has_is_a_slip() {
    let of = |kind: &str| {
        let file = format!(
            "name = \"x\"\ncolumns = [\"likes\"]\n[[selections]]\nname = \"likes\"\nkinds = [\"{kind}\"]"
        );
        FeatureSet::from_toml(&file, &words()).unwrap()
    };
    let log = build(&[draft("a", 0, "Thumbs Up", 1)]);
    assert!(of("Thumbs Up").check_kinds(&log).is_ok());
    assert!(of("Something else").check_kinds(&log).is_ok());
    for slip in ["Thumb Up", "THUMBS UP"] {
        let message = of(slip).check_kinds(&log).unwrap_err().to_string();
        assert!(message.contains("did you mean `Thumbs Up`?"), "{message}");
    }
}

#[test]
fn kinds_of_one_name_are_refused() {
    let check = |kinds: &[&str]| {
        let words = Vocabulary::new(kinds.iter().copied());
        FeatureSet::named("standard", &words).map(|set| set.columns().len())
    };
    assert!(check(&["Login", "Logout"]).is_ok());
    for (kinds, expected) in [
        (&["Thumbs Up", "thumbs-up"][..], "kind `Thumbs Up`"),
        (&["events"], "taken by events"),
        (&["active days"], "the measure `active_days`"),
        (&["???"], "no letter or digit"),
        (&["per 7d"], "a lookback"),
    ] {
        let message = check(kinds).unwrap_err().to_string();
        assert!(message.contains(expected) && message.contains("[kinds]"), "{message}");
    }
}

#[test]
fn sets_of_many_selections_are_divided() {
    let texts = ["level", "artist", "song", "gender", "location", "userAgent"];
    let of = Selection::all_named(&words());
    let names: Vec<String> = texts
        .iter()
        .flat_map(|text| of.iter().map(move |of| (text.to_lowercase(), &of.name)))
        .map(|(text, of)| format!("new_{text}_of_{of}"))
        .collect();
    assert!(names.len() > 64, "{}", names.len());
    let log = build(&[Draft { song: 4, ..draft("a", 0, "NextSong", 1) }, draft("a", 1, "Home", 1)]);
    let observations = seen_before(&log, &[minute(DAY)]);
    let set = FeatureSet::new("many").with_named(&names, &words()).unwrap();
    let together = set.compute(&log, &observations).unwrap();
    for name in &names {
        let alone = FeatureSet::new("one").with_named(&[name], &words()).unwrap();
        let alone = alone.compute(&log, &observations).unwrap();
        assert_eq!(together.column(name).unwrap(), alone.column(name).unwrap(), "{name}");
    }
    assert_eq!(together.column("new_level_of_events").unwrap(), [1.0]);
}

#[test]
fn a_kind_named_twice_counts_once() {
    let file = "name = \"x\"\ncolumns = [\"share_of_plays\"]\n[[selections]]\nname = \"plays\"\n\
                kinds = [\"NextSong\", \"NextSong\"]";
    let set = FeatureSet::from_toml(file, &words()).unwrap();
    let log = build(&[draft("a", 0, "NextSong", 1)]);
    let matrix = set.compute(&log, &seen_before(&log, &[minute(DAY)])).unwrap();
    assert_eq!(matrix.column("share_of_plays").unwrap(), [1.0]);
}

#[test]
fn an_attribute_that_the_log_lacks_is_named_with_the_nearest() {
    let mut words = words();
    words.user_agent = Some("useragent".to_owned());
    let set = FeatureSet::new("mine").with_named(&["browser"], &words).unwrap();
    let log = build(&[draft("a", 0, "Home", 1)]);
    let message = set.compute(&log, &seen_before(&log, &[minute(1)])).unwrap_err().to_string();
    assert!(message.contains("did you mean `userAgent`?"), "{message}");
}

/// Every value as text, categories by name.
fn show(matrix: &FeatureMatrix) -> Vec<Vec<String>> {
    let cell = |row: usize, column: usize| {
        let value = matrix.value(row, column);
        match &matrix.columns()[column].kind {
            ColumnKind::Category(names) if !value.is_nan() => names[value as usize].clone(),
            _ if value.is_nan() => "missing".to_owned(),
            _ => format!("{:x}", value.to_bits()),
        }
    };
    let row = |row| (0..matrix.columns().len()).map(|column| cell(row, column)).collect();
    (0..matrix.n_rows()).map(row).collect()
}

fn compute(log: &EventLog, set: &FeatureSet, observations: &[Observation]) -> Vec<Vec<String>> {
    show(&set.compute(log, observations).unwrap())
}

const USERS: [&str; 3] = ["a", "b", "c"];
const PAGES: [&str; 7] =
    ["NextSong", "NextSong", "Home", "Thumbs Up", "Settings", "Downgrade", "Submit Downgrade"];
const LEVELS: [Option<&str>; 3] = [Some("free"), Some("paid"), None];

/// Ticks of six hours, so that ties in time and events at the cutoff are common.
const TICK: u32 = 6 * HOUR;

fn rows() -> impl Strategy<Value = Vec<Draft>> {
    let row = (0..USERS.len(), 0..4 * 40_u32, 0..PAGES.len(), 0_u32..6, 0..LEVELS.len(), 0_u8..9);
    let draft = row.prop_map(|(user, tick, page, session, level, song)| Draft {
        user: USERS[user],
        minute: tick * TICK,
        page: PAGES[page],
        session,
        level: LEVELS[level],
        song,
    });
    prop::collection::vec(draft, 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_future_changes_no_feature(rows in rows(), at in 0_usize..80) {
        // At the instant of one of the rows: it is the first that must not be seen.
        let cutoff = rows[at % rows.len()].minute;
        let before: Vec<Draft> = rows.iter().filter(|row| row.minute < cutoff).cloned().collect();
        prop_assume!(!before.is_empty());
        let (full, cut) = (build(&rows), build(&before));
        for set in sets() {
            let of = |log| compute(log, &set, &seen_before(log, &[minute(cutoff)]));
            prop_assert_eq!(of(&full), of(&cut), "set {}", set.name());
        }
    }

    #[test]
    fn other_cutoffs_change_no_feature(rows in rows(), ticks in prop::collection::vec(1..170_u32, 1..5)) {
        let log = build(&rows);
        let cutoffs: Vec<_> = ticks.iter().map(|tick| minute(tick * TICK)).collect();
        for set in sets() {
            // Descending ones among them, which no incremental state may mix up.
            let together = seen_before(&log, &cutoffs);
            let alone: Vec<Vec<String>> = together
                .iter()
                .flat_map(|observation| compute(&log, &set, &[*observation]))
                .collect();
            prop_assert_eq!(compute(&log, &set, &together), alone, "set {}", set.name());
        }
    }

    #[test]
    fn neither_the_order_of_the_input_nor_threads_change_a_feature(
        rows in rows(),
        shuffled in Just(()).prop_perturb(|(), mut random| random.next_u64()),
    ) {
        let mut others = rows.clone();
        let mut state = shuffled;
        for index in (1..others.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            others.swap(index, (state >> 33) as usize % (index + 1));
        }
        let (first, second) = (build(&rows), build(&others));
        let cutoffs = [minute(15 * DAY), minute(41 * DAY)];
        let on = |n_threads: usize, log: &EventLog, set: &FeatureSet| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| compute(log, set, &seen_before(log, &cutoffs)))
        };
        for set in sets() {
            let expected = on(1, &first, &set);
            prop_assert_eq!(&on(3, &first, &set), &expected, "set {}", set.name());
            prop_assert_eq!(&on(2, &second, &set), &expected, "set {}", set.name());
        }
    }
}
