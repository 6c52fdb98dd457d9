//! Time of the feature sets: events per second at one cutoff and at eight, on one thread and two.
//!
//! `cargo bench -p refrain-benches --bench features` simulates a log of 2.5 million events;
//! `FEATURES_LOG=log.json` reads one instead and `FEATURES_USERS=N` simulates another size.
//! `-- --test` runs each once on a small log. `benches/peers/features.py` sets DuckDB beside it.

use std::env;

use refrain::Timings;
use refrain::base::{EventLog, Observation, Span, Time};
use refrain::events::{EventSchema, Input, LogReader};
use refrain::features::{FeatureSet, seen_before};
use refrain::sim::{Simulation, SimulationOptions};

/// Runs of each case, of which the median counts.
const N_RUNS: usize = 5;

/// Users of the simulated log: 2.5 million events.
const N_USERS: u32 = 2_000;

const SETS: [&str; 2] = ["reference", "standard"];

fn main() {
    let is_test = env::args().any(|argument| argument == "--test");
    let log = match env::var("FEATURES_LOG") {
        Ok(path) if !is_test => read(&path),
        _ => simulated(if is_test { 30 } else { n_users() }),
    };
    let (n_events, bytes) = (log.n_events(), log.heap_bytes());
    println!("{n_events} events of {} entities, {} MB", log.n_entities(), bytes / 1_000_000);
    println!("set        columns cutoffs threads  seconds  Mevents/s  memory");
    for name in SETS {
        let set = FeatureSet::named(name, &EventSchema::sparkify().vocabulary());
        let set = set.expect("a set of the crate");
        for cutoffs in [last_cutoffs(&log, 1), last_cutoffs(&log, 8)] {
            let observations = seen_before(&log, &cutoffs);
            for n_threads in [1, 2] {
                let n_runs = if is_test { 1 } else { N_RUNS };
                let (seconds, memory) = time(&log, &set, &observations, n_threads, n_runs);
                // Events looked at: those before each cutoff.
                println!(
                    "{name:<10} {:>7} {:>7} {n_threads:>7} {seconds:>8.4} {:>10.1} {:>7}",
                    set.columns().len(),
                    cutoffs.len(),
                    n_events as f64 / seconds / 1e6,
                    memory.map_or("-".to_owned(), |grown| {
                        format!("{:.2}", (bytes as f64 + grown as f64) / bytes as f64)
                    }),
                );
            }
        }
    }
}

fn n_users() -> u32 {
    env::var("FEATURES_USERS").ok().and_then(|text| text.parse().ok()).unwrap_or(N_USERS)
}

fn simulated(n_users: u32) -> EventLog {
    let options = SimulationOptions::new().users(n_users).days(61).seed(3);
    let simulation = Simulation::new(options).expect("the options are within bounds");
    simulation.event_log().expect("the simulation has events")
}

fn read(path: &str) -> EventLog {
    let reader = LogReader::new(EventSchema::sparkify());
    reader.read(&[Input::parse(path)]).expect("the log is readable").log
}

/// The end of the log and the same time of earlier weeks.
fn last_cutoffs(log: &EventLog, n: u32) -> Vec<Time> {
    (0..n).rev().map(|week| log.range().end - Span::from_days(7 * week)).collect()
}

/// Median seconds, and the memory that was taken beside what was there.
fn time(
    log: &EventLog,
    set: &FeatureSet,
    observations: &[Observation],
    n_threads: usize,
    n_runs: usize,
) -> (f64, Option<u64>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    let pool = pool.expect("threads can be started");
    let mut seconds = Vec::new();
    let mut memory = None;
    for _ in 0..n_runs {
        let mut timings = Timings::default();
        timings.stage("before", || ());
        let matrix = timings.stage("features", || pool.install(|| set.compute(log, observations)));
        let matrix = matrix.expect("the log has what it needs");
        assert_eq!(matrix.n_rows(), observations.len());
        let [before, features] = timings.stages() else { unreachable!("two stages were run") };
        seconds.push(features.wall.as_secs_f64());
        let peaks = features.peak_bytes.zip(before.peak_bytes);
        memory = peaks.map(|(peak, before)| peak.saturating_sub(before));
    }
    seconds.sort_by(f64::total_cmp);
    (seconds[seconds.len() / 2], memory)
}
