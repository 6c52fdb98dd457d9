//! What `refrain simulate` writes beside a clean log.

use crate::program::Directory;

const OFFER: &str = "[[scenario]]\nname = \"offer\"\nfrom = 2018-10-10\nshare = 0.5\n\
                     factors = { Cancel = 0.5 }\n";

#[test]
fn a_model_is_tested_beside_what_the_simulator_knows() {
    let directory = Directory::new();
    let truth = ["--truth", "truth.csv", "--every", "5d", "--paths", "8"];
    let simulate = ["simulate", "--users", "150", "--days", "40", "-o", "log.json"];
    let run = directory.succeed(&[&simulate[..], &truth].concat());
    run.says(&["rows of", "true risks in truth.csv"]);
    let table = directory.read("truth.csv");
    let header =
        "userId,cutoff,window_end,risk,risk_error,risk_from_log,risk_from_log_error,persona,";
    assert!(table.starts_with(header), "{}", &table[..200]);

    let evaluate = ["evaluate", "log.json", "--every", "5d", "--model", "recency"];
    let shown = directory.succeed(&[&evaluate[..], &["--truth", "truth.csv"]].concat()).stdout;
    assert!(shown.contains("beside an oracle that sees the log:"), "{shown}");
    assert!(shown.contains("beside an oracle that knows the customer:"), "{shown}");
    let figures = ["--truth", "truth.csv", "-o", "figures.csv"];
    directory.succeed(&[&evaluate[..], &figures].concat());
    let figures = directory.read("figures.csv");
    assert!(figures.contains("regret to the oracle that sees the log,roc_auc,"), "{figures}");
}

#[test]
fn a_truth_about_something_else_is_refused() {
    let directory = Directory::new();
    let simulate = |more: &[&str]| {
        let common =
            ["simulate", "--users", "150", "--days", "40", "--paths", "2", "-o", "log.json"];
        directory.succeed(&[&common[..], more].concat());
    };
    let evaluate = ["evaluate", "log.json", "--every", "5d", "--model", "base-rate", "--truth"];
    simulate(&["--truth", "truth.csv", "--every", "10d"]);
    let missing = ["the truth says nothing of `", "same cutoffs"];
    directory.fail(&[&evaluate[..], &["truth.csv"]].concat(), &missing);
    simulate(&["--truth", "truth.csv", "--every", "5d", "--horizon", "7d"]);
    let other = ["outcome window that ends at", "--horizon"];
    directory.fail(&[&evaluate[..], &["truth.csv"]].concat(), &other);
    directory.write("no.csv", "userId,cutoff\n1,2018-10-10\n");
    directory.fail(&[&evaluate[..], &["no.csv"]].concat(), &["no.csv", "no column `window_end`"]);
}

#[test]
fn scenarios_leave_a_record_of_who_was_treated() {
    let directory = Directory::new();
    directory.write("offer.toml", OFFER);
    let simulate = |more: &[&str], output: &str| {
        let common = ["simulate", "--users", "60", "--days", "20", "-o", output];
        directory.succeed(&[&common[..], more].concat());
        directory.read(output)
    };
    let offer = ["--scenario", "offer.toml", "--assignment", "who.csv", "--truth", "t.csv"];
    let with = simulate(&[&offer[..], &["--paths", "4"]].concat(), "with.json");
    let without = simulate(&[], "without.json");
    let before_the_offer = |log: &str| -> Vec<String> {
        let times = log.lines().take_while(|line| line[6..19] < *"1539129600000");
        times.map(str::to_owned).collect()
    };
    assert_eq!(before_the_offer(&with), before_the_offer(&without));
    let who = directory.read("who.csv");
    assert!(who.starts_with("userId,scenario,treated,from,until\n1,offer,"), "{who}");
    let treated = who.lines().filter(|line| line.contains(",true,")).count();
    assert!((15..50).contains(&treated), "{who}");
    let truth = directory.read("t.csv");
    assert!(truth.lines().next().unwrap().contains("offer: risk if treated"), "{truth}");
}

#[test]
fn a_damaged_log_is_cleaned_of_what_its_manifest_lists() {
    let directory = Directory::new();
    let corruption =
        ["--corrupt", "duplicates=0.02,truncated=0.01,corrupt=0.01", "--manifest", "m.jsonl"];
    let simulate = ["simulate", "--users", "60", "--days", "20", "-o", "log.json"];
    directory
        .succeed(&[&simulate[..], &corruption].concat())
        .says(&["lines for", "lines cut short"]);
    let manifest = directory.read("m.jsonl");
    let of = |kind: &str| {
        let named = format!("{{\"kind\":\"{kind}\"");
        manifest.lines().filter(|line| line.starts_with(&named)).count()
    };
    let broken = of("truncated") + of("corrupt");
    assert!(broken > 50, "{broken}");
    let report = directory.succeed(&["inspect", "log.json"]).stdout;
    let found = report.lines().find(|line| line.trim_start().starts_with("unparsable")).unwrap();
    assert!(found.contains(&format!(" {broken} rows")), "{found}, expected {broken}");
}

#[test]
fn a_simulation_file_says_everything_that_the_command_line_does_not() {
    let directory = Directory::new();
    directory.write("s.toml", format!("users = 40\ndays = 15\nseed = 4\n{OFFER}"));
    let simulate = |more: &[&str], output: &str| {
        directory.succeed(&[&["simulate", "-o", output], more].concat());
        directory.read(output)
    };
    let of_file = simulate(&["--config", "s.toml"], "a.json");
    directory.write("offer.toml", OFFER);
    let said = ["--users", "40", "--days", "15", "--seed", "4", "--scenario", "offer.toml"];
    assert_eq!(simulate(&said, "b.json"), of_file);
    let other = ["--config", "s.toml", "--days", "10"];
    assert!(simulate(&other, "c.json").len() < of_file.len());
}

#[test]
fn what_was_simulated_is_written_down_and_simulated_again_to_the_same_bytes() {
    let directory = Directory::new();
    directory.write("offer.toml", OFFER);
    let patient = "days = 20\n[[persona]]\nname = 'Horn'\nweight = 2\n
        [[persona]]\nname = 'Patient'\nlike = 'Tuba'\nbeta = 700_000\n";
    directory.write("s.toml", patient);
    let simulate = |more: &[&str], output: &str| {
        directory.succeed(&[&["simulate", "-o", output], more].concat());
        directory.read(output)
    };
    let more = ["--users", "40", "--growth", "0.3", "--scenario", "offer.toml"];
    for (what, name) in [(&["--config", "s.toml"][..], "a"), (&[], "b")] {
        let (file, log) = (format!("{name}.toml"), format!("{name}.json"));
        let written = simulate(&[what, &more, &["--write-config", &file]].concat(), &log);
        assert_eq!(simulate(&["--config", &file], "again.json"), written);
    }
    // What the command line left to defaults is said as well.
    let file = directory.read("a.toml");
    assert!(file.contains("seed = 3\nstart = 2018-10-01T00:00:00Z\ngrowth = 0.3"), "{file}");
    assert!(file.contains("name = \"Horn\"\nweight = 2\n\n[[persona]]"), "{file}");
}

#[test]
fn what_cannot_be_simulated_is_said_before_anything_is_written() {
    let directory = Directory::new();
    directory.write("s.toml", "users = 40\nusres = 3\n");
    let file = ["simulate", "--config", "s.toml", "-o", "log.json"];
    directory.fail(&file, &["s.toml", "line 2", "users"]);
    for (arguments, words) in [
        (&["--corrupt", "duplicates=2"][..], "--corrupt"),
        (&["--corrupt", "dupes=0.1"], "dupes"),
        (&["--truth", "truth.txt"], ".csv"),
        (&["--truth", "log.json"], ".csv"),
        (&["--manifest", "m.jsonl"], "--corrupt"),
        (&["--every", "7d"], "--truth"),
        (&["--truth", "t.csv", "--assignment", "t.csv"], "two things"),
        (&["--write-config", "log.json"], "two things"),
        (&["--truth", "t.csv", "--paths", "1"], "paths"),
    ] {
        let run = directory.run(&[&["simulate", "-o", "log.json"][..], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        run.says(&[words]);
        assert!(!directory.path("log.json").exists(), "{arguments:?}");
    }
    let cutoff = ["simulate", "--truth", "t.csv", "--cutoff", "2020-01-01", "-o", "log.json"];
    directory.fail(&cutoff, &["2020-01-01"]);
    let absent = ["simulate", "--config", "nowhere.toml", "-o", "log.json"];
    directory.fail(&absent, &["error: nowhere.toml: cannot be read", "because "]);
    assert!(!directory.path("log.json").exists());
}
