use refrain_sim::{Error, Persona, PersonaDefinition};

/// Accordion with one thing changed.
fn refusal(change: impl FnOnce(&mut PersonaDefinition)) -> Error {
    let mut definition = Persona::named("Accordion").unwrap().definition().clone();
    change(&mut definition);
    Persona::new(definition).err().unwrap()
}

#[test]
fn rates_that_make_no_sense_are_refused() {
    type Change = fn(&mut PersonaDefinition);
    let changes: [(&str, Change); 8] = [
        ("alpha", |d| d.rhythm.alpha_seconds = 0.0),
        ("alpha", |d| d.rhythm.alpha_seconds = f64::NAN),
        ("beta", |d| d.rhythm.beta_seconds = f64::INFINITY),
        ("session-gap", |d| d.rhythm.session_gap_seconds = -1.0),
        ("damping", |d| d.rhythm.damping = 1.5),
        ("weekend-damping", |d| d.rhythm.weekend_damping = -0.5),
        ("weekend-damping-offset", |d| d.rhythm.weekend_damping_offset_minutes = 2_000.0),
        ("weekend-damping-scale", |d| d.rhythm.weekend_damping_scale_minutes = 0.0),
    ];
    for (expected, change) in changes {
        match refusal(change) {
            Error::Rate { rate, .. } => assert_eq!(rate, expected),
            other => panic!("{expected}: {other}"),
        }
    }
}

#[test]
fn probabilities_outside_zero_to_one_are_refused() {
    for probability in [-0.1, 1.1, f64::NAN] {
        let error = refusal(|d| d.transitions[0].probability = probability);
        assert!(matches!(error, Error::Probability { .. }), "{error}");
    }
}

#[test]
fn probabilities_of_one_page_that_exceed_one_together_are_refused() {
    let error = refusal(|d| d.transitions[0].probability = 1.0);
    let message = error.to_string();
    assert!(matches!(error, Error::ProbabilitySum { .. }), "{message}");
    assert!(message.contains("leaving About (Guest, free, GET 200) sum to 1.1"), "{message}");
}

#[test]
fn a_transition_given_twice_is_refused() {
    let error = refusal(|d| {
        let mut again = d.transitions[0].clone();
        again.probability = 0.0;
        d.transitions.push(again);
    });
    assert!(matches!(error, Error::RepeatedTransition { .. }), "{error}");
}

#[test]
fn a_session_start_that_no_transition_names_is_refused() {
    let error = refusal(|d| d.starts[0].state.page = "Nowhere".into());
    assert!(matches!(error, Error::UnknownStart { .. }), "{error}");
}

#[test]
fn users_without_a_first_page_are_refused() {
    let error = refusal(|d| d.starts.retain(|start| start.state.auth != "Logged Out"));
    assert!(matches!(error, Error::NoStart { .. }), "{error}");
    let error = refusal(|d| d.accounts.newcomer_level = "paid".into());
    assert!(matches!(error, Error::NoStart { .. }), "{error}");
    let error = refusal(|d| d.accounts.churned_auth = None);
    assert!(matches!(&error, Error::NoStart { auth, .. } if auth == "Cancelled"), "{error}");
}

#[test]
fn initial_users_without_a_level_are_refused() {
    let error = refusal(|d| d.accounts.levels.iter_mut().for_each(|(weight, _)| *weight = 0));
    assert!(matches!(error, Error::NoWeight { what: "levels", .. }), "{error}");
}
