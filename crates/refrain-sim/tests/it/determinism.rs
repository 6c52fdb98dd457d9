use refrain_sim::{SimEvent, Simulation, SimulationOptions};

use crate::small;

fn json(simulation: &Simulation) -> Vec<u8> {
    let mut json = Vec::new();
    simulation.write_json_lines(&mut json).unwrap();
    json
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
    assert_eq!(hash, 9_541_402_191_729_663_412);
}

#[test]
fn any_partition_of_the_users_makes_the_same_lines() {
    let simulation = small(5);
    let n_users = simulation.n_users();
    let whole = String::from_utf8(json(&simulation)).unwrap();
    for bounds in [vec![0, 1, n_users], vec![0, 7, 8, 40, n_users], (0..=n_users).collect()] {
        let mut events: Vec<SimEvent<'_>> =
            bounds.windows(2).flat_map(|pair| simulation.events_of(pair[0]..pair[1])).collect();
        events.sort_by_key(|event| (event.time, event.user_idx));
        let mut lines = Vec::new();
        events.iter().for_each(|event| event.write_json_line(&mut lines).unwrap());
        assert!(whole == String::from_utf8(lines).unwrap(), "users divided at {bounds:?}");
    }
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    // More users than one part of the crowd holds, more rows than one span.
    let simulation = Simulation::new(SimulationOptions::new().users(600).days(25)).unwrap();
    let with_threads = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| json(&simulation))
    };
    let alone = with_threads(1);
    assert!(alone.len() > 30_000_000, "{}", alone.len());
    assert!(alone == with_threads(2) && alone == with_threads(3));
}

#[test]
fn a_user_there_at_the_start_acts_the_same_among_more_users() {
    let options = || SimulationOptions::new().days(30).seed(9);
    let few = Simulation::new(options().users(10)).unwrap();
    let many = Simulation::new(options().users(80)).unwrap();
    // How many users there are shows in the numbers of sessions only.
    let acts = |simulation: &Simulation| -> Vec<_> {
        let events = simulation.events_of(0..10);
        events.map(|event| (event.time, event.user_idx, event.page.to_owned())).collect()
    };
    assert_eq!(acts(&few), acts(&many));
}

#[test]
fn users_past_the_last_are_nobody() {
    let simulation = small(5);
    let n_users = simulation.n_users();
    assert_eq!(simulation.events_of(n_users..n_users + 5).count(), 0);
    assert_eq!(simulation.events_of(u32::MAX..u32::MAX).count(), 0);
    assert_eq!(simulation.events_of(0..u32::MAX).count(), simulation.events().count());
}
