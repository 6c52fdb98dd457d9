//! A log of purchases, in which nobody says that they leave.

use crate::program::Directory;

const SCHEMA: &str = r#"[roles]
entity = "customer"
time = "at"
kind = "what"

[time]
unit = "rfc3339"

[kinds]
main = "purchase"
"#;

const SET: &str = r#"name = "rfm"
columns = ["days_with_purchase", "days_from_first_to_last_purchase_day", "days_since_first_purchase_day", "recency_days"]
"#;

/// Purchases of 200 customers in 200 days: each at a pace of its own, and half of them no longer
/// after a day of its own.
fn shop() -> Directory {
    let mut log = String::from("customer,at,what\n");
    for customer in 0..200_u32 {
        let pace = 3 + customer * 7 % 23;
        let last = if customer % 2 == 0 { 199 } else { 40 + customer * 13 % 150 };
        for day in (customer % 60..last).step_by(pace as usize) {
            let (month, day) = (1 + day / 28, 1 + day % 28);
            log.push_str(&format!("c{customer:03},2024-{month:02}-{day:02}T10:00:00Z,purchase\n"));
        }
    }
    let directory = Directory::new();
    directory.write("log.csv", log);
    directory.write("shop.toml", SCHEMA);
    directory.write("rfm.toml", SET);
    directory
}

const STUDY: [&str; 8] =
    ["--schema", "shop.toml", "--set", "rfm.toml", "--rule", "inactive:30d", "--model", "bgnbd"];

#[test]
fn bgnbd_is_fitted_to_everyone_who_bought() {
    let directory = shop();
    let train = ["train", "log.csv", "-o", "churn.model"];
    directory.succeed(&[&train[..], &STUDY, &["--every", "14d"]].concat());
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    assert!(shown.contains("bgnbd model") && shown.contains("by what everyone bought"), "{shown}");
    let scores = directory.succeed(&["score", "log.csv", "--with", "churn.model", "-o", "-"]);
    assert!(scores.stdout.contains("reason_1"), "{}", scores.stdout);
}

#[test]
fn bgnbd_is_tested_on_a_log_and_on_a_table() {
    let directory = shop();
    let evaluate = ["evaluate", "log.csv"];
    let study = [&STUDY[..], &["--every", "14d", "--resamples", "40"]].concat();
    let shown = directory.succeed(&[&evaluate[..], &study].concat()).stdout;
    assert!(shown.contains("bgnbd"), "{shown}");
    let made = ["dataset", "log.csv", "--every", "14d", "-o", "rows.csv"];
    directory.succeed(&[&made[..], &STUDY[..6]].concat());
    let table = ["train", "rows.csv", "--model", "bgnbd", "-o", "churn.model"];
    directory.succeed(&table);
    let shown = directory.succeed(&["inspect", "churn.model"]).stdout;
    assert!(shown.contains("by the labels"), "{shown}");
}

#[test]
fn features_without_purchase_days_are_refused() {
    let directory = Directory::new();
    directory.simulate(150, 61);
    let train = ["train", "log.json", "--model", "bgnbd", "-o", "churn.model"];
    directory.fail(&train, &["bgnbd reads `days_with_", "which these features lack"]);
}
