use refrain_core::Time;
use refrain_sim::{Error, Persona, Simulation, SimulationOptions};

fn refusal(options: SimulationOptions) -> Error {
    Simulation::new(options).err().unwrap()
}

#[test]
fn no_users_and_too_many_users_are_refused() {
    for users in [0, 10_000_001] {
        let error = refusal(SimulationOptions::new().users(users));
        assert!(matches!(error, Error::Users { found, .. } if found == users), "{error}");
    }
    let message = refusal(SimulationOptions::new().users(0)).to_string();
    assert_eq!(message, "cannot simulate 0 users: ask for 1 to 10000000");
}

#[test]
fn no_days_and_too_many_days_are_refused() {
    for days in [0, 36_526] {
        let error = refusal(SimulationOptions::new().days(days));
        assert!(matches!(error, Error::Days { found, .. } if found == days), "{error}");
    }
}

#[test]
fn a_start_within_a_second_or_outside_the_years_is_refused() {
    for millis in [1_538_352_000_001, -1_000, 7_258_118_400_000, i64::MAX, i64::MIN] {
        let error = refusal(SimulationOptions::new().start(Time::from_millis(millis)));
        assert!(matches!(error, Error::Start { .. }), "{error}");
    }
}

#[test]
fn growth_that_is_negative_or_nan_or_vast_is_refused() {
    for growth in [-0.1, f64::NAN, f64::INFINITY, 11.0] {
        let error = refusal(SimulationOptions::new().growth_per_year(growth));
        assert!(matches!(error, Error::Growth { .. }), "{error}");
    }
}

#[test]
fn attrition_that_is_negative_or_nan_or_vast_is_refused() {
    for attrition in [-0.1, f64::NAN, f64::INFINITY, 101.0] {
        let error = refusal(SimulationOptions::new().attrition_per_year(attrition));
        assert!(matches!(error, Error::Attrition { .. }), "{error}");
    }
}

#[test]
fn growth_past_the_greatest_number_of_users_is_refused() {
    let options = SimulationOptions::new().users(9_999_990).days(365);
    let error = refusal(options);
    assert!(matches!(error, Error::GrownUsers { .. }), "{error}");
}

#[test]
fn a_mix_without_weight_is_refused() {
    let accordion = Persona::named("Accordion").unwrap().clone();
    for mix in [vec![], vec![(0, accordion)]] {
        let error = refusal(SimulationOptions::new().mix(mix));
        assert!(matches!(error, Error::EmptyMix), "{error}");
    }
}

#[test]
fn a_mix_of_too_many_personas_is_refused() {
    let accordion = Persona::named("Accordion").unwrap();
    // A slim persona, so that thousands of copies stay small.
    let mut definition = accordion.definition().clone();
    definition.transitions.retain(|t| t.source.auth == "Guest" && t.dest.auth == "Guest");
    definition.starts.retain(|start| start.state.auth == "Guest");
    definition.accounts.auths = vec![(1, "Guest".into())];
    definition.accounts.levels = vec![(1, "free".into())];
    definition.accounts.hidden_auths.clear();
    let slim = Persona::new(definition).unwrap();
    let error = refusal(SimulationOptions::new().mix(vec![(1, slim); 10_001]));
    assert!(matches!(error, Error::Mix { found: 10_001, .. }), "{error}");
}

#[test]
fn an_unknown_persona_is_refused_with_the_names_there_are() {
    let message = Persona::named("Kazoo").err().unwrap().to_string();
    let expected = "no persona is named `Kazoo`; there are Accordion, Banjo, Cello, Drum, ";
    assert!(message.starts_with(expected), "{message}");
}
