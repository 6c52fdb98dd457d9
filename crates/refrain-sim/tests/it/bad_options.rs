use refrain_core::Time;
use refrain_sim::{Error, ErrorKind, Persona, Simulation, SimulationOptions};

fn refusal(options: SimulationOptions) -> Error {
    Simulation::new(options).err().unwrap()
}

#[test]
fn no_users_and_too_many_users_are_refused() {
    for users in [0, 10_000_001] {
        let error = refusal(SimulationOptions::new().users(users));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = format!("cannot simulate {users} users: ask for 1 to 10000000");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn no_days_and_too_many_days_are_refused() {
    for days in [0, 36_526] {
        let error = refusal(SimulationOptions::new().days(days));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = format!("cannot simulate {days} days: ask for 1 to 36525");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_start_within_a_second_or_outside_the_years_is_refused() {
    for millis in [1_538_352_000_001, -1_000, 7_258_118_400_000, i64::MAX, i64::MIN] {
        let start = Time::from_millis(millis);
        let error = refusal(SimulationOptions::new().start(start));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = "give a whole second between 1970-01-01 and 2200-01-01";
        assert_eq!(error.to_string(), format!("cannot start at {start}: {expected}"));
    }
}

#[test]
fn growth_that_is_negative_or_nan_or_vast_is_refused() {
    for growth in [-0.1, f64::NAN, f64::INFINITY, 11.0] {
        let error = refusal(SimulationOptions::new().growth_per_year(growth));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let expected = format!("cannot grow by {growth} per year: give a rate from 0 to 10");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn attrition_that_is_negative_or_nan_or_vast_is_refused() {
    for attrition in [-0.1, f64::NAN, f64::INFINITY, 101.0] {
        let error = refusal(SimulationOptions::new().attrition_per_year(attrition));
        assert_eq!(error.kind(), ErrorKind::Argument);
        let rate = "give a rate from 0 to 100";
        let expected = format!("cannot lose {attrition} of the users per year: {rate}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn growth_past_the_greatest_number_of_users_is_refused() {
    let options = SimulationOptions::new().users(9_999_990).days(365);
    let error = refusal(options);
    assert_eq!(error.kind(), ErrorKind::Argument);
    let expected =
        "growth of 0.1 per year makes more than 10000000 users: lower it, or ask for fewer";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_mix_without_weight_is_refused() {
    let accordion = Persona::named("Accordion").unwrap().clone();
    for mix in [vec![], vec![(0, accordion)]] {
        let error = refusal(SimulationOptions::new().mix(mix));
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert_eq!(error.to_string(), "the mix holds no persona of positive weight");
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
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert_eq!(error.to_string(), "the mix holds 10001 personas: give at most 10000");
}

#[test]
fn an_unknown_persona_is_refused_with_the_names_there_are() {
    let message = Persona::named("Kazoo").err().unwrap().to_string();
    let expected = "no persona is named `Kazoo`; there are Accordion, Banjo, Cello, Drum, ";
    assert!(message.starts_with(expected), "{message}");
}
