//! Scenarios as TOML: what they say, and that they come back as they were written.

use std::collections::BTreeSet;

use refrain_core::Time;
use refrain_sim::{
    Change, Error, Rate, Scenario, Simulation, SimulationFile, SimulationOptions, Treated,
};

const OFFER: &str = r#"
[[scenario]]
name = "offer"
from = 2020-02-01
until = "2020-02-01T00:00:01+00:00"
share = 0.25
beta-factor = 0.8
factors = { "Roll Advert" = 0, Cancel = 0.5 }
alpha-factor = 2
[[scenario.transition]]
page = "Error"
after = "NextSong"
level = "paid"
factor = 3
[[scenario.transition]]
page = "Cancel"
factor = 0.125

[[scenario]]
name = "contacted"
from = 2020-02-01
users = [17, 3, 18446744073709551615]
beta-factor = 0.5
"#;

/// 2020-02-01T00:00:00Z.
const FEBRUARY: Time = Time::from_millis(1_580_515_200_000);

fn alone(text: &str) -> Vec<Scenario> {
    Scenario::all_from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn change(rate: Rate, factor: f64) -> Change {
    Change::new(rate, factor)
}

fn offer() -> Scenario {
    let of_songs = Rate::Transition {
        from: Some("NextSong".into()),
        to: "Error".into(),
        level: Some("paid".into()),
    };
    Scenario::new("offer", FEBRUARY, Treated::Share(0.25))
        .until(Time::from_millis(1_580_515_201_000))
        .change(Rate::to("Roll Advert"), 0.0)
        .change(Rate::to("Cancel"), 0.5)
        .change(Rate::Alpha, 2.0)
        .change(Rate::Beta, 0.8)
        .change(of_songs, 3.0)
        .change(Rate::to("Cancel"), 0.125)
}

fn contacted() -> Scenario {
    let ids = Treated::Ids([3, 17, u64::MAX].into());
    Scenario::new("contacted", FEBRUARY, ids).change(Rate::Beta, 0.5)
}

fn written(scenarios: Vec<Scenario>) -> Result<String, Error> {
    let mut file = SimulationFile::default();
    file.scenarios = scenarios;
    file.to_toml()
}

#[test]
fn scenarios_are_what_their_tables_say() {
    assert_eq!(alone(OFFER), [offer(), contacted()]);
}

#[test]
fn a_simulation_file_has_the_same_scenarios() {
    let file = SimulationFile::from_toml(&format!("users = 7\n{OFFER}")).unwrap();
    assert_eq!(file.scenarios, [offer(), contacted()]);
    let expected = SimulationOptions::new().users(7).scenario(offer()).scenario(contacted());
    assert_eq!(format!("{:?}", file.options()), format!("{expected:?}"));
}

#[test]
fn scenarios_come_back() {
    let text = written(vec![offer(), contacted()]).unwrap();
    assert_eq!(alone(&text), [offer(), contacted()]);
    assert_eq!(written(alone(&text)).unwrap(), text);
}

#[test]
fn scenarios_come_back_after_personas() {
    let text = format!("[[persona]]\nname = 'Horn'\n{OFFER}");
    let text = SimulationFile::from_toml(&text).unwrap().to_toml().unwrap();
    let again = SimulationFile::from_toml(&text).unwrap();
    assert_eq!((again.personas.len(), again.scenarios), (1, vec![offer(), contacted()]));
}

#[test]
fn odd_names_and_instants_come_back() {
    let mut odd = offer();
    odd.name = " \"a, b\"\n[é] ".into();
    odd.from = Time::from_millis(-62_167_219_200_000);
    odd.until = Some(Time::from_millis(1));
    odd.treated = Treated::Share(1e-17);
    assert_eq!(alone(&written(vec![odd.clone()]).unwrap()), [odd]);
}

#[test]
fn times_are_read_as_everywhere_else() {
    for text in ["2020-02-01", "2020-02-01T01:00:00+01:00", "1969-12-31T23:59:59.9995Z"] {
        let from = |text: &str| alone(&OFFER.replacen("2020-02-01", text, 1))[0].from;
        assert_eq!(from(text), text.parse().unwrap(), "{text}");
    }
}

#[test]
fn changes_of_one_page_come_back_in_their_order() {
    let mut twice = offer();
    let guests = Rate::Transition { from: None, to: "Help".into(), level: Some("free".into()) };
    twice.changes = vec![
        change(Rate::to("Help"), 0.5),
        change(guests, 0.25),
        change(Rate::to("Cancel"), 0.5),
        change(Rate::to("Help"), 0.75),
    ];
    assert_eq!(alone(&written(vec![twice.clone()]).unwrap()), [twice]);
}

#[test]
fn mean_times_come_back_after_pages() {
    let mut mixed = offer();
    mixed.changes = vec![change(Rate::Beta, 0.5), change(Rate::to("Help"), 0.5)];
    let again = alone(&written(vec![mixed.clone()]).unwrap());
    mixed.changes.reverse();
    assert_eq!(again, [mixed]);
}

#[test]
fn a_scenario_may_be_for_pages_of_another_service() {
    let text = include_str!("../data/other_service.toml");
    let scenario = "[[scenario]]\nname = 'x'\nfrom = 2024-02-01\nshare = 1
        factors = { 'Close Account' = 0 }";
    let file = SimulationFile::from_toml(&format!("{text}\n{scenario}")).unwrap();
    assert_eq!(file.scenarios[0].changes, [change(Rate::to("Close Account"), 0.0)]);
    assert!(Simulation::new(file.options().users(5)).is_ok());
    assert!(Scenario::all_from_toml(scenario).is_err());
}

#[test]
fn what_has_no_form_is_refused() {
    let refused = |change: &dyn Fn(&mut Scenario)| {
        let mut scenario = offer();
        change(&mut scenario);
        written(vec![scenario]).unwrap_err().to_string()
    };
    let says = |found: String, expected: &str| assert_eq!(found, expected);
    says(
        written(vec![offer(), offer()]).unwrap_err().to_string(),
        "scenario `offer` cannot be written as TOML: a file has one scenario of a name",
    );
    says(
        refused(&|s| s.treated = Treated::Ids(BTreeSet::new())),
        "scenario `offer` cannot be written as TOML: a file has scenarios that treat somebody",
    );
    let mean = "scenario `offer` cannot be written as TOML: a file has one factor of a mean time";
    says(refused(&|s| s.changes.push(change(Rate::Alpha, 2.0))), mean);
    says(refused(&|s| s.changes.push(change(Rate::Beta, 2.0))), mean);
    let dates =
        "scenario `offer` cannot be written as TOML: a file has dates of the years 0 to 9999";
    says(refused(&|s| s.until = Some(Time::MAX)), dates);
    says(refused(&|s| s.from = Time::MIN), dates);
    says(refused(&|s| s.from = Time::from_millis(-62_167_219_200_001)), dates);
    says(
        refused(&|s| s.treated = Treated::Share(2.0)),
        "scenario `offer`: the share treated must be from 0 to 1",
    );
}

#[test]
fn the_example_of_an_offer_is_read() {
    let file = SimulationFile::from_toml(include_str!("../data/offer.toml"));
    let file = file.unwrap();
    let [offer] = &file.scenarios[..] else { panic!("{:?}", file.scenarios) };
    assert_eq!((offer.name.as_str(), offer.changes.len()), ("offer", 4));
    let simulation = Simulation::new(file.options()).unwrap();
    assert!(simulation.range().contains(offer.from));
    let treated = (0..400).filter(|user_idx| simulation.is_treated(0, *user_idx)).count();
    // Five standard deviations.
    assert!((150..=250).contains(&treated), "{treated}");
}

#[test]
fn the_examples_of_the_documentation_are_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/simulator.md");
    // The page is not part of the package.
    let Ok(page) = std::fs::read_to_string(path) else {
        return eprintln!("skipped: there is no docs/simulator.md");
    };
    let blocks = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let n_scenarios = |text: &str| SimulationFile::from_toml(text).unwrap().scenarios.len();
    assert_eq!(blocks.map(n_scenarios).collect::<Vec<_>>(), [0, 1]);
}
