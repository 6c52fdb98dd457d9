//! The log of another product: other field names, other words, times as text. Only the schema
//! file `other_product.toml` knows about them.

use std::error::Error;
use std::fmt::Write as _;

use refrain::base::{Span, Time};
use refrain::events::{EventSchema, LogReader};
use refrain::labels::Schedule;
use refrain::{Pipeline, report};

fn main() -> Result<(), Box<dyn Error>> {
    let schema = EventSchema::from_toml(include_str!("other_product.toml"))?;
    let lines = help_desk_log()?;
    println!("{}", lines.lines().next().unwrap_or_default());

    let read = LogReader::new(schema.clone()).read_from("help desk", lines.as_bytes())?;
    println!("\n{}\n", read.report.summary());

    let pipeline = Pipeline::new(&schema)?
        .schedule(Schedule::Every(Span::from_days(14)))
        .horizon(Span::from_days(14));
    let (labels, dataset) = pipeline.dataset(&read.log)?;
    println!("{}", report::risk_table(&labels).show(20, 100));

    let names: Vec<&str> = dataset.features().names().collect();
    println!("{} features, such as {}\n", names.len(), names[names.len() - 8..].join(", "));

    let model = pipeline.fit(&dataset)?;
    let ranking = pipeline.rank(&read.log, &model)?;
    println!("{}", ranking.table("account")?.show(5, 160));
    Ok(())
}

/// 240 accounts over 90 days. A third of them asks for support for weeks, and most of those close
/// their account in the end; some will do so after the log's end.
fn help_desk_log() -> Result<String, std::fmt::Error> {
    const ACTIONS: [&str; 4] =
        ["ticket opened", "ticket answered", "ticket answered", "report viewed"];
    let start = Time::from_millis(1_704_067_200_000);
    let mut lines = String::new();
    for account in 0..240_u32 {
        let signed_up = start - Span::from_days(account);
        let plan = ["free", "team", "business", "team"][account as usize % 4];
        let unhappy = account % 3 == 1;
        let closes_on = 20 + account / 2;
        for day in 0..90 {
            let visits = (day + account) % 7 < 4;
            if !visits || (unhappy && day > closes_on) {
                continue;
            }
            let mut actions = ACTIONS.to_vec();
            if unhappy && day + 20 > closes_on {
                actions.push("support asked");
            }
            if unhappy && day == closes_on && account % 5 != 0 {
                actions.push("account closed");
            }
            for (step, action) in (0_u32..).zip(actions) {
                let at =
                    start + Span::from_days(day) + Span::from_seconds(account * 300 + step * 60);
                writeln!(
                    lines,
                    r#"{{"account":{account},"at":"{at}","action":"{action}","visit":{day},"signed_up":"{signed_up}","subscription":"{plan}","minutes":{step}}}"#
                )?;
            }
        }
    }
    Ok(lines)
}
