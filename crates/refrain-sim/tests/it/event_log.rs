use refrain_core::{AttributeType, EventLog};
use refrain_sim::{Customer, SimEvent, Simulation, SimulationOptions};

use crate::small;

fn log_events(log: &EventLog, user_id: u64) -> refrain_core::Events<'_> {
    let entity = log.entity(&user_id.to_string()).unwrap();
    let end = log.range().end;
    log.history(entity, end).events()
}

#[test]
fn the_log_holds_exactly_the_events_that_name_their_user() {
    let simulation = small(1);
    let log = simulation.event_log().unwrap();
    let named: Vec<(SimEvent<'_>, Customer<'_>)> =
        simulation.events().filter_map(|event| Some((event, event.customer?))).collect();
    assert_eq!(log.n_events(), named.len());
    for user_idx in 0..simulation.n_users() {
        let mut own = named.iter().filter(|(event, _)| event.user_idx == user_idx).peekable();
        let Some((_, customer)) = own.peek() else { continue };
        for event in log_events(&log, customer.user_id).iter() {
            let (expected, customer) = own.next().unwrap();
            assert_eq!((event.time(), event.kind()), (expected.time, expected.page));
            assert_eq!(event.session(), Some(expected.session_id.to_string().as_str()));
            assert_eq!(event.text("level"), Some(expected.level));
            assert_eq!(event.text("userAgent"), Some(customer.user_agent));
            assert_eq!(event.text("location"), Some(customer.location));
            assert_eq!(event.text("gender"), Some(customer.gender));
            assert_eq!(event.text("artist"), expected.song.map(|song| song.artist));
            assert_eq!(event.text("song"), expected.song.map(|song| song.title));
            assert_eq!(event.number("length"), expected.song.map(|song| song.length_seconds));
        }
        assert!(own.next().is_none(), "user {user_idx}");
    }
}

#[test]
fn the_log_knows_registrations_and_the_attributes_by_name() {
    let simulation = small(1);
    let log = simulation.event_log().unwrap();
    let customer = simulation.events().find_map(|event| event.customer).unwrap();
    let events = log_events(&log, customer.user_id);
    assert_eq!(events.registration(), Some(customer.registration));
    let (text, number) = (AttributeType::Text, AttributeType::Number);
    let expected = [
        ("level", text),
        ("artist", text),
        ("song", text),
        ("length", number),
        ("gender", text),
        ("location", text),
        ("userAgent", text),
    ];
    assert!(log.attributes().eq(expected));
}

#[test]
fn a_log_without_a_named_user_is_an_error() {
    // One user on one day who, with this seed, does nothing.
    let silent = (0..).find(|seed| {
        let simulation = Simulation::new(SimulationOptions::new().users(1).days(1).seed(*seed));
        simulation.unwrap().events().next().is_none()
    });
    let options = SimulationOptions::new().users(1).days(1).seed(silent.unwrap());
    let error = Simulation::new(options).unwrap().event_log().err().unwrap();
    assert_eq!(error.kind(), refrain_sim::ErrorKind::Data);
}
