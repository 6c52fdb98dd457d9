use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{Span, Time};
use refrain_sim::{SimEvent, Simulation, SimulationOptions};

use crate::{sessions, small, users_of};

fn seconds_between(earlier: &SimEvent<'_>, later: &SimEvent<'_>) -> i64 {
    later.time.millis_since(earlier.time) / 1_000
}

fn pairs_within_sessions(simulation: &Simulation) -> Vec<(SimEvent<'_>, SimEvent<'_>)> {
    sessions(simulation)
        .values()
        .flat_map(|s| s.windows(2).map(|w| (w[0], w[1])).collect::<Vec<_>>())
        .collect()
}

#[test]
fn events_are_in_the_order_of_time_within_the_range_and_after_its_start() {
    let simulation = small(1);
    let events: Vec<SimEvent<'_>> = simulation.events().collect();
    assert!(events.is_sorted_by_key(|event| event.time));
    let range = simulation.range();
    assert_eq!(range.span(), Span::from_days(30));
    assert!(events.iter().all(|event| range.start < event.time && event.time < range.end));
    assert!(events.iter().all(|event| event.time.millis() % 1_000 == 0));
}

#[test]
fn an_event_at_the_very_start_is_not_written() {
    // With these seeds a user acts at the start itself.
    for seed in [39, 64, 123] {
        let options = SimulationOptions::new().users(100).days(1).seed(seed);
        let simulation = Simulation::new(options).unwrap();
        assert!(simulation.events().next().unwrap().time > simulation.range().start);
    }
}

#[test]
fn events_of_one_instant_come_in_the_order_of_users() {
    let simulation = small(1);
    let events: Vec<SimEvent<'_>> = simulation.events().collect();
    let ties = events.windows(2).filter(|pair| pair[0].time == pair[1].time);
    let mut n_ties = 0;
    for pair in ties {
        n_ties += 1;
        assert!(pair[0].user_idx <= pair[1].user_idx);
    }
    assert!(n_ties > 100, "{n_ties}");
}

#[test]
fn positions_in_a_session_count_up_without_a_gap() {
    for ((user_idx, session), events) in sessions(&small(1)) {
        let first = events[0].item_in_session;
        let positions = events.iter().map(|event| event.item_in_session);
        assert!(positions.eq((first..).take(events.len())), "user {user_idx}, session {session}");
    }
}

#[test]
fn a_log_opens_amid_sessions() {
    let simulation = Simulation::new(SimulationOptions::new().users(200).days(1)).unwrap();
    let opened = sessions(&simulation).into_values().filter(|s| s[0].item_in_session > 0);
    assert!(opened.count() > 3);
}

#[test]
fn a_session_belongs_to_one_user() {
    let ids: Vec<u64> = sessions(&small(1)).keys().map(|(_, session)| *session).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn later_sessions_have_greater_numbers() {
    let simulation = small(2);
    let mut latest = BTreeMap::new();
    for event in simulation.events() {
        let session = latest.entry(event.user_idx).or_insert(event.session_id);
        assert!(*session <= event.session_id);
        *session = event.session_id;
    }
}

#[test]
fn a_session_starts_at_least_the_gap_after_the_one_before() {
    let simulation = small(2);
    let sessions = sessions(&simulation);
    let per_user: Vec<_> = sessions.values().collect();
    for pair in per_user.windows(2).filter(|pair| pair[0][0].user_idx == pair[1][0].user_idx) {
        let gap = seconds_between(pair[0].last().unwrap(), &pair[1][0]);
        // The daily warp can bring a start forward to the end of the session before.
        assert!(gap >= 0, "{gap}");
    }
}

#[test]
fn a_redirect_comes_exactly_one_second_after_its_predecessor() {
    let simulation = small(1);
    let pairs = pairs_within_sessions(&simulation);
    let redirects: Vec<_> = pairs.iter().filter(|(_, later)| later.status == 307).collect();
    assert!(redirects.len() > 1_000);
    assert!(redirects.iter().all(|(earlier, later)| seconds_between(earlier, later) == 1));
}

#[test]
fn a_song_right_after_a_song_starts_when_that_is_over() {
    let simulation = small(1);
    let mut n_songs = 0;
    for (earlier, later) in pairs_within_sessions(&simulation) {
        if let (Some(song), Some(_)) = (earlier.song, later.song) {
            n_songs += 1;
            assert_eq!(seconds_between(&earlier, &later), song.length_seconds as i64);
        }
    }
    assert!(n_songs > 10_000, "{n_songs}");
}

#[test]
fn a_song_after_other_pages_waits_for_the_one_that_still_plays() {
    let simulation = small(1);
    let (mut waited, mut did_not) = (0, 0);
    for session in sessions(&simulation).values() {
        let mut song_ends = None;
        for pair in session.windows(2) {
            let start = pair[0].time;
            song_ends = pair[0]
                .song
                .map(|song| start + Span::from_seconds(song.length_seconds as u32))
                .or(song_ends);
            match song_ends {
                Some(end) if pair[1].song.is_some() && start < end => {
                    waited += 1;
                    assert_eq!(pair[1].time, end);
                }
                _ => did_not += 1,
            }
        }
    }
    assert!(waited > 10_000 && did_not > 1_000, "{waited}, {did_not}");
}

#[test]
fn a_song_is_there_on_next_song_only() {
    for event in small(1).events() {
        assert_eq!(event.song.is_some(), event.page == "NextSong");
    }
}

#[test]
fn the_user_is_hidden_exactly_on_guests_and_logged_out_rows() {
    let simulation = Simulation::new(users_of("Tuba", 60).days(30).growth_per_year(2.0)).unwrap();
    let mut auths = BTreeSet::new();
    for event in simulation.events() {
        auths.insert(event.auth);
        let is_hidden = matches!(event.auth, "Guest" | "Logged Out");
        assert_eq!(event.customer.is_none(), is_hidden);
    }
    assert_eq!(
        auths.into_iter().collect::<Vec<_>>(),
        ["Cancelled", "Guest", "Logged In", "Logged Out"]
    );
}

#[test]
fn what_the_log_says_about_a_user_never_changes() {
    let simulation = small(1);
    let mut customers = BTreeMap::new();
    for event in simulation.events() {
        if let Some(customer) = event.customer {
            assert_eq!(customer.user_id, u64::from(event.user_idx) + 1);
            assert_eq!(*customers.entry(event.user_idx).or_insert(customer), customer);
        }
    }
    assert!(customers.len() > 30);
}

#[test]
fn no_two_users_are_alike() {
    let options = SimulationOptions::new().users(100).days(20).growth_per_year(0.5);
    let simulation = Simulation::new(options).unwrap();
    let customers: BTreeMap<u64, Time> = simulation
        .events()
        .filter_map(|event| event.customer)
        .map(|customer| (customer.user_id, customer.registration))
        .collect();
    let registrations: BTreeSet<Time> = customers.values().copied().collect();
    assert!(customers.len() > 70);
    assert_eq!(registrations.len(), customers.len());
}

#[test]
fn nothing_follows_a_cancellation() {
    let simulation = Simulation::new(users_of("Tuba", 100)).unwrap();
    let mut cancelled = BTreeSet::new();
    for event in simulation.events() {
        assert!(!cancelled.contains(&event.user_idx), "{event:?}");
        if event.page == "Cancellation Confirmation" {
            assert_eq!(event.auth, "Cancelled");
            cancelled.insert(event.user_idx);
        }
    }
    assert!(cancelled.len() > 40);
}

#[test]
fn users_who_join_later_come_as_guests_and_register() {
    let options = SimulationOptions::new().users(20).days(60).growth_per_year(5.0).seed(2);
    let simulation = Simulation::new(options).unwrap();
    let mut newcomers: BTreeMap<u32, Vec<SimEvent<'_>>> = BTreeMap::new();
    for event in simulation.events().filter(|event| event.user_idx >= 20) {
        newcomers.entry(event.user_idx).or_default().push(event);
    }
    assert!(newcomers.len() > 10, "{}", newcomers.len());
    for events in newcomers.values() {
        // A newcomer whose first session began before the log may be known by then.
        if events[0].item_in_session == 0 {
            assert_eq!((events[0].auth, events[0].level), ("Guest", "free"));
        }
    }
    let registered = |events: &&Vec<SimEvent<'_>>| {
        events.iter().any(|event| event.page == "Submit Registration")
            && events.last().unwrap().customer.is_some()
    };
    assert!(newcomers.values().filter(registered).count() > 5);
}

#[test]
fn without_growth_nobody_joins_and_all_registered_at_the_start() {
    let options = SimulationOptions::new().users(30).days(10).growth_per_year(0.0);
    let simulation = Simulation::new(options).unwrap();
    assert_eq!(simulation.n_users(), 30);
    let mut customers = simulation.events().filter_map(|event| event.customer);
    assert!(customers.all(|customer| customer.registration == simulation.range().start));
}
