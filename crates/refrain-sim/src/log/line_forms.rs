//! Lines put together from pieces that are written once and copied ever after.

use std::sync::LazyLock;

use serde::Serialize;

use crate::content::catalogue::{Catalogue, SongIdx};
use crate::content::people::People;
use crate::content::texts::Texts;
use crate::log::event::{session_id, user_id};
use crate::log::json::{self, field, write_page, write_song};
use crate::persona::Persona;
use crate::population::row::Row;
use crate::population::user::Profile;
use crate::simulation::Simulation;

/// The pieces of a simulation's lines.
pub(crate) struct LineForms {
    n_users: u32,
    /// By persona, then by state.
    states: Vec<Vec<StateForm>>,
    people: &'static PeopleForms,
    songs: &'static Texts,
}

/// The piece of a page.
struct StateForm {
    fields: String,
    shows_user: bool,
}

/// The pieces of what people are drawn from, each by its position.
struct PeopleForms {
    locations: Texts,
    user_agents: Texts,
    last_names: Texts,
    first_names: Texts,
    genders: Texts,
}

// Once for a process: to format all songs takes longer than to write a small log.
static SONGS: LazyLock<Texts> = LazyLock::new(|| {
    let catalogue = Catalogue::built_in();
    let append = |song: SongIdx, out: &mut String| {
        appended(out, |bytes| write_song(&catalogue.song(song), bytes));
    };
    Texts::compose(catalogue.n_songs(), append)
});

static PEOPLE: LazyLock<PeopleForms> = LazyLock::new(|| {
    let people = People::built_in();
    let first_names = people.first_names.items();
    PeopleForms {
        locations: fields(json::LOCATION, people.locations.items()),
        user_agents: fields(json::USER_AGENT, people.user_agents.items()),
        last_names: fields(json::LAST_NAME, people.last_names.items()),
        first_names: fields(json::FIRST_NAME, first_names.iter().map(|first| first.name)),
        genders: fields(json::GENDER, first_names.iter().map(|first| first.gender)),
    }
});

impl LineForms {
    pub(crate) fn new(simulation: &Simulation) -> LineForms {
        let states = simulation.personas().iter().map(state_forms).collect();
        LineForms { n_users: simulation.n_users(), states, people: &PEOPLE, songs: &SONGS }
    }

    /// Appends an event as a line: that of
    /// [`write_json_line`](crate::SimEvent::write_json_line).
    pub(crate) fn append(&self, row: &Row, profile: &Profile, out: &mut Vec<u8>) {
        let state = &self.states[row.persona as usize][row.state as usize];
        // Byte for byte the order of `write_object`; a test compares the two on a whole log.
        out.extend_from_slice(br#"{"ts":"#);
        push_number(row.at * 1_000, out);
        match state.shows_user {
            true => {
                out.extend_from_slice(br#","userId":""#);
                push_number(user_id(row.user_idx), out);
                out.extend_from_slice(br#"","sessionId":"#);
            }
            false => out.extend_from_slice(br#","userId":"","sessionId":"#),
        }
        push_number(session_id(self.n_users, row), out);
        out.extend_from_slice(state.fields.as_bytes());
        push_number(row.item_in_session, out);
        if state.shows_user {
            self.people.append(profile, out);
        }
        if let Some(song) = row.song() {
            out.extend_from_slice(self.songs.get(song).as_bytes());
        }
        out.extend_from_slice(b"}\n");
    }
}

impl PeopleForms {
    fn append(&self, profile: &Profile, out: &mut Vec<u8>) {
        let person = profile.person;
        let mut push = |texts: &Texts, position: u16| {
            out.extend_from_slice(texts.get(position.into()).as_bytes());
        };
        push(&self.locations, person.location);
        push(&self.user_agents, person.user_agent);
        push(&self.last_names, person.last_name);
        push(&self.first_names, person.first_name);
        out.extend_from_slice(json::REGISTRATION.as_bytes());
        push_number(profile.registered_at * 1_000, out);
        out.extend_from_slice(self.genders.get(person.first_name.into()).as_bytes());
    }
}

fn state_forms(persona: &Persona) -> Vec<StateForm> {
    let form = |state: &crate::persona::chain::State| {
        let mut fields = String::new();
        appended(&mut fields, |bytes| write_page(&state.page, bytes));
        StateForm { fields, shows_user: state.shows_user }
    };
    persona.chain.states().iter().map(form).collect()
}

/// Writes each value as a field.
fn fields<'a, T>(before: &str, values: impl IntoIterator<Item = &'a T>) -> Texts
where
    T: Serialize + ?Sized + 'a,
{
    let values: Vec<&T> = values.into_iter().collect();
    let append = |position: u32, out: &mut String| {
        appended(out, |bytes| field(bytes, before, values[position as usize]));
    };
    Texts::compose(values.len() as u32, append)
}

/// Appends JSON.
fn appended(out: &mut String, write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("memory takes every write");
    out.push_str(std::str::from_utf8(&bytes).expect("JSON is UTF-8"));
}

fn push_number(number: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}
