//! Files, directories and globs.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use refrain_events::{
    Cell, CleaningRule, Error, ErrorKind, EventSchema, Input, LogReader, RawRow, ReadLog, RowSource,
};

use crate::support::{bare_schema, events, gzip, line, write};

fn read(inputs: &[Input]) -> Result<ReadLog, Error> {
    LogReader::new(bare_schema()).read(inputs)
}

/// The entities of the rows in the order in which the files were read.
fn files(read: &ReadLog) -> Vec<String> {
    let name = |file: &refrain_events::FileRows| {
        let path = PathBuf::from(&file.name);
        path.file_name().unwrap().to_string_lossy().into_owned()
    };
    read.report.files.iter().map(name).collect()
}

#[test]
fn inputs_are_told_apart_by_their_text() {
    assert_eq!(Input::parse("-"), Input::Stdin);
    assert_eq!(Input::parse("logs/a.json"), Input::Path("logs/a.json".into()));
    assert_eq!(Input::parse("logs/*.json"), Input::Glob("logs/*.json".to_owned()));
    assert_eq!(Input::parse("day[12].json"), Input::Glob("day[12].json".to_owned()));
}

#[test]
fn a_file_whose_name_looks_like_a_glob_is_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "day[12].json", line("a", 0, "visit"));
    assert_eq!(Input::parse(path.to_str().unwrap()), Input::Path(path));
}

#[test]
fn no_input_is_refused() {
    let error = read(&[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Argument);
    let expected = "no input is given: name a file, a directory, a glob or `-`";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_directory_is_read_by_name_without_what_spark_hides() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    write(root, "b.json", line("b", 1, "visit"));
    write(root, "a.json.gz", gzip(line("a", 0, "visit").as_bytes()));
    write(root, "c/part-1.json", line("c", 3, "visit"));
    write(root, "c/part-0.json", line("c", 2, "visit"));
    write(root, "_SUCCESS", "");
    write(root, ".part-0.json.crc", "crc");
    write(root, "_temporary/part-9.json", "junk");
    let read = read(&[Input::Path(root.to_owned())]).unwrap();
    assert_eq!(files(&read), ["a.json.gz", "b.json", "part-0.json", "part-1.json"]);
    assert_eq!(read.report.rows_kept, 4);
    assert_eq!(read.report.findings.len(), 0);
}

#[test]
fn a_hidden_file_that_is_named_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "_raw.json", line("a", 0, "visit"));
    assert_eq!(read(&[Input::Path(path)]).unwrap().report.rows_kept, 1);
}

#[test]
fn a_directory_without_files_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "_SUCCESS", "");
    let error = read(&[Input::Path(directory.path().to_owned())]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    let expected = format!(
        "directory `{}` holds no file to read (names beginning with `.` or `_` are left out)",
        directory.path().display()
    );
    assert_eq!(error.to_string(), expected);
}

#[cfg(unix)]
#[test]
fn a_circle_of_links_is_read_once() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "a/log.json", line("a", 0, "visit"));
    std::os::unix::fs::symlink(directory.path(), directory.path().join("a/again")).unwrap();
    let read = read(&[Input::Path(directory.path().to_owned())]).unwrap();
    assert_eq!(read.report.rows_read, 1);
}

#[test]
fn a_glob_is_read_in_the_order_of_its_paths() {
    let directory = tempfile::tempdir().unwrap();
    for day in [3, 1, 2] {
        write(directory.path(), &format!("day-{day}.json"), line("a", day, "visit"));
    }
    write(directory.path(), "other.json", "junk");
    let glob = format!("{}/day-*.json", directory.path().display());
    let read = read(&[Input::parse(&glob)]).unwrap();
    assert_eq!(files(&read), ["day-1.json", "day-2.json", "day-3.json"]);
}

#[test]
fn a_glob_without_a_match_and_a_malformed_one_are_refused() {
    let error = read(&[Input::parse("no/such/*.json")]).unwrap_err();
    assert_eq!(error.to_string(), "glob `no/such/*.json` matches no file");
    let error = read(&[Input::parse("logs/***.json")]).unwrap_err();
    assert!(
        error.to_string().starts_with("glob `logs/***.json` is malformed at character "),
        "{error}"
    );
}

#[test]
fn duplicates_across_files_are_named_with_their_file() {
    let directory = tempfile::tempdir().unwrap();
    let first = write(directory.path(), "1.json", line("a", 0, "v") + &line("a", 1, "v"));
    let second = write(directory.path(), "2.json", line("b", 0, "v") + &line("a", 1, "v"));
    let read = read(&[Input::Path(first), Input::Path(second)]).unwrap();
    let sample = &read.report.finding(refrain_events::CleaningRule::Duplicate).unwrap().samples[0];
    assert!(sample.file.as_ref().unwrap().ends_with("2.json"));
    assert_eq!(sample.line, Some(2));
    let kept: Vec<u64> = read.report.files.iter().map(|file| file.rows_kept).collect();
    assert_eq!(kept, [2, 1]);
}

#[test]
fn gzip_of_several_members_is_read_whole() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "log", gzip(line("a", 0, "visit").as_bytes()));
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&gzip(line("b", 0, "visit").as_bytes())).unwrap();
    let read = read(&[Input::Path(path)]).unwrap();
    assert_eq!(events(&read.log).len(), 2);
    assert_eq!(read.report.findings.len(), 0);
}

#[test]
fn an_empty_file_among_others_is_no_error() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "1.json", "");
    write(directory.path(), "2.json", line("a", 0, "visit"));
    let read = read(&[Input::Path(directory.path().to_owned())]).unwrap();
    let rows: Vec<u64> = read.report.files.iter().map(|file| file.rows_read).collect();
    assert_eq!(rows, [0, 1]);
}

#[test]
fn progress_reaches_the_size_of_the_files() {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "1.json", line("a", 0, "visit").repeat(3_000));
    write(directory.path(), "2.json.gz", gzip(line("b", 0, "visit").as_bytes()));
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    let reader = LogReader::new(bare_schema())
        .on_progress(move |done, total| seen.lock().unwrap().push((done, total)));
    reader.read(&[Input::Path(directory.path().to_owned())]).unwrap();
    let calls = calls.lock().unwrap();
    assert!(calls.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    let (done, total) = *calls.last().unwrap();
    assert_eq!(Some(done), total);
}

/// Rows as they are given, then the error if there is one.
struct Given {
    rows: std::vec::IntoIter<RawRow<'static>>,
    breaks: Option<io::ErrorKind>,
}

impl RowSource for Given {
    fn columns(&self) -> Vec<String> {
        ["page", "userId", "color", "ts"].map(str::to_owned).to_vec()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        match (self.rows.next(), self.breaks) {
            (None, Some(kind)) => Err(kind.into()),
            (row, _) => Ok(row),
        }
    }
}

fn given(breaks: Option<io::ErrorKind>) -> Given {
    let home = |user, ts| RawRow::Cells(vec!["Home".into(), user, true.into(), ts]);
    let rows = vec![
        home(7_i64.into(), 1_538_352_117_000_u64.into()),
        RawRow::from_iter(["Home", "7"]),
        home("8".into(), refrain_core::Time::from_millis(1_538_352_118_000).into()),
        home(Cell::Missing, 1_538_352_119_000_i64.into()),
        RawRow::Unreadable("half of a row".to_owned()),
    ];
    Given { rows: rows.into_iter(), breaks }
}

fn three_roles() -> LogReader {
    let roles = "[roles]\nentity = \"userId\"\ntime = \"ts\"\nkind = \"page\"\n";
    LogReader::new(EventSchema::from_toml(roles).unwrap())
}

#[test]
fn rows_of_a_format_of_ones_own_are_cleaned_like_any_other() {
    let ReadLog { log, report, .. } = three_roles().read_rows("mine", &mut given(None)).unwrap();
    let ids: Vec<&str> = log.entities().map(|entity| log.entity_id(entity)).collect();
    assert_eq!(ids, ["7", "8"]);
    assert_eq!((report.rows_read, report.rows_kept), (5, 2));
    let unparsable = &report.finding(CleaningRule::Unparsable).unwrap().samples;
    let said = unparsable.iter().map(|sample| (sample.line, sample.detail.as_str()));
    let short = "the row has 2 cells for 4 columns";
    assert_eq!(said.collect::<Vec<_>>(), [(Some(2), short), (Some(5), "half of a row")]);
    assert_eq!(report.count(CleaningRule::MissingRole), 1);
}

#[test]
fn a_source_of_rows_that_breaks_is_an_error() {
    let broken = three_roles().read_rows("mine", &mut given(Some(io::ErrorKind::TimedOut)));
    let error = broken.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.to_string(), "`mine` cannot be read");
}
