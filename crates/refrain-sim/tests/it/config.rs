//! Configurations of eventsim: what is read, and what is said of those that cannot be.

use refrain_sim::{EventsimConfig, Persona};

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
  "new-session": [{"page": "Home", "status": 200, "auth": "In", "level": "free", "weight": 3}],
  "upgrades": [],
  "nobody knows": {"this": 1},
  "transitions": [{"source": {"page": "Home", "status": 200, "auth": "In", "level": "free"},
                   "dest": {"page": "Home", "status": 200, "auth": "In", "level": "free"}, "p": 0.5}]
}"#;
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn absent_keys_have_their_defaults_and_whole_numbers_are_cut() {
    let config = EventsimConfig::from_json("mine", &config("", "")).unwrap();
    assert_eq!(
        (config.seed, config.n_users, config.growth_per_year),
        (Some(7), Some(12), Some(0.2))
    );
    let rhythm = &config.definition.rhythm;
    assert_eq!((rhythm.alpha_seconds, rhythm.beta_seconds), (60.0, 259_200.0));
    assert_eq!((rhythm.damping, rhythm.weekend_damping), (0.0625, 0.5));
    assert_eq!(config.definition.accounts.newcomer_level, "free");
    assert_eq!(config.definition.accounts.churned_auth, None);
    assert!(Persona::new(config.definition).is_ok());
}

/// What is said of a configuration, by the reader or by the check of its persona.
fn fault(text: &str) -> String {
    match EventsimConfig::from_json("mine", text) {
        Err(error) => error.to_string(),
        Ok(config) => Persona::new(config.definition).unwrap_err().to_string(),
    }
}

#[test]
fn faults_are_told_with_the_key_and_the_line() {
    let faults = [
        (config(r#"  "transitions""#, r#"  "transition""#), "`transitions`"),
        (config("7.9,", "7.9"), "line 3"),
        (config(r#""weight": 10"#, r#""weight": "ten""#), "line 6"),
        (config(r#""weight": 10"#, r#""weight": -1"#), "`weight` is -1"),
        (config("12.0", "-12"), "`n-users` is -12"),
        (config("7.9", "-7"), "`seed` is -7"),
        (config("\"p\": 0.5", "\"p\": 1.5"), "probability 1.5"),
        (config("\"p\": 0.5", "\"p\": -0.5"), "probability -0.5"),
        (config(r#"{"auth": "In", "show": true}"#, ""), "whether `In` is shown"),
        (config(r#""show": true"#, r#""show": false"#), "shows nobody"),
        (config(r#"[{"page": "Home""#, r#"[{"page": "Hom""#), "Hom (In"),
        (config(r#""new-user-auth": "In""#, r#""new-user-auth": "Out""#), "Out"),
        (config(r#"{"level": "free", "weight": 1}"#, ""), "levels"),
        (config("  \"upgrades\": []", "  \"alpha\": -3"), "alpha is -3"),
        ("[]".to_owned(), "line 1"),
        (String::new(), "line 1"),
    ];
    for (text, expected) in faults {
        let message = fault(&text);
        assert!(message.contains(expected) && message.contains("mine"), "{expected}: {message}");
    }
}
