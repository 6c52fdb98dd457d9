//! The crate's personas against the configurations they are taken from, where those are at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use refrain_sim::{EventsimConfig, PageState, Persona, PersonaDefinition, Transition};
use serde_json::Value;

pub(crate) fn shared_data() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var_os("REFRAIN_SHARED_DATA").map_or_else(beside, PathBuf::from)
}

fn configuration(name: &str) -> Option<Value> {
    let path = shared_data().join(format!("eventsim/configs/{name}-config.json"));
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped {name}: no {}", path.display());
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn state(value: &Value) -> PageState {
    let [page, auth, level, method] =
        ["page", "auth", "level", "method"].map(|key| text(&value[key]));
    PageState::new(page, auth, level).request(method, value["status"].as_u64().unwrap() as u16)
}

fn list<'a>(config: &'a Value, name: &str) -> &'a Vec<Value> {
    config[name].as_array().unwrap()
}

fn weights(config: &Value, list_name: &str, name: &str) -> Vec<(u32, String)> {
    let weight = |entry: &Value| entry["weight"].as_u64().unwrap() as u32;
    list(config, list_name).iter().map(|entry| (weight(entry), text(&entry[name]))).collect()
}

#[test]
fn transitions_equal_those_of_the_configuration() {
    for persona in Persona::built_in() {
        let definition = persona.definition();
        let Some(config) = configuration(&definition.name) else { continue };
        let expected: BTreeMap<(PageState, PageState), f64> = list(&config, "transitions")
            .iter()
            .map(|t| ((state(&t["source"]), state(&t["dest"])), t["p"].as_f64().unwrap()))
            .collect();
        let found: BTreeMap<(PageState, PageState), f64> = definition
            .transitions
            .iter()
            .map(|t| ((t.source.clone(), t.dest.clone()), t.probability))
            .collect();
        assert_eq!(found.len(), definition.transitions.len());
        assert_eq!(found, expected, "{}", definition.name);
    }
}

#[test]
fn session_starts_equal_those_of_the_configuration() {
    for persona in Persona::built_in() {
        let definition = persona.definition();
        let Some(config) = configuration(&definition.name) else { continue };
        let expected: BTreeMap<PageState, u64> = list(&config, "new-session")
            .iter()
            .map(|start| (state(start), start["weight"].as_u64().unwrap()))
            .collect();
        let starts = definition.starts.iter();
        let found: BTreeMap<PageState, u64> =
            starts.map(|start| (start.state.clone(), start.weight.into())).collect();
        assert_eq!(found.len(), definition.starts.len());
        assert_eq!(found, expected, "{}", definition.name);
    }
}

#[test]
fn rates_equal_those_of_the_configuration() {
    for persona in Persona::built_in() {
        let definition = persona.definition();
        let Some(config) = configuration(&definition.name) else { continue };
        let rhythm = &definition.rhythm;
        let rates = [
            ("alpha", rhythm.alpha_seconds),
            ("beta", rhythm.beta_seconds),
            ("session-gap", rhythm.session_gap_seconds),
            ("damping", rhythm.damping),
            ("weekend-damping", rhythm.weekend_damping),
            ("weekend-damping-offset", rhythm.weekend_damping_offset_minutes),
            ("weekend-damping-scale", rhythm.weekend_damping_scale_minutes),
        ];
        for (name, found) in rates {
            assert_eq!(Some(found), config[name].as_f64(), "{}: {name}", definition.name);
        }
    }
}

#[test]
fn accounts_equal_those_of_the_configuration() {
    for persona in Persona::built_in() {
        let definition = persona.definition();
        let Some(config) = configuration(&definition.name) else { continue };
        let accounts = &definition.accounts;
        assert_eq!(accounts.levels, weights(&config, "levels", "level"));
        assert_eq!(accounts.auths, weights(&config, "auths", "auth"));
        assert_eq!(accounts.newcomer_auth, text(&config["new-user-auth"]));
        assert_eq!(accounts.newcomer_level, text(&config["new-user-level"]));
        assert_eq!(accounts.churned_auth, Some(text(&config["churned-state"])));
        let hidden: Vec<String> = list(&config, "show-user-details")
            .iter()
            .filter(|entry| entry["show"] == Value::Bool(false))
            .map(|entry| text(&entry["auth"]))
            .collect();
        assert_eq!(accounts.hidden_auths, hidden);
    }
}

#[test]
fn the_personas_are_complete_without_the_configurations() {
    let mut names: Vec<&str> =
        Persona::built_in().iter().map(|persona| persona.definition().name.as_str()).collect();
    names.sort_unstable();
    let initials: String = names.iter().filter_map(|name| name.chars().next()).collect();
    assert_eq!(initials, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for persona in Persona::built_in() {
        let definition = persona.definition();
        let longer = ["Recorder", "Saxophone", "Tuba"].contains(&definition.name.as_str());
        assert_eq!(
            definition.transitions.len(),
            if longer { 266 } else { 265 },
            "{}",
            definition.name
        );
    }
}

#[test]
fn a_configuration_that_is_read_is_the_persona_of_its_name() {
    let path = |name: &str| shared_data().join(format!("eventsim/configs/{name}-config.json"));
    for persona in Persona::built_in() {
        let expected = persona.definition();
        let Ok(text) = std::fs::read_to_string(path(&expected.name)) else {
            println!("skipped {}: no {}", expected.name, path(&expected.name).display());
            continue;
        };
        let config = EventsimConfig::from_json(&expected.name, &text).unwrap();
        let found = config.persona.definition();
        assert_eq!((&found.rhythm, &found.accounts), (&expected.rhythm, &expected.accounts));
        let chances = |definition: &PersonaDefinition| -> BTreeMap<_, u64> {
            let chance =
                |t: &Transition| ((t.source.clone(), t.dest.clone()), t.probability.to_bits());
            definition.transitions.iter().map(chance).collect()
        };
        assert_eq!(chances(found), chances(expected), "{}", expected.name);
        assert_eq!(found.starts.len(), expected.starts.len());
        assert!(config.seed.is_some(), "{}", expected.name);
    }
}
