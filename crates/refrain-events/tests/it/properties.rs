//! What holds for every log.

use proptest::prelude::*;
use refrain_core::Span;
use refrain_events::{CleaningRule, EventSchema, Input, LogReader};

use crate::support::{
    START, assert_accounts_hold, bare_schema, events, full_schema, gzip, line, read, write,
};

/// Rows of few users and few instants, so that ties and duplicates are common; users are spelt in
/// several ways.
fn row() -> impl Strategy<Value = String> {
    let tags = prop_oneof![Just("null"), Just("\"x\""), Just("\"y\""), Just("[]"), Just("NaN")];
    let users = ["0", "1", "2", "1.0", "\"1.0\"", "\" 2\"", "\"0.2E1\"", "\"02\""];
    let users = prop::sample::select(users.to_vec());
    (users, 0..4_i64, 0..3, 0..3, 0..3, tags).prop_map(|(user, millis, what, visit, step, tag)| {
        format!(
            "{{\"user\":{user},\"at\":{},\"what\":\"k{what}\",\"visit\":{visit},\"step\":{step},\
             \"joined\":{START},\"n\":{step},\"tag\":{tag}}}\n",
            START + millis
        )
    })
}

fn rows() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(row(), 1..40)
}

/// The schema of all roles but `sequence`.
fn schema_without_sequence() -> EventSchema {
    let mut spec = full_schema().into_spec();
    spec.roles.sequence = None;
    EventSchema::new(spec).unwrap()
}

/// Sessions from pauses instead of given ones.
fn schema_with_gap() -> EventSchema {
    let mut spec = full_schema().into_spec();
    spec.roles.session = None;
    spec.roles.session_gap = Some(Span::from_millis(1));
    EventSchema::new(spec).unwrap()
}

/// The same rows twice: as they are and in another order.
fn shuffled_rows() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

/// Beginnings that lead down each way of the reader.
const MAGICS: [&[u8]; 5] = [b"", b"\x1F\x8B\x08\x00", b"PAR1", b"\xEF\xBB\xBF", b"{\"user\":"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn with_a_sequence_the_order_of_lines_changes_nothing((rows, shuffled) in shuffled_rows()) {
        for schema in [full_schema(), schema_with_gap()] {
            let ordered = read(schema.clone(), rows.concat()).unwrap();
            let shuffled = read(schema, shuffled.concat()).unwrap();
            prop_assert_eq!(events(&ordered.log), events(&shuffled.log));
            prop_assert_eq!(ordered.report.rows_kept, shuffled.report.rows_kept);
            let duplicates = [&ordered, &shuffled].map(|r| r.report.count(CleaningRule::Duplicate));
            prop_assert_eq!(duplicates[0], duplicates[1]);
        }
    }

    #[test]
    fn without_a_sequence_the_order_of_lines_changes_only_ties((rows, shuffled) in shuffled_rows()) {
        let sorted = |rows: &[String]| {
            let read = read(schema_without_sequence(), rows.concat()).unwrap();
            let mut events = events(&read.log);
            events.sort_unstable();
            events
        };
        prop_assert_eq!(sorted(&rows), sorted(&shuffled));
    }

    #[test]
    fn files_and_compression_change_nothing(rows in rows(), cut in any::<prop::sample::Index>()) {
        let directory = tempfile::tempdir().unwrap();
        let cut = cut.index(rows.len());
        write(directory.path(), "1.json", rows[..cut].concat());
        write(directory.path(), "2", gzip(rows[cut..].concat().as_bytes()));
        for schema in [full_schema(), schema_without_sequence(), schema_with_gap()] {
            let whole = read(schema.clone(), rows.concat()).unwrap();
            let reader = LogReader::new(schema);
            let split = reader.read(&[Input::Path(directory.path().to_owned())]).unwrap();
            prop_assert_eq!(events(&whole.log), events(&split.log));
            prop_assert_eq!(whole.report.rows_read, split.report.rows_read);
        }
    }

    #[test]
    fn every_row_is_accounted_for(
        garbage in prop::collection::vec(
            prop_oneof![
                "[ -~]{0,40}",
                row(),
                "\\{\"user\":(1|\"\"|null|\\[\\]),\"at\":(1|1577836800000|\"x\"|1e99),\"what\":(1|\"v\"|true)\\}",
            ],
            0..30,
        ),
    ) {
        let mut text = line("good", 0, "visit");
        for line in &garbage {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        let read = read(bare_schema(), &text).unwrap();
        assert_accounts_hold(&read);
        let n_blank = read.report.files[0].blank_lines;
        prop_assert_eq!(read.report.rows_read + n_blank, garbage.len() as u64 + 1);
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(
        magic in prop::sample::select(MAGICS.to_vec()),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let bytes = [magic, &bytes].concat();
        for reader in [LogReader::new(bare_schema()), LogReader::new(bare_schema()).strict()] {
            if let Ok(read) = reader.read_from("bytes", bytes.as_slice()) {
                assert_accounts_hold(&read);
            }
        }
        let _ = read(bare_schema(), gzip(&bytes));
    }
}
