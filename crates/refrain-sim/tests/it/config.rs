//! Configurations of eventsim: what is read, and what is said of those that cannot be.

use refrain_core::Time;
use refrain_sim::EventsimConfig;

use crate::personas::shared_data;

/// A configuration of one page, with a change.
fn config(from: &str, to: &str) -> String {
    let text = r#"{
  "seed": 7.9,
  "growth-rate": 0.2,
  "n-users": 12.0,
  "levels": [{"level": "free", "weight": 1}],
  "auths": [{"auth": "In", "weight": 10}],
  "new-user-auth": "In",
  "show-user-details": [{"auth": "In", "show": true}],
  "new-session": [
    {"page": "Home", "status": 200, "auth": "In", "level": "free", "weight": 3}
  ],
  "upgrades": [],
  "nobody knows": {"this": 1},
  "transitions": [
    {"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
     "dest": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
     "p": 0.5},
    {"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
     "dest": {"page": "Help", "status": 200, "auth": "In", "level": "free"},
     "p": 0.25}
  ]
}"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn read(text: &str) -> EventsimConfig {
    EventsimConfig::from_json("mine", text).unwrap()
}

#[test]
fn absent_keys_have_their_defaults_and_whole_numbers_are_cut() {
    let config = read(&config("", ""));
    assert_eq!(
        (config.seed, config.n_users, config.growth_per_year),
        (Some(7), Some(12), Some(0.2))
    );
    let definition = config.persona.definition();
    let rhythm = &definition.rhythm;
    assert_eq!((rhythm.alpha_seconds, rhythm.beta_seconds), (60.0, 259_200.0));
    assert_eq!((rhythm.damping, rhythm.weekend_damping), (0.0625, 0.5));
    assert_eq!(definition.accounts.newcomer_level, "free");
    assert_eq!(definition.accounts.churned_auth, None);
    assert_eq!((config.start_date, config.end_date, config.tag), (None, None, None));
}

#[test]
fn dates_and_tag_are_given_out() {
    let dates = r#"  "start-date": "2015-06-01T00:00:00", "end-date": "2015-06-02", "tag": "x""#;
    let config = read(&config(r#"  "upgrades": []"#, dates));
    assert_eq!(config.start_date, Some(Time::from_millis(1_433_116_800_000)));
    assert_eq!(config.end_date, Some(Time::from_millis(1_433_203_200_000)));
    assert_eq!(config.tag.as_deref(), Some("x"));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let text = format!("\u{feff}{}", config("", ""));
    assert_eq!(read(&text).n_users, Some(12));
    let error = EventsimConfig::from_json("mine", &text.replace("0.25", "2.5")).unwrap_err();
    assert!(error.to_string().starts_with("line 20: "), "{error}");
}

#[test]
fn faults_are_told_with_the_key_and_the_line() {
    let add = |more: &str| config("  \"upgrades\": []", &format!("  {more}"));
    let faults = [
        (
            config(r#"  "transitions""#, r#"  "transition""#),
            "line 1: `transitions` is missing, expected a list of `source`, `dest` and `p`",
        ),
        (config("7.9,", "7.9"), "line 3, column 3: expected `,` or `}`"),
        (
            config(r#""weight": 10"#, r#""weight": "ten""#),
            "line 6: `auths[0].weight` is \"ten\", expected a number",
        ),
        (
            config(r#""weight": 10"#, r#""weight": -1"#),
            "line 6: `auths[0].weight` is -1, expected a number from 0 to 4294967295",
        ),
        (
            config(r#""weight": 10"#, r#""weight": 0"#),
            "line 6: `auths`: persona `mine`: the weights",
        ),
        (
            config(r#""weight": 1}"#, r#""weight": 0}"#),
            "line 5: `levels`: persona `mine`: the weights",
        ),
        (config("12.0", "-12"), "line 4: `n-users` is -12, expected a number from 0"),
        (config("12.0", "1e999"), "line 4: `n-users` is 1e999, expected a number"),
        (config("7.9", "-7"), "line 2: `seed` is -7, expected a number from 0"),
        (config("0.2,", "-0.2,"), "line 3: `growth-rate` is -0.2, expected a number of 0 or more"),
        (config("0.5", "1.5"), "line 17: `transitions[0].p`: persona `mine`: from Home"),
        (config("0.5", "1.5"), "with probability 1.5, expected 0 to 1"),
        (config("0.25", "-0.5"), "line 20: `transitions[1].p`: persona `mine`: from Home"),
        (config("0.25", "-0.5"), "with probability -0.5, expected 0 to 1"),
        (config("0.25", "NaN"), "line 20, column 11: expected value"),
        (config("0.25", "0.75"), "line 20: `transitions[1].p`: persona `mine`: the probabilities"),
        (config("0.25", "0.75"), "sum to 1.25, expected at most 1"),
        (config("\"Help\"", "\"Home\""), "line 20: `transitions[1].p`: persona `mine`: from Home"),
        (config("\"Help\"", "\"Home\""), "is given twice, expected once"),
        (
            config(
                "\"page\": \"Home\", \"status\": 200, \"auth\": \"In\", \"level\": \"free\"},\n     \"dest\": {\"page\": \"Help\"",
                "\"page\": \"Hom\", \"status\": 200, \"auth\": \"In\", \"level\": \"free\"},\n     \"dest\": {\"page\": \"Help\"",
            ),
            "line 20: `transitions[1].p`: persona `mine`: nothing leads to Hom (In, free",
        ),
        (
            config(
                r#""Home", "status": 200, "auth": "In", "level": "free", "weight""#,
                r#""Hom", "status": 200, "auth": "In", "level": "free", "weight""#,
            ),
            "line 10: `new-session[0]`: persona `mine`: sessions start at Hom (In, free",
        ),
        (
            config(r#""weight": 3"#, r#""weight": 0"#),
            "line 10: `new-session[0]`: persona `mine`: no first page of positive weight for users who are In, free",
        ),
        (
            config(r#"{"auth": "In", "show": true}"#, ""),
            "line 8: `show-user-details` is a list without `In`, expected an entry for every",
        ),
        (
            config(r#""show": true"#, r#""show": false"#),
            "line 8: `show-user-details`: persona `mine`: users come to hidden pages only",
        ),
        (
            config(r#""show": true"#, r#""show": 1"#),
            "line 8: `show-user-details[0].show` is 1, expected true or false",
        ),
        (
            config(r#""new-user-auth": "In""#, r#""new-user-auth": "Out""#),
            "line 7: `new-user-auth`: persona `mine`: no first page of positive weight for users who are Out, free",
        ),
        (
            config(r#""level": "free", "weight": 1"#, r#""level": "fre", "weight": 1"#),
            "line 5: `levels`: persona `mine`: no first page of positive weight for users who are In, fre",
        ),
        (
            config(r#"{"auth": "In", "weight""#, r#"{"auth": "Inn", "weight""#),
            "line 6: `auths`: persona `mine`: no first page of positive weight for users who are Inn",
        ),
        (config(r#"{"level": "free", "weight": 1}"#, ""), "line 5: `levels`: persona `mine`"),
        (
            config(r#"{"level": "free", "weight": 1}"#, "3"),
            "line 5: `levels[0]` is 3, expected a table",
        ),
        (config(r#""status": 200, "#, ""), "line 10: `new-session[0].status` is missing"),
        (
            config(r#""status": 200"#, r#""status": 70000"#),
            "line 10: `new-session[0].status` is 70000",
        ),
        (config("\n     \"p\": 0.25", "\"q\": 0.25"), "line 18: `transitions[1].p` is missing"),
        (
            config("\"p\": 0.25", "\"p\": null"),
            "line 20: `transitions[1].p` is null, expected a number",
        ),
        (
            config("{\"page\": \"Help\"", "[{\"page\": \"Help\""),
            "line 20, column 9: expected `,` or `]`",
        ),
        (add(r#""alpha": -3"#), "line 12: `alpha`: persona `mine`: alpha is -3, expected 1 to 1e9"),
        (
            add(r#""damping": 2"#),
            "line 12: `damping`: persona `mine`: damping is 2, expected 0 to 1",
        ),
        (add(r#""seed": 2"#), "line 12: `seed` is given twice, expected one value"),
        (
            add(r#""start-date": "2018-10-01T00:00:00", "end-date": "2018-09-01T00:00:00""#),
            "line 12: `end-date` is \"2018-09-01T00:00:00\", expected a date after `start-date`, which is 2018-10-01T00:00:00Z",
        ),
        (
            add(r#""end-date": "soon""#),
            "line 12: `end-date` is \"soon\", expected a date, as 2018-10-01",
        ),
        (add(r#""tag": 3"#), "line 12: `tag` is 3, expected a text in quotes"),
        (add(r#""tag": "\ud800""#), "line 12: `tag` is \"\\ud800\", expected a text"),
        ("[]".to_owned(), "line 1: the file is a list, expected a table"),
        (String::new(), "line 1, column 1: EOF"),
        ("[".repeat(100_000), "line 1, column 100000: EOF"),
        (format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "line 1: the file is"),
    ];
    for (text, expected) in faults {
        let message = EventsimConfig::from_json("mine", &text).unwrap_err().to_string();
        assert!(message.contains(expected), "\nexpected {expected}\n   found {message}");
        assert!(message.lines().count() == 1, "{message}");
    }
}

#[test]
fn all_configurations_of_the_original_are_read() {
    for folder in ["configs", "examples"] {
        let path = shared_data().join("eventsim").join(folder);
        let Ok(files) = std::fs::read_dir(&path) else {
            println!("skipped: no {}", path.display());
            continue;
        };
        let mut read = 0;
        for file in files {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let config = EventsimConfig::from_json("theirs", &text).unwrap();
            assert!(config.persona.definition().transitions.len() >= 196);
            read += 1;
        }
        assert_eq!(read, if folder == "configs" { 26 } else { 2 });
    }
}
