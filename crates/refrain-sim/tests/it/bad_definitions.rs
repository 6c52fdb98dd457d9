use refrain_sim::{Error, ErrorKind, Persona, PersonaDefinition, Transition};

const UNREACHABLE: &str = "persona `Accordion`: nothing leads to Orphan (Guest, free, GET 200), \
     expected a transition or a first page";

const NOBODY_SHOWN: &str = "persona `Accordion`: users come to hidden pages only, expected one \
     whose authentication is shown";

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
        let error = refusal(change);
        assert_eq!(error.kind(), ErrorKind::Argument);
        let message = error.to_string();
        assert!(message.starts_with(&format!("persona `Accordion`: {expected} is ")), "{message}");
        assert!(message.contains(", expected "), "{message}");
    }
}

#[test]
fn probabilities_outside_zero_to_one_are_refused() {
    for probability in [-0.1, 1.1, f64::NAN] {
        let error = refusal(|d| d.transitions[0].probability = probability);
        assert_eq!(error.kind(), ErrorKind::Argument);
        let pages = "from About (Guest, free, GET 200) to About (Guest, free, GET 200)";
        assert_eq!(
            error.to_string(),
            format!("persona `Accordion`: {pages} with probability {probability}, expected 0 to 1")
        );
    }
}

#[test]
fn probabilities_of_one_page_that_exceed_one_together_are_refused() {
    let error = refusal(|d| d.transitions[0].probability = 1.0);
    let message = error.to_string();
    assert_eq!(error.kind(), ErrorKind::Argument);
    assert!(message.contains("leaving About (Guest, free, GET 200) sum to 1.901"), "{message}");
}

#[test]
fn a_transition_given_twice_is_refused() {
    let error = refusal(|d| {
        let mut again = d.transitions[0].clone();
        again.probability = 0.0;
        d.transitions.push(again);
    });
    assert_eq!(
        error.to_string(),
        "persona `Accordion`: from About (Guest, free, GET 200) to About (Guest, free, GET 200) is \
         given twice, expected once"
    );
}

#[test]
fn a_session_start_that_no_transition_names_is_refused() {
    let error = refusal(|d| d.starts[0].state.page = "Nowhere".into());
    assert_eq!(
        error.to_string(),
        "persona `Accordion`: sessions start at Nowhere (Guest, free, GET 200), expected a page that \
         a transition names"
    );
}

#[test]
fn users_without_a_first_page_are_refused() {
    let error = refusal(|d| d.starts.retain(|start| start.state.auth != "Logged Out"));
    let no_start = "persona `Accordion`: no first page of positive weight for users who are ";
    assert_eq!(error.to_string(), format!("{no_start}Logged Out, free"));
    let error = refusal(|d| d.accounts.newcomer_level = "paid".into());
    assert_eq!(error.to_string(), format!("{no_start}Guest, paid"));
    let error = refusal(|d| d.accounts.churned_auth = None);
    assert_eq!(error.to_string(), format!("{no_start}Cancelled, free"));
}

#[test]
fn initial_users_without_a_level_are_refused() {
    let error = refusal(|d| d.accounts.levels.iter_mut().for_each(|(weight, _)| *weight = 0));
    assert_eq!(
        error.to_string(),
        "persona `Accordion`: the weights of the initial levels are all zero, expected a positive one"
    );
}

#[test]
fn a_page_that_nothing_leads_to_is_refused() {
    let error = refusal(|d| {
        let mut orphan = d.transitions[0].clone();
        orphan.source.page = "Orphan".into();
        d.transitions.push(orphan);
    });
    assert_eq!(error.to_string(), UNREACHABLE);
}

#[test]
fn a_page_that_leads_to_itself_alone_is_refused() {
    let error = refusal(|d| {
        let mut orphan = d.transitions[0].clone();
        orphan.source.page = "Orphan".into();
        orphan.dest = orphan.source.clone();
        d.transitions.push(orphan);
    });
    assert_eq!(error.to_string(), UNREACHABLE);
}

#[test]
fn a_way_that_is_closed_on_purpose_is_no_mistake() {
    let mut definition = Persona::named("Accordion").unwrap().definition().clone();
    let to_adverts = |t: &&mut Transition| t.dest.page == "Roll Advert";
    definition.transitions.iter_mut().filter(to_adverts).for_each(|t| t.probability = 0.0);
    assert!(Persona::new(definition).is_ok());
}

#[test]
fn users_who_are_never_shown_are_refused() {
    let error = refusal(|d| {
        d.accounts.hidden_auths.extend(["Logged In".into(), "Cancelled".into()]);
    });
    assert_eq!(error.to_string(), NOBODY_SHOWN);
}

#[test]
fn users_who_never_come_to_where_they_are_shown_are_refused() {
    let error = refusal(|d| {
        let guests = |t: &&mut Transition| t.source.auth == "Guest";
        let registration = |t: &&mut Transition| t.dest.auth != "Guest";
        let leave = d.transitions.iter_mut().filter(guests).filter(registration);
        leave.for_each(|t| t.probability = 0.0);
        d.accounts.auths = vec![(1, "Guest".into()), (0, "Logged In".into())];
        d.accounts.levels = vec![(1, "free".into())];
    });
    assert_eq!(error.to_string(), NOBODY_SHOWN);
}

#[test]
fn a_sum_that_exceeds_one_by_rounding_is_one() {
    let error = |surplus| {
        let mut definition = Persona::named("Accordion").unwrap().definition().clone();
        let upgrade = |t: &&mut Transition| t.source.page == "Submit Upgrade";
        let mut step = definition.transitions.iter_mut().find(upgrade).unwrap().clone();
        step.dest.page = "Error".into();
        (step.dest.method, step.dest.status) = ("GET".into(), 404);
        step.probability = surplus;
        definition.transitions.push(step);
        Persona::new(definition).err()
    };
    assert!(error(1e-12).is_none());
    assert!(error(1e-6).is_some_and(|error| error.to_string().contains("sum to 1.000001")));
}
