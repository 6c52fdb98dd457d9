//! Undoes what a manifest says, without a look at the clean log.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Messy, index};

/// The clean log, made of the damaged one and its manifest alone.
pub(super) fn repair(messy: &Messy) -> Vec<String> {
    let mut lines: Vec<Option<String>> = messy.lines.iter().cloned().map(Some).collect();
    mend_broken_lines(messy, &mut lines);
    rewrite_values(messy, &mut lines);
    remove_copies(messy, &mut lines);
    let misplaced = take_misplaced(messy, &mut lines);
    merge(unshuffle(messy, lines), misplaced)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn mend_broken_lines(messy: &Messy, lines: &mut [Option<String>]) {
    for entry in messy.entries("truncated") {
        lines[index(&entry["line"])].as_mut().unwrap().push_str(text(&entry["lost"]));
    }
    for entry in messy.entries("corrupt") {
        let line = lines[index(&entry["line"])].as_mut().unwrap();
        let (offset, was) = (entry["offset"].as_u64().unwrap() as usize, text(&entry["was"]));
        assert_ne!(&line[offset..offset + was.len()], was);
        line.replace_range(offset..offset + was.len(), was);
    }
}

/// Copies have no entries for what was rewritten, and are compared before it is undone.
fn rewrite_values(messy: &Messy, lines: &mut [Option<String>]) {
    for entry in messy.entries("duplicate") {
        let (copy, original) = (index(&entry["line"]), index(&entry["original"]));
        assert_ne!(copy, original);
        assert_eq!(lines[copy], lines[original], "{entry}");
    }
    for entry in messy.entries("rounded") {
        let written = format!(r#""ts":"{}""#, text(&entry["written"]));
        replace(lines, entry, &written, &format!(r#""ts":{}"#, entry["ts"]));
    }
    for entry in messy.entries("double-encoded") {
        for field in entry["fields"].as_array().unwrap() {
            decode(lines[index(&entry["line"])].as_mut().unwrap(), text(field), &entry["rounds"]);
        }
    }
    let guest_id = messy.entries("guest-id").first().map(|entry| entry["id"].to_string());
    let is_numeric = !messy.entries("numeric-ids").is_empty();
    for line in lines.iter_mut().flatten() {
        restore_id(line, guest_id.as_deref(), is_numeric);
    }
}

fn replace(lines: &mut [Option<String>], entry: &Value, written: &str, clean: &str) {
    let line = lines[index(&entry["line"])].as_mut().unwrap();
    assert_eq!(line.matches(written).count(), 1, "{entry}");
    *line = line.replace(written, clean);
}

fn decode(line: &mut String, field: &str, rounds: &Value) {
    // The texts of the crate that are not ASCII have no quotes in them.
    let start = line.find(&format!(r#""{field}":""#)).unwrap() + field.len() + 4;
    let end = start + line[start..].find(r#"",""#).unwrap();
    let mut decoded = line[start..end].to_owned();
    for _ in 0..rounds.as_u64().unwrap() {
        let latin1 = decoded.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        decoded = String::from_utf8(latin1).unwrap();
        assert!(!decoded.is_ascii());
    }
    line.replace_range(start..end, &decoded);
}

fn restore_id(line: &mut String, guest_id: Option<&str>, is_numeric: bool) {
    let key = r#""userId":"#;
    let start = line.find(key).unwrap() + key.len();
    let end = start + line[start..].find(",").unwrap();
    let written = &line[start..end];
    let id = written.trim_matches('"').to_owned();
    assert_eq!(written.starts_with('"'), !is_numeric || id.is_empty(), "{written}");
    let id = if Some(id.as_str()) == guest_id { "" } else { &id };
    line.replace_range(start..end, &format!("\"{id}\""));
}

fn remove_copies(messy: &Messy, lines: &mut [Option<String>]) {
    for entry in messy.entries("duplicate") {
        assert!(lines[index(&entry["line"])].take().is_some(), "{entry}");
    }
}

/// Takes out late rows and adds those that are missing, by their place in the clean log.
fn take_misplaced(messy: &Messy, lines: &mut [Option<String>]) -> BTreeMap<usize, String> {
    let missing = messy.entries("missing").into_iter();
    let missing = missing.map(|entry| (index(&entry["row"]), text(&entry["was"]).to_owned()));
    let mut misplaced: BTreeMap<usize, String> = missing.collect();
    for entry in messy.entries("late") {
        let line = lines[index(&entry["line"])].take().unwrap();
        assert!(misplaced.insert(index(&entry["row"]), line).is_none(), "{entry}");
    }
    misplaced
}

fn unshuffle(messy: &Messy, lines: Vec<Option<String>>) -> Vec<Option<String>> {
    let mut unshuffled = lines.clone();
    for entry in messy.entries("shuffled") {
        assert_ne!(entry["line"], entry["stood"]);
        unshuffled[index(&entry["stood"])] = lines[index(&entry["line"])].clone();
    }
    unshuffled
}

fn merge(ordered: Vec<Option<String>>, mut misplaced: BTreeMap<usize, String>) -> Vec<String> {
    let mut ordered = ordered.into_iter().flatten();
    let mut merged = Vec::new();
    while let Some(line) = misplaced.remove(&merged.len()).or_else(|| ordered.next()) {
        merged.push(line);
    }
    assert!(misplaced.is_empty());
    merged
}
