//! Models by name, and what stands around them.

use crate::program::Directory;

fn table(directory: &Directory) {
    directory.simulate(150, 61);
    directory.succeed(&["dataset", "log.json", "-o", "rows.csv"]);
}

#[test]
fn every_model_is_trained_from_a_log_and_scores_it_with_reasons() {
    let directory = Directory::new();
    table(&directory);
    let names = [
        "base-rate",
        "recency",
        "logistic",
        "svm",
        "naive-bayes",
        "tree",
        "forest",
        "boosting",
        "exposure-hazard",
        "hazard",
        "cox",
        "soft-voting",
    ];
    for name in names {
        directory.succeed(&["train", "log.json", "--model", name, "-o", "churn.model"]);
        let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
        assert!(shown.contains(&format!("{name} model")), "{shown}");
        let with = ["score", "log.json", "--with", "churn.model", "-o", "-"];
        let scores = directory.succeed(&with).stdout;
        assert!(scores.lines().count() > 50, "{name}: {scores}");
        assert!(
            ["base-rate", "recency"].contains(&name) || scores.contains("reason_1"),
            "{name}: {scores}"
        );
    }
}

#[test]
fn steps_around_a_model_are_kept_in_its_file() {
    let directory = Directory::new();
    table(&directory);
    let steps = ["--resample", "under:5", "--calibrate", "beta", "--param", "l2=300"];
    directory.succeed(&[&["train", "rows.csv", "-o", "churn.model"], &steps[..]].concat());
    let voting = ["--model", "soft-voting", "--members", "logistic,naive-bayes"];
    directory.succeed(&[&["train", "rows.csv", "-o", "churn.model"], &voting[..]].concat());
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    assert!(shown.contains("log-odds of churn per standard deviation"), "{shown}");
}

#[test]
fn search_says_what_was_best_and_goes_on_where_its_log_ends() {
    let directory = Directory::new();
    table(&directory);
    let search = |trials: &str| {
        let how = ["--search", "tpe", "--trials", trials, "--search-log", "trials.jsonl"];
        let out = ["--trial-table", "trials.csv", "-o", "churn.model"];
        directory.succeed(&[&["train", "rows.csv", "--model", "tree"], &how[..], &out[..]].concat())
    };
    let lines = |file: &str| directory.read(file).lines().count();
    search("2").says(&["best of 2 trials: max_leaves=", "log loss"]);
    assert_eq!((lines("trials.jsonl"), lines("trials.csv")), (1 + 2, 1 + 2));
    search("6").says(&["best of 6 trials"]);
    assert_eq!((lines("trials.jsonl"), lines("trials.csv")), (1 + 6, 1 + 6));
}

#[test]
fn metrics_of_a_backtest_are_kept_with_the_model() {
    let directory = Directory::new();
    table(&directory);
    directory.succeed(&["train", "rows.csv", "--backtest", "-o", "churn.model"]);
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    assert!(shown.contains("\nroc_auc: 0."), "{shown}");
}

#[test]
fn parameters_that_cannot_be_are_named() {
    let directory = Directory::new();
    table(&directory);
    let refused = |options: &[&str]| {
        let train = [&["train", "rows.csv", "-o", "churn.model"], options].concat();
        let run = directory.run(&train);
        assert_eq!(run.code, 2, "{}", run.stderr);
        run.stderr
    };
    let said = refused(&["--param", "l3=1"]);
    assert!(said.contains("logistic has no parameter `l3`") && said.contains("l1, l2"), "{said}");
    let said = refused(&["--param", "l2=strong"]);
    assert!(said.contains("`l2` is `strong`, and must be a number"), "{said}");
    let said = refused(&["--param", "l2"]);
    assert!(said.contains("write a name, `=` and a value"), "{said}");
    let said = refused(&["--model", "recency", "--search", "random"]);
    assert!(said.contains("recency has no parameters to search for"), "{said}");
    let said = refused(&["--members", "logistic,tree"]);
    assert!(said.contains("--members goes with --model soft-voting"), "{said}");
    let said = refused(&["--resample", "over:0"]);
    assert!(said.contains("`ratio` is 0, and must be more than zero"), "{said}");
}

#[test]
fn effects_are_the_models_own_curves_along_features() {
    let directory = Directory::new();
    table(&directory);
    directory.succeed(&["train", "rows.csv", "--model", "boosting", "-o", "churn.model"]);
    let inspect = ["inspect", "churn.model", "--effects", "rows.csv"];
    let one = directory.succeed(&[&inspect[..], &["--feature", "recency_days"]].concat()).stdout;
    assert!(one.starts_with("recency_days\n"), "{one}");
    assert!(one.contains("it shows the model, and not what would happen"), "{one}");
    assert!(one.lines().all(|line| line.chars().count() <= 80), "{one}");
    let five = directory.succeed(&inspect).stdout;
    assert_eq!(five.matches("eight of ten customers").count(), 5, "{five}");
    let unknown = [&inspect[..], &["--feature", "recency_day"]].concat();
    directory.fail(&unknown, &["`recency_day`", "did you mean `recency_days`"]);
    let run = directory.run(&["inspect", "rows.csv", "--effects", "rows.csv"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn trees_are_exported_to_xgboost_and_other_models_are_refused() {
    let directory = Directory::new();
    table(&directory);
    directory.succeed(&["train", "rows.csv", "--model", "boosting", "-o", "churn.model"]);
    directory.succeed(&["inspect", "churn.model", "--xgboost", "churn.json"]);
    let json = directory.read("churn.json");
    assert!(json.contains("\"objective\":{\"name\":\"binary:logistic\""), "{json:.200}");
    directory.succeed(&["train", "rows.csv", "-o", "other.model"]);
    let refused = |arguments: &[&str]| {
        let run = directory.run(arguments);
        assert_eq!(run.code, 2, "{}", run.stderr);
        run.stderr
    };
    let said = refused(&["inspect", "other.model", "--xgboost", "other.json"]);
    assert!(said.contains("XGBoost loads trees: this is a logistic model"), "{said}");
    let said = refused(&["inspect", "rows.csv", "--xgboost", "rows.json"]);
    assert!(said.contains("--xgboost exports a model file"), "{said}");
    let said = refused(&["inspect", "churn.model", "--xgboost", "churn.model"]);
    assert!(said.contains("churn.model"), "{said}");
    let unwritable = ["inspect", "churn.model", "--xgboost", "nowhere/churn.json"];
    directory.fail(&unwritable, &["error: nowhere/churn.json: cannot be written", "because "]);
}
