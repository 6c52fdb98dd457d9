//! Where a log begins and ends, as it is told on the command line.

use crate::program::Directory;

/// Customers that visit every hour of the first days of 2026.
fn hourly(directory: &Directory, n_rows: u32) {
    directory.write("s.toml", "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n");
    let line = |hour: u32| {
        let at = 1_767_225_600_000 + u64::from(hour) * 3_600_000;
        format!("{{\"user\":\"u{}\",\"at\":{at},\"what\":\"visit\"}}\n", hour % 3)
    };
    directory.write("log.json", (0..n_rows).map(line).collect::<String>());
}

fn labels<'a>(observed: &'a str, log: &'a str) -> Vec<&'a str> {
    let arguments = "labels --schema s.toml --cutoff 2026-01-03 --rule lapsed:1d --horizon 1d -o -";
    let mut arguments: Vec<&str> = arguments.split(' ').chain([log]).collect();
    if !observed.is_empty() {
        arguments.extend(["--observed", observed]);
    }
    arguments
}

#[test]
fn a_log_cut_at_midnight_is_complete_up_to_midnight_if_that_is_said() {
    let directory = Directory::new();
    // The last event is of ten in the evening of the third.
    hourly(&directory, 71);
    let known = directory.succeed(&labels("2026-01-01..2026-01-04", "log.json"));
    assert!(known.stderr.contains("to 2026-01-04T00:00:00Z"), "{}", known.stderr);
    let words = ["everyone is censored", "2026-01-03T22:00:00.001Z"];
    directory.fail(&labels("", "log.json"), &words);
    // In the parts of a store as well.
    directory.succeed(&["ingest", "log.json", "--schema", "s.toml", "--store", "store"]);
    let mut stored = labels("2026-01-01..2026-01-04", "store");
    stored.retain(|argument| !["--schema", "s.toml"].contains(argument));
    assert_eq!(directory.succeed(&stored).stdout, known.stdout);
}

#[test]
fn what_was_observed_must_hold_some_time_and_every_event() {
    let directory = Directory::new();
    hourly(&directory, 51);
    let run = directory.run(&labels("2026-01-04..2026-01-04", "log.json"));
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says(&["--observed 2026-01-04", "holds no time"]);
    let run = directory.run(&labels("2026-01-04", "log.json"));
    assert_eq!(run.code, 2, "{}", run.stderr);
    let words = ["3 events lie outside", "the first at 2026-01-03T00:00:00Z", "widen it"];
    directory.fail(&labels("2026-01-01..2026-01-03", "log.json"), &words);
}

#[test]
fn a_stray_clock_is_told_and_does_not_move_the_end() {
    let directory = Directory::new();
    hourly(&directory, 60);
    let stray = "{\"user\":\"u9\",\"at\":2127398400000,\"what\":\"visit\"}\n";
    directory.write("log.json", directory.read("log.json") + stray);
    let arguments = ["features", "log.json", "--schema", "s.toml", "--cutoff", "end", "-o", "-"];
    let run = directory.succeed(&arguments);
    run.says(&["3 entities from 2026-01-01", "stray_clock: 1 row", "`at` is 2037-"]);
    assert!(run.stdout.contains("u0,2026-01-03T11:00:00.001Z,"), "{}", run.stdout);
}
