//! What features are told of a schema.

use refrain_core::{AttributeType, CountedKind, KeptAttribute, LogDetail};
use refrain_events::EventSchema;

fn schema(text: &str) -> EventSchema {
    EventSchema::from_toml(text).unwrap()
}

const SHOP: &str = r#"
[roles]
entity = "customer"
time = "day"
kind = { constant = "purchase" }
[time]
format = "%d/%m/%Y"
[guests]
missing = ["card"]
[[attributes]]
name = "amount"
type = "number"
product = ["price", "pieces"]
[[attributes]]
name = "pieces"
type = "number"
[[attributes]]
name = "card"
type = "text"
[[attributes]]
name = "note"
type = "text"
features = false
[[attributes]]
name = "country"
type = "text"
[[attributes]]
name = "tax"
type = "number"
kinds = ["invoice", "purchase"]
[kinds]
names = { purchase = "order" }
[meaning]
revenue = "amount"
quantity = "pieces"
"#;

#[test]
fn attributes_without_a_meaning_are_kept_for_features() {
    let words = schema(SHOP).vocabulary();
    assert_eq!(words.revenue.as_deref(), Some("amount"));
    assert_eq!(words.quantity.as_deref(), Some("pieces"));
    let orders = CountedKind::new("purchase").named("orders", "order");
    let tax = KeptAttribute::new("tax", AttributeType::Number);
    let expected = [
        KeptAttribute::new("country", AttributeType::Text),
        tax.of_kinds([CountedKind::new("invoice"), orders]),
    ];
    assert_eq!(words.kept, expected);
}

#[test]
fn what_a_log_lacks_is_told_by_its_schema() {
    let all = [LogDetail::Sessions, LogDetail::Registrations, LogDetail::Hours, LogDetail::Kinds];
    assert_eq!(schema(SHOP).vocabulary().lacks, all);
    let roles = "[roles]\nentity = \"a\"\ntime = \"b\"\nkind = \"c\"\nregistration = \"d\"\n";
    let sessions = schema(&format!("{roles}session = \"e\"")).vocabulary();
    assert_eq!(sessions.lacks, []);
    let made = schema(&format!("{roles}session_gap = \"30m\"")).vocabulary();
    assert_eq!(made.lacks, []);
}

#[test]
fn formats_without_an_hour_have_no_clock() {
    let roles = "[roles]\nentity = \"a\"\ntime = \"b\"\nkind = \"c\"\n[time]\n";
    for (format, has_hours) in [
        ("%Y%m%d", false),
        ("%d-%b-%Y 100%%H", false),
        ("%d/%m/%Y %H:%M", true),
        ("%d/%m/%Y %-I %p", true),
        ("%FT%T", true),
    ] {
        let words = schema(&format!("{roles}format = \"{format}\"")).vocabulary();
        assert_eq!(words.has(LogDetail::Hours), has_hours, "{format}");
    }
}

#[test]
fn the_zone_of_the_calendar_is_told() {
    let zone =
        |zone: &str| schema(&format!("{SHOP}[calendar]\nzone = \"{zone}\"")).vocabulary().zone;
    assert_eq!(zone("Asia/Tokyo").as_deref(), Some("Asia/Tokyo"));
    assert_eq!(zone("UTC"), None);
}
