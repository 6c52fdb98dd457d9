use std::collections::BTreeSet;

use serde_json::Value;

use super::{Messy, index, is_share, repaired};

fn is_json(line: &str) -> bool {
    serde_json::from_str::<Value>(line).is_ok()
}

/// The positions of the lines that are no JSON.
fn broken(messy: &Messy) -> BTreeSet<usize> {
    (0..messy.lines.len()).filter(|idx| !is_json(&messy.lines[*idx])).collect()
}

fn positions(entries: &[&Value]) -> BTreeSet<usize> {
    entries.iter().map(|entry| index(&entry["line"])).collect()
}

#[test]
fn exactly_the_truncated_lines_are_no_json() {
    let messy = repaired("truncated=0.05");
    assert_eq!(broken(&messy), positions(&messy.entries("truncated")));
    assert!(is_share(messy.report.n_truncated, 0.05, messy.report.n_rows));
}

#[test]
fn a_line_is_cut_after_its_first_character_and_before_its_last() {
    let messy = repaired("truncated=1");
    assert!(messy.lines.iter().all(|line| line.starts_with('{') && !is_json(line)));
    assert!(messy.lines.iter().any(|line| line.len() < 10));
    let lost = messy.entries("truncated");
    assert_eq!(lost.len(), messy.lines.len());
    assert!(lost.iter().all(|entry| entry["lost"].as_str().unwrap().ends_with('}')));
    assert!(lost.iter().any(|entry| entry["lost"].as_str().unwrap().len() < 10));
}

#[test]
fn exactly_the_corrupt_lines_are_no_json() {
    let messy = repaired("corrupt=0.05");
    assert_eq!(broken(&messy), positions(&messy.entries("corrupt")));
    assert!(is_share(messy.report.n_corrupt, 0.05, messy.report.n_rows));
}

#[test]
fn one_to_eight_bytes_between_the_braces_are_control_characters() {
    let messy = repaired("corrupt=1");
    let mut lengths = BTreeSet::new();
    let mut controls = BTreeSet::new();
    for entry in messy.entries("corrupt") {
        let line = messy.line(entry);
        assert!(line.starts_with('{') && line.ends_with('}') && !is_json(line), "{line}");
        let overwritten: Vec<char> = line.chars().filter(char::is_ascii_control).collect();
        let was = entry["was"].as_str().unwrap();
        assert_eq!(overwritten.len(), was.len());
        // Characters are overwritten whole, which may make it more.
        lengths.extend(was.is_ascii().then_some(was.len()));
        controls.extend(overwritten);
    }
    assert!(lengths.into_iter().eq(1..=8));
    assert!(controls.into_iter().eq(('\x01'..='\x08').chain('\x0e'..='\x1f')));
}

#[test]
fn a_line_is_broken_once_and_cutting_it_wins() {
    let messy = repaired("truncated=0.5,corrupt=1");
    assert!(messy.report.n_truncated > 0);
    assert_eq!(messy.report.n_truncated + messy.report.n_corrupt, messy.report.n_rows);
    let truncated = positions(&messy.entries("truncated"));
    assert!(truncated.is_disjoint(&positions(&messy.entries("corrupt"))));
}

#[test]
fn the_copy_of_a_broken_line_is_whole() {
    let messy = repaired("truncated=0.3,corrupt=0.3,duplicates=1:5");
    assert_eq!(messy.report.n_duplicates, messy.report.n_rows);
    assert!(messy.entries("duplicate").iter().all(|entry| is_json(messy.line(entry))));
    assert_eq!(broken(&messy).len() as u64, messy.report.n_truncated + messy.report.n_corrupt);
}
