//! The worked examples of `docs/schemas.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use refrain_core::{EventLog, Time};
use refrain_events::{
    CleaningRule, EventSchema, Input, LogReader, ReadLog, RowSample, SchemaProposal, TimeUnit,
};

use crate::support::assert_accounts_hold;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn read(name: &str) -> ReadLog {
    let schema = EventSchema::load(example(&format!("{name}.toml"))).unwrap();
    let log = Input::Path(example(&format!("{name}.jsonl")));
    let read = LogReader::new(schema).strict().read(&[log]).unwrap();
    assert_accounts_hold(&read);
    read
}

fn proposal(name: &str) -> SchemaProposal {
    let log = Input::Path(example(&format!("{name}.jsonl")));
    SchemaProposal::new(&RowSample::read(&[log], 20_000).unwrap()).unwrap()
}

/// Number of events of each entity.
fn events(log: &EventLog) -> Vec<(&str, usize)> {
    let n_events = |entity| log.history(entity, Time::MAX).events().len();
    log.entities().map(|entity| (log.entity_id(entity), n_events(entity))).collect()
}

fn count(log: &EventLog, kind: &str) -> usize {
    let events = |entity| log.history(entity, Time::MAX).events();
    let n = |entity| events(entity).iter().filter(|event| event.kind() == kind).count();
    log.entities().map(n).sum()
}

#[test]
fn the_audit_log_holds_what_members_did() {
    let ReadLog { log, report, .. } = read("saas_audit");
    assert_eq!((report.rows_read, report.rows_kept), (26, 20));
    assert_eq!(report.count(CleaningRule::Guest), 6);
    assert_eq!(report.findings.len(), 1, "{report}");
    assert_eq!(events(&log), [("acc-17", 8), ("acc-22", 7), ("acc-31", 5)]);
    assert_eq!(count(&log, "report.export"), 7);
    assert_eq!(count(&log, "backup.run"), 0);
    assert_eq!(count(&log, "account.close"), 1);
}

#[test]
fn the_plan_of_an_account_is_the_one_of_the_event() {
    let ReadLog { log, .. } = read("saas_audit");
    let events = log.history(log.entity("acc-31").unwrap(), Time::MAX).events();
    let plans: Vec<_> = events.iter().map(|event| event.text("plan").unwrap()).collect();
    assert_eq!(plans, ["trial", "trial", "team", "team", "team"]);
}

#[test]
fn without_its_id_the_second_of_two_exports_in_one_second_is_a_duplicate() {
    let mut spec = EventSchema::load(example("saas_audit.toml")).unwrap().into_spec();
    spec.attributes.retain(|attribute| attribute.name != "event_id");
    let reader = LogReader::new(EventSchema::new(spec).unwrap());
    let report = reader.read(&[Input::Path(example("saas_audit.jsonl"))]).unwrap().report;
    assert_eq!((report.rows_kept, report.count(CleaningRule::Duplicate)), (19, 1));
}

#[test]
fn the_shop_log_holds_what_customers_did() {
    let ReadLog { log, report, .. } = read("shop_clicks");
    assert_eq!((report.rows_read, report.rows_kept), (27, 24));
    assert_eq!(report.count(CleaningRule::Guest), 3);
    assert_eq!(report.findings.len(), 1, "{report}");
    assert_eq!(events(&log), [("40021", 9), ("40022", 9), ("40023", 6)]);
    assert_eq!(log.range().start.to_string(), "2026-01-01T08:00:05.500Z");
    let events = log.history(log.entity("40021").unwrap(), Time::MAX).events();
    let sessions: BTreeSet<_> = events.iter().filter_map(|event| event.session()).collect();
    assert_eq!(sessions.into_iter().collect::<Vec<_>>(), ["c-71f0", "c-b5d2"]);
}

#[test]
fn what_is_proposed_for_the_audit_log_has_to_be_edited() {
    let proposal = proposal("saas_audit");
    let schema = proposal.schema();
    let roles: Vec<_> = schema.roles().iter().collect();
    assert_eq!(roles, [("entity", "account_id"), ("time", "occurred_at"), ("kind", "action")]);
    assert_eq!(schema.time().unit, TimeUnit::Rfc3339);
    assert_eq!(schema.kinds().main.as_deref(), Some("login"));
    assert_eq!(schema.kinds().churn, ["account.close"]);
    assert_eq!(schema.meaning().paid_plans, ["team", "business"]);
    assert!(schema.guests().values.is_empty());
    let text = proposal.to_toml();
    assert!(text.contains("\n# values = { \"actor\" = [\"system\"] }\n"), "{text}");
    assert!(text.contains("\n# deduplicate_by = \"event_id\"\n"), "{text}");
    // What lies inside an object is kept by its path.
    assert!(text.contains("column = \"detail.format\"\n"), "{text}");
}

#[test]
fn what_is_proposed_for_the_shop_log_has_to_be_edited() {
    let proposal = proposal("shop_clicks");
    let schema = proposal.schema();
    let roles: Vec<_> = schema.roles().iter().collect();
    let expected =
        [("entity", "customer"), ("time", "t"), ("kind", "action"), ("session", "cookie")];
    assert_eq!(roles, expected);
    assert_eq!(schema.time().unit, TimeUnit::Seconds);
    assert_eq!(schema.guests().missing, ["customer"]);
    assert_eq!(schema.kinds().main.as_deref(), Some("view_product"));
    assert_eq!(schema.kinds().churn, ["delete_account"]);
    assert_eq!(schema.meaning().duration.as_deref(), Some("dwell"));
    assert_eq!(schema.meaning().item.as_deref(), Some("sku"));
}

/// The page, which is not part of the package.
fn page() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas.md");
    let page = std::fs::read_to_string(path).ok();
    if page.is_none() {
        eprintln!("skipped: there is no docs/schemas.md");
    }
    page
}

#[test]
fn the_page_about_schemas_shows_the_files_as_they_are() {
    let Some(page) = page() else { return };
    for name in ["saas_audit.toml", "shop_clicks.toml"] {
        let schema = std::fs::read_to_string(example(name)).unwrap();
        assert!(page.contains(&format!("```toml\n{schema}```\n")), "{name}");
    }
}

#[test]
fn the_page_about_schemas_quotes_what_is_proposed() {
    let proposed = ["saas_audit", "shop_clicks"].map(|name| proposal(name).to_toml()).concat();
    let proposed: BTreeSet<&str> = proposed.lines().collect();
    let Some(page) = page() else { return };
    let quotes = page.split("```toml proposal\n").skip(1);
    let mut n_lines = 0;
    for line in quotes.flat_map(|quote| quote.lines().take_while(|line| *line != "```")) {
        assert!(proposed.contains(line), "{line}");
        n_lines += 1;
    }
    assert!(n_lines > 20, "{n_lines}");
}

/// The section of the page of schemas that has this title.
fn section<'p>(page: &'p str, title: &str) -> &'p str {
    let start = page.find(&format!("\n## {title}")).unwrap() + 1;
    let end = page[start..].find("\n## ").map_or(page.len(), |end| start + end);
    &page[start..end]
}

fn block<'s>(section: &'s str, language: &str) -> &'s str {
    let (_, rest) = section.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_nested_log_of_the_page_is_read_as_it_says() {
    let Some(page) = page() else { return };
    let example = section(&page, "Example: a nested log in local time");
    let schema = EventSchema::from_toml(block(example, "toml")).unwrap();
    let read = LogReader::new(schema).read_from("log", block(example, "json").as_bytes()).unwrap();
    assert_eq!((read.log.n_entities(), read.log.n_events()), (1, 2));
    assert_eq!(read.log.kinds().iter().collect::<Vec<_>>(), ["purchase", "return"]);
    assert_eq!(read.log.range().start.to_string(), "2024-10-27T00:30:00Z");
    let days = read.log.as_columns().times().iter().map(|time| read.log.calendar().day(*time));
    assert_eq!(days.collect::<BTreeSet<_>>().len(), 2);
    assert_eq!(read.report.count(CleaningRule::AmbiguousTime), 2);
    assert_eq!(read.report.count(CleaningRule::Duplicate), 1);
}
