//! The scanner against `serde_json`: whatever the bytes, both give the same log and the same report.

mod damage;
mod lines;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed, TestCaseResult};
use refrain_core::Time;
use refrain_events::{AttributeSpec, EventSchema, LogReader};

use crate::support::{START, bare_schema, on_threads};
use damage::damaged_sparkify_log;
use lines::{ALL_LOGS, LogKind, log};

/// A fixed seed, so that a run fails for everyone or for no one.
fn seeded(cases: u32) -> Config {
    let rng_seed = RngSeed::Fixed(20_261_122);
    Config {
        cases,
        rng_seed,
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    }
}

/// How a log is read.
#[derive(Debug, Clone)]
struct Way {
    is_strict: bool,
    keeps_duplicates: bool,
    max_line_bytes: usize,
    until: i64,
    n_threads: usize,
}

impl Way {
    fn reader(&self, schema: EventSchema) -> LogReader {
        let mut reader = LogReader::new(schema)
            .max_line_bytes(self.max_line_bytes)
            .until(Time::from_millis(self.until));
        if self.is_strict {
            reader = reader.strict();
        }
        if self.keeps_duplicates {
            reader = reader.keep_duplicates();
        }
        reader
    }
}

fn way() -> impl Strategy<Value = Way> {
    let is_strict = prop::bool::weighted(0.1);
    let limits = prop_oneof![4 => Just(1 << 20), 1 => 60..600_usize];
    let until = prop_oneof![4 => Just(i64::MAX), 1 => Just(START + 50_000)];
    (is_strict, any::<bool>(), limits, until, 1..3_usize).prop_map(
        |(is_strict, keeps_duplicates, max_line_bytes, until, n_threads)| Way {
            is_strict,
            keeps_duplicates,
            max_line_bytes,
            until,
            n_threads,
        },
    )
}

/// All there is to know about a read: each event in its order, the dictionaries, the report with
/// its samples; or the error.
fn outcome(n_threads: usize, reader: &LogReader, bytes: &[u8]) -> String {
    on_threads(n_threads, || format!("{:?}", reader.read_from("log.json", bytes)))
}

fn agree(schema: &EventSchema, way: &Way, bytes: &[u8]) -> TestCaseResult {
    let scanned = outcome(way.n_threads, &way.reader(schema.clone()), bytes);
    let expected = outcome(way.n_threads, &way.reader(schema.clone()).without_scanner(), bytes);
    prop_assert!(scanned == expected, "{}", difference(&scanned, &expected));
    Ok(())
}

/// What stands around the first byte in which two texts differ.
fn difference(found: &str, expected: &str) -> String {
    let differs = found.bytes().zip(expected.bytes()).position(|(a, b)| a != b);
    let from = differs.unwrap_or(found.len().min(expected.len())).saturating_sub(200);
    let part = |text: &str| {
        String::from_utf8_lossy(&text.as_bytes()[from..text.len().min(from + 400)]).into_owned()
    };
    format!("scanned:  … {}\nexpected: … {}", part(found), part(expected))
}

/// Asserts that lines are read alike after others from which the scanner has learned their shape.
fn assert_agree_after(schema: &EventSchema, lessons: &str, text: &str) {
    let way = Way {
        is_strict: false,
        keeps_duplicates: true,
        max_line_bytes: 1 << 20,
        until: i64::MAX,
        n_threads: 1,
    };
    agree(schema, &way, format!("{lessons}{text}").as_bytes()).unwrap();
}

/// Lines drawn from others, of so many bytes together.
fn drawn(lines: &[String], indices: &[Index], n_bytes: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut state = 7_usize;
    while bytes.len() < n_bytes {
        let index = indices[state % indices.len()].index(lines.len());
        bytes.extend_from_slice(lines[index].as_bytes());
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1) >> 1;
    }
    bytes
}

proptest! {
    #![proptest_config(seeded(400))]

    #[test]
    fn random_lines_are_read_as_by_serde_json(
        (kind, lines) in select(&ALL_LOGS[..]).prop_flat_map(|kind| (Just(kind), log(kind, 1..80))),
        way in way(),
    ) {
        agree(&kind.schema(), &way, lines.concat().as_bytes())?;
    }

    #[test]
    fn damaged_lines_are_read_as_by_serde_json(log in damaged_sparkify_log(), way in way()) {
        agree(&EventSchema::sparkify(), &way, &log.0)?;
        agree(&lines::few_columns(), &way, &log.0)?;
    }

    #[test]
    fn random_arrays_are_read_as_by_serde_json(
        (kind, lines) in select(&ALL_LOGS[..]).prop_flat_map(|kind| (Just(kind), log(kind, 1..20))),
        way in way(),
    ) {
        let elements: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        agree(&kind.schema(), &way, format!("[{}]", elements.join(",\n")).as_bytes())?;
    }
}

proptest! {
    #![proptest_config(seeded(3))]

    #[test]
    fn long_logs_are_read_alike_on_any_number_of_threads(
        (kind, lines) in select(&ALL_LOGS[..]).prop_flat_map(|kind| (Just(kind), log(kind, 60..90))),
        indices in prop::collection::vec(any::<Index>(), 1_009),
        way in way(),
    ) {
        let bytes = drawn(&lines, &indices, 3 << 20);
        let expected = outcome(1, &way.reader(kind.schema()).without_scanner(), &bytes);
        for n_threads in [1, 2, 3] {
            let scanned = outcome(n_threads, &way.reader(kind.schema()), &bytes);
            prop_assert!(scanned == expected, "{}", difference(&scanned, &expected));
        }
    }
}

/// Rows of the bare schema with a column that nobody asks for.
fn rows_with(other: &str, n_rows: usize) -> String {
    (0..n_rows)
        .map(|row| {
            format!(
                "{{\"user\":\"u\",\"at\":{},\"what\":\"v\",\"o\":{other}}}\n",
                START + row as i64
            )
        })
        .collect()
}

#[test]
fn broken_escapes_in_a_column_that_nobody_asks_for_make_the_line_unparsable() {
    for broken in [r#""\q""#, r#""\u12""#, r#""\u12G4""#, r#""a\u""#, r#""\ud800""#, r#""\u00e9""#]
    {
        assert_agree_after(&bare_schema(), &rows_with("\"x\"", 2), &rows_with(broken, 1));
    }
}

#[test]
fn broken_escapes_in_the_row_of_a_guest_make_the_line_unparsable() {
    let row = |user: &str, tag: &str| {
        format!(
            "{{\"user\":\"{user}\",\"at\":1577836800,\"what\":\"v\",\"visit\":1,\"step\":1,\
             \"joined\":1577836800,\"n\":1,\"tag\":\"{tag}\"}}\n"
        )
    };
    let lessons = row("anne", "x") + &row("", "x").repeat(9);
    for broken in [r"\q", r"\ud800", r"\udc00\ud800", r"\ud83d\ude00"] {
        assert_agree_after(&LogKind::Seconds.schema(), &lessons, &row("", broken));
    }
}

#[test]
fn a_line_with_a_broken_escape_leaves_no_text_behind() {
    let row = |tag: &str, song: &str| {
        format!(
            "{{\"user\":\"u\",\"at\":{START},\"what\":\"v\",\"tag\":\"{tag}\",\"song\":\"{song}\"}}\n"
        )
    };
    let attributes = ["tag", "song"].map(AttributeSpec::text);
    let mut spec = bare_schema().into_spec();
    spec.attributes.extend(attributes);
    let schema = EventSchema::new(spec).unwrap();
    assert_agree_after(&schema, &row("x", "y").repeat(2), &row("a \\\"b\\\"", "\\ud800"));
}

#[test]
fn a_broken_escape_in_a_column_that_is_never_missing_makes_the_line_unparsable() {
    let row = |plan: &str| {
        format!("{{\"user\":\"u\",\"at\":{START},\"what\":\"v\",\"plan\":\"{plan}\"}}\n")
    };
    let mut spec = bare_schema().into_spec();
    spec.guests.missing.push("plan".to_owned());
    let schema = EventSchema::new(spec).unwrap();
    for broken in [r"\q", r"\ud800", r"\ud83d\ude00"] {
        assert_agree_after(&schema, &row("paid").repeat(2), &row(broken));
    }
}

#[test]
fn a_broken_escape_in_the_first_of_two_values_makes_the_line_unparsable() {
    let row = |first: &str| {
        format!(
            "{{\"user\":\"{first}\",\"user\":\"u\",\"at\":{START},\"what\":\"v\",\"o\":1,\"o\":2}}\n"
        )
    };
    for broken in [r"\q", r"\ud800", r"\ud83d\ude00"] {
        assert_agree_after(&bare_schema(), &row("x").repeat(2), &row(broken));
    }
}

#[test]
fn carriage_returns_between_tokens_teach_no_shape() {
    for odd in ["{\r\"a\":\",é\"}\n", "{\r\"a\":\"}x\"}\n{\r\"a\":\"}\n", "{\"a\"\r:\",é\"}\n"] {
        assert_agree_after(&bare_schema(), odd, &rows_with("1", 2));
    }
}
