//! Schemas proposed for logs that nobody described.

use std::env;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use refrain_core::AttributeType;
use refrain_events::{
    Cell, Confidence, ErrorKind, EventSchema, Input, KindSource, LogReader, RowSample,
    SchemaProposal, TimeUnit, sample_rows,
};

use crate::support::{gzip, write};

/// Writes the lines to a file and samples it.
fn sample(lines: &str) -> RowSample {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "log.jsonl", lines);
    RowSample::read(&[Input::Path(path)], 20_000).unwrap()
}

/// The proposal for a log, which is a schema that reads the log.
fn propose(lines: &str) -> SchemaProposal {
    let proposal = SchemaProposal::new(&sample(lines)).unwrap();
    assert_is_a_schema(&proposal);
    let read = LogReader::new(proposal.schema().clone()).read_from("log", lines.as_bytes());
    assert!(read.unwrap().report.rows_kept > 0);
    proposal
}

fn assert_is_a_schema(proposal: &SchemaProposal) {
    let text = proposal.to_toml();
    let schema = EventSchema::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(&schema, proposal.schema(), "{text}");
}

/// The schema file with every comment on one line.
fn unwrapped(proposal: &SchemaProposal) -> String {
    proposal.to_toml().replace("\n# ", " ")
}

fn roles(proposal: &SchemaProposal) -> Vec<(&str, &str)> {
    proposal.schema().roles().iter().collect()
}

fn refusal(lines: &str) -> String {
    SchemaProposal::new(&sample(lines)).unwrap_err().to_string()
}

fn attribute_types(proposal: &SchemaProposal) -> Vec<(&str, AttributeType)> {
    proposal.schema().attributes().iter().map(|a| (a.name.as_str(), a.kind)).collect()
}

const SPARKIFY_ROLES: [(&str, &str); 6] = [
    ("entity", "userId"),
    ("time", "ts"),
    ("kind", "page"),
    ("session", "sessionId"),
    ("sequence", "itemInSession"),
    ("registration", "registration"),
];

/// Six users who listen in three sessions each, guests in between, two of whom cancel.
fn sparkify_lines() -> String {
    let mut lines = String::new();
    for session in 0..3_i64 {
        for user in 0..6_i64 {
            let start = 1_538_352_117_000 + session * 86_400_000 + user * 3_600_000;
            let _ = writeln!(
                lines,
                r#"{{"ts":{start},"userId":"","sessionId":{},"page":"Home","auth":"Logged Out","method":"GET","status":200,"level":"free","itemInSession":0}}"#,
                100 + session * 10 + user,
            );
            sparkify_session(&mut lines, user, session, start);
        }
    }
    lines
}

fn sparkify_session(lines: &mut String, user: i64, session: i64, start: i64) {
    let mut pages = vec!["Login", "NextSong", "NextSong", "Thumbs Up", "NextSong"];
    if session == 2 && user < 2 {
        pages.extend(["Cancel", "Cancellation Confirmation"]);
    }
    for (step, page) in (1_i64..).zip(pages) {
        let (ts, id) = (start + step * (200_000 + user), 100 + session * 10 + user);
        let (level, gender) = (["free", "paid"][user as usize % 2], ["F", "M"][user as usize / 3]);
        let registration = 1_530_000_000_000 + user * 7_777_777;
        let method = if page == "Thumbs Up" { "PUT" } else { "GET" };
        let song = match page {
            "NextSong" => format!(
                r#","artist":"BjÃ¶rk","song":"Song {}","length":{}.25"#,
                (user + step) % 5,
                200 + step
            ),
            _ => String::new(),
        };
        let _ = writeln!(
            lines,
            r#"{{"ts":{ts},"userId":"{}","sessionId":{id},"page":"{page}","auth":"Logged In","method":"{method}","status":200,"level":"{level}","itemInSession":{step},"gender":"{gender}","firstName":"N{user}","registration":{registration}{song}}}"#,
            30 + user,
        );
    }
}

#[test]
fn rows_of_sparkify_get_the_roles_of_sparkify() {
    let proposal = propose(&sparkify_lines());
    assert_eq!(roles(&proposal), SPARKIFY_ROLES, "{}", proposal.to_toml());
    let schema = proposal.schema();
    assert_eq!(schema.time().unit, TimeUnit::Milliseconds);
    assert!(schema.guests().empty_entity);
    assert_eq!(schema.guests().missing, ["registration"]);
    assert_eq!(schema.guests().values["auth"], ["Logged Out"]);
    assert!(schema.text().repair);
    assert_eq!(schema.kinds().main.as_deref(), Some("NextSong"));
    assert_eq!(schema.kinds().churn, ["Cancellation Confirmation"]);
    assert!(!schema.kinds().counted.contains(&"Cancel".to_owned()));
    assert_eq!(schema.meaning().plan.as_deref(), Some("level"));
    assert_eq!(schema.meaning().paid_plans, ["paid"]);
    assert_eq!(schema.meaning().duration.as_deref(), Some("length"));
    assert_eq!(schema.meaning().item.as_deref(), Some("song"));
    assert_eq!(schema.meaning().creator.as_deref(), Some("artist"));
}

/// A log of text alone, as out of a CSV file.
#[test]
fn numbers_written_as_text_are_numbers() {
    let quoted = |line: &str| {
        let mut row: serde_json::Map<_, _> = serde_json::from_str(line).unwrap();
        row.values_mut().filter(|value| value.is_number()).for_each(|value| {
            *value = value.to_string().into();
        });
        serde_json::Value::from(row).to_string() + "\n"
    };
    let lines: String = sparkify_lines().lines().map(quoted).collect();
    let proposal = propose(&lines);
    assert_eq!(roles(&proposal), SPARKIFY_ROLES, "{}", proposal.to_toml());
    assert!(attribute_types(&proposal).contains(&("length", AttributeType::Number)));
}

#[test]
fn reasons_say_what_was_seen() {
    let proposal = propose(&sparkify_lines());
    let time = proposal.role("time").unwrap();
    assert_eq!(time.confidence, Confidence::NearlyCertain);
    let sentence = time.to_string();
    assert!(sentence.starts_with("`ts` is the time (nearly certain): the name says so; 13-digit"));
    assert!(sentence.contains("between 2018-10-01 and 2018-10-03 as milliseconds"), "{sentence}");
    let text = unwrapped(&proposal);
    assert!(text.contains("none of the 2 entities that have it is seen again"), "{text}");
    assert!(text.contains("What counts as leaving is yours to decide."), "{text}");
    assert!(text.contains("`firstName` is left out: tells who a person is"), "{text}");
}

#[test]
fn guests_who_share_an_id_are_told_by_what_they_lack() {
    let lines = sparkify_lines().replace(r#""userId":"""#, r#""userId":"1261737""#);
    let proposal = propose(&lines);
    assert_eq!(roles(&proposal), SPARKIFY_ROLES, "{}", proposal.to_toml());
    assert_eq!(proposal.schema().guests().missing, ["registration"]);
    assert_eq!(proposal.schema().guests().values["auth"], ["Logged Out"]);
}

#[test]
fn an_absent_entity_makes_a_guest() {
    let lines = sparkify_lines().replace(r#""userId":"","#, "");
    let proposal = propose(&lines);
    assert_eq!(proposal.schema().guests().missing, ["userId", "registration"]);
}

#[test]
fn logs_beside_the_project_get_the_roles_of_sparkify() {
    for name in ["udacity_log_2018_11", "eventsim_mini.json.gz", "real_users"] {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let root = env::var_os("REFRAIN_SHARED_DATA").map_or_else(beside, Into::into);
        let path = root.join(name);
        if !path.exists() {
            eprintln!("skipped: {} is absent", path.display());
            continue;
        }
        let sample = RowSample::read(&[Input::Path(path)], 20_000).unwrap();
        let proposal = SchemaProposal::new(&sample).unwrap();
        assert_is_a_schema(&proposal);
        assert_eq!(roles(&proposal), SPARKIFY_ROLES, "{name}\n{}", proposal.to_toml());
    }
}

/// Twelve customers of a German shop; no name helps, the values of the kinds neither.
fn foreign_lines() -> String {
    let mut lines = String::new();
    for sitzung in 0..36_i64 {
        let kunde = sitzung * 5 % 12;
        for schritt in 0..4_i64 {
            let zeitpunkt = 1_700_000_000 + sitzung * 7_200 + schritt * 61 + kunde;
            let vorgang = match (sitzung + schritt * schritt) % 4 {
                _ if sitzung >= 33 && schritt == 3 => "kündigung",
                0 => "suche",
                1 => "ansicht",
                2 => "korb",
                _ => "hilfe",
            };
            let ware = if vorgang == "ansicht" { r#","ware":"Kessel""# } else { "" };
            let _ = writeln!(
                lines,
                r#"{{"zeitpunkt":{zeitpunkt},"kunde":"K{kunde}","sitzung":"S{sitzung}","vorgang":"{vorgang}","ort":"{}","beitritt":{},"summe":{}.5{ware}}}"#,
                ["Bonn", "Ulm", "Jena"][kunde as usize % 3],
                1_600_000_000 + kunde * 86_400,
                (sitzung * 3 + schritt) % 7,
            );
        }
    }
    lines
}

#[test]
fn columns_in_another_language_get_roles_from_types_and_statistics() {
    let proposal = propose(&foreign_lines());
    let expected = [
        ("entity", "kunde"),
        ("time", "zeitpunkt"),
        ("kind", "vorgang"),
        ("session", "sitzung"),
        ("registration", "beitritt"),
    ];
    assert_eq!(roles(&proposal), expected, "{}", proposal.to_toml());
    assert_eq!(proposal.schema().time().unit, TimeUnit::Seconds);
    assert!(proposal.role("entity").unwrap().confidence <= Confidence::Likely);
}

/// The log of a phone company, customer by customer, so that any time ascends in runs.
#[test]
fn in_a_log_sorted_by_entity_the_time_is_not_the_activation() {
    let row = |i: i64| {
        let (customer, call) = (i / 20, i % 20);
        format!(
            "{{\"msisdn\":{},\"call_start\":{},\"call_type\":\"{}\",\"activation_date\":\"2020-{:02}-03\"}}\n",
            491_510_000_000 + customer,
            1_700_000_000 + call * 5_000 + customer * 7,
            ["voice", "sms", "data"][(i * i % 7 % 3) as usize],
            1 + customer % 12,
        )
    };
    let proposal = propose(&(0..400).map(row).collect::<String>());
    let expected = [
        ("entity", "msisdn"),
        ("time", "call_start"),
        ("kind", "call_type"),
        ("registration", "activation_date"),
    ];
    assert_eq!(roles(&proposal), expected, "{}", proposal.to_toml());
    assert_eq!(proposal.schema().time().registration_unit, Some(TimeUnit::Rfc3339));
}

#[test]
fn a_placeholder_for_nobody_is_shown() {
    let row = |i: i64| {
        let user = if i % 6 == 5 { "-".to_owned() } else { format!("user{}", i % 6) };
        format!(
            "{{\"time_local\":{},\"user_name\":\"{user}\",\"user_agent\":\"Firefox/{}\",\"path\":\"{}\"}}\n",
            1_700_000_000 + i * 31,
            i % 6 / 2,
            ["/", "/cart", "/help"][(i * i % 7 % 3) as usize],
        )
    };
    let proposal = propose(&(0..120).map(row).collect::<String>());
    assert_eq!(proposal.schema().roles().entity, "user_name", "{}", proposal.to_toml());
    assert_eq!(proposal.schema().roles().kind.column(), Some("path"));
    assert!(proposal.to_toml().contains("\n# values = { \"user_name\" = [\"-\"] }\n"));
}

#[test]
fn a_last_event_without_a_telling_name_is_left_to_the_reader() {
    let proposal = propose(&foreign_lines());
    assert!(proposal.schema().kinds().churn.is_empty());
    let text = unwrapped(&proposal);
    assert!(text.contains("churn = [\"kündigung\"]"), "{text}");
    assert!(text.contains("none of the 3 entities that have it is seen again"), "{text}");
}

#[test]
fn leaving_in_name_only_is_left_to_the_reader() {
    let lines = "{\"user\":\"a\",\"at\":\"2024-01-01\",\"action\":\"cancel\"}\n";
    let proposal = propose(lines);
    assert!(proposal.schema().kinds().churn.is_empty());
    let text = unwrapped(&proposal);
    assert!(text.contains("no entity that has it has another event"), "{text}");
}

fn times_of(unit: impl Fn(i64) -> String) -> String {
    let row = |i: i64| {
        let (customer, action) = (i * 7 % 5, ["view", "buy", "search"][(i % 3) as usize]);
        format!(
            "{{\"customer\":{customer},\"action\":\"{action}\",\"when\":{}}}\n",
            unit(1_700_000_000 + 61 * i)
        )
    };
    (0..40).map(row).collect()
}

#[test]
fn the_unit_is_told_by_the_magnitude() {
    let cases: [(TimeUnit, String); 7] = [
        (TimeUnit::Seconds, times_of(|s| s.to_string())),
        (TimeUnit::Seconds, times_of(|s| format!("{s}.25"))),
        (TimeUnit::Seconds, times_of(|s| format!("\"{s}\""))),
        (TimeUnit::Milliseconds, times_of(|s| format!("{s}000"))),
        (TimeUnit::Microseconds, times_of(|s| format!("{s}000000"))),
        (TimeUnit::Nanoseconds, times_of(|s| format!("{s}000000000"))),
        (TimeUnit::Rfc3339, times_of(|s| format!("\"2024-03-01T12:{:02}:00Z\"", s / 61 % 60))),
    ];
    for (unit, lines) in cases {
        let proposal = propose(&lines);
        assert_eq!(proposal.schema().time().unit, unit, "{lines}");
        assert_eq!(proposal.schema().roles().time, "when");
    }
}

#[test]
fn a_log_without_a_time_is_refused_with_its_columns() {
    let lines = "{\"user\":\"a\",\"action\":\"login\",\"n\":3}\n".repeat(5);
    let message = refusal(&lines);
    assert!(message.starts_with("no column of the 5 rows looked at can be the time: "));
    assert!(message.ends_with(
        "the columns are\n  `user`: text, 1 distinct, such as \"a\"\
         \n  `action`: text, 1 distinct, such as \"login\"\
         \n  `n`: whole numbers, 1 distinct, such as 3"
    ));
}

#[test]
fn a_log_without_an_entity_is_refused_and_one_without_a_kind_has_one_kind() {
    let rows = |row: fn(i64) -> String| (0..30).map(row).collect::<String>();
    let no_entity = rows(|i| format!("{{\"ts\":{},\"t\":{i}.5}}\n", 1_700_000_000_000 + i));
    assert!(refusal(&no_entity).contains("can be the entity"));
    let no_kind = rows(|i| format!("{{\"ts\":{},\"user\":{}}}\n", 1_700_000_000_000 + i, i % 4));
    let proposal = SchemaProposal::new(&sample(&no_kind)).unwrap();
    assert_is_a_schema(&proposal);
    assert_eq!(proposal.schema().roles().kind, KindSource::Constant("action".to_owned()));
}

#[test]
fn one_row_is_enough_where_names_tell() {
    let proposal = propose("{\"user\":\"a\",\"at\":\"2024-01-01\",\"action\":\"login\"}\n");
    assert_eq!(roles(&proposal), [("entity", "user"), ("time", "at"), ("kind", "action")]);
    assert!(proposal.roles().iter().all(|role| role.confidence < Confidence::NearlyCertain));
}

#[test]
fn a_constant_column_is_kept_and_said_to_be_constant() {
    let lines = times_of(|s| format!("{s},\"app\":\"shop\""));
    let proposal = propose(&lines);
    assert_eq!(attribute_types(&proposal), [("app", AttributeType::Text)]);
    assert!(proposal.to_toml().contains("# Constant: \"shop\" in every row"));
}

/// Two columns that are the session in equal measure.
#[test]
fn a_doubtful_session_is_commented_out() {
    let row = |i: i64| {
        let (user, action) = (i % 2, ["view", "buy", "search"][(i / 2 % 3) as usize]);
        let (at, phase) = (1_700_000_000 + 61 * i, format!("p{user}{}", i / 12));
        format!(
            "{{\"user\":\"u{user}\",\"at\":{at},\"action\":\"{action}\",\"session\":\"{phase}\",\
             \"visit\":\"v{phase}\"}}\n"
        )
    };
    let proposal = propose(&(0..48).map(row).collect::<String>());
    assert_eq!(proposal.schema().roles().session, None, "{}", proposal.to_toml());
    assert_eq!(proposal.doubtful_roles()[0].column, "session");
    assert!(proposal.to_toml().contains("\n# session = \"session\"\n"));
}

#[test]
fn members_of_objects_are_kept_and_arrays_are_not() {
    let lines = times_of(|s| format!("{s},\"context\":{{\"a\":1}},\"tags\":[1,2]"));
    let proposal = propose(&lines);
    assert_eq!(attribute_types(&proposal), [("context_a", AttributeType::Number)]);
    assert_eq!(proposal.schema().attributes()[0].column(), "context.a");
    let text = proposal.to_toml();
    assert!(text.contains("# `tags` cannot be kept: an array in 40 rows"), "{text}");
}

#[test]
fn ids_and_other_times_are_left_out() {
    let lines = times_of(|s| format!("{s},\"request_id\":\"r{s}\",\"received\":{}", s + 2));
    let proposal = propose(&lines);
    assert_eq!(proposal.schema().roles().time, "when");
    assert!(proposal.schema().attributes().is_empty(), "{}", proposal.to_toml());
}

#[test]
fn five_hundred_columns_are_five_hundred_attributes_at_most() {
    let extra: String = (0..500).fold(String::new(), |mut text, n| {
        let _ = write!(text, ",\"c{n}\":{}", n % 7);
        text
    });
    let lines = times_of(|s| format!("{s}{extra}"));
    let proposal = propose(&lines);
    assert_eq!(proposal.schema().roles().entity, "customer");
    assert_eq!(proposal.schema().attributes().len(), 500);
}

#[test]
fn names_and_values_with_quotes_and_control_characters_make_a_schema() {
    let lines =
        times_of(|s| format!("{s},\"a \\\"b\\\"\\n\":\"x\\ny\",\"\":1,\"ä.b\":\"#\\u0007\""))
            .replace("\"buy\"", "\"buy \\\"now\\\"\\\\\\t\"");
    let proposal = propose(&lines);
    assert_eq!(attribute_types(&proposal).len(), 2, "{}", proposal.to_toml());
    assert!(proposal.schema().kinds().counted.contains(&"buy \"now\"\\\t".to_owned()));
}

#[test]
fn lines_that_are_no_objects_are_counted_and_left_out() {
    let lines = times_of(|s| s.to_string()) + "{\"customer\":\n[1]\n\n";
    let sample = sample(&lines);
    assert_eq!((sample.n_rows(), sample.n_unreadable()), (40, 2));
    let text = SchemaProposal::new(&sample).unwrap().to_toml();
    assert!(text.contains("# 2 rows could not be read"), "{text}");
}

#[test]
fn a_file_without_any_object_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "log.txt", "hello\nworld\n");
    let error = RowSample::read(&[Input::Path(path)], 100).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    let shown = error.to_string();
    assert!(shown.contains("log.txt` holds no row: not a JSON object: "), "{shown}");
}

#[test]
fn gzip_is_read_and_a_sample_spans_the_files() {
    let directory = tempfile::tempdir().unwrap();
    let lines = times_of(|s| s.to_string());
    for name in ["a.json.gz", "b.json.gz", "c.json.gz"] {
        write(directory.path(), name, gzip(lines.replace("view", name).as_bytes()));
    }
    let sample = RowSample::read(&[Input::Path(directory.path().to_owned())], 30).unwrap();
    assert_eq!(sample.n_rows(), 30);
    let proposal = SchemaProposal::new(&sample).unwrap();
    let kinds = proposal.profiles().iter().find(|profile| profile.name == "action").unwrap();
    assert_eq!(kinds.n_distinct, 2 + 3);
}

#[test]
fn rows_of_a_source_of_ones_own_are_sampled() {
    struct Rows(i64);
    impl refrain_events::RowSource for Rows {
        fn columns(&self) -> Vec<String> {
            ["user", "at", "what"].map(str::to_owned).to_vec()
        }
        fn next_row(&mut self) -> std::io::Result<Option<refrain_events::RawRow<'_>>> {
            self.0 += 1;
            let at = Cell::Instant(refrain_core::Time::from_millis(1_700_000_000_000 + self.0));
            let mut row = vec![Cell::Integer((self.0 % 3).into()), at, Cell::Text("go".into())];
            if self.0 == 2 {
                row.pop();
            }
            Ok(Some(row.into()))
        }
    }
    let mut sample = RowSample::new(50);
    sample_rows(&mut Rows(0), &mut sample).unwrap();
    assert_eq!((sample.n_rows(), sample.n_unreadable()), (50, 1));
    let proposal = SchemaProposal::new(&sample).unwrap();
    assert_eq!(roles(&proposal), [("entity", "user"), ("time", "at"), ("kind", "what")]);
}

#[test]
fn a_profile_counts_what_a_column_holds() {
    let sample = sample(
        "{\"v\":1}\n{\"v\":2.5}\n{\"v\":\"3\"}\n{\"v\":\"\"}\n{\"v\":null}\n{}\n{\"v\":true}\n\
         {\"v\":[]}\n{\"v\":\"2024-01-01\"}\n{\"v\":1}\n",
    );
    let profile = &sample.profiles()[0];
    assert_eq!((profile.n_rows, profile.n_present), (10, 7));
    assert_eq!((profile.n_missing, profile.n_empty), (2, 1));
    assert_eq!((profile.n_numbers, profile.n_whole, profile.n_number_texts), (3, 2, 1));
    assert_eq!((profile.n_texts, profile.n_whole_texts, profile.n_time_texts), (2, 1, 1));
    assert_eq!((profile.n_bools, profile.n_nested), (1, 1));
    assert_eq!((profile.min, profile.max), (Some(1.0), Some(3.0)));
    assert_eq!(profile.n_distinct, 6);
    assert_eq!(profile.most_frequent[0], ("1".to_owned(), 2));
    assert_eq!(profile.type_name(), "mixed values");
    assert_eq!(profile.ascending_share, Some(0.75));
}

/// A cell of any type; times and few distinct texts are frequent.
fn any_cell() -> impl Strategy<Value = Cell<'static>> {
    prop_oneof![
        Just(Cell::Missing),
        any::<bool>().prop_map(Cell::Bool),
        any::<i64>().prop_map(|number| Cell::Integer(number.into())),
        any::<f64>().prop_map(Cell::Float),
        (0..50_i128).prop_map(|number| Cell::Integer(1_700_000_000 + number)),
        "[a-c]{1,2}".prop_map(|text| Cell::Text(text.into())),
        ".{0,12}".prop_map(|text| Cell::Text(text.into())),
        Just(Cell::Nested("an object")),
    ]
}

fn any_row() -> impl Strategy<Value = Vec<(String, Cell<'static>)>> {
    let name = prop_oneof!["ts|user|action|session_id|step|signup|plan|length", ".{0,6}"];
    prop::collection::vec((name, any_cell()), 0..6)
}

proptest! {
    #[test]
    fn whatever_is_proposed_is_a_schema(
        rows in prop::collection::vec(any_row(), 0..40),
        is_regular in any::<bool>(),
    ) {
        let mut sample = RowSample::new(1_000);
        for (idx, mut row) in rows.into_iter().enumerate() {
            if is_regular {
                row.push(("ts".to_owned(), Cell::Integer(1_700_000_000 + idx as i128)));
                row.push(("user".to_owned(), Cell::Integer(idx as i128 % 3)));
                row.push(("action".to_owned(), Cell::Text(["a", "b"][idx % 2].into())));
            }
            sample.push(row);
        }
        if let Ok(proposal) = SchemaProposal::new(&sample) {
            assert_is_a_schema(&proposal);
        }
    }
}
