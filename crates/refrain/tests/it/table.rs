use std::error::Error as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use refrain::ErrorKind;
use refrain::base::{Column, ColumnKind, Dataset, FeatureMatrix, Lifetime, Outcome, Span, Time};
use refrain::table::{
    Cells, Table, TableColumn, column_names, dataset_table, features_from_record_batch,
    features_to_record_batch, is_dataset_file,
};

fn day(day: u32) -> Time {
    Time::from_millis(1_538_352_000_000) + Span::from_days(day)
}

fn dataset() -> Dataset {
    let ids = ["1", "1", "2, \"the second\""];
    let names = vec!["free".to_owned(), "paid".to_owned()];
    let columns = vec![
        Column::number("songs_7d", "Songs in the last week")
            .unit("events")
            .family("volume")
            .lookback(Span::from_days(7))
            .missing("never"),
        Column::number("plan", "Plan").kind(ColumnKind::Category(names)),
        Column::number("first", "First event").kind(ColumnKind::Instant),
    ];
    let first = day(0).millis() as f64;
    let values =
        [vec![1.5, f64::NAN, 3.0], vec![0.0, 1.0, f64::NAN], vec![first, first + 1.0, f64::NAN]];
    let columns = columns.into_iter().zip(values).collect();
    let features = FeatureMatrix::from_columns(&ids, &[7, 14, 7].map(day), columns).unwrap();
    let outcomes = [Outcome::Retained, Outcome::Churned { at: day(15) }, Outcome::Retained];
    let dataset = Dataset::new(features, &outcomes, vec![day(17), day(24), day(17)]).unwrap();
    let days = [(7.1, 14.1, false), (14.1, 15.1, true), (1.0 / 3.0, 7.5, false)];
    let life = |(entry, exit, churned)| Lifetime::new(entry, exit, churned).unwrap();
    dataset.with_lifetimes(days.map(life).to_vec()).unwrap()
}

fn same(left: &Dataset, right: &Dataset) {
    assert_eq!(left.labels(), right.labels());
    assert_eq!(left.window_ends(), right.window_ends());
    assert_eq!(left.cutoffs(), right.cutoffs());
    assert_eq!(left.lifetimes(), right.lifetimes());
    let (left, right) = (left.features(), right.features());
    assert_eq!(left.names().collect::<Vec<_>>(), right.names().collect::<Vec<_>>());
    for row in 0..left.n_rows() {
        assert_eq!(left.entity_id(row), right.entity_id(row));
    }
    let bits = |matrix: &FeatureMatrix| -> Vec<bool> {
        matrix.all_values().iter().map(|value| value.is_nan()).collect()
    };
    assert_eq!(bits(left), bits(right));
    let present = |matrix: &FeatureMatrix| -> Vec<f64> {
        matrix.all_values().iter().copied().filter(|value| !value.is_nan()).collect()
    };
    assert_eq!(present(left), present(right));
}

fn round_trip(name: &str) -> Dataset {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    dataset_table("userId", &dataset()).unwrap().write(&path).unwrap();
    assert!(is_dataset_file(&path));
    Table::read(&path).unwrap().dataset().unwrap()
}

#[test]
fn dataset_comes_back_from_parquet_with_its_descriptions() {
    let back = round_trip("dataset.parquet");
    same(&dataset(), &back);
    assert_eq!(dataset().features().columns(), back.features().columns());
}

#[test]
fn features_come_back_from_a_record_batch() {
    let dataset = dataset();
    let features = dataset.features();
    // Of a name that no row has, as in a part of a log.
    let selected = features.select(&[2, 0]);
    for features in [features, &selected] {
        let batch = features_to_record_batch("user", features).unwrap();
        let back = features_from_record_batch(&batch).unwrap();
        assert_eq!(back.columns(), features.columns());
        assert_eq!(bits(&back), bits(features));
        for row in 0..features.n_rows() {
            assert_eq!(back.entity_id(row), features.entity_id(row));
            assert_eq!(back.observations()[row].cutoff, features.observations()[row].cutoff);
        }
        assert_eq!(batch.schema().field(0).name(), "user");
        assert_eq!(batch.schema().field(2).metadata()["unit"], "events");
        let table = Table::from_record_batch(&batch).unwrap();
        let again = Table::from_record_batch(&table.to_record_batch()).unwrap();
        // As text, for missing numbers are NaN.
        assert_eq!(format!("{again:?}"), format!("{table:?}"));
    }
}

fn bits(matrix: &FeatureMatrix) -> Vec<u64> {
    matrix.all_values().iter().map(|value| value.to_bits()).collect()
}

#[test]
fn dataset_comes_back_from_csv() {
    let back = round_trip("dataset.csv");
    same(&dataset(), &back);
    assert_eq!(back.features().columns()[1].kind, dataset().features().columns()[1].kind);
}

#[test]
fn json_lines_hold_null_for_missing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("dataset.jsonl");
    dataset_table("userId", &dataset()).unwrap().write(&path).unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(
        text.starts_with("{\"userId\":\"1\",\"cutoff\":\"2018-10-08T00:00:00Z\",\"songs_7d\":1.5,")
    );
    let second: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    assert_eq!(second["songs_7d"], serde_json::Value::Null);
    assert_eq!((second["plan"].as_str(), second["churned"].as_i64()), (Some("paid"), Some(1)));
    assert_eq!(second["cutoff"].as_str(), Some("2018-10-15T00:00:00Z"));
}

#[test]
fn name_without_a_format_is_refused() {
    let refused = dataset_table("userId", &dataset()).unwrap().write(Path::new("dataset.xlsx"));
    let message = refused.unwrap_err().to_string();
    assert_eq!(
        message,
        "dataset.xlsx: unknown file extension; end the name in .csv, .jsonl or .parquet"
    );
}

fn zipped(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn dataset_comes_back_from_json_lines() {
    same(&dataset(), &round_trip("dataset.jsonl"));
}

#[test]
fn tables_are_told_by_content_and_not_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let csv = "userId,songs,plan\n007,1.5,paid\n8,,free\n";
    let lines = "{\"userId\":\"007\",\"songs\":1.5,\"plan\":\"paid\"}\n\n\
                 {\"userId\":8,\"songs\":null,\"plan\":\"free\"}\n";
    let array = format!("\u{feff} [{}]", lines.trim().replace("}\n\n{", "}, {"));
    let expected = Table::new(vec![
        TableColumn::new("userId", Cells::Text(vec![Some("007".into()), Some("8".into())])),
        TableColumn::new("songs", Cells::Text(vec![None; 2])),
        TableColumn::new("plan", Cells::Text(vec![Some("paid".into()), Some("free".into())])),
    ]);
    let expected = expected.unwrap();
    let parquet = directory.path().join("table.parquet");
    Table::read(&write(&directory, csv.as_bytes())).unwrap().write(&parquet).unwrap();
    let contents = [
        csv.as_bytes().to_vec(),
        lines.as_bytes().to_vec(),
        array.into_bytes(),
        zipped(csv),
        zipped(lines),
        std::fs::read(&parquet).unwrap(),
    ];
    for content in contents {
        let path = write(&directory, &content);
        let names = column_names(&path).unwrap();
        assert_eq!(names, ["userId", "songs", "plan"]);
        let table = Table::read(&path).unwrap();
        for (column, expected) in table.columns().iter().zip(expected.columns()) {
            match &column.values {
                Cells::Number(songs) => assert!(songs[0] == 1.5 && songs[1].is_nan()),
                values => assert_eq!(values, &expected.values),
            }
        }
    }
}

/// Writes a file whose name tells nothing.
fn write(directory: &tempfile::TempDir, content: &[u8]) -> PathBuf {
    let path = directory.path().join("table");
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let cases = [
        (
            "userId,songs,plan,songs\n1,2,3,4\n",
            "line 1 names the column `songs` twice (columns 2 and 4): rename one",
        ),
        (
            "{\"userId\":1,\"songs\":2}\n{\"userId\":2,\"songs\":2,\"songs\":3}",
            "row 2 names the column `songs` twice: rename one",
        ),
        (
            "{\"userId\":1,\"songs\":[2]}",
            "column `songs`, row 1: expected a number or text, found `[2]`",
        ),
    ];
    for (content, expected) in cases {
        let path = write(&directory, content.as_bytes());
        let error = Table::read(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert_eq!(error.to_string(), format!("{}: the file cannot be used", path.display()));
        assert_eq!(error.source().unwrap().to_string(), expected);
    }
    for (content, expected) in [
        (
            &b"{\"userId\":1,"[..],
            "not a table in JSON: it should be one object a line, or an array of objects",
        ),
        (b"userId,songs\n1\n", "not a table in CSV"),
        (b"PK\x03\x04", "looks like a zip archive: unpack it and name the files inside"),
    ] {
        let path = write(&directory, content);
        let error = Table::read(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
    }
    let absent = Table::read(Path::new("absent.csv")).unwrap_err();
    assert_eq!(
        (absent.kind(), absent.to_string().as_str()),
        (ErrorKind::Io, "absent.csv: cannot be read")
    );
}

fn table(columns: &[(&str, &str)]) -> Table {
    let column = |(name, value): &(&str, &str)| {
        TableColumn::new(*name, Cells::Text(vec![Some((*value).to_owned())]))
    };
    Table::new(columns.iter().map(column).collect()).unwrap()
}

#[test]
fn ids_stay_as_they_are_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("dataset.csv");
    let ids = ["007", "7", "1e3", "1000", "90071992547409931", "90071992547409932", "nan"];
    let rows: Vec<String> =
        ids.map(|id| format!("{id},2018-10-08,1.5,2018-10-18,{}", u8::from(id == "7"))).to_vec();
    let header = "userId,cutoff,songs,window_end,churned";
    std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    let dataset = Table::read(&path).unwrap().dataset().unwrap();
    let found: Vec<&str> = (0..ids.len()).map(|row| dataset.features().entity_id(row)).collect();
    assert_eq!(found, ids);
    std::fs::write(&path, format!("{header}\n{}\n,2018-10-08,1,2018-10-18,0\n", rows[0])).unwrap();
    let error = Table::read(&path).unwrap().dataset().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert_eq!(error.to_string(), format!("{}: the file cannot be used", path.display()));
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, "column `userId`, row 2: expected an id, found ``");
}

#[test]
fn table_without_labels_is_refused() {
    let columns = [("userId", "1"), ("cutoff", "2018-10-08"), ("window_end", "2018-10-18")];
    let message = table(&columns).dataset().unwrap_err().to_string();
    assert!(
        message.starts_with("the table has no column `churned`, only userId, cutoff"),
        "{message}"
    );
}

#[test]
fn index_that_another_tool_put_first_is_not_taken_for_the_entity() {
    for first in [&[("", "0"), ("userId", "1")][..], &[("songs", "3"), ("userId", "1")]] {
        let rest = [("cutoff", "2018-10-08"), ("window_end", "2018-10-18"), ("churned", "1")];
        let message = table(&[first, &rest].concat()).dataset().unwrap_err().to_string();
        let begins = format!("this table with `{}`, `userId`", first[0].0);
        assert!(message.contains(&begins), "{message}");
    }
}

#[test]
fn label_that_is_neither_is_named_by_row() {
    let columns = [
        ("userId", "1"),
        ("cutoff", "2018-10-08"),
        ("window_end", "2018-10-18"),
        ("churned", "maybe"),
    ];
    let message = table(&columns).dataset().unwrap_err().to_string();
    assert_eq!(message, "column `churned`, row 1: expected 1 or 0, found `maybe`");
}

#[test]
fn columns_of_two_lengths_or_one_name_are_refused() {
    let column = |name: &str, n| TableColumn::new(name, Cells::Number(vec![0.0; n]));
    assert!(Table::new(vec![column("a", 1), column("b", 2)]).is_err());
    assert!(Table::new(vec![column("a", 1), column("a", 1)]).is_err());
}

#[test]
fn terminal_shows_what_fits_and_says_what_is_left_out() {
    let mut columns =
        vec![TableColumn::new("who", Cells::Text(vec![Some("ada".to_owned()), None]))];
    columns.push(TableColumn::new("songs", Cells::Number(vec![3.0, 0.25])));
    columns.push(TableColumn::new("a_long_name_that_does_not_fit", Cells::Number(vec![0.0; 2])));
    let shown = Table::new(columns).unwrap().show(1, 20);
    assert_eq!(shown, "who  songs\nada      3\n… 1 more row and 1 more column\n");
}

/// A dataset with the lifetimes of whole customers in place of intervals.
#[test]
fn whole_lifetimes_joined_with_features_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("dataset.csv");
    let header = "userId,cutoff,songs,window_end,churned,entry_days,exit_days,left_at_exit";
    let write = |row: &str| std::fs::write(&path, format!("{header}\n{row}\n")).unwrap();
    write("1,2018-10-08,1.5,2018-10-18,1,0,61,1");
    let why = || Table::read(&path).unwrap().dataset().unwrap_err().source().unwrap().to_string();
    let error = why();
    assert!(error.starts_with("row 0 is under observation for 61 days"), "{error}");
    write("1,2018-10-08,1.5,2018-10-18,1,7,7,1");
    let error = why();
    assert!(error.starts_with("a lifetime from day 7 to day 7 is impossible"), "{error}");
    // Some of the columns are features by these names.
    std::fs::write(
        &path,
        "userId,cutoff,entry_days,window_end,churned\n1,2018-10-08,1,2018-10-18,1\n",
    )
    .unwrap();
    let dataset = Table::read(&path).unwrap().dataset().unwrap();
    assert_eq!((dataset.lifetimes(), dataset.features().columns().len()), (None, 1));
}
