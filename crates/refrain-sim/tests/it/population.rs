//! Figures of whole populations, with fixed seeds.

use std::collections::{BTreeMap, BTreeSet};

use refrain_core::Span;
use refrain_sim::{Simulation, SimulationOptions};

use crate::users_of;

/// Figures over the users whom the log names.
#[derive(Default)]
struct Figures {
    rows_by_user: BTreeMap<u32, u64>,
    sessions: BTreeSet<u64>,
    paid_rows: u64,
    n_churned: u64,
}

impl Figures {
    fn of(simulation: &Simulation) -> Figures {
        let mut figures = Figures::default();
        for event in simulation.events().filter(|event| event.customer.is_some()) {
            *figures.rows_by_user.entry(event.user_idx).or_default() += 1;
            figures.sessions.insert(event.session_id);
            figures.paid_rows += u64::from(event.level == "paid");
            figures.n_churned += u64::from(event.page == "Cancellation Confirmation");
        }
        figures
    }

    fn n_users(&self) -> f64 {
        self.rows_by_user.len() as f64
    }

    fn rows_per_user(&self) -> f64 {
        self.rows_by_user.values().sum::<u64>() as f64 / self.n_users()
    }

    fn sessions_per_user(&self) -> f64 {
        self.sessions.len() as f64 / self.n_users()
    }

    fn churned_share(&self) -> f64 {
        self.n_churned as f64 / self.n_users()
    }

    fn paid_share(&self) -> f64 {
        self.paid_rows as f64 / self.rows_by_user.values().sum::<u64>() as f64
    }
}

/// Users, rows and sessions per user, share churned and share of paid rows that eventsim itself
/// gave in 61 days.
struct Reference {
    persona: &'static str,
    users: f64,
    rows: f64,
    sessions: f64,
    churned: f64,
    paid: f64,
}

const EVENTSIM: [Reference; 3] = [
    Reference {
        persona: "Accordion",
        users: 935.0,
        rows: 1_341.0,
        sessions: 14.4,
        churned: 0.164,
        paid: 0.807,
    },
    Reference {
        persona: "Zither",
        users: 1_102.0,
        rows: 705.0,
        sessions: 11.7,
        churned: 0.336,
        paid: 0.474,
    },
    Reference {
        persona: "Tuba",
        users: 1_022.0,
        rows: 481.0,
        sessions: 6.8,
        churned: 0.658,
        paid: 0.551,
    },
];

/// Relative standard deviation of rows, and a bound of that of sessions, over users: the
/// log-normal gap has a heavy tail.
const RELATIVE_DEVIATION: f64 = 1.3;

#[test]
fn personas_behave_like_those_of_eventsim() {
    for reference in EVENTSIM {
        let figures =
            Figures::of(&Simulation::new(users_of(reference.persona, 250).seed(1)).unwrap());
        // Times a deviation between users: the standard error of the difference of two samples.
        let standard_error = (1.0 / figures.n_users() + 1.0 / reference.users).sqrt();
        let checks = [
            ("rows", figures.rows_per_user() / reference.rows - 1.0, RELATIVE_DEVIATION),
            (
                "sessions",
                figures.sessions_per_user() / reference.sessions - 1.0,
                RELATIVE_DEVIATION,
            ),
            (
                "churned",
                figures.churned_share() - reference.churned,
                (reference.churned * (1.0 - reference.churned)).sqrt(),
            ),
            // A user's rows are nearly all of one level, and unevenly many.
            (
                "paid",
                figures.paid_share() - reference.paid,
                (reference.paid * (1.0 - reference.paid) * (1.0 + RELATIVE_DEVIATION.powi(2)))
                    .sqrt(),
            ),
        ];
        for (what, difference, deviation) in checks {
            let errors = difference / (standard_error * deviation);
            assert!(errors.abs() <= 3.0, "{}: {what} {errors:.2} errors off", reference.persona);
        }
    }
}

#[test]
fn the_default_mix_is_like_the_mini_log() {
    let figures =
        Figures::of(&Simulation::new(SimulationOptions::new().users(500).seed(2)).unwrap());
    // The mini log: 278,154 rows of 225 named users, 52 churned. Three standard errors of ours
    // around what twenty thousand users give, 1,257 and .226, which covers it.
    let rows = figures.rows_per_user();
    assert!((1_040.0..1_480.0).contains(&rows), "{rows}");
    let churned = figures.churned_share();
    assert!((0.170..0.282).contains(&churned), "{churned}");
    let paid = figures.paid_share();
    assert!((0.72..0.88).contains(&paid), "{paid}");
}

#[test]
fn artists_and_songs_vary_as_in_the_mini_log() {
    let simulation = Simulation::new(SimulationOptions::new()).unwrap();
    let songs: Vec<_> = simulation.events().filter_map(|event| event.song).collect();
    let mut plays: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for song in &songs {
        *plays.entry((song.title, song.artist)).or_default() += 1;
    }
    let artists: BTreeSet<&str> = songs.iter().map(|song| song.artist).collect();
    let titles: BTreeSet<&str> = songs.iter().map(|song| song.title).collect();
    // 17,655 artists and 58,480 titles there.
    assert!((12_000..26_000).contains(&artists.len()), "{}", artists.len());
    assert!((40_000..87_000).contains(&titles.len()), "{}", titles.len());
    // The most popular song of eventsim's mini log is one play in 190.
    let most = f64::from(*plays.values().max().unwrap()) / songs.len() as f64;
    assert!((0.003..0.008).contains(&most), "{most}");
    let mean = songs.iter().map(|song| song.length_seconds).sum::<f64>() / songs.len() as f64;
    assert!((244.0..254.0).contains(&mean), "{mean}");
}

#[test]
fn users_registered_five_weeks_before_the_start_on_average() {
    let simulation = Simulation::new(SimulationOptions::new().users(400).days(15).seed(3)).unwrap();
    let start = simulation.range().start;
    let mut ages: BTreeMap<u64, f64> = BTreeMap::new();
    for customer in simulation.events().filter_map(|event| event.customer) {
        ages.insert(customer.user_id, start.days_since(customer.registration));
    }
    let initial: Vec<f64> = ages.into_values().filter(|age| *age >= 0.0).collect();
    let mean = initial.iter().sum::<f64>() / initial.len() as f64;
    // 36.5 days, give or take three standard errors of an exponential mean.
    assert!((mean - 36.525).abs() < 3.0 * 36.525 / (initial.len() as f64).sqrt(), "{mean}");
}

#[test]
fn sessions_start_less_often_at_night_and_on_days_off() {
    let simulation = Simulation::new(users_of("Horn", 120).days(63)).unwrap();
    let (mut by_hour, mut by_weekday) = ([0_u32; 24], [0_u32; 7]);
    for event in simulation.events().filter(|event| event.item_in_session == 0) {
        let hour =
            event.time.millis_since(event.time.start_of_utc_day()) / Span::from_hours(1).millis();
        by_hour[hour as usize] += 1;
        // Day 0 of the epoch was a Thursday: Monday is 0.
        by_weekday[(event.time.utc_day() + 3).rem_euclid(7) as usize] += 1;
    }
    let night: u32 = by_hour[1..5].iter().sum();
    let afternoon: u32 = by_hour[13..17].iter().sum();
    // The warp stretches time by 1 + 2π·0.09375 = 1.59 around 03:00 and shrinks it to 0.41 of
    // itself around 15:00.
    let ratio = f64::from(afternoon) / f64::from(night);
    assert!((2.5..5.0).contains(&ratio), "{ratio}");
    let weekend = f64::from(by_weekday[5] + by_weekday[6]) / 2.0;
    let week = f64::from(by_weekday[..5].iter().sum::<u32>()) / 5.0;
    // Half of the starts are put off, to the next days mostly.
    assert!((0.45..0.75).contains(&(weekend / week)), "{}", weekend / week);
}

#[test]
fn attrition_takes_its_share_of_the_users_per_year_and_leaves_the_others_as_they_are() {
    let options = || users_of("Horn", 1_000).days(120).seed(6);
    let last = |simulation: &Simulation| {
        let mut last: BTreeMap<u32, (i64, bool)> = BTreeMap::new();
        for event in simulation.events() {
            let day =
                event.time.millis_since(simulation.range().start) / Span::from_days(1).millis();
            last.insert(event.user_idx, (day, event.auth == "Cancelled"));
        }
        last
    };
    let plain = last(&Simulation::new(options()).unwrap());
    let fewer = last(&Simulation::new(options().attrition_per_year(2.0)).unwrap());
    // Of those who are there to the end without attrition, e^-(2/3) outlast 120 days of a rate of 2: the
    // first and the last weeks do not count in full.
    let there = |last: &BTreeMap<u32, (i64, bool)>| {
        last.values().filter(|(day, churned)| *day >= 90 && !churned).count() as f64
    };
    let share = there(&fewer) / there(&plain);
    assert!((0.42..0.68).contains(&share), "{share}");
}
