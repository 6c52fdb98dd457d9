//! Lines of JSON: the reader with its scanner against the one that parses all with `serde_json`.
//!
//! The first byte chooses how the rest is read, see [`Way`].

#![no_main]

mod way;

use libfuzzer_sys::fuzz_target;
use refrain_events::{EventSchema, LogReader};

use way::{Way, on_threads};

/// Rows of every form that the schema has, guests until their samples are full, so that the scanner
/// knows the shape of what comes next.
fn lessons(schema: &EventSchema) -> String {
    match schema.roles().entity.as_str() {
        "userId" => {
            let guest = r#"{"ts":1538352180000,"userId":"","sessionId":8,"page":"Home","auth":"Logged Out","method":"GET","status":200,"level":"free","itemInSession":0}"#;
            let user = r#"{"ts":1538352117000,"userId":"30","sessionId":29,"page":"NextSong","auth":"Logged In","method":"PUT","status":200,"level":"paid","itemInSession":50,"location":"Bakersfield, CA","userAgent":"\"Mozilla\/5.0\"","lastName":"Freeman","firstName":"Colin","registration":1538173362000,"gender":"M","artist":"Martha Tilston","song":"Rockpools","length":277.89016}"#;
            format!("{user}\n{}", format!("{guest}\n").repeat(6))
        }
        "actor.id" => {
            let row = r#"{"at":1577836800000,"actor.id":7,"what":"v","tag":"x","props.n":1.5}"#;
            let nested = r#"{"at":1577836800000,"actor":{"id":7},"what":null,"props":{"n":-2}}"#;
            format!("{row}\n{row}\n{nested}\n")
        }
        _ => {
            let row = |user: &str| {
                format!(
                    "{{\"at\":1577836800,\"user\":\"{user}\",\"what\":\"v\",\"visit\":1,\"step\":1,\"plan\":\"a\",\
                     \"auth\":\"in\",\"joined\":1577836800,\"tag\":\"x\",\"n\":1.5,\"other\":\"y\"}}\n"
                )
            };
            row("anne") + &row("").repeat(6)
        }
    }
}

fn outcome(reader: &LogReader, bytes: &[u8]) -> String {
    format!("{:?}", reader.read_from("fuzz.json", bytes))
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let way = Way::new(*choice);
    let schema = way.schema();
    let bytes = match way.has_lessons {
        true => [lessons(&schema).as_bytes(), rest].concat(),
        false => rest.to_vec(),
    };
    let reader = way.reader(schema);
    let scanned = on_threads(way.n_threads, || outcome(&reader, &bytes));
    let expected = on_threads(1, || outcome(&reader.without_scanner(), &bytes));
    assert_eq!(scanned, expected);
});
