use refrain_core::Time;
use refrain_sim::{CorruptionOptions, Simulation, SimulationOptions};
use serde_json::Value;

use super::small;
use super::{is_share, messy, parsed, repaired};

fn rows(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn numeric_ids_are_numbers_and_guests_stay_empty() {
    let messy = repaired("numeric-ids");
    let (numbers, texts): (Vec<Value>, Vec<Value>) =
        rows(&messy.lines).into_iter().partition(|row| row["userId"].is_u64());
    assert!(!texts.is_empty() && texts.iter().all(|row| row["userId"] == ""));
    assert_eq!(numbers.len() as u64, messy.report.n_numeric_ids);
    assert_eq!(messy.manifest.len(), 1);
    assert_eq!(messy.manifest[0]["rows"], numbers.len());
}

#[test]
fn guests_carry_the_id_as_a_text() {
    let messy = repaired("guest-id=1261737");
    let guests = rows(&messy.lines).into_iter().filter(|row| row.get("registration").is_none());
    let guests: Vec<Value> = guests.collect();
    assert!(!guests.is_empty() && guests.iter().all(|row| row["userId"] == "1261737"));
    assert_eq!(guests.len() as u64, messy.report.n_guest_ids);
    assert_eq!(messy.manifest.len(), 1);
    assert_eq!(messy.manifest[0]["rows"], guests.len());
}

#[test]
fn with_both_every_id_is_a_number() {
    let messy = repaired("guest-id=1261737,numeric-ids");
    assert!(rows(&messy.lines).iter().all(|row| row["userId"].is_u64()));
    assert_eq!(messy.report.n_numeric_ids, messy.report.n_rows);
    assert!((1..messy.report.n_rows).contains(&messy.report.n_guest_ids));
}

#[test]
fn every_text_beyond_ascii_is_encoded_anew_as_often_as_asked() {
    // `é` is C3 A9 in UTF-8, and `Ã©` is C3 83 C2 A9.
    for (text, accent) in [("double-encoded", "Ã©"), ("double-encoded=2", "Ã\u{83}Â©")] {
        let messy = repaired(text);
        let simulation = small(1);
        let is_beyond = |text: &str| !text.is_ascii();
        let songs = simulation.events().filter_map(|event| event.song);
        let beyond = songs.filter(|song| is_beyond(song.artist) || is_beyond(song.title)).count();
        assert_eq!(messy.report.n_double_encoded, beyond as u64);
        for (event, row) in simulation.events().zip(rows(&messy.lines)) {
            let Some(song) = event.song else { continue };
            for (clean, name) in [(song.artist, "artist"), (song.title, "song")] {
                let written = row[name].as_str().unwrap();
                assert_eq!(written == clean, clean.is_ascii(), "{written}");
                assert_eq!(written.matches(accent).count(), clean.matches('é').count());
            }
        }
        assert!(messy.lines.iter().any(|line| line.contains(accent)));
    }
}

#[test]
fn control_characters_of_latin_1_are_written_as_they_are() {
    let messy = repaired("double-encoded");
    assert!(messy.lines.iter().any(|line| line.contains(['\u{80}', '\u{93}', '\u{89}'])));
    assert!(!messy.lines.iter().any(|line| line.contains("\\u")));
}

#[test]
fn rounded_times_are_texts_of_six_digits() {
    let messy = repaired("rounded=0.3");
    assert!(is_share(messy.report.n_rounded, 0.3, messy.report.n_rows));
    let rounded = messy.entries("rounded");
    let texts = rows(&messy.lines).into_iter().filter(|row| row["ts"].is_string());
    assert_eq!(texts.count(), rounded.len());
    for entry in rounded {
        let row: Value = serde_json::from_str(messy.line(entry)).unwrap();
        assert_eq!(row["ts"], entry["written"]);
        assert_eq!(entry["written"], by_the_standard_library(&entry["ts"]));
    }
}

/// The same by other means: the standard library's notation, which has no sign and keeps zeros.
fn by_the_standard_library(ts: &Value) -> String {
    let written = format!("{:.5e}", ts.as_f64().unwrap());
    let (mantissa, exponent) = written.split_once('e').unwrap();
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    format!("{mantissa}E+{exponent:0>2}")
}

#[test]
fn rounding_may_carry_over_and_leaves_no_point_behind() {
    // From 9.999995E+09 on, 1E+10 is nearest. Five seconds in which something has to happen.
    let options = SimulationOptions::new().users(100).days(1);
    let options = options.start(Time::from_millis(9_999_960_000 - 43_200_000));
    let carried = (0..).find_map(|seed| {
        let simulation = Simulation::new(options.clone().seed(seed)).unwrap();
        let messy = messy(CorruptionOptions::new().rounded(1.0), &simulation);
        let carries = |ts: i64| (9_999_995_000..10_000_000_000).contains(&ts);
        let entries = messy.entries("rounded").into_iter().cloned();
        entries.into_iter().find(|entry| carries(entry["ts"].as_i64().unwrap()))
    });
    assert_eq!(carried.unwrap()["written"], "1E+10");
}

#[test]
fn times_that_six_digits_hold_stay() {
    let options = SimulationOptions::new().users(30).days(30).start(Time::from_millis(0));
    let messy = messy(parsed("rounded=1"), &Simulation::new(options).unwrap());
    let limit = 1_000_000_000;
    let (before, after): (Vec<Value>, Vec<Value>) =
        rows(&messy.lines).into_iter().partition(|row| row["ts"].is_u64());
    assert!(!before.is_empty() && !after.is_empty());
    assert!(before.iter().all(|row| row["ts"].as_u64().unwrap() < limit));
    assert!(messy.entries("rounded").iter().all(|entry| entry["ts"].as_u64().unwrap() >= limit));
    assert_eq!(messy.report.n_rounded, after.len() as u64);
}
