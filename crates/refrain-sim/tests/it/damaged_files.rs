//! Files with arbitrary damage are read or refused, and never anything else.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use refrain_sim::{Error, ErrorKind, EventsimConfig, Persona, SimulationFile};

const TOML: &str = include_str!("../data/other_service.toml");

const JSON: &str = r#"{
  "alpha": 60, "n-users": 10, "levels": [{"level": "free", "weight": 1}], "seed": 7,
  "auths": [{"auth": "In", "weight": 1}], "new-user-auth": "In", "churned-state": "Out",
  "show-user-details": [{"auth": "In", "show": true}, {"auth": "Out", "show": false}],
  "start-date": "2018-10-01T00:00:00", "end-date": "2018-12-01T00:00:00", "tag": "é",
  "new-session": [{"page": "Home", "status": 200, "auth": "In", "level": "free", "weight": 1}],
  "transitions": [
    {"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
     "dest": {"page": "Home", "status": 200, "auth": "In", "level": "free"}, "p": 0.5},
    {"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
     "dest": {"page": "Bye", "status": 307, "auth": "Out", "level": "free"}, "p": 0.25}]
}"#;

/// A built-in persona as this crate writes it.
static WRITTEN: LazyLock<String> = LazyLock::new(|| {
    let mut file = SimulationFile::default();
    file.personas.push((1, Persona::named("Horn").unwrap().clone()));
    file.to_toml().unwrap()
});

/// Pieces that mean something in one of the forms.
const PIECES: [&str; 28] = [
    "",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "[[",
    ",",
    ":",
    "=",
    ".",
    "\n",
    "#",
    "@",
    "/",
    "-",
    "0",
    "1e999",
    "nan",
    "NaN",
    "null",
    "\\ud800",
    "\u{0}",
    "é",
    "\u{feff}",
    "99999999999999999999",
    "like = \"Horn\"\n",
];

/// A change of a text: what stands at a place gives way to a piece.
#[derive(Debug, Clone)]
struct Change {
    at: prop::sample::Index,
    length: usize,
    piece: &'static str,
}

fn change() -> impl Strategy<Value = Change> {
    let length = prop_oneof![Just(0), 1..5usize, 1..200usize];
    (any::<prop::sample::Index>(), length, prop::sample::select(&PIECES[..]))
        .prop_map(|(at, length, piece)| Change { at, length, piece })
}

fn changed(text: &str, changes: &[Change], end: Option<prop::sample::Index>) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for Change { at, length, piece } in changes {
        let at = at.index(letters.len().max(1)).min(letters.len());
        letters.splice(at..(at + length).min(letters.len()), piece.chars());
    }
    let end = end.map_or(letters.len(), |end| end.index(letters.len() + 1));
    letters[..end].iter().collect()
}

/// Checks that a fault has a line, and one that the file has.
fn check(text: &str, fault: Option<Error>) -> Result<(), TestCaseError> {
    let Some(fault) = fault else { return Ok(()) };
    prop_assert_eq!(fault.kind(), ErrorKind::Malformed);
    let message = fault.to_string();
    let number = message.strip_prefix("line ").and_then(|rest| rest.split([':', ',']).next());
    let line: Option<usize> = number.and_then(|number| number.parse().ok());
    let n_lines = text.matches('\n').count() + 1;
    prop_assert!(
        line.is_some_and(|line| (1..=n_lines).contains(&line)),
        "{fault} of {n_lines} lines"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(20_261_130),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_file_is_read_or_refused_with_a_line(
        text in prop::sample::select(vec![TOML, JSON, WRITTEN.as_str()]),
        changes in prop::collection::vec(change(), 0..4),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let text = changed(text, &changes, end);
        check(&text, EventsimConfig::from_json("mine", &text).err())?;
        check(&text, SimulationFile::from_toml(&text).err())?;
    }

    #[test]
    fn what_is_read_of_a_damaged_file_comes_back(
        changes in prop::collection::vec(change(), 0..3),
    ) {
        let text = changed(TOML, &changes, None);
        if let Ok(file) = SimulationFile::from_toml(&text) {
            let again = SimulationFile::from_toml(&file.to_toml().unwrap()).unwrap();
            for ((weight, persona), (weight_again, persona_again)) in file.personas.iter().zip(&again.personas) {
                prop_assert_eq!(weight, weight_again);
                prop_assert_eq!(persona.definition(), persona_again.definition());
            }
        }
    }
}
