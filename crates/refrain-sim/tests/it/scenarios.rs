use std::collections::{BTreeMap, BTreeSet};

use refrain_core::{Span, Time};
use refrain_sim::{
    Change, ErrorKind, Rate, Scenario, SimEvent, Simulation, SimulationOptions, Treated,
};

use crate::users_of;

fn day(n: u32) -> Time {
    // 2018-10-01, when simulations start unless told otherwise.
    Time::from_millis(1_538_352_000_000) + Span::from_days(n)
}

fn scenario(treated: Treated, changes: Vec<Change>) -> Scenario {
    let mut scenario = Scenario::new("test", day(20), treated);
    scenario.changes = changes;
    scenario
}

fn change(to: &str, factor: f64) -> Change {
    Change::new(Rate::to(to), factor)
}

fn with(scenario: Scenario) -> Simulation {
    Simulation::new(users_of("Tuba", 150).seed(3).scenario(scenario)).unwrap()
}

fn without() -> Simulation {
    Simulation::new(users_of("Tuba", 150).seed(3)).unwrap()
}

/// The events of each user.
fn by_user(simulation: &Simulation) -> BTreeMap<u32, Vec<SimEvent<'_>>> {
    let mut users: BTreeMap<u32, Vec<SimEvent<'_>>> = BTreeMap::new();
    for event in simulation.events() {
        users.entry(event.user_idx).or_default().push(event);
    }
    users
}

#[test]
fn who_is_not_treated_does_what_it_does_without_the_scenario() {
    let (plain, changed) =
        (without(), with(scenario(Treated::Share(0.5), vec![change("Roll Advert", 0.1)])));
    let (plain, changed_users) = (by_user(&plain), by_user(&changed));
    let (mut same, mut different) = (0, 0);
    for (user_idx, events) in &changed_users {
        match changed.is_treated(0, *user_idx) {
            false => assert_eq!(plain[user_idx], *events),
            true if plain[user_idx] == *events => same += 1,
            true => different += 1,
        }
    }
    // Some are seldom there, or have left by day 20.
    assert!(different > 20 && same > 0, "{different}, {same}");
}

#[test]
fn the_treated_act_as_without_the_scenario_until_it_begins() {
    let (plain, changed) =
        (without(), with(scenario(Treated::Share(1.0), vec![change("Cancel", 0.0)])));
    let before = |simulation: &Simulation| -> Vec<(Time, u32, String)> {
        let events = simulation.events().take_while(|event| event.time < day(20));
        events.map(|event| (event.time, event.user_idx, event.page.to_owned())).collect()
    };
    assert_eq!(before(&plain), before(&changed));
}

#[test]
fn a_rate_of_zero_never_happens_and_a_scenario_that_is_over_changes_nothing_more() {
    let mut spell = scenario(Treated::Share(1.0), vec![change("Roll Advert", 0.0)]);
    spell.until = Some(day(40));
    let simulation = with(spell);
    // A page decided before the scenario can come a little after it began.
    let during = (day(21), day(40));
    let adverts = |(from, until): (Time, Time)| {
        let is_advert = |event: &SimEvent<'_>| event.page == "Roll Advert";
        let is_in = |event: &SimEvent<'_>| from <= event.time && event.time < until;
        simulation.events().filter(is_in).filter(is_advert).count()
    };
    assert_eq!(adverts(during), 0);
    assert!(adverts((day(0), day(20))) > 500 && adverts((day(40), day(61))) > 100);
}

#[test]
fn half_the_hazard_makes_about_half_as_many_leave() {
    let offer = scenario(Treated::Share(0.5), vec![change("Cancel", 0.5)]);
    let options = users_of("Tuba", 3_000).seed(5).days(40).scenario(offer);
    let simulation = Simulation::new(options).unwrap();
    let (mut present, mut left) = ([BTreeSet::new(), BTreeSet::new()], [0_u32, 0]);
    for event in simulation.events() {
        let arm = usize::from(simulation.is_treated(0, event.user_idx));
        if event.auth != "Cancelled" {
            present[arm].insert(event.user_idx);
        } else if event.time < day(20) {
            present[arm].remove(&event.user_idx);
        } else {
            left[arm] += 1;
        }
    }
    let share = |arm: usize| f64::from(left[arm]) / present[arm].len() as f64;
    // Of some 500 in each arm a quarter leaves without the offer; nobody leaves twice, so that half the
    // hazard is a little more than half the share.
    let ratio = share(1) / share(0);
    assert!((0.4..0.72).contains(&ratio), "{ratio}: {left:?}");
}

#[test]
fn other_ways_on_keep_their_proportions() {
    let errors =
        Rate::Transition { from: Some("NextSong".into()), to: "Error".into(), level: None };
    let more = scenario(Treated::Share(1.0), vec![Change::new(errors, 20.0)]);
    let simulation = Simulation::new(users_of("Accordion", 60).seed(5).scenario(more)).unwrap();
    let mut after_song: BTreeMap<&str, u32> = BTreeMap::new();
    for events in by_user(&simulation).values() {
        let songs = events.windows(2).filter(|pair| {
            pair[0].page == "NextSong" && pair[0].time >= day(20) && pair[0].level == "paid"
        });
        for pair in songs.filter(|pair| pair[0].session_id == pair[1].session_id) {
            *after_song.entry(pair[1].page).or_default() += 1;
        }
    }
    // .001 times twenty; .05 of the other .999.
    let n: u32 = after_song.values().sum();
    let share = |page: &str| f64::from(after_song[page]) / f64::from(n);
    assert!((share("Error") - 0.02).abs() < 0.004, "{}", share("Error"));
    let ratio = share("Thumbs Up") / share("NextSong");
    assert!((ratio - 0.05 / 0.85).abs() < 0.008, "{ratio}");
}

#[test]
fn listed_users_are_the_treated_ones() {
    let listed = scenario(Treated::Ids([3, 7].into()), vec![change("Cancel", 0.5)]);
    let simulation = with(listed);
    let treated: Vec<u32> =
        (0..simulation.n_users()).filter(|user_idx| simulation.is_treated(0, *user_idx)).collect();
    assert_eq!(treated, [2, 6], "ids count from 1");
    assert!(!simulation.is_treated(1, 2), "there is no second scenario");
}

#[test]
fn two_scenarios_overlap_independently() {
    let one = scenario(Treated::Share(0.5), vec![change("Cancel", 0.5)]);
    let two = scenario(Treated::Share(0.5), vec![Change::new(Rate::Beta, 0.5)]);
    let simulation =
        Simulation::new(users_of("Tuba", 2_000).days(1).scenario(one).scenario(two)).unwrap();
    let mut counts = [0_u32; 4];
    for user_idx in 0..simulation.n_users() {
        let arms = [0, 1].map(|idx| usize::from(simulation.is_treated(idx, user_idx)));
        counts[arms[0] + 2 * arms[1]] += 1;
    }
    // Five standard deviations of a share of one quarter.
    assert!(counts.iter().all(|n| (410..610).contains(n)), "{counts:?}");
}

#[test]
fn a_shorter_gap_brings_more_sessions() {
    let oftener = scenario(Treated::Share(0.5), vec![Change::new(Rate::Beta, 0.2)]);
    let simulation = Simulation::new(users_of("Accordion", 300).scenario(oftener)).unwrap();
    let mut sessions = [BTreeSet::new(), BTreeSet::new()];
    for event in simulation.events().filter(|event| event.time > day(30)) {
        sessions[usize::from(simulation.is_treated(0, event.user_idx))].insert(event.session_id);
    }
    let ratio = sessions[1].len() as f64 / sessions[0].len() as f64;
    assert!((2.0..5.0).contains(&ratio), "{ratio}");
}

#[test]
fn scenarios_that_make_no_sense_are_refused() {
    let refused = |change: &dyn Fn(&mut Scenario)| {
        let mut wrong = scenario(Treated::Share(0.5), vec![self::change("Cancel", 0.5)]);
        change(&mut wrong);
        let options = SimulationOptions::new().scenario(wrong);
        Simulation::new(options).expect_err("the scenario makes no sense").to_string()
    };
    let says = |message: String, part: &str| assert!(message.contains(part), "{message}");
    says(refused(&|s| s.treated = Treated::Share(1.5)), "share treated");
    says(refused(&|s| s.treated = Treated::Share(f64::NAN)), "share treated");
    says(refused(&|s| s.changes.clear()), "changes nothing");
    says(refused(&|s| s.changes[0].factor = -1.0), "factor");
    says(refused(&|s| s.changes[0].factor = f64::NAN), "factor");
    says(refused(&|s| s.until = Some(s.from)), "end after it begins");
    says(refused(&|s| s.name.clear()), "name");
    says(refused(&|s| s.changes = vec![self::change("Cancle", 0.5)]), "no persona");
    says(refused(&|s| s.changes = vec![self::change("NextSong", 3.0)]), "lower the factor");
    says(refused(&|s| s.changes[0] = Change::new(Rate::Alpha, 0.0)), "above 0");
}

#[test]
fn a_fifth_scenario_is_refused() {
    let one = || scenario(Treated::Share(0.5), vec![change("Cancel", 0.5)]);
    let options = (0..5).fold(SimulationOptions::new(), |options, _| options.scenario(one()));
    let error = Simulation::new(options).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "there are 5 scenarios: give at most 4");
}
