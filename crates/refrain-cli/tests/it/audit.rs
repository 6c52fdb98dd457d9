//! `refrain audit`.

use crate::program::Directory;

/// A table of 200 customers; `column` gives the third column of each row and whether it churned.
fn table(header: &str, column: impl Fn(usize, bool) -> String) -> String {
    let row = |row: usize| {
        let churned = row.is_multiple_of(4);
        let songs = row * 37 % 101;
        format!("user{row},{songs},{},{}\n", column(row, churned), u8::from(churned))
    };
    let rows: String = (0..200).map(row).collect();
    format!("userId,songs_7d,{header},churn\n{rows}")
}

#[test]
fn clean_table_ends_with_zero_and_says_what_was_guessed() {
    let directory = Directory::new();
    directory.write("t.csv", table("thumbs_7d", |row, _| (row * 13 % 17).to_string()));
    let run = directory.succeed(&["audit", "t.csv"]);
    assert!(run.stdout.contains("0 severe findings"), "{}", run.stdout);
    assert!(run.stdout.contains("the label is `churn`"), "{}", run.stdout);
    assert!(run.stdout.contains("the entity is `userId`"), "{}", run.stdout);
}

#[test]
fn severe_finding_ends_with_three_and_is_in_the_json() {
    let directory = Directory::new();
    directory.write(
        "t.csv",
        table("page_cancel", |row, churned| {
            u8::from(churned && !row.is_multiple_of(3)).to_string()
        }),
    );
    let run = directory.run(&["audit", "t.csv", "--json", "report.json"]);
    assert_eq!(run.code, 3);
    assert!(run.stdout.contains("SEVERE  cancel-page-trace"), "{}", run.stdout);
    let report = directory.read("report.json");
    assert!(report.contains("\"pattern\": \"cancel-page-trace\""), "{report}");
    assert!(report.contains("\"severe\": true"), "{report}");
}

#[test]
fn leak_is_found_in_the_first_column_and_beside_words_for_missing() {
    let directory = Directory::new();
    let row = |row: usize| {
        let churned = row.is_multiple_of(4);
        let proxy = if churned { 50 + row % 7 } else { row % 40 };
        (proxy, row * 37 % 101, u8::from(churned))
    };
    let rows = |row_text: &dyn Fn(usize) -> String| (0..200).map(row_text).collect::<String>();
    let first = rows(&|n| {
        let (proxy, songs, churned) = row(n);
        format!("{proxy},user{n},{songs},{churned}\n")
    });
    directory.write("first.csv", format!("z,userId,songs_7d,churn\n{first}"));
    let gap = rows(&|n| {
        let (proxy, songs, churned) = row(n);
        let proxy = if n == 9 { "NA".to_owned() } else { proxy.to_string() };
        format!("user{n},{songs},{proxy},{churned}\n")
    });
    directory.write("gap.csv", format!("userId,songs_7d,z,churn\n{gap}"));
    for file in ["first.csv", "gap.csv"] {
        let run = directory.run(&["audit", file]);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stdout.contains("SEVERE  label-proxy"), "{}", run.stdout);
    }
}

#[test]
fn json_lines_and_arrays_are_tables_too() {
    let directory = Directory::new();
    let object = |row: usize| {
        let churned = row.is_multiple_of(4);
        format!("{{\"userId\":\"{row}\",\"a\":{},\"churned\":{churned}}}", row * 37 % 101)
    };
    let objects: Vec<String> = (0..120).map(object).collect();
    directory.write("lines.json", objects.join("\n"));
    directory.write("array.json", format!("[{}]", objects.join(",")));
    let lines = directory.succeed(&["audit", "lines.json"]).stdout;
    let array = directory.succeed(&["audit", "array.json"]).stdout;
    assert!(lines.contains("120 rows of 120 entities, 30 churned"), "{lines}");
    assert_eq!(lines.replace("lines.json", "array.json"), array);
}

#[test]
fn bad_tables_get_one_sentence_with_column_and_row() {
    let directory = Directory::new();
    let label = |value: &str| {
        let rows: String = (0..30).map(|row| format!("u{row},{row},{}\n", row % 2)).collect();
        format!("userId,a,churn\n{rows}x,1,{value}\n")
    };
    directory.write("three.csv", label("2"));
    directory.fail(&["audit", "three.csv"], &["three.csv", "`churn`, row 31", "1 or 0, found `2`"]);
    directory.write("missing.csv", label(""));
    directory.fail(&["audit", "missing.csv"], &["`churn`, row 31", "1 or 0, found ``"]);
    directory.write("none.csv", "userId,a\nu,1\n");
    directory.fail(
        &["audit", "none.csv", "--entity", "userId"],
        &["no column that is a label by its name", "--label"],
    );
    directory.write("retained.csv", "userId,a,churn\nu,1,0\nv,2,0\n");
    directory.fail(&["audit", "retained.csv"], &["none of the 2 rows churned"]);
    directory.write("text.csv", label("1"));
    directory.fail(
        &["audit", "text.csv", "--score", "userId"],
        &["`userId`, row 1", "a number, found `u0`"],
    );
    directory.fail(&["audit", "text.csv", "--split", "fold"], &["no column `fold`"]);
}

#[test]
fn honest_pipelines_have_no_severe_finding() {
    let directory = Directory::new();
    for seed in ["1", "2"] {
        let arguments =
            ["simulate", "--users", "200", "--days", "61", "--seed", seed, "-o", "log.json"];
        directory.succeed(&arguments);
        for set in ["standard", "reference"] {
            let run = directory.succeed(&["audit", "log.json", "--set", set]);
            assert!(run.stdout.contains("0 severe findings"), "{}", run.stdout);
            assert!(run.stdout.contains("exposure-time proxies alone"), "{}", run.stdout);
        }
        let dataset = ["dataset", "log.json", "--set", "reference", "-o", "table.csv"];
        directory.succeed(&dataset);
        directory.succeed(&["audit", "table.csv"]);
    }
}

#[test]
fn published_protocols_are_flagged() {
    let directory = Directory::new();
    directory.simulate(200, 61);
    for set in ["session-shares", "user-totals"] {
        let run = directory.run(&["audit", "log.json", "--set", set, "--ever"]);
        assert_eq!(run.code, 3);
        for pattern in ["cancel-page-trace", "empty-after-churn", "recency-to-log-end"] {
            assert!(run.stdout.contains(pattern), "{set}: {pattern}\n{}", run.stdout);
        }
    }
}

#[test]
fn columns_of_the_end_of_the_log_are_found_in_a_table_beside_it() {
    let directory = Directory::new();
    directory.simulate(120, 61);
    directory
        .write("set.toml", "name = \"two\"\ncolumns = [\"thumbs_down_14d\", \"active_days\"]\n");
    let features = |cutoff: &str, output: &str| {
        let arguments =
            ["features", "log.json", "--set", "set.toml", "--cutoff", cutoff, "-o", output];
        directory.succeed(&arguments);
        directory.read(output)
    };
    let then = features("2018-11-01", "then.csv");
    let late = features("end", "late.csv");
    // The cutoff that is said, and values of the end.
    let labelled = |values: &str| {
        let seen: Vec<&str> = then.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
        let rows = values.lines().skip(1).filter(|l| seen.contains(&l.split(',').next().unwrap()));
        let row = |(row, line): (usize, &str)| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{},2018-11-01,{},{}\n", cells[0], cells[2..].join(","), row % 3 / 2)
        };
        let rows: String = rows.enumerate().map(row).collect();
        format!("userId,cutoff,thumbs_down_14d,active_days,churned\n{rows}")
    };
    directory.write("honest.csv", labelled(&then));
    let run = directory.run(&["audit", "honest.csv", "--log", "log.json"]);
    assert!(!run.stdout.contains("end of the log, not of the cutoff"), "{}", run.stdout);
    directory.write("leaky.csv", labelled(&late));
    let run = directory.run(&["audit", "leaky.csv", "--log", "log.json"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(run.stdout.contains("`active_days` is that of the end of the log"), "{}", run.stdout);
}
