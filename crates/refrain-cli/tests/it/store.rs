//! Stores, as the program makes and reads them.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::program::Directory;

/// Moments at which an ingest is killed.
const N_KILLS: u32 = 50;

/// Parts that a log is divided into.
const PARTS: [&str; 6] = ["p0.json", "p1.json", "p2.json", "p3.json", "p4.json", "p5.json"];

/// A simulated log in parts, one after the other.
fn parts(directory: &Directory) {
    directory.simulate(40, 12);
    let log = directory.read("log.json");
    let lines: Vec<&str> = log.lines().collect();
    for (name, lines) in PARTS.iter().zip(lines.chunks(lines.len().div_ceil(PARTS.len()))) {
        directory.write(name, lines.join("\n") + "\n");
    }
}

/// Little memory, so that each part is a commit of its own.
fn ingest(store: &str) -> Vec<&str> {
    let options = ["--store", store, "--memory", "100KB", "--buckets", "4"];
    ["ingest"].into_iter().chain(PARTS).chain(options).collect()
}

fn features(directory: &Directory, input: &str, output: &str) -> String {
    directory.succeed(&["features", input, "--set", "reference", "-o", output]);
    directory.read(output)
}

#[test]
fn every_command_reads_a_store_as_it_reads_the_log() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    directory.succeed(&["ingest", "log.json", "--store", "store"]);
    for set in ["reference", "standard"] {
        let run = |input: &[&str], output| {
            let arguments = ["features", "--set", set, "--every", "7d", "-o", output];
            directory.succeed(&[&arguments, input].concat());
            directory.read(output)
        };
        let of_log = run(&["log.json"], "a.csv");
        assert_eq!(of_log, run(&["store"], "b.csv"));
        assert_eq!(of_log, run(&["store", "--memory", "1MB"], "c.csv"));
        let until = ["--until", "2018-10-20"];
        let of_log = run(&[&["log.json"], &until[..]].concat(), "a.csv");
        assert_eq!(of_log, run(&[&["store", "--memory", "1MB"], &until[..]].concat(), "c.csv"));
    }
    let evaluate = |input| directory.succeed(&["evaluate", input, "--resamples", "50"]).stdout;
    assert_eq!(evaluate("log.json"), evaluate("store"));
    directory.succeed(&["train", "store", "-o", "churn.model"]);
    for (input, output) in [("log.json", "a.csv"), ("store", "b.csv")] {
        directory.succeed(&["score", input, "--with", "churn.model", "-o", output]);
    }
    assert_eq!(directory.read("a.csv"), directory.read("b.csv"));
    directory.succeed(&["compact", "store"]);
    directory.succeed(&["score", "store", "--with", "churn.model", "-o", "b.csv"]);
    assert_eq!(directory.read("a.csv"), directory.read("b.csv"));
}

#[test]
fn inspect_tells_what_a_store_holds() {
    let directory = Directory::new();
    directory.simulate(30, 5);
    directory.succeed(&["ingest", "log.json", "--store", "store"]);
    let run = directory.succeed(&["inspect", "store"]);
    assert!(run.stdout.starts_with("event store: "), "{}", run.stdout);
    assert!(run.stdout.contains("1 input, when ingested"), "{}", run.stdout);
    let again = directory.succeed(&["ingest", "log.json", "--store", "store"]);
    again.says(&["log.json is in the store already"]);
}

#[test]
fn an_ingest_killed_at_any_moment_is_completed_by_the_next() {
    let directory = Directory::new();
    parts(&directory);
    let start = Instant::now();
    directory.succeed(&ingest("undisturbed"));
    let duration = start.elapsed();
    let expected = features(&directory, "undisturbed", "expected.csv");
    // Seeded: the moments are the same shares of an undisturbed ingest on every machine.
    let mut state = 20_261_122u32;
    let mut n_inputs = 0;
    for kill in 0..N_KILLS {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let share = f64::from(state >> 8) / f64::from(1 << 24);
        // Every tenth kill begins anew, so that early states of a store are met as well.
        if kill % 10 == 0 && directory.path("store").exists() {
            assert_eq!(complete(&directory), expected);
            fs::remove_dir_all(directory.path("store")).unwrap();
            n_inputs = 0;
        }
        let mut child = directory.start(&ingest("store"));
        thread::sleep(Duration::from_secs_f64(duration.as_secs_f64() * share * 0.6));
        child.kill().unwrap();
        child.wait().unwrap();
        if directory.path("store/manifest.json").exists() {
            // What was committed stays committed, and the store opens.
            let found = committed_inputs(&directory);
            assert!(found >= n_inputs, "{found} inputs after {n_inputs}");
            n_inputs = found;
        }
    }
    assert_eq!(complete(&directory), expected);
}

/// Ingests all parts and returns the features of the store.
fn complete(directory: &Directory) -> String {
    directory.succeed(&ingest("store"));
    features(directory, "store", "completed.csv")
}

fn committed_inputs(directory: &Directory) -> usize {
    let shown = directory.succeed(&["inspect", "store"]).stdout;
    let line = shown.lines().find(|line| line.contains(", when ingested")).unwrap();
    line.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn what_a_store_does_not_take_is_said() {
    let directory = Directory::new();
    directory.simulate(30, 5);
    directory.succeed(&["ingest", "log.json", "--store", "store"]);
    let from = ["ingest", "log.json", "--store", "store", "--from", "2018-10-02"];
    directory.run(&from).says(&["a store takes inputs whole"]);
    let memory = ["features", "log.json", "--memory", "1MB"];
    directory.run(&memory).says(&["--memory needs a store"]);
    let size = ["features", "store", "--memory", "much"];
    directory.run(&size).says(&["`much` is not a valid size"]);
    let both = directory.run(&["features", "store", "log.json"]);
    both.says(&["is a store: read it alone"]);
}

#[test]
fn a_first_ingest_that_fails_leaves_nothing_behind() {
    let directory = Directory::new();
    directory.simulate(30, 5);
    directory.write("other.toml", "[roles]\nentity = \"a\"\ntime = \"b\"\nkind = \"c\"\n");
    let wrong = ["ingest", "log.json", "--store", "store", "--schema", "other.toml"];
    directory.fail(&wrong, &["column `a` (role `entity`) appears in none of the rows"]);
    assert!(!directory.path("store").exists());
    directory.succeed(&["ingest", "log.json", "--store", "store"]);
    // A store is no log: neither as a whole nor inside a directory of logs.
    let into_other = ["ingest", "store", "--store", "other"];
    directory.fail(&into_other, &["is a store"]);
    directory.fail(&["inspect", "."], &["is a store"]);
}
