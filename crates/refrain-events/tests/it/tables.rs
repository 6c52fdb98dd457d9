//! Tables of delimited text as people have them.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use refrain_events::arrow::array::{ArrayRef, RecordBatch, StringArray};
use refrain_events::arrow::datatypes::{DataType, Field, Schema};
use refrain_events::{
    CleaningRule, ErrorKind, EventSchema, Input, LogReader, RawRow, ReadLog, RowSample, RowSource,
};

use crate::support::{
    START, assert_accounts_hold, bare_schema, events, gzip, line, on_threads, read, write,
};

fn refusal(text: impl AsRef<[u8]>) -> String {
    read(bare_schema(), text).unwrap_err().to_string()
}

#[test]
fn a_column_named_twice_is_refused_with_its_fields() {
    let table = format!("user,at,what,user\na,{START},visit,b\n");
    let twice = "names the column `user` twice (fields 1 and 4): rename one";
    assert_eq!(refusal(&table), format!("`test.json` line 1 {twice}"));
    assert_eq!(refusal(format!("\n\n{table}")), format!("`test.json` line 3 {twice}"));
    let padded = table.replace(",user\n", ",\" user \"\n");
    assert_eq!(refusal(padded), format!("`test.json` line 1 {twice}"));
    let error = read(bare_schema(), &table).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

#[test]
fn a_column_that_nobody_asks_for_is_refused_when_it_is_named_twice() {
    let error = refusal(format!("user,at,what,tag,tag\na,{START},visit,b,c\n"));
    assert!(error.contains("names the column `tag` twice (fields 4 and 5)"), "{error}");
}

#[test]
fn columns_without_a_name_are_no_doubles() {
    let read = read(bare_schema(), format!(",user,at,what,\n0,a,{START},visit,\n")).unwrap();
    assert_eq!(events(&read.log).len(), 1);
}

/// One row whose columns have these names.
fn batch(names: &[&str]) -> RecordBatch {
    let fields = names.iter().map(|name| Field::new(*name, DataType::Utf8, true));
    let value: ArrayRef = Arc::new(StringArray::from(vec!["1"]));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    RecordBatch::try_new(schema, vec![value; names.len()]).unwrap()
}

#[test]
fn a_column_of_arrow_named_twice_is_refused() {
    let batch = batch(&["user", "at", "what", "at"]);
    let twice = "names the column `at` twice (columns 2 and 4): rename one";
    let reader = LogReader::new(bare_schema());
    let handed = reader.read_batches("rows", [Ok::<_, Infallible>(batch.clone())]).unwrap_err();
    assert_eq!(handed.to_string(), format!("`rows` {twice}"));

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log.parquet");
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let error = reader.read(&[Input::Path(path.clone())]).unwrap_err();
    assert_eq!(error.to_string(), format!("`{}` {twice}", path.display()));
}

/// A source of no rows.
struct Named(Vec<String>);

impl RowSource for Named {
    fn columns(&self) -> Vec<String> {
        self.0.clone()
    }

    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        Ok(None)
    }
}

#[test]
fn a_column_of_handed_rows_named_twice_is_refused() {
    let mut source = Named(["user", "at", "what", "what"].map(str::to_owned).to_vec());
    let error = LogReader::new(bare_schema()).read_rows("rows", &mut source).unwrap_err();
    let twice = "`rows` names the column `what` twice (columns 3 and 4): rename one";
    assert_eq!(error.to_string(), twice);
}

/// The bare schema with these keys of `[table]`, on line 2 and below.
fn schema(keys: &str) -> EventSchema {
    let roles = "[roles]\nentity = \"user\"\ntime = \"at\"\nkind = \"what\"\n";
    EventSchema::from_toml(&format!("[table]\n{keys}\n\n{roles}")).unwrap()
}

const COLUMNS: &str = "columns = [\"user\", \"at\", \"what\"]";

fn rows(n_rows: usize) -> Vec<String> {
    (0..n_rows).map(|idx| format!("u{},{},visit", idx % 3, START + 1_000 * idx as i64)).collect()
}

/// The log of the rows as JSON lines.
fn expected(n_rows: usize) -> String {
    let lines = (0..n_rows).map(|idx| line(&format!("u{}", idx % 3), 1_000 * idx as i64, "visit"));
    log_of(&read(bare_schema(), lines.collect::<String>()).unwrap())
}

fn log_of(read: &ReadLog) -> String {
    assert_accounts_hold(read);
    format!("{:?}", events(&read.log))
}

#[test]
fn a_file_without_header_loses_no_row() {
    for separator in [",", ";", "\t", "|"] {
        let text = rows(30).join("\n").replace(',', separator);
        let read = read(schema(COLUMNS), &text).unwrap();
        assert_eq!(log_of(&read), expected(30), "{separator}");
        assert_eq!(read.report.rows_read, 30);
    }
}

#[test]
fn a_file_without_header_is_refused_with_the_remedy() {
    let error = refusal(rows(30).join("\n"));
    let expected = "column `user` (role `entity`) appears in none of the rows; the first line of \
                    `test.json` looks like data: if there is no header, name the columns under [table]";
    assert_eq!(error, expected);
    let directory = tempfile::tempdir().unwrap();
    let first = write(directory.path(), "1.csv", format!("user,at,what\n{}", rows(3).join("\n")));
    let second = write(directory.path(), "2.csv", rows(3).join("\n"));
    let inputs = [Input::Path(first), Input::Path(second)];
    let error = LogReader::new(bare_schema()).read(&inputs).unwrap_err().to_string();
    assert!(error.contains("2.csv` looks like data"), "{error}");
}

#[test]
fn a_header_line_in_one_of_two_files_is_no_row() {
    let directory = tempfile::tempdir().unwrap();
    let rows = rows(20);
    write(
        directory.path(),
        "1.csv",
        format!("\u{feff}\"user\", at,what\r\n{}", rows[..9].join("\r\n")),
    );
    write(directory.path(), "2.csv", rows[9..].join("\n"));
    let inputs = [Input::Path(directory.path().to_owned())];
    let read = LogReader::new(schema(COLUMNS)).read(&inputs).unwrap();
    assert_eq!(log_of(&read), expected(20));
    assert_eq!(read.report.rows_read, 20);
}

#[test]
fn columns_are_as_many_as_the_first_record_has_fields() {
    let text = "ada,1577836800000,visit,4\nada,1577836800001,visit,4\n";
    let error = read(schema(COLUMNS), text).unwrap_err();
    let expected = "schema line 2: `columns` names 3 columns, and `test.json` line 1 has 4 fields";
    assert_eq!(error.to_string(), expected);
    let error = read(schema(COLUMNS), "ada\n").unwrap_err().to_string();
    assert!(error.ends_with("line 1 has 1 field"), "{error}");
    // A later one is damaged.
    let read = read(schema(COLUMNS), rows(5).join("\n") + "\n7,8\n9,1,2\n").unwrap();
    assert_eq!(read.report.count(CleaningRule::Unparsable), 1);
}

#[test]
fn columns_are_for_tables_alone() {
    let error = read(schema(COLUMNS), line("a", 0, "visit")).unwrap_err().to_string();
    let expected = "schema line 2: `[table]` is for delimited text, and `test.json` is JSON lines";
    assert_eq!(error, expected);
    let error = read(schema(COLUMNS), gzip(b"[{}]")).unwrap_err().to_string();
    assert!(error.ends_with(" and `test.json` is JSON"), "{error}");
    // What does not name columns is said of tables among other files.
    assert!(read(schema("comment = \"#\""), line("a", 0, "visit")).is_ok());
}

#[test]
fn comments_stand_anywhere() {
    let rows = rows(6);
    let text = format!(
        "# exported, in May; by hand\nuser,at,what\n{}\n# it's \"new\n\n#,\"\n{}\n# end",
        rows[..3].join("\n"),
        rows[3..].join("\n")
    );
    let read = read(schema("comment = \"#\""), &text).unwrap();
    assert_eq!(log_of(&read), expected(6));
    assert_eq!(read.report.rows_read, 6);
    let bad = text.replace("u2,", "u2,x,");
    let read = self::read(schema("comment = \"#\""), &bad).unwrap();
    assert_eq!(read.report.finding(CleaningRule::Unparsable).unwrap().samples[0].line, Some(5));
    // Before the header they need not be said.
    let text = format!("# exported 2026-01-31\n#\nuser,at,what\n{}", rows.join("\n"));
    assert_eq!(log_of(&self::read(bare_schema(), text).unwrap()), expected(6));
}

#[test]
fn sep_names_the_separator() {
    for separator in [",", ";", "\t", "|"] {
        let text = format!("user,at,what\n{}\n", rows(5).join("\n")).replace(',', separator);
        let text = format!("\u{feff}sep={separator}\r\n{text}");
        let read = read(bare_schema(), &text).unwrap();
        assert_eq!(log_of(&read), expected(5), "{separator}");
        let bad = text.replace("u2", "");
        let read = self::read(bare_schema(), bad).unwrap();
        assert_eq!(
            read.report.finding(CleaningRule::MissingRole).unwrap().samples[0].line,
            Some(5)
        );
    }
}

#[test]
fn runs_of_blanks_are_one() {
    let text = format!("user  at what\n{}\n", rows(5).join("\n")).replace(',', " \t  ");
    let padded = text.replace('\n', "  \n  ");
    for text in [&text, &padded] {
        for schema in [bare_schema(), schema("separator = \" \"")] {
            let read = read(schema, text).unwrap();
            assert_eq!(log_of(&read), expected(5));
            assert_eq!(read.report.rows_read, 5);
        }
    }
    let quoted = text.replace("visit", "\"a  \"\"visit\"");
    let read = read(bare_schema(), quoted).unwrap();
    assert!(read.log.kinds().code("a  \"visit").is_some());
}

#[test]
fn names_with_colons_make_a_table() {
    let roles = "[roles]\nentity = \"case:id\"\ntime = \"time:at\"\nkind = \"x:name\"\n";
    let schema = EventSchema::from_toml(roles).unwrap();
    let text = format!("\"case:id\",\"time:at\",\"x:name\"\n{}\n", rows(4).join("\n"));
    assert_eq!(log_of(&read(schema, &text).unwrap()), expected(4));
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "log", text);
    let sample = RowSample::read(&[Input::Path(path)], 100).unwrap();
    assert_eq!(sample.n_rows(), 4);
    assert_eq!(sample.profiles()[0].name, "case:id");
}

#[test]
fn a_decimal_comma_divides_no_fields() {
    let text = "1,5;1577836800000;visit\n2,5;1577836800001;visit\n";
    let keys = format!("{COLUMNS}\ndecimal = \",\"");
    assert_eq!(read(schema(&keys), text).unwrap().report.rows_kept, 2);
}

#[test]
fn a_separator_that_is_said_is_taken() {
    // Both divide alike.
    let text = "user;x,at;y,what;z\na;1,1577836800000;2,visit;3\n";
    let said =
        "[table]\nseparator = \";\"\n[roles]\nentity = \"user\"\ntime = \"x,at\"\nkind = \"z\"\n";
    let error = read(EventSchema::from_toml(said).unwrap(), text).unwrap_err().to_string();
    assert!(error.contains("`x,at` is the text \"1,1577836800000\""), "{error}");
}

#[test]
fn prose_is_no_table() {
    for text in ["To whom it may concern\n", "Dear Ada, dear Bob,\nhow are you?\nI am well.\n"] {
        let error = refusal(text);
        assert!(error.contains("is this a log of JSON lines or a table"), "{error}");
    }
}

/// Tables of the same rows in every form, and the schema of each.
fn forms(rows: &[String]) -> Vec<(EventSchema, String)> {
    let table = format!("user,at,what\n{}\n", rows.join("\n"));
    let bare = rows.join("\n");
    let comments = format!("#\"a\n{}\n#,", rows.join("\n#\n"));
    vec![
        (bare_schema(), table.clone()),
        (bare_schema(), format!("sep=;\r\n{}", table.replace(',', ";").replace('\n', "\r\n"))),
        (bare_schema(), format!("# a\n{table}")),
        (schema("separator = \" \""), table.replace(',', "  ")),
        (schema(COLUMNS), bare.clone()),
        (schema(COLUMNS), table),
        (schema(&format!("{COLUMNS}\ncomment = \"#\"")), comments),
        (schema(&format!("{COLUMNS}\nseparator = \" \"")), format!(" {}", bare.replace(',', "\t"))),
    ]
}

/// Pieces of files of every form.
const BITS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    " ",
    "#",
    "sep=;\n",
    "1",
    "-",
    "user",
    "\"user\"",
    "at",
    "what",
    "\"data\"",
    "\"data\":[",
    "\"events\":",
    "user,at,what\n",
    "a,1577836800000,visit\n",
    "a 1577836800000 visit\n",
    "null",
    "NaN",
    "\u{feff}",
    "\0",
    "é",
    "{\"user\":\"a\",\"at\":1577836800000,\"what\":\"visit\"}",
];

/// Hands out a few bytes at a time.
struct Steps<'t> {
    bytes: &'t [u8],
    n_bytes: usize,
}

impl Read for Steps<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_asked = buffer.len().min(self.n_bytes);
        self.bytes.read(&mut buffer[..n_asked])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, rng_seed: RngSeed::Fixed(20_261_201), ..ProptestConfig::default() })]

    #[test]
    fn a_table_of_any_form_cut_anywhere_keeps_its_first_rows(
        n_rows in 1_usize..12,
        form in 0_usize..8,
        cut in any::<prop::sample::Index>(),
        is_compressed in any::<bool>(),
    ) {
        let (schema, text) = forms(&rows(n_rows)).swap_remove(form);
        let bytes = &text.as_bytes()[..cut.index(text.len() + 1)];
        let bytes = if is_compressed { gzip(bytes) } else { bytes.to_vec() };
        match read(schema, bytes) {
            Ok(read) => {
                let n_kept = read.report.rows_kept as usize;
                // The last row may have lost letters of its kind, or digits of its time.
                let n_dropped = read.report.rows_dropped() as usize;
                prop_assert!(n_kept + n_dropped <= n_rows && n_dropped <= 1, "{}", read.report);
                assert_accounts_hold(&read);
            }
            Err(error) => prop_assert!(error.to_string().contains("`test.json`"), "{error}"),
        }
    }

    #[test]
    fn bits_of_files_do_not_panic_and_come_in_any_steps(
        bits in prop::collection::vec(prop::sample::select(BITS), 0..80),
        form in 0_usize..7,
        n_bytes in 1_usize..9,
    ) {
        let text = bits.concat();
        let schema = match form {
            0 => bare_schema(),
            1 => schema(COLUMNS),
            2 => schema("comment = \"#\""),
            3 => schema("separator = \" \""),
            4 => schema(&format!("{COLUMNS}\nseparator = \" \"\ncomment = \"#\"")),
            5 => schema("[json]\nrows = \"data\""),
            _ => schema("[json]\nrows = \"data.events\""),
        };
        let reader = LogReader::new(schema);
        let at_once = reader.read_from("test", text.as_bytes());
        at_once.iter().for_each(assert_accounts_hold);
        let steps = Steps { bytes: text.as_bytes(), n_bytes };
        let in_steps = reader.read_from("test", steps);
        prop_assert_eq!(format!("{at_once:?}"), format!("{in_steps:?}"), "{:?}", text);
    }

    #[test]
    fn tables_of_every_form_are_one_log(
        n_rows in 1_usize..40,
        form in 0_usize..8,
        is_compressed in any::<bool>(),
        n_threads in 1_usize..4,
    ) {
        let (schema, text) = forms(&rows(n_rows)).swap_remove(form);
        let bytes = if is_compressed { gzip(text.as_bytes()) } else { text.into_bytes() };
        let read = on_threads(n_threads, || read(schema, bytes)).unwrap();
        prop_assert_eq!(log_of(&read), expected(n_rows));
        prop_assert_eq!(read.report.rows_read, n_rows as u64);
    }
}
