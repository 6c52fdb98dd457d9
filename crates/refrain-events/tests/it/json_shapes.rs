//! JSON in other shapes than one object a line.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use refrain_events::{CleaningRule, ErrorKind, EventSchema, Input, LogReader, ReadLog, RowSample};

use crate::support::{
    assert_accounts_hold, bare_schema, events, gzip, line, on_threads, read, write,
};

/// Objects of the bare schema, a minute apart.
fn objects(n_rows: usize) -> Vec<String> {
    let row = |idx: usize| {
        let object = line(&format!("u{}", idx % 3), 60_000 * idx as i64, "visit");
        object.trim_end().replace("\"visit\"", "\"vi{s[i\\\"t\"")
    };
    (0..n_rows).map(row).collect()
}

/// The same objects over several lines, with something nested.
fn pretty(objects: &[String]) -> Vec<String> {
    let pretty = |object: &String| {
        let object = object.replace("\":", "\": ").replace(",\"", ",\n  \"").replace('{', "{\n  ");
        object.replace("vi{\n  s[", "vi{s[").replace('}', ",\n  \"x\": {\"y\": [1, {}]}\n}")
    };
    objects.iter().map(pretty).collect()
}

/// The rows in every shape that is told by itself.
fn shapes(objects: &[String]) -> Vec<(&'static str, String)> {
    let pretty = pretty(objects);
    vec![
        ("array", format!("[{}]", objects.join(","))),
        ("pretty array", format!("[\n{}\n]\n", pretty.join(",\n"))),
        ("concatenated", objects.concat()),
        ("concatenated with blanks", objects.join(" ") + "\n"),
        ("pretty objects", pretty.join("\n") + "\n"),
        ("pretty objects without line ends", pretty.concat()),
        ("lines with commas", objects.join(",\n")),
        ("pretty with return", pretty.join("\r\n").replace('\n', "\r\n")),
    ]
}

fn log_of(read: &ReadLog) -> String {
    assert_accounts_hold(read);
    format!("{:?}", events(&read.log))
}

#[test]
fn objects_of_every_shape_are_the_same_rows() {
    let objects = objects(200);
    let expected = log_of(&read(bare_schema(), objects.join("\n")).unwrap());
    for (shape, text) in shapes(&objects) {
        for text in [text.clone(), format!("\u{feff}\n {text}")] {
            let read_back = read(bare_schema(), &text).unwrap();
            assert_eq!(log_of(&read_back), expected, "{shape}");
            assert_eq!(read_back.report.rows_read, 200, "{shape}");
            assert!(read_back.report.findings.is_empty(), "{shape}: {}", read_back.report);
            let of_gzip = read(bare_schema(), gzip(text.as_bytes())).unwrap();
            assert_eq!(log_of(&of_gzip), expected, "{shape}");
        }
    }
}

#[test]
fn objects_over_several_lines() {
    let text = "{\n \"user\": \"a\",\n \"at\": 1577836800000,\n \"what\": \"visit\"\n}\n\
                {\n \"user\": \"b\",\n \"at\": \"never\",\n \"what\": \"visit\"\n}\n";
    let read = read(bare_schema(), text).unwrap();
    assert_eq!((read.report.rows_read, read.report.rows_kept), (2, 1));
    // Lines of the file say nothing of such rows: they are counted themselves.
    assert_eq!(read.report.finding(CleaningRule::BadValue).unwrap().samples[0].line, Some(2));
}

#[test]
fn rows_in_a_member_of_one_object_are_pointed_at() {
    let one = format!("{{\n \"n\": 2,\n \"events\": [\n  {}\n ]\n}}\n", objects(1)[0]);
    let deep = format!("{{\"ok\":true,\"data\":{{\"rows\":[{}]}}}}", objects(2).join(","));
    // Its rows are more than the beginning that is looked at.
    let long = format!("{{\"events\":[{}]}}", objects(20_000).join(","));
    for (text, path) in [(one, "events"), (deep, "data.rows"), (long, "events")] {
        for text in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let error = read(bare_schema(), text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Mismatch);
            let expected = format!(
                "`test.json` is one object with its rows in `{path}`: \
                 say rows = \"{path}\" under [json]"
            );
            assert_eq!(error.to_string(), expected);
        }
    }
}

#[test]
fn a_sample_sees_rows_of_every_shape() {
    let directory = tempfile::tempdir().unwrap();
    let objects = objects(30);
    let mut shapes = shapes(&objects);
    shapes.push(("wrapped", format!("{{\n\"events\": [\n{}\n]\n}}", objects.join(",\n"))));
    for (shape, text) in shapes {
        let path = write(directory.path(), "log", text);
        let sample = RowSample::read(&[Input::Path(path)], 1_000).unwrap();
        assert_eq!((sample.n_rows(), sample.n_unreadable()), (30, 0), "{shape}");
        assert_eq!(sample.profiles()[0].name, "user", "{shape}");
    }
}

#[test]
fn one_object_that_is_a_row_is_no_wrapping() {
    let text = line("a", 0, "visit").replace('}', ",\"items\":[{\"sku\":1},{\"sku\":2}]}");
    for text in [text.clone(), text.replace(',', ",\n")] {
        assert_eq!(read(bare_schema(), text).unwrap().report.rows_kept, 1);
    }
}

#[test]
fn a_damaged_object_costs_no_other() {
    let objects = objects(5);
    let pretty = pretty(&objects);
    let good = |n_rows: u64, text: String| {
        let read = read(bare_schema(), &text).unwrap();
        assert_accounts_hold(&read);
        assert_eq!(read.report.rows_kept, n_rows, "{text}");
        assert!(read.report.count(CleaningRule::Unparsable) > 0);
    };
    let without_brace = pretty[1].replace("\n}", "");
    good(
        4,
        [&pretty[0], &without_brace, &pretty[2], &pretty[3], &pretty[4]]
            .map(String::as_str)
            .join("\n"),
    );
    let without_quote = pretty[1].replacen("\"u1\"", "\"u1", 1);
    good(
        4,
        [&pretty[0], &without_quote, &pretty[2], &pretty[3], &pretty[4]]
            .map(String::as_str)
            .join("\n"),
    );
    good(4, [&objects[0], &objects[1], "x", &objects[2][..20], &objects[3], &objects[4]].concat());
}

fn schema() -> EventSchema {
    bare_schema()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, rng_seed: RngSeed::Fixed(20_261_201), ..ProptestConfig::default() })]

    #[test]
    fn a_file_of_any_shape_cut_anywhere_keeps_its_first_rows(
        n_rows in 1_usize..12,
        shape in 0_usize..8,
        cut in any::<prop::sample::Index>(),
        is_compressed in any::<bool>(),
    ) {
        let objects = objects(n_rows);
        let (shape, text) = shapes(&objects).swap_remove(shape);
        let cut = cut.index(text.len() + 1);
        let whole = log_of(&read(schema(), objects.join("\n")).unwrap());
        let bytes = &text.as_bytes()[..cut];
        let bytes = if is_compressed { gzip(bytes) } else { bytes.to_vec() };
        match read(schema(), &bytes) {
            Ok(read) => {
                let log = log_of(&read);
                let n_kept = read.report.rows_kept as usize;
                let first = log_of(&self::read(schema(), objects[..n_kept].join("\n")).unwrap());
                prop_assert_eq!(&log, &first, "{}", shape);
                prop_assert!(n_kept < n_rows || log == whole);
                // At most what was cut is lost.
                prop_assert!(read.report.count(CleaningRule::Unparsable) <= 1, "{}: {}", shape, read.report);
            }
            Err(error) => {
                let error = error.to_string();
                let is_clear = error.contains("cut off by the end") || error.contains("holds no row");
                prop_assert!(is_clear, "{}: {}", shape, error);
            }
        }
    }

    #[test]
    fn files_of_different_shapes_are_one_log(
        n_rows in 2_usize..40,
        shape in 0_usize..8,
        other in 0_usize..8,
        cut in any::<prop::sample::Index>(),
        n_threads in 1_usize..4,
    ) {
        let objects = objects(n_rows);
        let cut = 1 + cut.index(n_rows - 1);
        let directory = tempfile::tempdir().unwrap();
        write(directory.path(), "1", &shapes(&objects[..cut]).swap_remove(shape).1);
        write(directory.path(), "2.gz", gzip(shapes(&objects[cut..]).swap_remove(other).1.as_bytes()));
        let reader = LogReader::new(schema());
        let inputs = [Input::Path(directory.path().to_owned())];
        let split = on_threads(n_threads, || reader.read(&inputs)).unwrap();
        let whole = read(schema(), objects.join("\n")).unwrap();
        prop_assert_eq!(log_of(&split), log_of(&whole));
    }
}
