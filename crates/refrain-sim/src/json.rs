//! The form of an event in Sparkify's log.
//!
//! The names of the fields are written as they are and serde_json writes the values: a derived
//! serialiser would escape every name on every row.

use std::io::{self, Write};

use serde::Serialize;

use crate::catalogue::Song;
use crate::event::{Customer, SimEvent};

/// Writes an event as an object, its fields in the order of Sparkify's log.
pub(crate) fn write_object(event: &SimEvent<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, r#"{"ts":"#, &event.time.millis())?;
    write_user_id(event.customer.as_ref(), out)?;
    field(out, r#","sessionId":"#, &event.session_id)?;
    field(out, r#","page":"#, event.page)?;
    field(out, r#","auth":"#, event.auth)?;
    field(out, r#","method":"#, event.method)?;
    field(out, r#","status":"#, &event.status)?;
    field(out, r#","level":"#, event.level)?;
    field(out, r#","itemInSession":"#, &event.item_in_session)?;
    if let Some(customer) = &event.customer {
        write_customer(customer, out)?;
    }
    if let Some(song) = &event.song {
        write_song(song, out)?;
    }
    out.write_all(b"}")
}

/// Writes the id as a string of digits, empty where the log does not name the user.
fn write_user_id(customer: Option<&Customer<'_>>, out: &mut impl Write) -> io::Result<()> {
    match customer {
        Some(customer) => {
            field(out, r#","userId":""#, &customer.user_id)?;
            out.write_all(b"\"")
        }
        None => out.write_all(br#","userId":"""#),
    }
}

fn write_customer(customer: &Customer<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, r#","location":"#, customer.location)?;
    field(out, r#","userAgent":"#, customer.user_agent)?;
    field(out, r#","lastName":"#, customer.last_name)?;
    field(out, r#","firstName":"#, customer.first_name)?;
    field(out, r#","registration":"#, &customer.registration.millis())?;
    field(out, r#","gender":"#, customer.gender)
}

fn write_song(song: &Song<'_>, out: &mut impl Write) -> io::Result<()> {
    field(out, r#","artist":"#, song.artist)?;
    field(out, r#","song":"#, song.title)?;
    field(out, r#","length":"#, &song.length_seconds)
}

/// Writes what comes before a value, and the value.
fn field(out: &mut impl Write, before: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    out.write_all(before.as_bytes())?;
    Ok(serde_json::to_writer(out, value)?)
}
