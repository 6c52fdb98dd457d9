//! The cleaning report as people read it.

use refrain_events::{CleaningRule, Effect};

use crate::support::{line, read_before_good_line};

#[test]
fn the_report_shows_a_table_and_then_samples() {
    let text = "{\n".repeat(7) + &line("", 0, "visit");
    let expected = "\
9 rows read from 1 file
1 kept
8 dropped

dropped
  unparsable  7 rows
  guest       1 row

unparsable
  test.json:1: not a JSON object: EOF while parsing an object at byte 1
    {
  test.json:2: not a JSON object: EOF while parsing an object at byte 1
    {
  test.json:3: not a JSON object: EOF while parsing an object at byte 1
    {
  test.json:4: not a JSON object: EOF while parsing an object at byte 1
    {
  test.json:5: not a JSON object: EOF while parsing an object at byte 1
    {
  and 2 more

guest
  test.json:8: `user` is empty
    {\"user\":\"\",\"at\":1577836800000,\"what\":\"visit\"}";
    assert_eq!(read_before_good_line(text).to_string(), expected);
}

#[test]
fn great_numbers_are_grouped() {
    let text = "{\n".repeat(1_234);
    let shown = read_before_good_line(text).to_string();
    assert!(shown.starts_with("1,235 rows read from 1 file\n    1 kept\n1,234 dropped"), "{shown}");
}

#[test]
fn rules_are_listed_in_their_order_and_have_names_of_their_own() {
    assert!(CleaningRule::ALL.is_sorted());
    let mut names: Vec<_> = CleaningRule::ALL.iter().map(|rule| rule.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CleaningRule::ALL.len());
    for (index, rule) in CleaningRule::ALL.into_iter().enumerate() {
        assert_eq!(rule as usize, index);
        assert!(!rule.is_damage() || rule.effect() == Effect::Dropped);
    }
}
