//! A search that was interrupted goes on as if it had not been.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use refrain_models::search::{
    Range, Score, Search, SearchBudget, SearchOptions, SearchResult, SearchSpace, Setting,
    Strategy, TpeOptions, Trial,
};
use refrain_models::{Error, ErrorKind, Logistic, LogisticOptions};
use tempfile::TempDir;

use crate::customers::{self, assert_says, split};
use crate::search::{bowl, options, space, timeless, tpe};

fn options_of_18() -> SearchOptions {
    options(tpe(), 18, 12)
        .strategy(Strategy::Tpe(TpeOptions { startup_trials: 4, ..TpeOptions::default() }))
}

/// Fails at some settings, so that the log holds both kinds of lines.
fn logged(path: &Path, options: SearchOptions, calls: &AtomicUsize) -> Result<SearchResult, Error> {
    let counted = |setting: &Setting| {
        calls.fetch_add(1, Ordering::Relaxed);
        if setting.integer("depth")? == 3 {
            Err("too „shallow“\n".into())
        } else {
            bowl(setting)
        }
    };
    Search::new(space(), options)?.logged_to(path).minimise(counted, |_| {})
}

/// Lines without the time that trials took.
fn timeless_lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(",\"seconds\"").next().unwrap().to_owned()).collect()
}

#[test]
fn search_cut_off_at_any_byte_goes_on_to_the_same_trials() {
    let folder = TempDir::new().unwrap();
    let (whole, cut) = (folder.path().join("whole.jsonl"), folder.path().join("cut.jsonl"));
    let calls = AtomicUsize::new(0);
    let expected = logged(&whole, options_of_18(), &calls).unwrap();
    assert!(expected.trials.iter().any(|trial| trial.error().is_some()));
    let bytes = fs::read(&whole).unwrap();
    let line_ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    assert_eq!(line_ends.len(), 19, "the header and 18 trials");
    // Every byte of the last trials, over a border of batches, and some of the lines before.
    let places = (0..line_ends[15]).step_by(97).chain(line_ends[15]..=bytes.len());
    for n_bytes in places {
        fs::write(&cut, &bytes[..n_bytes]).unwrap();
        calls.store(0, Ordering::Relaxed);
        let resumed = logged(&cut, options_of_18(), &calls).unwrap();
        assert_eq!(timeless(&resumed.trials), timeless(&expected.trials), "cut at {n_bytes}");
        let n_kept = line_ends.iter().filter(|end| **end < n_bytes).count().saturating_sub(1);
        assert_eq!(calls.load(Ordering::Relaxed), 18 - n_kept, "cut at {n_bytes}");
        assert_eq!(timeless_lines(&cut), timeless_lines(&whole), "cut at {n_bytes}");
    }
}

#[test]
fn scores_come_back_from_the_log_to_the_last_bit() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    // Sums of thirds and sevenths need all digits that a float has.
    let odd = |setting: &Setting| Ok(setting.number("share")? / 3.0 + 1.0 / 7.0);
    let search = || Search::new(space(), options(tpe(), 120, 2)).unwrap().logged_to(&path);
    let first = search().minimise(odd, |_| {}).unwrap();
    let again = search().minimise(|_| panic!("all trials are in the log"), |_| {}).unwrap();
    assert_eq!(first, again);
}

#[test]
fn more_trials_go_on_from_the_log_and_fewer_are_its_first() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let calls = AtomicUsize::new(0);
    let with = |n_trials| options_of_18().budget(SearchBudget::Trials(n_trials));
    let all = logged(&folder.path().join("all.jsonl"), with(23), &AtomicUsize::new(0)).unwrap();
    logged(&path, with(10), &calls).unwrap();
    let more = logged(&path, with(23), &calls).unwrap();
    assert_eq!(timeless(&more.trials), timeless(&all.trials));
    assert_eq!(calls.load(Ordering::Relaxed), 23);
    let fewer = logged(&path, with(5), &calls).unwrap();
    assert_eq!(timeless(&fewer.trials), timeless(&all.trials[..5]));
    assert_eq!(timeless_lines(&path).len(), 24, "a smaller budget takes nothing out of the log");
}

#[test]
fn progress_sees_the_trials_of_the_log_as_well() {
    let folder = TempDir::new().unwrap();
    let search = Search::new(space(), options(tpe(), 8, 2)).unwrap();
    let search = search.logged_to(folder.path().join("log.jsonl"));
    search.minimise(bowl, |_| {}).unwrap();
    let mut numbers = Vec::new();
    search.minimise(bowl, |trial: &Trial| numbers.push(trial.number)).unwrap();
    assert_eq!(numbers, (0..8).collect::<Vec<_>>());
}

#[test]
fn log_of_another_search_is_refused_with_what_differs() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let calls = AtomicUsize::new(0);
    let own = options_of_18();
    logged(&path, own, &calls).unwrap();
    let before = fs::read(&path).unwrap();
    let differs = other_search;
    assert_eq!(differs(logged(&path, own.seed(13), &calls)), "seed");
    assert_eq!(differs(logged(&path, own.batch(5), &calls)), "batch");
    let random = own.strategy(Strategy::Random);
    assert_eq!(differs(logged(&path, random, &calls)), "strategy");
    let other = SearchSpace::new([("share", Range::Uniform { low: -1.0, high: 2.0 })]).unwrap();
    let other = Search::new(other, own).unwrap().logged_to(&path).minimise(|_| Ok(0.0), |_| {});
    assert_eq!(differs(other), "space");
    assert_eq!(fs::read(&path).unwrap(), before, "a log that is refused stays as it is");
}

#[test]
fn log_of_other_rows_splits_or_score_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let space = SearchSpace::new([("l2", Range::LogUniform { low: 1.0, high: 9.0 })]).unwrap();
    let search = || Search::new(space.clone(), options(Strategy::Random, 2, 1)).unwrap();
    let build =
        |setting: &Setting| Logistic::new(LogisticOptions::default().l2(setting.number("l2")?));
    let run = |search: Search, songs, test: Vec<usize>| {
        let splits = [split((0..30).collect(), test)];
        let train = customers::random(40, 20, 1);
        let features = customers::with_value(train.features(), 4, "songs_7d", songs);
        let train = customers::with_features(&train, features);
        search.logged_to(&path).run(&train, &splits, build, |_| {})
    };
    let test: Vec<usize> = (30..40).collect();
    run(search(), 1.0, test.clone()).unwrap();
    run(search(), 1.0, test.clone()).unwrap();
    let what = other_search;
    assert_eq!(what(run(search(), 2.0, test.clone())), "dataset or its splits");
    assert_eq!(what(run(search(), 1.0, (31..40).collect())), "dataset or its splits");
    let constant = Score::new("constant", |_: &[bool], _: &[f64]| Ok(0.0));
    assert_eq!(what(run(search().scored_by(constant), 1.0, test)), "score");
}

#[test]
fn files_that_are_no_logs_are_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("thesis.txt");
    for text in ["my thesis", "my thesis\nchapter 1\n", "{\"a\":1}\n", "\n", "\u{e9}\n"] {
        fs::write(&path, text).unwrap();
        let refused = logged(&path, options_of_18(), &AtomicUsize::new(0));
        assert_says(&refused.unwrap_err(), ErrorKind::Malformed, "is not a log of trials");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn line_that_this_search_did_not_write_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.jsonl");
    let calls = AtomicUsize::new(0);
    logged(&path, options_of_18(), &calls).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let other_setting = lines[6].replacen("\"depth\":", "\"depth\":1", 1);
    let no_number = lines[6].replace("\"score\":", "\"score\":\"high\",\"old\":");
    let broken = [
        "",
        "{}",
        "{\"number\":5",
        lines[5],
        &lines[6].replace("\"number\":5", "\"number\":6"),
        &no_number,
        &other_setting,
    ];
    for bad in broken {
        let mut spoilt = lines.clone();
        spoilt[6] = bad;
        fs::write(&path, spoilt.join("\n") + "\n").unwrap();
        let error = logged(&path, options_of_18(), &calls).unwrap_err();
        assert_says(&error, ErrorKind::Mismatch, "line 7 of");
        assert_says(&error, ErrorKind::Mismatch, "is not trial 5 as this search would make it");
    }
}

#[test]
fn log_that_cannot_be_opened_is_an_error_with_its_name() {
    let folder = TempDir::new().unwrap();
    let error = logged(folder.path(), options_of_18(), &AtomicUsize::new(0)).unwrap_err();
    assert_says(&error, ErrorKind::Io, "cannot read ");
}

/// The part of a search in which the refused log differs.
fn other_search(result: Result<SearchResult, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch, "{error}");
    let said = error.to_string();
    let (_, after) = said.split_once("is the log of another search: its ").expect("it says so");
    after.split_once(" is ").expect("it says what is found").0.to_owned()
}
