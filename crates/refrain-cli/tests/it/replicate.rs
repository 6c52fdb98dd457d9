//! `refrain replicate` as its user runs it.

use crate::program::Directory;

const FEW: [&str; 2] = ["--resamples", "40"];

fn replicate(directory: &Directory, options: &[&str]) -> String {
    directory.succeed(&[&["replicate", "log.json"], &FEW[..], options].concat()).stdout
}

#[test]
fn both_sides_are_shown_with_reasons_and_written_as_a_table() {
    let directory = Directory::new();
    directory.simulate(200, 61);
    let which = ["--protocol", "clock-only,cancel-count", "-o", "figures.csv"];
    let shown = replicate(&directory, &which);
    for words in [
        "clock-only: how long customers were there",
        "as published  3 features over the whole log",
        "all stay",
        "step by step, the forest",
        "- Clocks alone (days from registration",
        "- What remains: the best of 3 models, ",
        "- The audit of what was published finds, as severe: ",
        "the best as published ",
    ] {
        assert!(shown.contains(words), "no `{words}` in: {shown}");
    }
    let table = directory.read("figures.csv");
    let first = "protocol,side,repair,model,metric,estimate,low,high\nclock-only,published,";
    assert!(table.starts_with(first), "{table}");
    assert!(table.contains("\ncancel-count,honest,honestly,all stay,weighted_f1,"), "{table}");
}

#[test]
fn table_alone_goes_to_a_pipe_the_same_on_any_number_of_threads() {
    let directory = Directory::new();
    directory.simulate(200, 61);
    let on = |threads| {
        replicate(&directory, &["--protocol", "clock-only", "-o", "-", "--threads", threads])
    };
    let one = on("1");
    assert!(one.starts_with("protocol,side,repair,"), "{one}");
    assert_eq!(one, on("3"));
}

#[test]
fn sample_is_said() {
    let directory = Directory::new();
    directory.simulate(250, 61);
    let sampled = ["--protocol", "clock-only", "--max-entities", "220"];
    let run = directory.succeed(&[&["replicate", "log.json"], &FEW[..], &sampled].concat());
    run.says(&["run on 220 of ", " customers, drawn by a hash of their ids", "clocks alone, "]);
}

#[test]
fn what_is_wrong_with_the_command_line_is_said_before_the_log_is_read() {
    let directory = Directory::new();
    let run = directory.run(&["replicate", "absent.json", "--protocol", "cloks"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says(&["`cloks` is not a protocol; there are session-shares, user-totals, clock-only"]);
    assert!(!run.stderr.contains("absent.json"), "{}", run.stderr);
}
