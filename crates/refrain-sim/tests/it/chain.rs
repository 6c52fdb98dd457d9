use std::collections::BTreeMap;

use refrain_sim::{PageState, Persona, SimEvent, Simulation, Transition};

use crate::users_of;

fn state(event: &SimEvent<'_>) -> PageState {
    PageState::new(event.page, event.auth, event.level).request(event.method, event.status)
}

/// Where users went after each page: a page, or `None` where the session was over.
type Counts = BTreeMap<PageState, BTreeMap<Option<PageState>, u32>>;

fn count(simulation: &Simulation) -> Counts {
    let mut latest: BTreeMap<u32, SimEvent<'_>> = BTreeMap::new();
    let mut counts = Counts::new();
    for event in simulation.events() {
        if let Some(before) = latest.insert(event.user_idx, event) {
            let continued = before.session_id == event.session_id;
            let next = continued.then(|| state(&event));
            *counts.entry(state(&before)).or_default().entry(next).or_default() += 1;
        }
    }
    counts
}

/// Five standard deviations, and five events more for what is too rare to be normal.
fn is_near(found: u32, n: u32, probability: f64) -> bool {
    let expected = f64::from(n) * probability;
    (f64::from(found) - expected).abs() <= 5.0 * (expected * (1.0 - probability)).sqrt() + 5.0
}

#[test]
fn pages_follow_pages_as_often_as_the_table_says() {
    for (name, users) in [("Accordion", 50), ("Tuba", 100)] {
        // Long enough that few sessions are cut off by the end of the log.
        let options = users_of(name, users).days(300).growth_per_year(0.3);
        let counts = count(&Simulation::new(options).unwrap());
        let table = &Persona::named(name).unwrap().definition().transitions;
        for (source, nexts) in &counts {
            let leaving: Vec<&Transition> = table.iter().filter(|t| t.source == *source).collect();
            check_page(name, source, &leaving, nexts);
        }
    }
}

fn check_page(
    name: &str,
    source: &PageState,
    leaving: &[&Transition],
    nexts: &BTreeMap<Option<PageState>, u32>,
) {
    let n: u32 = nexts.values().sum();
    let found = |dest: Option<PageState>| nexts.get(&dest).copied().unwrap_or(0);
    for Transition { dest, probability, .. } in leaving {
        let found = found(Some(dest.clone()));
        assert!(
            is_near(found, n, *probability),
            "{name}: {source} to {dest}: {found} of {n}, expected {probability}"
        );
    }
    let ends = 1.0 - leaving.iter().map(|transition| transition.probability).sum::<f64>();
    assert!(is_near(found(None), n, ends.max(0.0)), "{name}: {source} ends {} of {n}", found(None));
    let known = |dest: &PageState| leaving.iter().any(|transition| transition.dest == *dest);
    assert!(nexts.keys().flatten().all(known), "{name}: {source} to a page not in the table");
}

#[test]
fn sessions_start_at_the_pages_of_the_table_and_as_often() {
    let simulation = Simulation::new(users_of("Accordion", 120).growth_per_year(2.0)).unwrap();
    let mut counts: BTreeMap<PageState, u32> = BTreeMap::new();
    for event in simulation.events().filter(|event| event.item_in_session == 0) {
        *counts.entry(state(&event)).or_default() += 1;
    }
    let persona = Persona::named("Accordion").unwrap();
    let starts = &persona.definition().starts;
    assert!(counts.keys().all(|page| starts.iter().any(|start| start.state == *page)));
    for start in starts {
        let alike = || {
            let same =
                |page: &PageState| page.auth == start.state.auth && page.level == start.state.level;
            starts.iter().filter(move |other| same(&other.state))
        };
        let n = alike().filter_map(|other| counts.get(&other.state)).sum();
        let sum: u32 = alike().map(|other| other.weight).sum();
        let found = counts.get(&start.state).copied().unwrap_or(0);
        let probability = f64::from(start.weight) / f64::from(sum);
        assert!(is_near(found, n, probability), "{}: {found} of {n}", start.state);
    }
}
