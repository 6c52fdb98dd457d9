//! What is proposed for the logs that people have: shops, exports of services, nested events.

use std::fmt::Write as _;

use refrain_events::{Duplicates, EventSchema, Input, KindSource, RowSample, SchemaProposal};

fn sample(text: &str) -> RowSample {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log");
    std::fs::write(&path, text).unwrap();
    RowSample::read(&[Input::Path(path)], 20_000).unwrap()
}

/// The proposal, which must be a schema that reads back as itself.
fn propose(text: &str) -> SchemaProposal {
    let proposal = SchemaProposal::new(&sample(text)).unwrap();
    let written = proposal.to_toml();
    assert_eq!(&EventSchema::from_toml(&written).unwrap(), proposal.schema(), "{written}");
    proposal
}

/// A shop's receipts: several lines of one instant, no column that says what was done.
fn receipts(date: impl Fn(i64) -> String) -> String {
    let mut text = String::from("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n");
    for invoice in 0..300_i64 {
        for line in 0..3 {
            let quantity = if invoice % 50 == 7 { -1 } else { 1 + (invoice + line) % 5 };
            let _ = writeln!(
                text,
                "{},{},{quantity},{},{}.25,{}.0",
                536_365 + invoice,
                ["85123A", "71053", "84406B", "22752"][((invoice + line) % 4) as usize],
                date(invoice),
                1 + (invoice + line) % 4,
                12_340 + invoice * 7 % 40,
            );
        }
    }
    text
}

#[test]
fn receipts_are_purchases_with_a_revenue_and_equal_lines_are_kept() {
    let proposal = propose(&receipts(|i| format!("2010-12-{:02} 08:{:02}:00", 1 + i / 10, i % 60)));
    let schema = proposal.schema();
    assert_eq!(schema.roles().kind, KindSource::Constant("purchase".to_owned()));
    assert_eq!(schema.roles().entity, "CustomerID");
    assert_eq!(schema.roles().time, "InvoiceDate");
    assert_eq!(schema.meaning().revenue.as_deref(), Some("amount"));
    assert_eq!(schema.meaning().quantity.as_deref(), Some("Quantity"));
    let product = schema.attributes().iter().find(|attribute| attribute.name == "amount").unwrap();
    assert_eq!(product.product, ["UnitPrice", "Quantity"]);
    let text = proposal.to_toml();
    assert!(text.contains("below = 0, kind = \"return\" }] }"), "{text}");
}

#[test]
fn a_day_beyond_the_twelfth_tells_the_month_from_the_day() {
    let proposal = propose(&receipts(|i| format!("12/{}/2010 8:{:02}", 1 + i / 10, i % 60)));
    assert_eq!(proposal.schema().time().format.as_deref(), Some("%m/%d/%Y %H:%M"));
}

#[test]
fn a_date_that_may_be_read_in_two_ways_is_not_guessed() {
    let text = receipts(|i| format!("{}/{}/2010 8:{:02}", 1 + i / 60, 1 + i / 30, i % 60));
    let refusal = SchemaProposal::new(&sample(&text)).unwrap_err().to_string();
    let expected = "is a date, and no row tells whether the day or the month comes first: say \
                    format = \"%m/%d/%Y %H:%M\" or format = \"%d/%m/%Y %H:%M\" under [time]";
    assert!(refusal.contains(expected), "{refusal}");
    assert!(refusal.contains("`InvoiceDate`"), "{refusal}");
}

#[test]
fn eight_digits_are_a_date_where_all_are() {
    let rows = (0..120).fold(String::new(), |mut text, i| {
        let day = 20_101_201 + i / 4;
        let _ = writeln!(
            text,
            r#"{{"user":{},"day":{day},"action":"{}"}}"#,
            i % 7,
            ["buy", "view"][i % 2]
        );
        text
    });
    let proposal = propose(&rows);
    assert_eq!(proposal.schema().time().format.as_deref(), Some("%Y%m%d"));
    assert!(proposal.to_toml().contains("Every time is a midnight"));
}

/// Events as a service exports them: the actor and what it was done to are objects.
fn exported() -> String {
    (0..200_i64).fold(String::new(), |mut text, i| {
        let kind = ["PushEvent", "WatchEvent", "ForkEvent"][(i * i % 7 % 3) as usize];
        let fork = if kind == "ForkEvent" {
            format!(r#","forkee":{{"owner":{{"id":{}}}}}"#, 900 + i % 3)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            r#"{{"id":"{}","type":"{kind}","actor":{{"id":{},"login":"u{}"}},"repo":{{"id":{}}},"payload":{{"tags":[1]{fork}}},"created_at":"2024-03-{:02}T{:02}:00:00Z"}}"#,
            7_000_000 + i,
            40 + i * 3 % 17,
            i * 3 % 17,
            500 + i % 5,
            1 + i / 10,
            i % 24,
        );
        text
    })
}

#[test]
fn roles_inside_of_objects_are_found_by_their_paths() {
    let schema = propose(&exported()).schema().clone();
    let roles = schema.roles();
    assert!(roles.entity.starts_with("actor."), "{}", roles.entity);
    assert_eq!(roles.time, "created_at");
    assert_eq!(roles.kind, KindSource::Column("type".to_owned()));
}

#[test]
fn a_kind_that_many_rows_lack_has_one_for_the_others() {
    let rows = (0..200_i64).fold(String::new(), |mut text, i| {
        let subtype = match i % 4 {
            0 => r#","subtype":"channel_join""#,
            1 if i % 8 == 1 => r#","subtype":"file_share""#,
            _ => "",
        };
        let _ = writeln!(
            text,
            r#"{{"type":"message"{subtype},"user":"U{}","ts":"{}.0002"}}"#,
            i * i % 13,
            1_700_000_000 + i * 977,
        );
        text
    });
    let schema = propose(&rows).schema().clone();
    let expected = KindSource::Or { column: "subtype".to_owned(), otherwise: "message".to_owned() };
    assert_eq!(schema.roles().kind, expected);
}

/// Clicks of which some were sent twice, with a number for each activity.
fn clicks(sent_twice: bool) -> String {
    let mut text = String::from("event_id,CaseID,ActivityID,at,price\n");
    for i in 0..400_i64 {
        let activity = [1, 2, 3, 2, 5][(i % 5) as usize];
        let price = if activity == 5 { "9.5" } else { "" };
        let at = 1_700_000_000 + i * 631;
        let row = format!("e{i},C{},{activity},{at},{price}\n", i * 7 % 23);
        text += &row;
        if sent_twice && i % 40 == 3 {
            text += &row.replace(&at.to_string(), &(at + 2).to_string());
        }
    }
    text
}

#[test]
fn a_dozen_numbers_may_be_the_kind() {
    let schema = propose(&clicks(false)).schema().clone();
    assert_eq!(schema.roles().kind, KindSource::Column("ActivityID".to_owned()));
    assert!(schema.rows().deduplicate_by.is_empty());
}

#[test]
fn rows_that_were_sent_twice_are_one_event_by_their_id() {
    let schema = propose(&clicks(true)).schema().clone();
    assert_eq!(schema.rows().deduplicate_by, ["event_id"]);
    assert_eq!(schema.rows().duplicates, Duplicates::Drop);
}

#[test]
fn an_attribute_is_of_the_kinds_that_have_it() {
    let schema = propose(&clicks(false)).schema().clone();
    let price = schema.attributes().iter().find(|attribute| attribute.name == "price").unwrap();
    assert_eq!(price.kinds.as_deref(), Some(&["5".to_owned()][..]));
}

#[test]
fn pairs_of_kinds_are_found_by_words_and_by_what_follows() {
    let kinds = ["Home", "Upgrade", "Submit Upgrade", "Thumbs Up", "Thumbs Down", "Home"];
    let rows = (0..240_i64).fold(String::new(), |mut text, i| {
        let (user, kind) = (i / 6 % 8, kinds[(i % 6) as usize]);
        let at = 1_700_000_000 + i * 61;
        let _ = writeln!(text, r#"{{"user":"u{user}","at":{at},"page":"{kind}"}}"#);
        text
    });
    let schema = propose(&rows).schema().clone();
    assert_eq!(schema.kinds().submissions["Upgrade"], "Submit Upgrade");
    assert_eq!(schema.kinds().opposites["Thumbs Up"], "Thumbs Down");
}

#[test]
fn a_sample_of_a_thousand_short_files_is_of_all_of_them() {
    let directory = tempfile::tempdir().unwrap();
    for file in 0..1_000 {
        let row =
            format!("{{\"user\":{},\"at\":{},\"what\":\"x\"}}\n", file % 7, 1_700_000_000 + file);
        std::fs::write(directory.path().join(format!("{file:04}.json")), row.repeat(3)).unwrap();
    }
    let input = Input::Path(directory.path().to_owned());
    assert_eq!(RowSample::read(std::slice::from_ref(&input), 20_000).unwrap().n_rows(), 3_000);
    assert_eq!(RowSample::read(&[input], 300).unwrap().n_rows(), 300);
}

#[test]
fn a_long_file_is_looked_into_at_three_places() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log.csv");
    let filler = "x".repeat(60);
    let mut text = String::from("user,at,what,filler\n");
    let mut n_rows = 0;
    while text.len() < 33 << 20 {
        let _ =
            writeln!(text, "{},{},{},{filler}", n_rows % 50, 1_700_000_000 + n_rows, n_rows % 3);
        n_rows += 1;
    }
    std::fs::write(&path, text).unwrap();
    let sample = RowSample::read(&[Input::Path(path)], 3_000).unwrap();
    let at = &sample.profiles()[1];
    assert_eq!((at.n_rows, at.n_missing, sample.n_unreadable()), (3_000, 0, 0));
    assert!(at.max.unwrap() > 1_700_000_000.0 + 0.8 * f64::from(n_rows), "{:?}", at.max);
}
