//! The form of an event in Sparkify's log.
//!
//! The names of the fields are written as they are and serde_json writes the values: a derived
//! serialiser would escape every name on every row.

use std::io::{self, Write};

use serde::Serialize;

use crate::content::catalogue::Song;
use crate::log::event::{Customer, SimEvent};
use crate::persona::definition::PageState;

impl SimEvent<'_> {
    /// Writes the event as one line of JSON, with the fields of Sparkify's log in their order.
    ///
    /// `userId` is empty and the rest of [`Customer`] absent where the log does not name the
    /// user; `artist`, `song` and `length` are there on `NextSong` only. It makes many small
    /// writes: give it a writer with a buffer.
    ///
    /// # Errors
    ///
    /// What the writer returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let event = simulation.events().next().expect("ten users do something in two weeks");
    /// let mut line = Vec::new();
    /// event.write_json_line(&mut line).expect("memory takes every byte");
    /// assert!(String::from_utf8_lossy(&line).contains(&format!("\"page\":\"{}\"", event.page)));
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn write_json_line(&self, out: &mut impl Write) -> io::Result<()> {
        write_object(self, out)?;
        out.write_all(b"\n")
    }
}

/// Writes an event as an object, its fields in the order of Sparkify's log.
pub(crate) fn write_object(event: &SimEvent<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, r#"{"ts":"#, &event.time.millis())?;
    write_user_id(event.customer.map(|customer| customer.user_id), out)?;
    field(out, r#","sessionId":"#, &event.session_id)?;
    write_page(event.state, out)?;
    field(out, "", &event.item_in_session)?;
    if let Some(customer) = &event.customer {
        write_customer(customer, out)?;
    }
    if let Some(song) = &event.song {
        write_song(song, out)?;
    }
    out.write_all(b"}")
}

/// Writes the id as a string of digits, empty where the log does not name the user.
pub(crate) fn write_user_id(user_id: Option<u64>, out: &mut impl Write) -> io::Result<()> {
    match user_id {
        Some(user_id) => {
            field(out, r#","userId":""#, &user_id)?;
            out.write_all(b"\"")
        }
        None => out.write_all(br#","userId":"""#),
    }
}

/// Writes what depends on the page alone, up to where the position in the session stands.
pub(crate) fn write_page(state: &PageState, out: &mut impl Write) -> io::Result<()> {
    field(out, r#","page":"#, &state.page)?;
    field(out, r#","auth":"#, &state.auth)?;
    field(out, r#","method":"#, &state.method)?;
    field(out, r#","status":"#, &state.status)?;
    field(out, r#","level":"#, &state.level)?;
    out.write_all(br#","itemInSession":"#)
}

fn write_customer(customer: &Customer<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, LOCATION, customer.location)?;
    field(out, USER_AGENT, customer.user_agent)?;
    field(out, LAST_NAME, customer.last_name)?;
    field(out, FIRST_NAME, customer.first_name)?;
    field(out, REGISTRATION, &customer.registration.millis())?;
    field(out, GENDER, customer.gender)
}

pub(crate) const LOCATION: &str = r#","location":"#;
pub(crate) const USER_AGENT: &str = r#","userAgent":"#;
pub(crate) const LAST_NAME: &str = r#","lastName":"#;
pub(crate) const FIRST_NAME: &str = r#","firstName":"#;
pub(crate) const REGISTRATION: &str = r#","registration":"#;
pub(crate) const GENDER: &str = r#","gender":"#;

pub(crate) fn write_song(song: &Song<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, r#","artist":"#, song.artist)?;
    field(out, r#","song":"#, song.title)?;
    field(out, r#","length":"#, &song.length_seconds)
}

/// Writes what comes before a value, and the value.
pub(crate) fn field(
    out: &mut impl Write,
    before: &str,
    value: &(impl Serialize + ?Sized),
) -> io::Result<()> {
    out.write_all(before.as_bytes())?;
    Ok(serde_json::to_writer(out, value)?)
}
