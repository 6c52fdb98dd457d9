use refrain_sim::{SimEvent, Simulation, SimulationOptions};

use crate::small;

fn json(simulation: &Simulation) -> Vec<u8> {
    let mut json = Vec::new();
    simulation.write_json_lines(&mut json).unwrap();
    json
}

/// The events without the number of their session, which counts the sessions of all users.
fn without_sessions<'a>(events: impl Iterator<Item = SimEvent<'a>>) -> Vec<SimEvent<'a>> {
    events
        .map(|mut event| {
            event.session_id = 0;
            event
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(json(&small(3)), json(&small(3)));
}

#[test]
fn another_seed_gives_another_log() {
    assert_ne!(json(&small(3)), json(&small(4)));
}

/// FNV-1a of a small log: a change of it is a change of every simulated log, to be told in the
/// changelog.
#[test]
fn the_log_of_a_seed_stays_what_it_was() {
    let simulation = Simulation::new(SimulationOptions::new().users(5).days(5).seed(1)).unwrap();
    let hash = json(&simulation).iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(hash, 2_818_326_735_003_864_684);
}

#[test]
fn a_user_acts_the_same_whichever_others_are_simulated() {
    let simulation = small(5);
    let all = without_sessions(simulation.events());
    for users in [0..1, 7..8, 20..40, 50..simulation.n_users()] {
        let alone = without_sessions(simulation.events_of(users.clone()));
        let among: Vec<SimEvent<'_>> =
            all.iter().copied().filter(|event| users.contains(&event.user_idx)).collect();
        assert!(!among.is_empty());
        assert_eq!(alone, among, "users {users:?}");
    }
}

#[test]
fn a_user_there_at_the_start_acts_the_same_among_more_users() {
    let options = || SimulationOptions::new().days(30).seed(9);
    let few = Simulation::new(options().users(10)).unwrap();
    let many = Simulation::new(options().users(80)).unwrap();
    let of_few = without_sessions(few.events_of(0..10));
    assert_eq!(of_few, without_sessions(many.events_of(0..10)));
}

#[test]
fn users_past_the_last_are_nobody() {
    let simulation = small(5);
    let n_users = simulation.n_users();
    assert_eq!(simulation.events_of(n_users..n_users + 5).count(), 0);
    assert_eq!(simulation.events_of(u32::MAX..u32::MAX).count(), 0);
    assert_eq!(simulation.events_of(0..u32::MAX).count(), simulation.events().count());
}
