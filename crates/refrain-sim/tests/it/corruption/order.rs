use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::small;
use super::{Messy, clean, is_share, repaired};

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

/// How many lines each copy comes after its original.
fn distances(messy: &Messy) -> Vec<u64> {
    let duplicates = messy.entries("duplicate");
    duplicates.iter().map(|entry| number(&entry["line"]) - number(&entry["original"])).collect()
}

#[test]
fn a_copy_may_come_right_after_its_original() {
    let messy = repaired("duplicates=0.1:1");
    assert!(is_share(messy.report.n_duplicates, 0.1, messy.report.n_rows));
    assert_eq!(messy.report.n_lines, messy.report.n_rows + messy.report.n_duplicates);
    assert!(distances(&messy).iter().all(|distance| *distance == 1));
}

#[test]
fn copies_come_up_to_so_many_lines_later() {
    let messy = repaired("duplicates=0.01:20");
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for distance in distances(&messy) {
        *counts.entry(distance).or_default() += 1;
    }
    // A copy or two more may be due at the same line.
    assert!(counts.keys().all(|distance| (1..=22).contains(distance)), "{counts:?}");
    assert!((1..=20).all(|distance| counts.contains_key(&distance)), "{counts:?}");
}

#[test]
fn copies_due_after_the_last_line_are_written_there() {
    let messy = repaired("duplicates=1:1000000");
    assert_eq!(messy.report.n_duplicates, messy.report.n_rows);
    assert_eq!(messy.lines.len() as u64, 2 * messy.report.n_rows);
}

#[test]
fn late_rows_stand_after_the_rows_of_their_delay_and_before_all_others() {
    let messy = repaired("late=0.1:6h");
    let times: Vec<i64> = messy.lines.iter().map(|line| ts(line)).collect();
    let late: BTreeMap<u64, i64> = messy
        .entries("late")
        .iter()
        .map(|entry| (number(&entry["line"]), entry["due"].as_i64().unwrap()))
        .collect();
    // Rows that were held back as well and that nothing overtook, which no entry tells.
    let mut held_in_place = BTreeSet::new();
    for (line, due) in &late {
        let (before, after) = times.split_at(*line as usize);
        let (own, before) = before.split_last().unwrap();
        assert!((1..=6 * 3_600_000).contains(&(due - own)), "line {line}");
        assert!(before.iter().all(|ts| ts <= due), "line {line}");
        assert!(before.iter().any(|ts| ts >= own), "line {line}");
        let too_early = after.iter().zip(line + 1..).filter(|(ts, _)| *ts <= due);
        held_in_place
            .extend(too_early.map(|(_, line)| line).filter(|line| !late.contains_key(line)));
    }
    // One row in ten is held, and not overtaken with the probability that its delay, of at most six
    // hours, is over by the next row: summed over the gaps of 30 days that makes at most twelve, of
    // however many rows. Five standard deviations more.
    assert!(held_in_place.len() < 30, "{} of {}", held_in_place.len(), late.len());
}

#[test]
fn the_share_of_late_rows_is_what_was_asked_for() {
    // Hardly a row stays without one in the next five days.
    let messy = repaired("late=0.1:10d");
    assert!(is_share(messy.report.n_late, 0.1, messy.report.n_rows));
}

fn ts(line: &str) -> i64 {
    serde_json::from_str::<Value>(line).unwrap()["ts"].as_i64().unwrap()
}

#[test]
fn a_row_that_nothing_overtakes_is_not_late() {
    let messy = repaired("late=0.5:1s");
    let times: Vec<i64> = clean(&small(1)).iter().map(|line| ts(line)).collect();
    // Delays of up to a second let only rows of the same and of the next second pass.
    for entry in messy.entries("late") {
        let row = number(&entry["row"]) as usize;
        assert!(times[row] - times[row - 1] <= 1_000, "{entry}");
    }
    assert!(messy.report.n_late < messy.report.n_rows / 10);
}

#[test]
fn rows_can_be_late_for_longer_than_the_log_lasts() {
    let messy = repaired("late=1:9223372036854775807ms");
    assert!(messy.report.n_late > messy.report.n_rows * 9 / 10);
}

#[test]
fn lines_move_within_their_block_only() {
    let messy = repaired("shuffle=1000");
    let shuffled = messy.entries("shuffled");
    assert!(shuffled.len() > messy.lines.len() * 9 / 10);
    for entry in &shuffled {
        let (line, stood) = (number(&entry["line"]) - 1, number(&entry["stood"]) - 1);
        assert_eq!(line / 1000, stood / 1000, "{entry}");
    }
}

#[test]
fn a_block_may_be_longer_than_the_log() {
    let messy = repaired("shuffle=1000000");
    let moved = |entry: &Value| number(&entry["line"]).abs_diff(number(&entry["stood"]));
    let farthest = messy.entries("shuffled").into_iter().map(moved).max().unwrap();
    assert!(farthest > messy.report.n_rows * 9 / 10);
}

#[test]
fn no_two_blocks_are_shuffled_alike() {
    let messy = repaired("shuffle=50");
    let mut orders: BTreeMap<Vec<u64>, u64> = BTreeMap::new();
    let mut blocks: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for entry in messy.entries("shuffled") {
        let block = blocks.entry((number(&entry["line"]) - 1) / 50).or_default();
        block.push((number(&entry["stood"]) - 1) % 50);
    }
    for (block, order) in blocks {
        assert_eq!(orders.insert(order, block), None, "block {block}");
    }
}
