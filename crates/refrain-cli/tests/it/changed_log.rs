//! Scoring a log that is not like the one of the training.

use crate::program::{Directory, Run};

/// A log, a model trained on it, and the log again with one thing written otherwise.
fn changed(written: &str, otherwise: &str) -> Directory {
    let directory = Directory::new();
    directory.simulate(150, 61);
    directory.succeed(&["train", "log.json", "--model", "recency", "-o", "churn.model"]);
    directory.write("other.json", directory.read("log.json").replace(written, otherwise));
    directory
}

fn score(directory: &Directory, log: &str, more: &[&str]) -> Run {
    let arguments = ["score", log, "--with", "churn.model", "-o", "scores.csv"];
    directory.run(&[&arguments, more].concat())
}

/// Scores with a warning of these words, and writes no score where the log must be the same.
#[track_caller]
fn assert_says(directory: &Directory, words: &[&str]) {
    let refused = score(directory, "other.json", &["--require-same"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(!directory.path("scores.csv").exists());
    let scored = score(directory, "other.json", &[]);
    assert_eq!(scored.code, 0, "{}", scored.stderr);
    assert!(directory.path("scores.csv").exists());
    for run in [refused, scored] {
        run.says(&["the log is not like the one that the model was trained on:"]);
        run.says(words);
    }
}

#[test]
fn a_kind_in_other_letters_is_named_with_what_came_instead() {
    let directory = changed("\"NextSong\"", "\"next_song\"");
    let said = ["no event has the kind `NextSong` (about ", " expected); `next_song` came ("];
    assert_says(&directory, &said);
}

#[test]
fn a_plan_in_other_letters_is_named_with_what_came_instead() {
    let directory = changed("\"level\":\"paid\"", "\"level\":\"PAID\"");
    let said = ["no event has the level `paid` (about ", " expected); `PAID` came ("];
    assert_says(&directory, &said);
}

#[test]
fn a_churn_kind_that_is_gone_is_said_with_what_follows() {
    let directory = changed("\"Cancellation Confirmation\"", "\"Account Closed\"");
    let said = [
        "no event has the kind `Cancellation Confirmation` (about ",
        ": the rule cancel looks for it, so those who left are scored as if they were still there",
        "training never saw the kind `Account Closed` (",
    ];
    assert_says(&directory, &said);
}

#[test]
fn an_absent_attribute_is_named() {
    let directory = changed("\"length\":", "\"seconds\":");
    assert_says(&directory, &["no event has `length` (about "]);
}

#[test]
fn the_same_log_is_scored_without_a_word() {
    let directory = changed("", "");
    let run = score(&directory, "log.json", &["--require-same"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("trained on"), "{}", run.stderr);
    assert!(directory.path("scores.csv").exists());
}

#[test]
fn a_week_of_the_log_is_no_other_log() {
    let directory = changed("", "");
    let week = ["--from", "2018-10-20", "--until", "2018-10-27", "--require-same"];
    let run = score(&directory, "log.json", &week);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_model_of_a_table_cannot_tell() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    directory.succeed(&["dataset", "log.json", "-o", "rows.csv"]);
    directory.succeed(&["train", "rows.csv", "--model", "recency", "-o", "churn.model"]);
    let told = ["--set", "standard", "--rule", "cancel"];
    let run = score(&directory, "log.json", &told);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.says(&["the model does not say what log it was trained on"]);
    let run = score(&directory, "log.json", &[&told, &["--require-same"][..]].concat());
    assert_eq!(run.code, 3, "{}", run.stderr);
}
