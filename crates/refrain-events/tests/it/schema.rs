//! What a schema may say, and what it is told when it does not.

use refrain_core::{AttributeType, Time};
use refrain_events::{AttributeSpec, ErrorKind, EventSchema, Roles, SchemaSpec, TimeUnit};

use crate::support::{FULL, bare_schema, write};

fn refusal(text: &str) -> String {
    EventSchema::from_toml(text).unwrap_err().to_string()
}

#[test]
fn every_preset_is_a_schema() {
    let names: Vec<_> = EventSchema::preset_names().collect();
    assert_eq!(names, ["sparkify"]);
    for name in names {
        let schema = EventSchema::preset(name).unwrap();
        assert_eq!(EventSchema::from_toml(&schema.to_toml()).unwrap(), schema);
    }
}

#[test]
fn the_sparkify_preset_names_what_the_log_has() {
    let schema = EventSchema::sparkify();
    let roles: Vec<_> = schema.roles().iter().collect();
    assert_eq!(
        roles,
        [
            ("entity", "userId"),
            ("time", "ts"),
            ("kind", "page"),
            ("session", "sessionId"),
            ("sequence", "itemInSession"),
            ("registration", "registration"),
        ]
    );
    let attributes: Vec<_> = schema.attributes().iter().map(|a| (a.column(), a.kind)).collect();
    let text = AttributeType::Text;
    assert_eq!(
        attributes,
        [
            ("level", text),
            ("artist", text),
            ("song", text),
            ("length", AttributeType::Number),
            ("gender", text),
            ("location", text),
            ("userAgent", text),
        ]
    );
    assert_eq!(schema.kinds().churn, ["Cancellation Confirmation"]);
    assert_eq!(schema.kinds().downgrade, ["Submit Downgrade"]);
    assert_eq!(schema.kinds().upgrade, ["Submit Upgrade"]);
    assert_eq!(schema.kinds().main.as_deref(), Some("NextSong"));
    assert_eq!(schema.meaning().plan.as_deref(), Some("level"));
    assert_eq!(schema.meaning().paid_plans, ["paid"]);
    assert_eq!(schema.meaning().duration.as_deref(), Some("length"));
    assert!(schema.text().repair);
}

#[test]
fn an_unknown_preset_is_refused_with_the_known_ones() {
    let error = EventSchema::preset("spotify").unwrap_err().to_string();
    assert_eq!(error, "unknown schema preset `spotify`; known: sparkify");
}

#[test]
fn three_roles_are_a_schema() {
    let schema = bare_schema();
    assert_eq!(schema.time().unit, TimeUnit::Milliseconds);
    assert_eq!(schema.time().from.to_string(), "1990-01-01T00:00:00Z");
    assert_eq!(schema.time().until.to_string(), "2100-01-01T00:00:00Z");
    assert!(schema.guests().empty_entity);
    assert!(!schema.text().repair);
}

#[test]
fn a_schema_made_in_code_equals_the_one_of_its_toml() {
    let mut roles = Roles::new("user", "at", "what");
    roles.session = Some("visit".to_owned());
    roles.sequence = Some("step".to_owned());
    roles.registration = Some("joined".to_owned());
    let mut spec = SchemaSpec::new(roles);
    spec.attributes = vec![AttributeSpec::text("tag"), AttributeSpec::number("n")];
    let schema = EventSchema::new(spec).unwrap();
    assert_eq!(schema, EventSchema::from_toml(FULL).unwrap());
    assert_eq!(schema, schema.to_toml().parse().unwrap());
}

#[test]
fn a_range_of_time_is_written_as_dates_or_instants() {
    let text =
        format!("{FULL}\n[time]\nfrom = \"2020-01-01\"\nuntil = \"2020-01-02T06:00:00+06:00\"");
    let schema = EventSchema::from_toml(&text).unwrap();
    assert_eq!(schema.time().from, Time::from_millis(1_577_836_800_000));
    assert_eq!(schema.time().until, Time::from_millis(1_577_923_200_000));
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_the_nearest_key() {
    let error =
        refusal("[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"k\"\n\n[time]\n  unitt = \"s\"\n");
    assert!(error.starts_with("schema line 7, column 3: unknown field `unitt`"), "{error}");
    assert!(error.ends_with("did you mean `unit`?"), "{error}");
}

#[test]
fn an_unknown_section_is_refused_with_the_nearest_one() {
    let error = refusal("[role]\nentity = \"u\"\n");
    assert!(error.starts_with("schema line 1, column 2: unknown field `role`"), "{error}");
    assert!(error.ends_with("did you mean `roles`?"), "{error}");
}

#[test]
fn an_unknown_unit_is_refused_with_the_place() {
    let error = refusal(&format!("{FULL}\n[time]\nunit = \"milliseconds\"\n"));
    assert!(error.contains("line 19, column 8"), "{error}");
    assert!(error.contains("`ms`"), "{error}");
}

#[test]
fn a_missing_role_is_refused_by_name() {
    let error = refusal("[roles]\nentity = \"u\"\nkind = \"k\"\n");
    assert!(error.contains("missing field `time`"), "{error}");
    let error = refusal("[roles]\nentity = \"u\"\ntime = \"t\"\n");
    assert!(error.ends_with("say kind = { constant = \"visit\" }"), "{error}");
}

#[test]
fn text_that_is_no_toml_is_refused_with_the_place() {
    let error = refusal("[roles]\nentity = \n");
    assert!(error.starts_with("schema line 2, column "), "{error}");
}

#[test]
fn a_date_that_is_none_is_refused_with_the_place() {
    let error = refusal(&format!("{FULL}\n[time]\nfrom = \"soon\"\n"));
    assert!(error.contains("line 19, column 8: `soon` is not a time"), "{error}");
}

#[test]
fn a_faulty_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = write(directory.path(), "shop.toml", "[roles]\nentty = \"u\"\n");
    let error = EventSchema::load(&path).unwrap_err().to_string();
    assert!(error.contains("shop.toml` line 2, column 1: unknown field `entty`"), "{error}");
    assert!(error.ends_with("did you mean `entity`?"), "{error}");

    let good = write(directory.path(), "good.toml", FULL);
    assert_eq!(EventSchema::load(&good).unwrap(), EventSchema::from_toml(FULL).unwrap());

    let error = EventSchema::load(directory.path().join("none.toml")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().ends_with("none.toml` does not exist"), "{error}");
}

#[test]
fn a_column_with_two_roles_is_refused() {
    let error = refusal("[roles]\nentity = \"u\"\ntime = \"t\"\nkind = \"u\"\n");
    assert_eq!(
        error,
        "schema line 4: column `u` is named as role `entity` and again as role `kind`"
    );
}

#[test]
fn a_column_that_is_role_and_attribute_is_refused() {
    let text =
        format!("{FULL}\n[[attributes]]\nname = \"other\"\ncolumn = \"what\"\ntype = \"text\"\n");
    let error = refusal(&text);
    let expected =
        "schema line 18: column `what` is named as role `kind` and again as attribute `other`";
    assert_eq!(error, expected);
}

#[test]
fn an_attribute_named_twice_is_refused() {
    let text = format!("{FULL}\n[[attributes]]\nname = \"tag\"\ncolumn = \"c\"\ntype = \"text\"\n");
    assert_eq!(refusal(&text), "schema line 19: attribute `tag` is named twice");
}

#[test]
fn an_empty_name_is_refused() {
    let text = FULL.replace("\"visit\"", "\"\"");
    assert_eq!(refusal(&text), "schema line 6: `roles.session` holds an empty name");
    let text = FULL.replace("\"tag\"", "\"\"");
    assert_eq!(refusal(&text), "schema line 11: `attributes.name` holds an empty name");
    let text = format!("{FULL}\n[guests]\nmissing = [\"\"]\n");
    assert_eq!(refusal(&text), "schema line 18: `guests` holds an empty name");
}

#[test]
fn an_empty_range_of_time_is_refused() {
    let error = refusal(&format!("{FULL}\n[time]\nfrom = \"2100-01-01\"\n"));
    assert!(error.contains("is empty: `until` must be after `from`"), "{error}");
}

#[test]
fn a_meaning_of_an_absent_attribute_is_refused_with_the_nearest() {
    let error = refusal(&format!("{FULL}\n[meaning]\nplan = \"tags\"\n"));
    let expected = "schema line 19: `meaning.plan` names `tags`, which is not an attribute; did you mean `tag`?";
    assert_eq!(error, expected);
}

#[test]
fn a_meaning_of_the_wrong_type_is_refused() {
    let error = refusal(&format!("{FULL}\n[meaning]\nduration = \"tag\"\n"));
    let expected =
        "schema line 19: `meaning.duration` names `tag`, which holds text; it must hold number";
    assert_eq!(error, expected);
}

#[test]
fn paid_plans_need_a_plan() {
    let error = refusal(&format!("{FULL}\n[meaning]\npaid_plans = [\"gold\"]\n"));
    assert_eq!(error, "schema line 19: `meaning.paid_plans` is given without `meaning.plan`");
}
