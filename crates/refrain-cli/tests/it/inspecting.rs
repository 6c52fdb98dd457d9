//! Looking at a log that nobody has described.

use std::fmt::Write as _;

use crate::program::Directory;

/// A log of clicks with names of its own.
fn clicks() -> String {
    let mut text = String::from("customer,when,action,price\n");
    for i in 0..600 {
        let (action, price) = [("view", "-"), ("Buy", "9.5"), ("search", "-")][i * i % 7 % 3];
        let (day, hour) = (1 + i / 24, i % 24);
        let _ = writeln!(text, "C{},2024-03-{day:02} {hour:02}:00,{action},{price}", i * 5 % 23);
    }
    text
}

#[test]
fn a_proposal_runs_as_it_is() {
    let directory = Directory::new();
    directory.write("log.csv", clicks());
    let run = directory.succeed(&["inspect", "log.csv", "--propose", "-o", "schema.toml"]);
    assert!(run.stdout.is_empty(), "{}", run.stdout);
    let schema = directory.read("schema.toml");
    assert!(schema.contains("\nnothing = [\"-\"]\n"), "{schema}");
    directory.succeed(&["features", "log.csv", "--schema", "schema.toml", "-o", "features.csv"]);
    assert!(directory.read("features.csv").lines().count() > 20);
}

#[test]
fn what_stands_out_in_all_of_the_log_follows_the_proposal() {
    let directory = Directory::new();
    directory.write("log.csv", clicks() + "C1,2024-03-25 23:59,buy,1\n");
    let run = directory.succeed(&["inspect", "log.csv"]);
    assert!(run.stdout.contains("entity = \"customer\""), "{}", run.stdout);
    run.says(&["things to look at", "`Buy` (", "state no offset"]);
}

#[test]
fn a_profile_shows_every_column_and_writes_the_table_of_summarize() {
    let directory = Directory::new();
    directory.write("log.csv", clicks());
    let run = directory.succeed(&["inspect", "log.csv", "--profile"]);
    assert!(run.stdout.starts_with("600 rows, 4 columns\n"), "{}", run.stdout);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    directory.succeed(&["inspect", "log.csv", "--profile", "-o", "profile.csv"]);
    let table = directory.read("profile.csv");
    let header =
        "column_name,column_type,min,max,approx_unique,avg,std,q25,q50,q75,count,null_percentage";
    assert_eq!(table.lines().next(), Some(header));
    assert!(table.contains("\ncustomer,VARCHAR,C0,C9,23,"), "{table}");
}

#[test]
fn an_output_without_something_to_write_is_refused() {
    let directory = Directory::new();
    directory.simulate(20, 10);
    let run = directory.run(&["inspect", "log.json", "-o", "x.csv"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says(&["--propose or --profile"]);
}
