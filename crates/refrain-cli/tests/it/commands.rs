use crate::program::Directory;

#[test]
fn log_becomes_a_ranked_list() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    let run = directory.succeed(&["train", "log.json", "--model", "logistic", "-o", "churn.model"]);
    run.says(&["logistic model of", "features, fitted on", "observations of which"]);
    directory.succeed(&["score", "log.json", "--with", "churn.model", "-o", "scores.csv"]);
    let scores = directory.read("scores.csv");
    let mut lines = scores.lines();
    assert_eq!(lines.next(), Some("userId,cutoff,probability,reason_1,reason_2"));
    let probabilities: Vec<f64> =
        lines.map(|line| line.split(',').nth(2).unwrap().parse().unwrap()).collect();
    assert!(probabilities.len() > 60 && probabilities.is_sorted_by(|left, right| left >= right));
}

#[test]
fn model_trained_on_a_table_equals_one_trained_on_the_log() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    directory.succeed(&["dataset", "log.json", "-o", "dataset.parquet"]);
    directory.succeed(&["dataset", "log.json", "-o", "dataset.csv"]);
    let evaluate = |input| directory.succeed(&["evaluate", input, "--resamples", "50"]).stdout;
    let figures = |shown: String| shown[shown.find("tested at").unwrap()..].to_owned();
    let of_log = figures(evaluate("log.json"));
    assert_eq!(of_log, evaluate("dataset.parquet"));
    assert_eq!(of_log, evaluate("dataset.csv"));
}

#[test]
fn output_is_the_same_on_any_number_of_threads() {
    let directory = Directory::new();
    directory.simulate(60, 20);
    for (threads, output) in [("1", "one.parquet"), ("2", "two.parquet")] {
        let arguments =
            ["features", "log.json", "--every", "7d", "--threads", threads, "-o", output];
        directory.succeed(&arguments);
    }
    let bytes = |name| std::fs::read(directory.path(name)).unwrap();
    assert_eq!(bytes("one.parquet"), bytes("two.parquet"));
}

#[test]
fn results_go_to_the_pipe_and_remarks_to_standard_error() {
    let directory = Directory::new();
    directory.simulate(30, 20);
    let run = directory.succeed(&["labels", "log.json", "--every", "7d", "--horizon", "7d"]);
    assert!(run.stdout.starts_with("userId,cutoff,outcome,churned_at,window_end\n"));
    run.says(&["read", "rows, kept", "entities from 2018-10-01", "guest: ", "at_risk"]);
}

#[test]
fn outcomes_lifetimes_and_tenures_are_tables() {
    let directory = Directory::new();
    directory.simulate(150, 40);
    let labels = |options: &[&str]| {
        directory.succeed(&[&["labels", "log.json", "--horizon", "7d"], options].concat())
    };
    let run = labels(&["--outcomes", "cancel,downgrade,upgrade,silent=inactive:7d"]);
    run.says(&[
        "cutoff",
        "at_risk",
        "cancel",
        "downgrade",
        "upgrade",
        "silent",
        "stay",
        "complete",
    ]);
    let mut lines = run.stdout.lines();
    assert_eq!(lines.next(), Some("userId,cutoff,outcome,happened_at,window_end"));
    let outcomes: Vec<&str> = lines.map(|line| line.split(',').nth(2).unwrap()).collect();
    for outcome in ["cancel", "downgrade", "upgrade", "silent", "stay", "censored"] {
        assert!(outcomes.contains(&outcome), "{outcome}");
    }
    labels(&["--rule", "downgrade"]).says(&["not_exposed"]);
    labels(&["--rule", "any:cancel+downgrade", "--returning"]).says(&["at_risk"]);
    labels(&["--tenure", "30d,60d"]).says(&["tenure", "at_risk", "30d", "60d"]);
    labels(&["--at-event", "Help", "--at-event", "Error"]).says(&["day", "2018-10-01"]);
    let run = directory.succeed(&["labels", "log.json", "--survival"]);
    assert!(run.stdout.starts_with("userId,episode,origin,entry_days,duration_days,event\n"));
    for row in run.stdout.lines().skip(1) {
        let numbers: Vec<f64> = row.split(',').filter_map(|cell| cell.parse().ok()).collect();
        let [.., entry, duration, _] = numbers[..] else { panic!("{row}") };
        assert!(duration > entry, "{row}");
    }
}

#[test]
fn survival_curve_falls_by_plan_at_the_entry_in_80_columns() {
    let directory = Directory::new();
    directory.simulate(150, 40);
    let curve = ["labels", "log.json", "--survival", "--curve"];
    let shown = directory.succeed(&[&curve[..], &["--by", "level"]].concat()).stdout;
    assert!(shown.starts_with("free: "), "{shown}");
    assert!(shown.lines().any(|line| line.starts_with("paid: ")), "{shown}");
    let title = shown.lines().find(|line| line.starts_with("level ")).unwrap();
    let names: Vec<&str> = title.split_whitespace().collect();
    assert_eq!(names, ["level", "day", "at_risk", "left", "stays", "low", "high"]);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    directory.succeed(&[&curve[..], &["--from-day", "7", "-o", "curve.csv"]].concat());
    let table = std::fs::read_to_string(directory.path("curve.csv")).unwrap();
    assert!(table.starts_with("day,at_risk,left,stays,low,high\n7,"), "{table}");
    let stays = |row: &str| row.split(',').nth(3).unwrap().parse::<f64>().unwrap();
    let shares: Vec<f64> = table.lines().skip(1).map(stays).collect();
    assert!(shares.is_sorted_by(|a, b| a >= b) && shares[0] == 1.0, "{table}");
    directory.fail(&[&curve[..], &["--by", "plan"]].concat(), &["plan"]);
}

#[test]
fn survival_models_train_on_tables_that_keep_the_intervals_and_on_no_others() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    directory.succeed(&["dataset", "log.json", "-o", "rows.csv"]);
    let table = std::fs::read_to_string(directory.path("rows.csv")).unwrap();
    let title = table.lines().next().unwrap();
    assert!(title.ends_with(",window_end,churned,entry_days,exit_days,left_at_exit"), "{title}");
    directory.succeed(&["evaluate", "rows.csv", "--model", "cox", "--resamples", "50"]);
    let cut: Vec<&str> = table.lines().map(|row| row.rsplitn(4, ',').last().unwrap()).collect();
    std::fs::write(directory.path("plain.csv"), cut.join("\n") + "\n").unwrap();
    for model in ["hazard", "cox"] {
        let train = ["train", "plain.csv", "--model", model, "-o", "churn.model"];
        directory.fail(&train, &["refrain dataset", "entry_days"]);
    }
}

#[test]
fn model_keeps_its_schedule_and_who_may_return() {
    let directory = Directory::new();
    directory.simulate(200, 61);
    let options = ["--tenure", "20d,30d,40d,50d", "--returning", "--rule", "any:cancel+downgrade"];
    let run =
        directory.succeed(&[&["train", "log.json", "-o", "churn.model"], &options[..]].concat());
    run.says(&["left out", " of ", "at 50d"]);
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    for word in ["schedule: tenure 20d,30d,40d,50d", "after_churn: returning"] {
        assert!(shown.contains(word), "no `{word}` in: {shown}");
    }
    directory.succeed(&["score", "log.json", "--with", "churn.model", "-o", "scores.csv"]);
}

#[test]
fn cutoffs_at_events_are_tested_by_the_week() {
    let directory = Directory::new();
    directory.simulate(200, 61);
    let arguments = ["evaluate", "log.json", "--at-event", "Downgrade", "--resamples", "50"];
    let shown = directory.succeed(&arguments).stdout;
    let tested = shown.lines().find(|line| line.starts_with("tested at")).unwrap();
    assert!(tested.matches("2018-").count() < 8, "{tested}");
}

#[test]
fn log_is_read_from_standard_input_gzip_and_directories() {
    let directory = Directory::new();
    directory.simulate(20, 10);
    directory.succeed(&["simulate", "--users", "20", "--days", "10", "-o", "log.json.gz"]);
    std::fs::create_dir(directory.path("logs")).unwrap();
    let log = directory.read("log.json");
    let half = log.len() / 2 + log[log.len() / 2..].find('\n').unwrap() + 1;
    directory.write("logs/1.json", &log[..half]);
    directory.write("logs/2.json", &log[half..]);
    let arguments = |input| ["features", input, "--set", "reference", "-o", "-"];
    let expected = directory.succeed(&arguments("log.json")).stdout;
    assert_eq!(expected, directory.succeed(&arguments("log.json.gz")).stdout);
    assert_eq!(expected, directory.succeed(&arguments("logs")).stdout);
    assert_eq!(expected, directory.succeed(&arguments("logs/*.json")).stdout);
    let piped = directory.run_with_input(&arguments("-"), log.as_bytes());
    assert_eq!((piped.code, piped.stdout), (0, expected));
}

#[test]
fn timings_name_each_stage_with_its_memory() {
    let directory = Directory::new();
    directory.simulate(20, 10);
    let run = directory.succeed(&["features", "log.json", "-o", "out.csv", "--timings"]);
    run.says(&["stage", "time", "peak memory", "read", "features", "write", "total"]);
}

#[test]
fn inspect_shows_kinds_and_the_cleaning_report() {
    let directory = Directory::new();
    directory.simulate(20, 10);
    let shown = directory.succeed(&["inspect", "log.json"]).stdout;
    for word in
        ["events of", "bytes an event", "NextSong", "attributes", "length (number)", "guest"]
    {
        assert!(shown.contains(word), "no `{word}` in: {shown}");
    }
}

#[test]
fn inspect_shows_what_a_model_file_holds() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    directory.succeed(&["train", "log.json", "--horizon", "14d", "-o", "churn.model"]);
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    for word in ["logistic model", "horizon: 14d", "rule: cancel", "set: standard", "recency_days"]
    {
        assert!(shown.contains(word), "no `{word}` in: {shown}");
    }
}

#[test]
fn leaking_labelling_is_marked() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    let shown = directory.succeed(&["evaluate", "log.json", "--ever", "--resamples", "50"]).stdout;
    assert!(shown.contains("\nLEAKS, for comparison only"), "{shown}");
}

#[test]
fn model_of_a_table_scores_once_told_how_its_features_are_made() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    directory.succeed(&["dataset", "log.json", "-o", "dataset.csv"]);
    directory.succeed(&["train", "dataset.csv", "-o", "table.model"]);
    directory.succeed(&["train", "log.json", "-o", "log.model"]);
    let score = ["score", "log.json", "--with", "table.model", "-o", "-"];
    directory.fail(&score, &["error: the model does not say its set", "--set"]);
    let told = [&score[..], &["--set", "standard", "--rule", "cancel"]].concat();
    let of_log = directory.succeed(&["score", "log.json", "--with", "log.model", "-o", "-"]);
    assert_eq!(directory.succeed(&told).stdout, of_log.stdout);
}

#[test]
fn a_clock_years_ahead_is_told_of_and_does_not_move_the_end() {
    let directory = Directory::new();
    directory.simulate(60, 20);
    let log = directory.read("log.json");
    let last = log.lines().rev().find(|line| line.contains("Logged In")).unwrap();
    let ts = last.split(',').next().unwrap();
    let stray = last.replace(ts, "{\"ts\":1842000000000");
    directory.write("log.json", format!("{log}{stray}\n"));
    let run = directory.succeed(&["features", "log.json", "--cutoff", "2018-10-15", "-o", "-"]);
    run.says(&["to 2018-10-20", "stray_clock: 1 row", "`ts` is 2028-05-15"]);
}

#[test]
fn figures_are_written_as_a_table() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    directory.succeed(&["evaluate", "log.json", "--resamples", "50", "-o", "figures.csv"]);
    let figures = directory.read("figures.csv");
    assert!(
        figures.starts_with("model,metric,estimate,low,high\nlogistic,roc_auc,0."),
        "{figures}"
    );
}

#[test]
fn a_set_from_a_file_is_kept_by_the_model() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    let set = "name = \"mine\"\ncolumns = [\"songs_7d\", \"exposures_per_day_14d\", \"is_paid\"]\n";
    directory.write("mine.toml", set);
    let run = directory.succeed(&["features", "log.json", "--set", "mine.toml"]);
    assert!(run.stdout.starts_with("userId,cutoff,songs_7d,exposures_per_day_14d,is_paid\n"));
    directory.succeed(&["train", "log.json", "--set", "mine.toml", "-o", "churn.model"]);
    std::fs::remove_file(directory.path("mine.toml")).unwrap();
    directory.succeed(&["score", "log.json", "--with", "churn.model", "-o", "scores.csv"]);

    let gone = ["features", "log.json", "--set", "mine.toml"];
    directory.fail(&gone, &["mine.toml: cannot be read", "because "]);
    directory.write("bad.toml", "name = \"bad\"\ncolumns = [\"song_7d\"]\n");
    let bad = ["features", "log.json", "--set", "bad.toml"];
    directory.fail(&bad, &["bad.toml", "`song_7d`", "did you mean `songs_7d`?"]);
}

#[test]
fn a_log_as_csv_is_no_dataset() {
    let directory = Directory::new();
    let mut rows = String::from("user,at,what\n");
    for user in 0..60 {
        for day in 0..60 {
            let what = if day == 30 + user && user % 3 == 0 { "left" } else { "visit" };
            rows += &format!("u{user},{},{what}\n", 1_577_836_800_000_i64 + day * 86_400_000);
            if what == "left" {
                break;
            }
        }
    }
    directory.write("log.csv", rows);
    let schema = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n\
                  [kinds]\nchurn = [\"left\"]\ncounted = [\"visit\"]\n";
    directory.write("schema.toml", schema);
    let train = ["train", "log.csv", "--schema", "schema.toml", "-o"];
    directory.succeed(&[&train[..], &["churn.model"]].concat()).says(&["observations"]);
    let kept = directory.run(&[&train[..], &["schema.toml"]].concat());
    assert_eq!(kept.code, 2, "{}", kept.stderr);
    assert_eq!(directory.read("schema.toml"), schema);
}

#[test]
fn a_simulation_follows_the_configuration_given() {
    let directory = Directory::new();
    let config = r#"{
        "seed": 9, "n-users": 20, "growth-rate": 0.5, "beta": 86400,
        "levels": [{"level": "gold", "weight": 1}], "auths": [{"auth": "In", "weight": 1}],
        "new-user-auth": "In", "new-user-level": "gold",
        "show-user-details": [{"auth": "In", "show": true}],
        "new-session": [{"page": "Door", "status": 200, "auth": "In", "level": "gold", "weight": 1}],
        "transitions": [{"source": {"page": "Door", "status": 200, "auth": "In", "level": "gold"},
                         "dest": {"page": "Door", "status": 200, "auth": "In", "level": "gold"},
                         "p": 0.9}]}"#;
    directory.write("Gate-config.json", config);
    let simulate = |more: &[&str], output: &str| {
        let common = ["simulate", "--days", "20", "--config", "Gate-config.json", "-o", output];
        directory.succeed(&[&common[..], more].concat());
        directory.read(output)
    };
    let log = simulate(&[], "log.json");
    assert!(log.lines().all(|line| line.contains("\"page\":\"Door\"")));
    assert!(log.contains("\"level\":\"gold\""));
    assert_eq!(simulate(&["--seed", "9", "--users", "20", "--growth", "0.5"], "same.json"), log);
    assert_ne!(simulate(&["--seed", "8"], "other.json"), log);

    directory.write("bad.json", "{\n\"levels\": [],\n}");
    let bad = ["simulate", "--config", "bad.json", "-o", "log.json"];
    directory.fail(&bad, &["bad.json", "line 3"]);
}
