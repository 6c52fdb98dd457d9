//! Double-encoded text.

use proptest::prelude::*;
use refrain_events::{CleaningRule, EventSchema, repair_text};

use crate::support::{FULL, START, events, read};

/// What a program does that takes UTF-8 for Latin-1.
fn mangled(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

#[test]
fn text_encoded_once_or_twice_is_repaired() {
    assert_eq!(repair_text(&mangled("Björk")).as_deref(), Some("Björk"));
    assert_eq!(repair_text(&mangled(&mangled("Björk"))).as_deref(), Some("Björk"));
    assert_eq!(
        repair_text(&mangled(&mangled("Sigur Rós – ágætis"))).as_deref(),
        Some("Sigur Rós – ágætis")
    );
}

#[test]
fn two_passes_are_the_most() {
    let text = mangled(&mangled(&mangled("Björk")));
    assert_eq!(repair_text(&text), Some(mangled("Björk")));
}

#[test]
fn sound_text_stays() {
    for text in
        ["", "Bjork", "Björk", "Beyoncé", "Motörhead", "Мумий Тролль", "椎名林檎", "naïve ¶"]
    {
        assert_eq!(repair_text(text), None, "{text}");
    }
}

#[test]
fn a_repair_that_gives_control_characters_is_none() {
    assert_eq!(repair_text("\u{c2}\u{85}"), None);
}

#[test]
fn repair_is_asked_for_by_the_schema_and_reported() {
    let line = |tag: &str| {
        format!(
            "{{\"user\":1,\"at\":{START},\"what\":\"v\",\"visit\":1,\"step\":1,\"joined\":null,\
             \"n\":1,\"tag\":\"{tag}\"}}\n"
        )
    };
    let text = line(&mangled("Björk"));
    let plain = read(EventSchema::from_toml(FULL).unwrap(), &text).unwrap();
    assert_eq!(plain.report.count(CleaningRule::TextRepaired), 0);
    assert!(
        events(&plain.log)[0].contains(&format!("{:?}", mangled("Björk")).replace('"', "\\\""))
    );

    let repairing = format!("{FULL}\n[text]\nrepair = true\n");
    let read = read(EventSchema::from_toml(&repairing).unwrap(), &text).unwrap();
    assert!(events(&read.log)[0].contains("Björk"));
    let finding = read.report.finding(CleaningRule::TextRepaired).unwrap();
    assert_eq!((finding.count, finding.samples[0].line), (1, Some(1)));
    assert!(finding.samples[0].detail.contains("`tag` is read as \"Björk\""));
    assert_eq!(read.report.rows_kept, 1);
}

proptest! {
    #[test]
    fn mangling_is_undone(text in "[a-zäöüéñåøæß ]{0,12}[äöüéñ][a-z]{0,4}") {
        let once = repair_text(&mangled(&text));
        let twice = repair_text(&mangled(&mangled(&text)));
        prop_assert_eq!(once.as_deref(), Some(text.as_str()));
        prop_assert_eq!(twice.as_deref(), Some(text.as_str()));
    }

    #[test]
    fn repair_never_panics_and_never_repeats(text in any::<String>()) {
        if let Some(repaired) = repair_text(&text) {
            prop_assert_ne!(repaired, text);
        }
    }
}
