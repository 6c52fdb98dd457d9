//! Protocols, comparisons and studies of `refrain evaluate`.

use crate::program::Directory;

fn log() -> Directory {
    let directory = Directory::new();
    directory.simulate(150, 61);
    directory
}

fn evaluate(directory: &Directory, options: &[&str]) -> String {
    let quick = ["evaluate", "log.json", "--resamples", "40"];
    directory.succeed(&[&quick[..], options].concat()).stdout
}

#[test]
fn protocol_says_who_is_trained_on() {
    let directory = log();
    let by_default = evaluate(&directory, &[]);
    assert!(by_default.contains("only other customers, at earlier cutoffs"), "{by_default}");
    let text = "rolling-origin:test=2,window=28d,embargo=1d,entities=same";
    let by_text = evaluate(&directory, &["--protocol", text]);
    assert!(by_text.contains("the same customers in the 28d before"), "{by_text}");
    assert!(by_text.contains("under an embargo of 1d"), "{by_text}");
    let options = ["--test-cutoffs", "2", "--window", "28d", "--embargo", "1d", "--same-entities"];
    assert_eq!(evaluate(&directory, &options), by_text);
    let defaults = "rolling-origin:test=half,folds=5";
    assert_eq!(evaluate(&directory, &["--protocol", defaults]), by_default);
}

#[test]
fn small_test_is_warned_of_and_a_baseline_is_compared_on_the_same_rows() {
    let shown = evaluate(&log(), &["--model", "logistic", "--against", "tree"]);
    for part in [
        "TOO SMALL TO TELL: with",
        "cannot be told from chance",
        "logistic against tree, on the same rows:",
        "DeLong's test of the ROC AUCs: z = ",
        "cannot tell",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn threshold_chosen_on_earlier_cutoffs_is_shown_with_what_it_gave() {
    let directory = log();
    let shown = evaluate(&directory, &["--threshold", "share=20%", "--test-cutoffs", "3"]);
    let (_, thresholds) = shown
        .split_once("threshold chosen on earlier cutoffs, what it gave on later ones:")
        .unwrap();
    assert!(thresholds.contains("churned among them"), "{thresholds}");
    assert!(thresholds.contains("together: precision "), "{thresholds}");
    let by_profit = ["--threshold", "profit=120,10,1,6:14", "--test-cutoffs", "3"];
    let shown = evaluate(&directory, &by_profit);
    assert!(shown.contains("with the best threshold in hindsight"), "{shown}");
    let share = ["evaluate", "log.json", "--threshold", "share=200%"];
    let refused = directory.run(&share);
    assert_eq!(refused.code, 2);
    refused.says(&["the share contacted is 2; it must lie between 0 and 1"]);
}

#[test]
fn grid_has_a_line_for_every_horizon_and_lead() {
    let directory = log();
    let windows = ["--horizons", "5d,10d,90d", "--leads", "0d,3d"];
    let grid = [&["--grid", "--model", "recency"], &windows[..]].concat();
    let shown = evaluate(&directory, &grid);
    assert_eq!(shown.lines().count(), 7, "{shown}");
    assert!(shown.contains("90d       3d     "), "{shown}");
    evaluate(&directory, &[&grid[..], &["-o", "grid.csv"]].concat());
    let table = directory.read("grid.csv");
    assert!(
        table.starts_with("horizon,lead,rows,churned,base_rate,roc_auc,roc_auc_low"),
        "{table}"
    );
    assert_eq!(table.lines().count(), 7, "{table}");
    // Recency against itself.
    assert!(shown.contains("+0.000 [+0.000, +0.000]"), "{shown}");
    assert!(table.contains(",auc_over_recency,"), "{table}");
}

#[test]
fn learning_curve_groups_by_days_observed_and_by_training_window() {
    let shown = evaluate(&log(), &["--learning-curve", "--model", "recency"]);
    for part in ["days observed", "56 and more", "training window", "28d", "expanding"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn nested_search_is_tested_like_any_model() {
    let shown = evaluate(&log(), &["--model", "tree", "--nested-trials", "2"]);
    assert!(shown.contains("roc_auc"), "{shown}");
}

#[test]
fn protocols_that_cannot_be_are_refused_in_one_sentence() {
    let directory = log();
    let refused = |options: &[&str], code: i32, part: &str| {
        let run =
            directory.run(&[&["evaluate", "log.json", "--resamples", "40"], options].concat());
        assert_eq!(run.code, code, "{options:?}: {}", run.stderr);
        run.says(&["error: ", part]);
    };
    refused(&["--protocol", "k-fold"], 2, "`k-fold` in the protocol");
    let disordered = "rolling-origin:test=2018-11-14+2018-11-07";
    refused(&["--protocol", disordered], 2, "the test cutoffs are out of order");
    refused(&["--window", "0d"], 2, "a sliding training window needs a length");
    refused(&["--folds", "1"], 2, "1 folds do not separate entities");
    refused(&["--embargo", "50d"], 1, "no outcome is known by the test cutoff");
    refused(&["--folds", "100000"], 1, "too few entities for the folds");
    refused(&["--model", "recency", "--nested-trials", "3"], 2, "no parameters to search for");
    refused(&["--grid", "--horizon", "5d"], 2, "cannot be used with");
    refused(&["--horizons", "5d"], 2, "--grid");
    directory.succeed(&["dataset", "log.json", "-o", "rows.csv"]);
    let run = directory.run(&["evaluate", "rows.csv", "--grid"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says(&["--grid needs a log"]);
}
