//! Each bad input gets one clear sentence with the file and the line, and exit code 1; a bad
//! command line exit code 2.

use crate::program::Directory;

const GOOD: &str = r#"{"ts":1538352117000,"userId":"30","sessionId":29,"page":"NextSong","auth":"Logged In","level":"paid","itemInSession":50,"registration":1538173362000,"artist":"A","song":"S","length":200.5,"gender":"F"}"#;

fn features(log: &str) -> [&str; 4] {
    ["features", log, "-o", "out.csv"]
}

/// A good row at another second, of another user.
fn row(user: &str, second: u32, page: &str) -> String {
    let ts = format!("{}", 1_538_352_117_000_u64 + u64::from(second) * 1_000);
    GOOD.replace("1538352117000", &ts)
        .replace("\"30\"", &format!("\"{user}\""))
        .replace("NextSong", page)
}

#[test]
fn missing_file() {
    Directory::new().fail(&features("absent.json"), &["error: ", "absent.json"]);
}

#[test]
fn empty_file() {
    let directory = Directory::new();
    directory.write("log.json", "");
    directory.fail(&features("log.json"), &["error: ", "log.json"]);
}

#[test]
fn not_json() {
    let directory = Directory::new();
    directory.write("log.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\xff\xfe\n");
    directory.fail(&features("log.json"), &["error: ", "log.json", "line 2", "JSON lines"]);
}

#[test]
fn truncated_last_line_is_counted_and_stops_a_strict_run() {
    let directory = Directory::new();
    directory.write("log.json", format!("{GOOD}\n{}", &row("31", 5, "Home")[..60]));
    let run = directory.succeed(&features("log.json"));
    run.says(&["read 2 rows, kept 1", "unparsable: 1 row"]);
    let strict = ["features", "log.json", "-o", "out.csv", "--strict"];
    directory.fail(&strict, &["error: ", "log.json", "line 2"]);
}

#[test]
fn line_of_100_megabytes_is_counted() {
    let directory = Directory::new();
    let mut log = format!("{GOOD}\n{{\"ts\":1,\"song\":\"").into_bytes();
    log.resize(log.len() + 100_000_000, b'x');
    log.extend_from_slice(format!("\"}}\n{}\n", row("31", 5, "Home")).as_bytes());
    directory.write("log.json", log);
    let run = directory.succeed(&features("log.json"));
    run.says(&["read 3 rows, kept 2", "line_too_long: 1 row"]);
    let strict = ["features", "log.json", "-o", "out.csv", "--strict"];
    directory.fail(&strict, &["error: ", "log.json", "line 2"]);
}

#[test]
fn wrong_type_of_a_role() {
    let directory = Directory::new();
    directory.write("log.json", format!("{GOOD}\n{}\n", GOOD.replace("1538352117000", "[1]")));
    directory.succeed(&features("log.json")).says(&["kept 1", "bad_value: 1 row"]);
    let strict = ["features", "log.json", "-o", "out.csv", "--strict"];
    directory.fail(&strict, &["error: ", "log.json", "line 2", "ts"]);
}

#[test]
fn time_that_is_nan_or_out_of_range() {
    let directory = Directory::new();
    let nan = GOOD.replace("1538352117000", "\"NaN\"");
    let far = GOOD.replace("1538352117000", "99999999999999999");
    directory.write("log.json", format!("{GOOD}\n{nan}\n{far}\n"));
    directory.succeed(&features("log.json")).says(&["kept 1", "time_out_of_range: 2 rows"]);
    let strict = ["features", "log.json", "-o", "out.csv", "--strict"];
    directory.fail(&strict, &["error: ", "log.json", "line 2"]);
}

#[test]
fn invalid_utf8() {
    let directory = Directory::new();
    let mut log = format!("{GOOD}\n").into_bytes();
    log.extend_from_slice(GOOD.replace("\"A\"", "\"#\"").replace('#', "\u{1}").as_bytes());
    let position = log.iter().position(|byte| *byte == 1).unwrap();
    log[position] = 0xff;
    directory.write("log.json", log);
    directory.succeed(&features("log.json")).says(&["kept 1", "invalid_utf8: 1 row"]);
    let strict = ["features", "log.json", "-o", "out.csv", "--strict"];
    directory.fail(&strict, &["error: ", "log.json", "line 2"]);
}

#[test]
fn schema_that_names_an_absent_column() {
    let directory = Directory::new();
    directory.write("log.json", format!("{GOOD}\n"));
    directory
        .write("schema.toml", "[roles]\nentity = \"userID\"\ntime = \"ts\"\nkind = \"page\"\n");
    let arguments = ["inspect", "log.json", "--schema", "schema.toml"];
    directory.fail(&arguments, &["error: ", "`userID`", "`userId`"]);
}

#[test]
fn schema_with_an_unknown_key() {
    let directory = Directory::new();
    directory.write("log.json", format!("{GOOD}\n"));
    directory
        .write("schema.toml", "[roles]\nentity = \"userId\"\ntime = \"ts\"\nkynd = \"page\"\n");
    let arguments = ["inspect", "log.json", "--schema", "schema.toml"];
    directory.fail(&arguments, &["error: ", "schema.toml", "line 4", "`kynd`", "`kind`"]);
}

#[test]
fn log_with_no_churner() {
    let directory = Directory::new();
    let rows: Vec<String> = (0..40).map(|day| row("30", day * 86_400, "NextSong")).collect();
    directory.write("log.json", rows.join("\n"));
    let arguments = ["train", "log.json", "-o", "churn.model"];
    directory.fail(&arguments, &["error: ", "`Cancellation Confirmation`", "nobody can churn"]);
}

#[test]
fn log_with_one_entity() {
    let directory = Directory::new();
    let mut rows: Vec<String> = (0..60).map(|day| row("30", day * 86_400, "NextSong")).collect();
    rows.push(row("30", 24 * 86_400, "Cancellation Confirmation"));
    directory.write("log.json", rows.join("\n"));
    directory.succeed(&features("log.json"));
    let arguments = ["evaluate", "log.json"];
    directory.fail(&arguments, &["error: ", "entities: 1", "folds: 5"]);
}

#[test]
fn events_of_one_instant() {
    let directory = Directory::new();
    directory.write("log.json", [row("30", 0, "Home"), row("31", 0, "Home")].join("\n"));
    directory.succeed(&features("log.json"));
    let arguments = ["labels", "log.json", "--every", "7d", "--rule", "cancel:Home"];
    directory.fail(&arguments, &["error: ", "stride of 7d", "shorten it"]);
}

#[test]
fn cutoff_outside_the_log() {
    let directory = Directory::new();
    directory.write("log.json", [row("30", 0, "Home"), row("31", 9_000, "Home")].join("\n"));
    let arguments = ["features", "log.json", "--cutoff", "2019-01-01", "-o", "out.csv"];
    directory.fail(&arguments, &["error: cutoff 2019-01-01T00:00:00Z lies outside the log"]);
}

#[test]
fn horizon_that_censors_everyone() {
    let directory = Directory::new();
    directory.write("log.json", [row("30", 0, "Help"), row("31", 9_000, "Home")].join("\n"));
    let arguments = ["labels", "log.json", "--cutoff", "end", "--rule", "cancel:Home"];
    directory.fail(&arguments, &["error: everyone is censored", "horizon 10d", "shorten"]);
}

#[test]
fn kind_and_tenure_that_nobody_has() {
    let directory = Directory::new();
    directory.write("log.json", [row("30", 0, "Home"), row("31", 9_000, "Help")].join("\n"));
    let arguments = ["labels", "log.json", "--at-event", "Hom", "--rule", "cancel:Home"];
    directory.fail(&arguments, &["error: no event is of kind `Hom`", "did you mean `Home`?"]);
    let arguments = ["labels", "log.json", "--rule", "cancel:Halp"];
    directory.fail(&arguments, &["error: no event is of kind `Halp`", "did you mean `Help`?"]);
    let arguments = ["labels", "log.json", "--tenure", "400d", "--rule", "cancel:Home"];
    directory.fail(&arguments, &["error: nobody has a tenure of 400d", "from 2.1 to 2.2 days"]);
    let arguments = ["labels", "log.json", "--rule", "downgrade"];
    directory.fail(&arguments, &["error: no event is of kind `Submit Downgrade`"]);
}

#[test]
fn model_for_other_features() {
    let directory = Directory::new();
    directory.simulate(120, 40);
    directory.succeed(&["train", "log.json", "-o", "churn.model"]);
    // The same model, told that another product's words make its features.
    directory.write(
        "schema.toml",
        "[roles]\nentity = \"userId\"\ntime = \"ts\"\nkind = \"page\"\n[kinds]\nchurn = [\"Cancel\"]\ncounted = [\"Help\"]\n",
    );
    let arguments = ["score", "log.json", "--with", "churn.model", "--schema", "schema.toml"];
    directory.fail(&arguments, &["error: ", "features"]);
}

#[test]
fn model_file_that_is_none() {
    let directory = Directory::new();
    directory.write("log.json", GOOD);
    directory.write("churn.model", GOOD);
    directory.fail(&["score", "log.json", "--with", "churn.model"], &["error: ", "churn.model"]);
}

#[test]
fn bad_command_lines_end_with_2() {
    let directory = Directory::new();
    directory.write("log.json", GOOD);
    for arguments in [
        &["features", "log.json", "--every", "7"][..],
        &["features", "log.json", "--cutoff", "soon"],
        &["features", "log.json", "--set", "standart"],
        &["labels", "log.json", "--rule", "downgraded"],
        &["labels", "log.json", "--rule", "any:cancel+"],
        &["labels", "log.json", "--tenure", "30"],
        &["labels", "log.json", "--tenure", "0d", "--rule", "cancel:NextSong"],
        &["labels", "log.json", "--tenure", "30d", "--every", "7d"],
        &["labels", "log.json", "--tenure", "30d", "--at-event", "Home"],
        &["labels", "log.json", "--outcomes", "cancel,cancel"],
        &["labels", "log.json", "--outcomes", "cancel", "--rule", "cancel"],
        &["labels", "log.json", "--survival", "--horizon", "10d"],
        &["features", "log.json", "--tenure", "30d"],
        &["features", "log.json", "-o", "out.xlsx"],
        &["train", "log.json", "--model", "logistik", "-o", "churn.model"],
        &["features", "log.json", "--schema", "sparkifi"],
        &["features", "log.json", "--every", "0d"],
        &["labels", "log.json", "--horizon", "0d"],
        &["labels", "log.json", "--rule", "inactive:14d", "--horizon", "10d"],
        &["labels", "log.json", "--rule", "inactive:14d", "--risk-set", "registered"],
        &["labels", "log.json", "--rule", "inactive:14d", "--survival"],
        &["labels", "log.json", "--rule", "inactive:14d", "--active-within", "0d"],
        &["labels", "log.json", "--rule", "lapsed:14d", "--active-within", "10d"],
        &["labels", "log.json", "--rule", "any:inactive:14d+lapsed:14d"],
        &["labels", "log.json", "--outcomes", "inactive:14d,lapsed:14d"],
        &["labels", "log.json", "--outcomes", "inactive:14d", "--horizon", "10d"],
        &["evaluate", "log.json", "--rule", "inactive:14d", "--grid", "--horizons", "14d,20d"],
        &["train", "log.json", "--rule", "inactive:14d", "--model", "cox", "-o", "churn.model"],
        &["labels", "log.json", "--rule", "inactive:two"],
        &["features", "log.json", "--threads", "100000"],
        &["features", "log.json", "--from", "2018-11-01", "--until", "2018-10-01"],
        &["train", "log.json", "-o", "log.json"],
        &["evaluate", "log.json", "--k", "0"],
        &["simulate", "--users", "0", "-o", "new.json"],
        &["features", "-", "-"],
        &["features"],
        &["forecast"],
    ] {
        let run = directory.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        run.says(&["error: "]);
    }
}
