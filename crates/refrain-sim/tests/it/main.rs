#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod assignment;
mod bad_definitions;
mod bad_options;
mod calendar;
mod chain;
mod coded_events;
mod config;
mod corruption;
mod damaged_files;
mod determinism;
mod event_log;
mod json;
mod personas;
mod population;
mod scenario_file;
mod scenario_file_faults;
mod scenarios;
mod sessions;
mod simulation_file;
mod simulation_file_faults;
mod truth;

use std::collections::BTreeMap;

use refrain_sim::{Persona, SimEvent, Simulation, SimulationOptions};

/// The default mix, small enough for a test and growing fast enough to show newcomers.
fn small(seed: u64) -> Simulation {
    let options = SimulationOptions::new().users(50).days(30).seed(seed).growth_per_year(2.0);
    Simulation::new(options).unwrap()
}

/// Users of one persona.
fn users_of(name: &str, users: u32) -> SimulationOptions {
    SimulationOptions::new().users(users).mix([(1, Persona::named(name).unwrap().clone())])
}

/// The events of each session, by user and session.
fn sessions(simulation: &Simulation) -> BTreeMap<(u32, u64), Vec<SimEvent<'_>>> {
    let mut sessions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for event in simulation.events() {
        sessions.entry((event.user_idx, event.session_id)).or_default().push(event);
    }
    sessions
}
