//! Reads the log of a video service by a schema that is put together in Rust.

use refrain_events::{AttributeSpec, Error, EventSchema, LogReader, Roles, SchemaSpec, TimeUnit};

const LOG: &str = r#"
{"account":17,"at":"2024-03-01T20:15:00Z","action":"play","visit":"v1","subscription":"gold","secs":5400}
{"account":17,"at":"2024-03-01T21:50:00Z","action":"rate","visit":"v1","subscription":"gold"}
{"account":"","at":"2024-03-02T08:00:00Z","action":"landing page"}
{"account":29,"at":"2024-03-03T19:00:00Z","action":"play","visit":"v7","subscription":"free","secs":"1260"}
{"account":29,"at":"2024-03-03T19:00:00Z","action":"play","visit":"v7","subscription":"free","secs":"1260"}
{"account":29,"at":"yesterday","action":"play","visit":"v8","subscription":"free","secs":60}
{"account":29,"at":"2024-03-09T10:00:00Z","action":"account closed","visit":"v9","subscription":"free"}
"#;

fn main() -> Result<(), Error> {
    let mut spec = SchemaSpec::new(Roles::new("account", "at", "action").session("visit"))
        .time_unit(TimeUnit::Rfc3339)
        .attribute(AttributeSpec::text("plan").from_column("subscription"))
        .attribute(AttributeSpec::number("secs"))
        .main_kind("play")
        .churn_kinds(["account closed"])
        .plan("plan", ["gold", "silver"]);
    spec.meaning.duration = Some("secs".into());
    let schema = EventSchema::new(spec)?;

    let read = LogReader::new(schema.clone()).read_from("videos.jsonl", LOG.as_bytes())?;
    println!("{}\n", read.report);
    for (kind, count) in read.log.kinds().iter().zip(read.log.kind_counts()) {
        println!("{count} {kind}");
    }

    // The same schema as a file, for those who do not write Rust.
    print!("\n{}", schema.to_toml());
    assert_eq!(EventSchema::from_toml(&schema.to_toml())?, schema);
    Ok(())
}
