//! What entities say again and again is read as if it were said once.

use refrain_events::{CleaningRule, EventSchema};

use crate::support::{FULL, START, assert_accounts_hold, events, read};

/// Lines enough that the reader has found out what repeats.
const N_LINES: i64 = 8_000;

const MORE: &str = r#"
[[attributes]]
name = "place"
type = "text"

[[attributes]]
name = "device"
type = "text"

[text]
repair = true

[guests]
missing = ["joined"]
"#;

/// The fields of a line that change from line to line.
fn changing(index: i64) -> String {
    format!(
        "\"at\":{},\"user\":\"user {}\",\"visit\":{},\"step\":{index},\"what\":\"k{}\"",
        START + 1_000 * index,
        index * 31 % 97,
        index / 500,
        index % 7
    )
}

/// The fields that repeat, but for one line in a hundred, where they are odd in some way.
fn repeating(index: i64) -> String {
    let user = index * 31 % 97;
    let (place, joined) = (format!("BjÃ¶rn's place, {}", user % 5), START - user);
    let device = format!("\\\"Browser {user} (long enough)\\\"");
    match index % 1_000 {
        100 => format!(
            "\"place\":\"elsewhere\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"x\""
        ),
        200 => format!("\"place\":null,\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"x\""),
        300 => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined}1,\"tag\":\"x\""
        ),
        400 => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"xx\""
        ),
        500 => {
            format!("\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":null,\"tag\":\"x\"")
        }
        600 => format!("\"place\":\"{place}\",\"joined\":{joined},\"tag\":\"x\""),
        700 => format!(
            "\"place\":\"a\",\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"x\""
        ),
        800 => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":true"
        ),
        900 => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":\"soon\",\"tag\":\"x\""
        ),
        950 => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"x\",\"place\":\"b\""
        ),
        _ => format!(
            "\"place\":\"{place}\",\"device\":\"{device}\",\"joined\":{joined},\"tag\":\"x\""
        ),
    }
}

/// A log of lines that end in `last`.
fn log(last: &str) -> String {
    let line = |index| format!("{{{},{}{last}}}\n", changing(index), repeating(index));
    (0..N_LINES).map(line).collect()
}

#[test]
fn lines_that_repeat_are_read_like_lines_of_an_unknown_shape() {
    let schema = || EventSchema::from_toml(&format!("{FULL}{MORE}")).unwrap();
    for (plain, nested) in [("", ",\"more\":[]"), (",\"n\":1.5", ",\"n\":1.5,\"more\":[]")] {
        let fast = read(schema(), log(plain)).unwrap();
        // The scanner takes no line that has something nested in it.
        let slow = read(schema(), log(nested)).unwrap();
        assert_accounts_hold(&fast);
        assert_eq!(events(&fast.log), events(&slow.log));
        for rule in [
            CleaningRule::Guest,
            CleaningRule::TextRepaired,
            CleaningRule::BadValueIgnored,
            CleaningRule::Duplicate,
        ] {
            assert_eq!(fast.report.count(rule), slow.report.count(rule), "{rule:?}");
        }
        assert!(fast.report.count(CleaningRule::TextRepaired) > 1_000);
        assert!(fast.report.count(CleaningRule::Guest) > 0);
    }
}
