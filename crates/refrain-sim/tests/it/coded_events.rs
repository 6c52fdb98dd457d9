use refrain_core::Span;
use refrain_sim::{
    CodedEvent, Customer, PageState, Rate, Scenario, SimEvent, Simulation, SimulationOptions, Song,
    Treated,
};

use crate::small;

struct Lists<'a> {
    page_states: Vec<&'a PageState>,
    customers: Vec<Customer<'a>>,
    songs: Vec<Song<'a>>,
}

impl<'a> Lists<'a> {
    fn of(simulation: &'a Simulation) -> Lists<'a> {
        Lists {
            page_states: simulation.page_states().collect(),
            customers: simulation.customers().collect(),
            songs: simulation.songs().collect(),
        }
    }

    fn stands_for(&self, coded: &CodedEvent, event: &SimEvent<'_>) -> bool {
        let state = self.page_states[coded.page_state_idx as usize];
        let customer = self.customers[coded.user_idx as usize];
        let song = coded.song_idx.map(|song| self.songs[song as usize]);
        (coded.time, coded.user_idx) == (event.time, event.user_idx)
            && coded.session_id == event.session_id
            && coded.item_in_session == event.item_in_session
            && (&*state.page, &*state.auth, &*state.level) == (event.page, event.auth, event.level)
            && (&*state.method, state.status) == (event.method, event.status)
            && coded.names_user.then_some(customer) == event.customer
            && song == event.song
    }
}

#[track_caller]
fn check(simulation: &Simulation) {
    let lists = Lists::of(simulation);
    assert_eq!(lists.customers.len(), simulation.n_users() as usize);
    let mut events = simulation.events();
    for coded in simulation.coded_events() {
        let event = events.next().unwrap();
        assert!(lists.stands_for(&coded, &event), "{coded:?} is not {event:?}");
    }
    assert!(events.next().is_none());
}

#[test]
fn coded_events_are_the_events_with_positions_for_texts() {
    check(&small(1));
}

#[test]
fn states_of_personas_under_a_scenario_are_in_the_list() {
    let options = SimulationOptions::new().users(60).days(30).seed(2);
    let plain = Simulation::new(options.clone()).unwrap();
    let from = plain.range().start + Span::from_days(10);
    let fewer = Scenario::new("fewer adverts", from, Treated::Share(0.5));
    let fewer = fewer.change(Rate::to("Roll Advert"), 0.1);
    let simulation = Simulation::new(options.scenario(fewer)).unwrap();
    assert_eq!(simulation.page_states().count(), 2 * plain.page_states().count());
    check(&simulation);
}
