//! Simulated events as an [`EventLog`], without a detour through JSON.

use refrain_core::{AttributeType, EventLog, EventLogBuilder, EventRow, Value};

use crate::log::event::{Customer, SimEvent};
use crate::{Error, Simulation};

const ATTRIBUTES: [(&str, AttributeType); 7] = [
    ("level", AttributeType::Text),
    ("artist", AttributeType::Text),
    ("song", AttributeType::Text),
    ("length", AttributeType::Number),
    ("gender", AttributeType::Text),
    ("location", AttributeType::Text),
    ("userAgent", AttributeType::Text),
];

impl Simulation {
    /// Collects the events whose user the log names into an [`EventLog`].
    ///
    /// Entities are user ids, kinds are pages, sequences are positions in the session; the
    /// attributes are `level`, `artist`, `song`, `length`, `gender`, `location` and `userAgent`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there are no such events, or more than a log can hold.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Time;
    /// use refrain_sim::{Simulation, SimulationOptions};
    ///
    /// let simulation = Simulation::new(SimulationOptions::new().users(10).days(14).seed(7))?;
    /// let log = simulation.event_log()?;
    /// let user = log.entities().next().expect("somebody was there");
    /// let seconds: f64 =
    ///     log.history(user, Time::MAX).events().iter().filter_map(|event| event.number("length")).sum();
    /// assert!(seconds > 0.0);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn event_log(&self) -> Result<EventLog, Error> {
        event_log(self.events())
    }
}

/// Collects the events that name their user.
pub(crate) fn event_log<'a>(events: impl Iterator<Item = SimEvent<'a>>) -> Result<EventLog, Error> {
    // Several events may fall on one second: their place in the session orders them.
    let mut builder = EventLogBuilder::new(&ATTRIBUTES)?.ordered_by_sequence();
    for event in events {
        if let Some(customer) = &event.customer {
            push(&mut builder, &event, customer)?;
        }
    }
    builder.finish()
}

fn push(
    builder: &mut EventLogBuilder,
    event: &SimEvent<'_>,
    customer: &Customer<'_>,
) -> Result<(), Error> {
    let [artist, title, length] = match &event.song {
        Some(song) => {
            [Value::Text(song.artist), Value::Text(song.title), Value::Number(song.length_seconds)]
        }
        None => [Value::Missing; 3],
    };
    builder.push(
        &EventRow::new(&customer.user_id.to_string(), event.time, event.page)
            .session(event.session_id.to_string().as_str())
            .sequence(i64::from(event.item_in_session))
            .registration(customer.registration)
            .attributes(&[
                Value::Text(event.level),
                artist,
                title,
                length,
                Value::Text(customer.gender),
                Value::Text(customer.location),
                Value::Text(customer.user_agent),
            ]),
    )
}
