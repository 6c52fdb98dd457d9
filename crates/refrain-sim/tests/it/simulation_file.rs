//! Simulations as TOML: what they say, and that they come back as they were written.

use refrain_core::Time;
use refrain_sim::{
    ErrorKind, EventsimConfig, Persona, PersonaDefinition, SimEvent, Simulation, SimulationFile,
    SimulationOptions,
};

use crate::personas::shared_data;

fn read(text: &str) -> SimulationFile {
    SimulationFile::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn written(personas: Vec<(u32, Persona)>) -> String {
    let mut file = SimulationFile::default();
    file.personas = personas;
    file.to_toml().unwrap()
}

/// The definitions of a file's personas.
fn definitions(text: &str) -> Vec<PersonaDefinition> {
    read(text).personas.into_iter().map(|(_, persona)| persona.definition().clone()).collect()
}

fn definition(name: &str) -> PersonaDefinition {
    Persona::named(name).unwrap().definition().clone()
}

/// The probability that one page follows another.
fn probability(definition: &PersonaDefinition, group: (&str, &str), pages: [&str; 2]) -> f64 {
    let steps = definition.transitions.iter();
    let of = steps.filter(|step| (step.source.auth.as_str(), step.source.level.as_str()) == group);
    let mut found = of.filter(|step| [&step.source.page, &step.dest.page] == pages);
    found.next().map_or(0.0, |step| step.probability)
}

const FREE: (&str, &str) = ("Logged In", "free");
const PAID: (&str, &str) = ("Logged In", "paid");

#[test]
fn every_built_in_persona_comes_back_alone() {
    for persona in Persona::built_in() {
        let mut renamed = persona.definition().clone();
        renamed.name.push_str(" in full");
        let text = written(vec![(7, Persona::new(renamed.clone()).unwrap())]);
        let file = read(&text);
        assert_eq!(file.personas[0].0, 7);
        assert_eq!(file.personas[0].1.definition(), &renamed);
        assert_eq!(file.to_toml().unwrap(), text);
    }
}

#[test]
fn a_built_in_persona_is_written_by_its_name_and_a_changed_one_in_full() {
    let horn = Persona::named("Horn").unwrap();
    assert_eq!(written(vec![(7, horn.clone())]), "[[persona]]\nname = \"Horn\"\nweight = 7\n");
    let mut changed = horn.definition().clone();
    changed.rhythm.alpha_seconds = 33.0;
    let text = written(vec![(7, Persona::new(changed.clone()).unwrap())]);
    assert_eq!(definitions(&text), [changed]);
}

#[test]
fn what_is_simulated_is_written_with_every_default() {
    let options = SimulationOptions::new().users(30).attrition_per_year(0.5);
    let text = SimulationFile::from(&options).to_toml().unwrap();
    let head = "users = 30\ndays = 61\nseed = 0\nstart = 2018-10-01T00:00:00Z\ngrowth = 0.1\n\
                attrition = 0.5\n";
    assert!(text.starts_with(head), "{text}");
    assert_eq!(format!("{:?}", read(&text).options()), format!("{options:?}"));
}

#[test]
fn all_built_in_personas_come_back_together() {
    let all: Vec<(u32, Persona)> = (0..).zip(Persona::built_in().iter().cloned()).collect();
    let file = read(&written(all.clone()));
    assert_eq!(file.personas.len(), 26);
    for ((weight, persona), (expected_weight, expected)) in file.personas.iter().zip(&all) {
        assert_eq!((weight, persona.definition()), (expected_weight, expected.definition()));
    }
}

#[test]
fn options_come_back() {
    let mut file = SimulationFile::default();
    file.users = Some(4_000_000_000);
    file.days = Some(12);
    file.seed = Some(u64::MAX);
    file.start = Some(Time::from_millis(1_500_000_000_000));
    file.growth_per_year = Some(0.25);
    let again = read(&file.to_toml().unwrap());
    assert_eq!((again.users, again.days, again.seed), (file.users, file.days, file.seed));
    assert_eq!((again.start, again.growth_per_year), (file.start, file.growth_per_year));
    assert!(again.personas.is_empty());
}

#[test]
fn an_empty_file_is_the_default_simulation() {
    let options = format!("{:?}", read("").options());
    assert_eq!(options, format!("{:?}", SimulationOptions::new()));
}

#[test]
fn options_are_those_of_the_file() {
    let file = read("users = 3\ndays = 4\nseed = 5\nstart = \"2020-02-01\"\ngrowth = 0");
    let start = Time::from_millis(1_580_515_200_000);
    let expected = SimulationOptions::new().users(3).days(4).seed(5).start(start);
    let expected = expected.growth_per_year(0.0);
    assert_eq!(format!("{:?}", file.options()), format!("{expected:?}"));
}

#[test]
fn dates_need_no_quotes() {
    let starts =
        ["2020-02-01", "2020-02-01T00:00:00", "2020-02-01 00:00:00", "2020-02-01T01:00:00+01:00"];
    for start in starts {
        let expected = Some(Time::from_millis(1_580_515_200_000));
        assert_eq!(read(&format!("start = {start}")).start, expected, "{start}");
        assert_eq!(read(&format!("start = '{start}'")).start, expected, "{start}");
    }
}

#[test]
fn a_persona_of_which_nothing_is_said_is_the_built_in() {
    let file = read("[[persona]]\nname = 'Horn'\n[[persona]]\nname = 'Tuba'\nweight = 3");
    assert_eq!((file.personas[0].0, file.personas[1].0), (1, 3));
    assert_eq!(file.personas[0].1.definition(), &definition("Horn"));
    assert_eq!(file.personas[1].1.definition(), &definition("Tuba"));
}

const IMPATIENT: &str = r#"
[[persona]]
name = "Impatient"
like = "Tuba"
beta = 259200
hidden = ["Guest"]
[persona.starts]
"Logged In/free" = { Home = 7, Settings = 2 }
[persona.transitions."Logged In/free"]
NextSong = { "Roll Advert" = 0.2, NextSong = 0.6, "Home@Logged Out/free" = 0.01 }
"#;

#[test]
fn a_persona_like_another_differs_only_as_it_says() {
    let found = &definitions(IMPATIENT)[0];
    let mut expected = definition("Tuba");
    expected.name = "Impatient".into();
    expected.rhythm.beta_seconds = 259_200.0;
    expected.accounts.hidden_auths = vec!["Guest".into()];
    assert_eq!((&found.rhythm, &found.accounts), (&expected.rhythm, &expected.accounts));
    let songs = |page| probability(found, FREE, ["NextSong", page]);
    assert_eq!((songs("Roll Advert"), songs("NextSong"), songs("Home")), (0.2, 0.6, 0.02));
    assert_eq!(found.transitions.len(), expected.transitions.len() + 1);
    assert_eq!(found.starts.len(), expected.starts.len() + 1);
    let changed = found.transitions.iter().filter(|step| !expected.transitions.contains(step));
    assert_eq!(changed.count(), 3);
    let settings = found.starts.iter().find(|start| start.state.page == "Settings").unwrap();
    assert_eq!((settings.weight, settings.state.method.as_str()), (2, "GET"));
}

#[test]
fn a_persona_like_another_comes_back() {
    let file = read(IMPATIENT);
    let again = read(&file.to_toml().unwrap());
    assert_eq!(again.personas[0].1.definition(), file.personas[0].1.definition());
}

#[test]
fn a_persona_is_like_one_above_it() {
    let heir = "[[persona]]\nname = 'Heir'\nlike = 'Impatient'\nalpha = 33\n";
    let [impatient, heir] = &definitions(&format!("{IMPATIENT}{heir}"))[..] else { panic!() };
    assert_eq!(heir.rhythm.alpha_seconds, 33.0);
    assert_eq!(heir.rhythm.beta_seconds, 259_200.0);
    assert_eq!(heir.transitions, impatient.transitions);
}

#[test]
fn twice_the_adverts_leave_the_ends_of_sessions_as_they_are() {
    let text = "[[persona]]\nname = 'X'\nlike = 'Accordion'\nfactors = { 'Roll Advert' = 2 }";
    let (found, accordion) = (&definitions(text)[0], definition("Accordion"));
    let songs = |page| probability(found, FREE, ["NextSong", page]);
    assert_eq!(songs("Roll Advert"), 0.16);
    // 0.988 leads on; 0.08 more goes to adverts, so the rest shrinks from 0.908 to 0.828.
    assert!((songs("NextSong") - 0.75 * 0.828 / 0.908).abs() < 1e-12);
    assert_eq!(probability(found, PAID, ["NextSong", "Roll Advert"]), 0.002);
    for (before, after) in accordion.transitions.iter().zip(&found.transitions) {
        let leaving = |all: &PersonaDefinition| -> f64 {
            let steps = all.transitions.iter().filter(|step| step.source == before.source);
            steps.map(|step| step.probability).sum()
        };
        assert!((leaving(&accordion) - leaving(found)).abs() < 1e-12, "{}", before.source);
        assert_eq!((&before.source, &before.dest), (&after.source, &after.dest));
    }
}

#[test]
fn a_factor_of_zero_takes_a_page_away() {
    let text = "[[persona]]\nname = 'X'\nlike = 'Accordion'\nfactors = { Cancel = 0, Help = 0 }";
    let found = &definitions(text)[0];
    let cancels = found.transitions.iter().filter(|step| step.dest.page == "Cancel");
    assert!(cancels.map(|step| step.probability).sum::<f64>() == 0.0);
}

#[test]
fn what_is_written_wins_over_factors() {
    let text = "[[persona]]\nname = 'X'\nlike = 'Accordion'\nfactors = { 'Roll Advert' = 2 }
        [persona.transitions.'Logged In/free']\nNextSong = { 'Roll Advert' = 0.1 }";
    let found = &definitions(text)[0];
    assert_eq!(probability(found, FREE, ["NextSong", "Roll Advert"]), 0.1);
    assert_eq!(probability(found, FREE, ["Roll Advert", "Roll Advert"]), 0.04);
}

/// A service without levels or newcomers of its own kind.
const SMALL: &str = r#"
[pages]
Door = "GET 200"
Bell = "302"
"Door (form)" = { page = "Door", method = "PUT", status = 307 }

[[persona]]
name = "Neighbour"
alpha = 10
beta = 20000
auths = { Member = 1 }
newcomer = "Member"
starts = { Member = { Door = 1 } }
transitions.Member = { Door = { Bell = 0.5, "Door (form)" = 0.2 }, Bell = { "Door@Gone" = 1 } }
churned = "Gone"
"#;

#[test]
fn a_service_needs_no_levels() {
    let found = &definitions(SMALL)[0];
    assert_eq!(found.accounts.levels, [(1, String::new())]);
    assert_eq!(found.accounts.churned_auth.as_deref(), Some("Gone"));
    let rhythm = &found.rhythm;
    assert_eq!((rhythm.session_gap_seconds, rhythm.damping), (1_800.0, 0.0));
    let states: Vec<String> =
        found.transitions.iter().map(|step| format!("{} > {}", step.source, step.dest)).collect();
    let expected = [
        "Door (Member, GET 200) > Bell (Member, 302)",
        "Door (Member, GET 200) > Door (Member, PUT 307)",
        "Bell (Member, 302) > Door (Gone, GET 200)",
    ];
    assert_eq!(states, expected);
    let simulation = Simulation::new(read(SMALL).options().users(5).days(9)).unwrap();
    assert!(simulation.events().count() > 5);
}

#[test]
fn pages_of_one_name_come_back() {
    let text = read(SMALL).to_toml().unwrap();
    assert!(
        text.contains(
            "[pages.\"Door PUT 307\"]\npage = \"Door\"\nmethod = \"PUT\"\nstatus = 307\n"
        )
    );
    assert_eq!(definitions(&text), definitions(SMALL));
}

#[test]
fn a_name_of_the_file_means_the_same_to_an_heir() {
    let heir =
        "[[persona]]\nname = 'Heir'\nlike = 'Neighbour'\ntransitions.Member.Door.Bell = 0.25";
    // The page that comes last has the name `Door` as well, and another answer.
    let text = SMALL.replace("Door@Gone", "Door (form)@Gone");
    let found = &definitions(&format!("{text}{heir}"))[1];
    let probabilities: Vec<f64> = found.transitions.iter().map(|step| step.probability).collect();
    assert_eq!(probabilities, [0.25, 0.2, 1.0]);
}

#[test]
fn a_page_that_is_named_like_a_made_up_name_comes_back() {
    let text = SMALL.replace("Bell", "\"Door PUT 307\"");
    let text = text.replace("\"Door PUT 307\" = \"302\"", "\"Door PUT 307\" = \"GET 302\"");
    assert_eq!(definitions(&read(&text).to_toml().unwrap()), definitions(&text));
}

#[test]
fn a_page_that_an_heir_adds_comes_back() {
    let text = "pages = { Tour = 'GET 200' }\n[[persona]]\nname = 'X'\nlike = 'Accordion'
        [persona.transitions.'Guest/free']\nAbout = { Tour = 0.01 }\nTour = { Home = 0.5 }";
    let found = definitions(text);
    assert_eq!(found[0].transitions.len(), 267);
    assert_eq!(definitions(&read(text).to_toml().unwrap()), found);
}

#[test]
fn odd_names_come_back() {
    let rename = |text: &mut String| text.push_str(" @ \"é\n\t\\\u{7f}'=");
    let mut odd = definition("Accordion");
    rename(&mut odd.name);
    for step in &mut odd.transitions {
        rename(&mut step.source.page);
        rename(&mut step.dest.level);
        rename(&mut step.source.level);
        rename(&mut step.dest.page);
        step.source.method.clear();
        step.dest.method.clear();
    }
    for start in &mut odd.starts {
        rename(&mut start.state.page);
        rename(&mut start.state.level);
        start.state.method.clear();
    }
    odd.accounts.levels.iter_mut().for_each(|(_, level)| rename(level));
    rename(&mut odd.accounts.newcomer_level);
    let text = written(vec![(1, Persona::new(odd.clone()).unwrap())]);
    assert_eq!(definitions(&text), [odd]);
}

#[test]
fn what_has_no_form_is_refused() {
    let unwritable = |personas: Vec<PersonaDefinition>| {
        let mut file = SimulationFile::default();
        let checked = |definition| (1, Persona::new(definition).unwrap());
        file.personas = personas.into_iter().map(checked).collect();
        let error = file.to_toml().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        error.to_string()
    };
    let horn = definition("Horn");
    let twice = unwritable(vec![horn.clone(), horn.clone()]);
    let unwritten = "persona `Horn` cannot be written as TOML: ";
    assert_eq!(twice, format!("{unwritten}another persona has this name"));
    let mut slash = horn.clone();
    let states = slash.transitions.iter_mut().flat_map(|step| [&mut step.source, &mut step.dest]);
    for state in states.filter(|state| state.auth == "Cancelled") {
        state.auth = "N/A".into();
    }
    slash.accounts.churned_auth = Some("N/A".into());
    assert_eq!(unwritable(vec![slash]), format!("{unwritten}`N/A` has a `/` in its name"));
    let mut levels = horn;
    levels.accounts.levels.push((1, "free".into()));
    assert_eq!(unwritable(vec![levels]), format!("{unwritten}`free` has two weights"));
}

/// The events of twenty users of a persona.
fn events(persona: &Persona) -> Vec<String> {
    let options = SimulationOptions::new().users(20).days(20).mix([(1, persona.clone())]);
    let simulation = Simulation::new(options).unwrap();
    let event = |event: SimEvent<'_>| format!("{event:?}");
    simulation.events().map(event).collect()
}

#[test]
fn users_do_the_same_when_transitions_are_sorted_by_page() {
    let mut scattered = definition("Oboe");
    // Later transitions first, but those of one page in their order.
    scattered.transitions.sort_by(|left, right| right.dest.page.cmp(&left.dest.page));
    let scattered = Persona::new(scattered).unwrap();
    let again = read(&written(vec![(1, scattered.clone())])).personas.remove(0).1;
    assert_ne!(again.definition(), scattered.definition());
    assert_eq!(events(&again), events(&scattered));
}

#[test]
fn configurations_of_the_original_become_toml() {
    for persona in Persona::built_in() {
        let name = &persona.definition().name;
        let path = shared_data().join(format!("eventsim/configs/{name}-config.json"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped {name}: no {}", path.display());
            continue;
        };
        let config = EventsimConfig::from_json(name, &text).unwrap();
        let file = SimulationFile::from(config.clone());
        assert_eq!(file.seed, config.seed);
        let again = read(&file.to_toml().unwrap()).personas.remove(0).1;
        assert_eq!(events(&again), events(&config.persona), "{name}");
    }
}

#[test]
fn the_example_of_another_service_is_read() {
    let text = include_str!("../data/other_service.toml");
    let file = read(text);
    let [(3, busy), (1, thrifty)] = &file.personas[..] else { panic!("{file:?}") };
    let pages = |persona: &Persona| persona.definition().transitions.len();
    assert_eq!(pages(busy), pages(thrifty));
    let simulation = Simulation::new(file.options().users(200)).unwrap();
    let n_events = simulation.events().count();
    let gone = simulation.events().filter(|event| event.page == "Goodbye").count();
    assert!(n_events > 20_000 && (20..180).contains(&gone), "{n_events} events, {gone} gone");
    assert!(simulation.events().all(|event| event.song.is_none()));
    assert!(simulation.event_log().is_ok());
}
