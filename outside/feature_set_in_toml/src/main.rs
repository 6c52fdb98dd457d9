//! Computes features that are named in a TOML file, and need no code.

use refrain_core::{EventLogBuilder, EventRow, Time};
use refrain_features::{Error, FeatureSet, Vocabulary, seen_before};

const SET: &str = r#"
name = "helpdesk"
columns = ["login_7d", "ticket_30d", "ticket_per_login_30d", "max_gap_of_login", "night_events_30d"]
"#;

fn main() -> Result<(), Error> {
    let mut builder = EventLogBuilder::new(&[])?;
    for (account, day, kind) in [
        ("ada", 1, "login"),
        ("ada", 2, "ticket"),
        ("ada", 6, "login"),
        ("ada", 27, "login"),
        ("bob", 3, "login"),
        ("bob", 3, "ticket"),
        ("bob", 4, "ticket"),
        ("cleo", 30, "login"),
    ] {
        let time: Time = format!("2024-03-{day:02}T09:30:00Z").parse()?;
        builder.push(&EventRow::new(account, time, kind))?;
    }
    let log = builder.finish()?;

    let words = Vocabulary::new(["login", "ticket"]);
    let set = FeatureSet::from_toml(SET, &words)?;
    let cutoff: Time = "2024-03-29".parse()?;
    let features = set.compute(&log, &seen_before(&log, &[cutoff]))?;

    for (position, column) in features.columns().iter().enumerate() {
        println!("{} ({}): {}", column.name, column.unit, column.description);
        for row in 0..features.n_rows() {
            println!("  {:5}{:8.3}", features.entity_id(row), features.value(row, position));
        }
    }
    Ok(())
}
