//! Input that is not what it should be: counted where the run can go on, one sentence where not.

use std::io::{self, Read};

use refrain_events::{CleaningRule, ErrorKind, EventSchema, Input, LogReader};

use crate::support::{
    assert_accounts_hold, bare_schema, chain, full_schema, gzip, line, on_threads, only_detail,
    read, read_before_good_line, write,
};

fn refusal(text: impl AsRef<[u8]>) -> String {
    chain(&read(bare_schema(), text).unwrap_err())
}

fn strict_refusal(text: impl AsRef<[u8]>) -> String {
    let reader = LogReader::new(bare_schema()).strict();
    chain(&reader.read_from("test.json", text.as_ref()).unwrap_err())
}

#[test]
fn a_missing_file_is_named() {
    let error = LogReader::new(bare_schema()).read(&[Input::parse("no/such.json")]).unwrap_err();
    assert_eq!(error.to_string(), "`no/such.json` does not exist");
}

#[test]
fn an_empty_file_is_named() {
    assert_eq!(refusal(""), "`test.json` holds no row");
    assert_eq!(refusal("\n\n"), "`test.json` holds no row");
}

#[test]
fn a_picture_is_no_json_lines_file() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
    assert_eq!(
        refusal(png),
        "none of the 3 rows read is usable: 2 are dropped as unparsable, the first at \
         `test.json` line 2 (not a JSON object: expected value at byte 1); is this a log of JSON lines or a table of delimited text?"
    );
}

#[test]
fn prose_is_no_json_lines_file() {
    let error = refusal("To whom it may concern\n");
    assert!(error.contains("1 are dropped as unparsable"), "{error}");
    assert!(
        error.ends_with("is this a log of JSON lines or a table of delimited text?"),
        "{error}"
    );
}

#[test]
fn a_truncated_last_line_is_counted_as_cut_off() {
    let text = line("a", 0, "visit") + "{\"user\":\"a\",\"at\":15";
    let read = read(bare_schema(), text).unwrap();
    assert_accounts_hold(&read);
    let finding = read.report.finding(CleaningRule::Unparsable).unwrap();
    assert_eq!(finding.samples[0].line, Some(2));
    assert_eq!(finding.samples[0].detail, "the line is cut off by the end of the file");
    assert_eq!(finding.samples[0].excerpt.as_deref(), Some("{\"user\":\"a\",\"at\":15"));
}

#[test]
fn a_last_line_truncated_inside_a_character_is_cut_off_too() {
    let mut bytes = (line("a", 0, "visit") + "{\"user\":\"é").into_bytes();
    bytes.pop();
    let report = read(bare_schema(), bytes).unwrap().report;
    assert_eq!(
        only_detail(&report, CleaningRule::Unparsable),
        "the line is cut off by the end of the file"
    );
}

#[test]
fn an_unparsable_line_is_counted_with_its_place() {
    let report = read_before_good_line("{\"user\":1,}\n");
    let finding = report.finding(CleaningRule::Unparsable).unwrap();
    assert_eq!(finding.samples[0].line, Some(1));
    assert_eq!(finding.samples[0].detail, "not a JSON object: trailing comma at byte 11");
    for text in ["5\n", "\"text\"\n", "null\n", "{} x\n", "{\"at\":1e999}\n"] {
        assert_eq!(read_before_good_line(text).count(CleaningRule::Unparsable), 1, "{text}");
    }
}

#[test]
fn invalid_utf8_is_counted_with_its_place() {
    let report = read_before_good_line(b"{\"user\":\"a\xFFb\"}\n");
    assert_eq!(only_detail(&report, CleaningRule::InvalidUtf8), "byte 11 (0xFF) is not UTF-8");
    let sample = &report.finding(CleaningRule::InvalidUtf8).unwrap().samples[0];
    assert_eq!(sample.excerpt.as_deref(), Some("{\"user\":\"a\u{fffd}b\"}"));
}

#[test]
fn an_excerpt_is_short_and_holds_no_control_characters() {
    let report = read_before_good_line(format!("\u{1b}[31m{}\n", "é".repeat(1_000)));
    let excerpt =
        report.finding(CleaningRule::Unparsable).unwrap().samples[0].excerpt.clone().unwrap();
    assert_eq!(excerpt.chars().count(), 121);
    assert!(excerpt.starts_with("\u{fffd}[31mééé") && excerpt.ends_with("é…"), "{excerpt}");
}

/// A line of `left` bytes that is never in memory as a whole.
struct LongLine {
    left: usize,
}

impl Read for LongLine {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.len().min(self.left);
        buffer[..n].fill(b'x');
        self.left -= n;
        Ok(n)
    }
}

#[test]
fn a_line_of_100_megabytes_is_skipped_and_counted() {
    let before = line("a", 0, "visit");
    let after = format!("\n{}", line("b", 0, "visit"));
    let stream = before.as_bytes().chain(LongLine { left: 100_000_000 }).chain(after.as_bytes());
    let read = LogReader::new(bare_schema()).read_from("long.json", stream).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.log.n_events(), 2);
    let finding = read.report.finding(CleaningRule::LineTooLong).unwrap();
    let sample = &finding.samples[0];
    assert_eq!((finding.count, sample.line), (1, Some(2)));
    assert_eq!(sample.detail, "the line has 100000000 bytes, the limit is 16777216");
    assert!(sample.excerpt.as_ref().unwrap().len() < 200);
}

#[test]
fn a_line_of_just_the_limit_is_read() {
    let text = line("a", 0, "visit") + &line("longer", 0, "visit") + &line("c", 0, "visit");
    let limit = line("a", 0, "visit").trim_end().len();
    let reader = LogReader::new(bare_schema()).max_line_bytes(limit);
    let read = reader.read_from("test.json", text.as_bytes()).unwrap();
    assert_eq!((read.report.rows_kept, read.report.count(CleaningRule::LineTooLong)), (2, 1));

    let tighter = LogReader::new(bare_schema()).max_line_bytes(limit - 1);
    let error = tighter.read_from("test.json", text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("3 are dropped as line_too_long"), "{error}");
}

#[test]
fn a_strict_reader_stops_at_the_first_damaged_row() {
    let good = line("a", 0, "visit");
    let cases = [
        ("{\n", "unparsable"),
        ("{\"user\":1,\"what\":\"v\"}\n", "missing_role"),
        ("{\"user\":[],\"at\":1577836800000,\"what\":\"v\"}\n", "bad_value"),
        ("{\"user\":1,\"at\":15,\"what\":\"v\"}\n", "time_out_of_range"),
    ];
    for (bad, rule) in cases {
        let error = strict_refusal(good.clone() + bad + &good);
        assert!(error.starts_with("`test.json` line 2: "), "{error}");
        assert!(error.ends_with(&format!("({rule})")), "{error}");
    }
    let mut bytes = good.clone().into_bytes();
    bytes.extend_from_slice(b"\xFF\n");
    assert!(strict_refusal(bytes).contains("line 2: byte 1 (0xFF) is not UTF-8"));
    let long = LogReader::new(bare_schema()).strict().max_line_bytes(60);
    let text = good.clone() + &line("a name far too long to fit the limit", 0, "visit");
    let error = long.read_from("test.json", text.as_bytes()).unwrap_err().to_string();
    assert!(error.ends_with("(line_too_long)"), "{error}");
}

#[test]
fn a_strict_reader_accepts_what_is_no_damage() {
    let text = line("a", 0, "visit").repeat(2) + &line("", 0, "visit") + "\n";
    let reader = LogReader::new(bare_schema()).strict();
    let report = reader.read_from("test.json", text.as_bytes()).unwrap().report;
    assert_eq!((report.count(CleaningRule::Duplicate), report.count(CleaningRule::Guest)), (1, 1));
}

/// Lines that hardly compress, so that a cut file has some of them whole.
fn many_lines() -> String {
    let scrambled = |i: i64| (i * 2_654_435_761) % 1_000_003;
    (0..5_000).map(|i| line(&scrambled(i).to_string(), scrambled(i * 7), "visit")).collect()
}

#[test]
fn what_comes_before_the_damage_of_a_gzip_file_is_kept() {
    let whole = gzip(many_lines().as_bytes());
    let read = read(bare_schema(), &whole[..whole.len() / 2]).unwrap();
    assert_accounts_hold(&read);
    assert!((1_000..5_000).contains(&read.report.rows_kept), "{}", read.report);
    let detail = only_detail(&read.report, CleaningRule::DamagedFile);
    assert!(detail.contains("compressed data of test.json break off"), "{detail}");
    assert!(read.report.count(CleaningRule::Unparsable) <= 1);
}

#[test]
fn a_corrupt_gzip_file_is_reported() {
    let mut bytes = gzip(many_lines().as_bytes());
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0xFF);
    let read = read(bare_schema(), &bytes).unwrap();
    assert_accounts_hold(&read);
    assert_eq!(read.report.count(CleaningRule::DamagedFile), 1);
}

#[test]
fn a_strict_reader_refuses_a_damaged_gzip_file() {
    let whole = gzip(many_lines().as_bytes());
    let error = strict_refusal(&whole[..whole.len() / 2]);
    assert!(
        error.starts_with("`test.json` is damaged: its compressed data break off after line "),
        "{error}"
    );
    let error = strict_refusal(&whole[..12]);
    assert!(error.starts_with("`test.json` is damaged"), "{error}");
}

#[test]
fn a_gzip_file_with_nothing_before_its_damage_is_named_as_damaged() {
    let whole = gzip(many_lines().as_bytes());
    let error = refusal(&whole[..10]);
    assert!(error.starts_with("`test.json` holds no row: the compressed data"), "{error}");
}

#[test]
fn formats_that_are_not_read_are_named_with_the_way_out() {
    let cases: [(&[u8], &str, &str); 12] = [
        (b"\x04\x22\x4D\x18", "lz4", "unlz4"),
        (b"ORC...", "ORC", "Parquet"),
        (b"\xFD7zXZ\0\0", "xz", "unxz"),
        (b"PK\x03\x04..", "zip", "unpack"),
        (b"PK\x03\x04..[Content_Types].xml", "Excel", "CSV"),
        (b"Obj\x01..", "Avro", "Parquet"),
        (b"SQLite format 3\0..", "SQLite", "CSV"),
        (b"<?xml version=\"1.0\"?>", "XML", "CSV or JSON"),
        (b"<!DOCTYPE html>", "web page", "fetch"),
        (b"\xFF\xFE{\0\"\0", "UTF-16", "UTF-8"),
        (b"\xFE\xFF\0{\0\"", "UTF-16", "UTF-8"),
        (b"PAR1....PAR1", "Parquet in a stream", "name the Parquet file itself"),
    ];
    for (bytes, looks_like, advice) in cases {
        for bytes in [bytes.to_vec(), gzip(bytes)] {
            let error = read(bare_schema(), bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Malformed);
            let shown = error.to_string();
            assert!(shown.starts_with("`test.json` looks like "), "{shown}");
            assert!(shown.contains(looks_like) && shown.contains(advice), "{shown}");
        }
    }
}

#[test]
fn gzip_inside_gzip_is_refused() {
    let error = refusal(gzip(&gzip(line("a", 0, "visit").as_bytes())));
    assert_eq!(error, "`test.json` looks like data compressed twice: decompress them once");
}

#[test]
fn a_role_that_occurs_in_no_row_is_refused_with_the_columns_there_are() {
    let text = "{\"user_id\":1,\"At\":5,\"what\":\"v\"}\n";
    let schema = "[roles]\nentity = \"userId\"\ntime = \"at\"\nkind = \"what\"\n";
    let error = read(EventSchema::from_toml(schema).unwrap(), text).unwrap_err().to_string();
    assert_eq!(
        error,
        "column `userId` (role `entity`) appears in none of the rows; did you mean `user_id`?; \
         the log has: At, user_id, what"
    );
}

#[test]
fn an_optional_role_and_a_guest_sign_that_occur_in_no_row_are_refused_too() {
    let error = read(full_schema(), line("a", 0, "visit")).unwrap_err().to_string();
    assert!(error.starts_with("column `visit` (role `session`) appears in none"), "{error}");
    let schema = bare_schema().to_toml() + "\n";
    let schema =
        schema.replace("empty_entity = true", "empty_entity = true\nmissing = [\"joined\"]");
    let error = read(EventSchema::from_toml(&schema).unwrap(), line("a", 0, "v")).unwrap_err();
    assert!(error.to_string().starts_with("column `joined` (the guest rule)"), "{error}");
}

#[test]
fn an_attribute_that_occurs_in_no_row_is_noted() {
    let schema = bare_schema().to_toml() + "\n[[attributes]]\nname = \"whatt\"\ntype = \"text\"\n";
    let read = read(EventSchema::from_toml(&schema).unwrap(), line("a", 0, "v")).unwrap();
    assert_accounts_hold(&read);
    let expected = "column `whatt` appears in none of the rows; did you mean `what`?";
    assert_eq!(only_detail(&read.report, CleaningRule::AbsentColumn), expected);
}

#[test]
fn a_log_of_guests_alone_is_refused() {
    let error = refusal(line("", 0, "visit"));
    assert!(error.contains("1 are dropped as guest"), "{error}");
    assert!(error.ends_with("does the schema's guest rule fit this log?"), "{error}");
}

#[test]
fn a_wrong_unit_of_time_is_suspected() {
    let error = refusal("{\"user\":1,\"at\":1577836800,\"what\":\"v\"}\n");
    assert!(error.ends_with("is the schema's unit of time right?"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let good = line("a", 0, "visit").repeat(1_000);
    let stream = good.as_bytes().chain(Failing);
    let error = LogReader::new(bare_schema()).read_from("disk.json", stream).unwrap_err();
    assert_eq!(chain(&error), "`disk.json` cannot be read: the disk is gone");
}

#[test]
fn a_broken_parquet_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "broken.parquet", "PAR1 and then nothing PAR1");
    let error = LogReader::new(bare_schema()).read(&[Input::Path(path)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    let shown = error.to_string();
    assert!(shown.starts_with("the columns of `"), "{shown}");
    assert!(shown.ends_with("broken.parquet` cannot be read"), "{shown}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_strict_read_names_the_first_damaged_line_on_any_number_of_threads() {
    let sound: String = (0..30_000).map(|millis| line("u", millis, "v")).collect();
    let text = sound.clone() + "{\n" + &sound + "{\n" + &sound;
    for n_threads in [1, 2, 3, 4] {
        let reader = LogReader::new(bare_schema()).strict();
        let read = || reader.read_from("log.json", text.as_bytes());
        let error = on_threads(n_threads, read).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed);
        let shown = error.to_string();
        assert!(shown.starts_with("`log.json` line 30001: not a JSON object: "), "{shown}");
        assert!(shown.ends_with(" (unparsable)"), "{shown}");
    }
}
