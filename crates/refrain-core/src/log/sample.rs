//! Small logs to test rules, features and readers on.

use crate::entity_hash::mix;
use crate::log::builder::{EventLogBuilder, EventRow};
use crate::{AttributeType, Error, EventLog, Span, Time, Value};

/// 2018-10-01T00:00:00Z.
const START: Time = Time::from_millis(1_538_352_000_000);

/// A small seeded log for tests: entities with one event only, with long silences, with several
/// events at one instant, at midnight, with and without registration, and with missing attributes.
///
/// Kinds are drawn alike, save that half of all events are of the first. It is made to meet edges,
/// not to look like customers; `refrain-sim` does that.
///
/// # Determinism
///
/// The same options give the same log, on every platform.
///
/// # Examples
///
/// ```
/// use refrain_core::SampleLog;
///
/// let log = SampleLog::new(["play", "cancel"]).text("plan", ["free", "gold"]).build()?;
/// assert_eq!((log.n_entities(), log.kinds().len()), (12, 2));
/// assert_eq!(log.range().start.to_string(), "2018-10-01T00:00:00Z");
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SampleLog {
    kinds: Vec<String>,
    /// Names with the texts to draw from; none for numbers.
    attributes: Vec<(String, Vec<String>)>,
    n_entities: usize,
    n_days: u32,
    seed: u64,
}

impl SampleLog {
    /// Starts from the kinds of event: 12 entities over 60 days.
    pub fn new<S: Into<String>>(kinds: impl IntoIterator<Item = S>) -> SampleLog {
        let kinds = kinds.into_iter().map(Into::into).collect();
        SampleLog { kinds, attributes: Vec::new(), n_entities: 12, n_days: 60, seed: 1 }
    }

    /// Adds a text attribute with the values that occur.
    pub fn text<S: Into<String>>(
        mut self,
        attribute: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> SampleLog {
        let values = values.into_iter().map(Into::into).collect();
        self.attributes.push((attribute.into(), values));
        self
    }

    /// Adds a number attribute, with whole values from 0 to 999.
    pub fn number(mut self, attribute: impl Into<String>) -> SampleLog {
        self.attributes.push((attribute.into(), Vec::new()));
        self
    }

    /// Sets the number of entities.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::SampleLog;
    ///
    /// let log = SampleLog::new(["play", "cancel"]).entities(30).days(90).seed(7).build()?;
    /// assert_eq!(log.n_entities(), 30);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn entities(self, n_entities: usize) -> SampleLog {
        SampleLog { n_entities, ..self }
    }

    /// Sets the number of days.
    pub fn days(self, n_days: u32) -> SampleLog {
        SampleLog { n_days, ..self }
    }

    /// Sets the seed.
    pub fn seed(self, seed: u64) -> SampleLog {
        SampleLog { seed, ..self }
    }

    /// Makes the log.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) without a kind, an entity or a day,
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if two attributes have one name.
    pub fn build(&self) -> Result<EventLog, Error> {
        let kind_of = |values: &Vec<String>| match values.is_empty() {
            true => AttributeType::Number,
            false => AttributeType::Text,
        };
        let attributes = self.attributes.iter().map(|(name, v)| (name.as_str(), kind_of(v)));
        let mut builder = EventLogBuilder::new(&attributes.collect::<Vec<_>>())?;
        let n_entities =
            if self.kinds.is_empty() || self.n_days == 0 { 0 } else { self.n_entities };
        for entity in 0..n_entities {
            self.push_entity(&mut builder, entity)?;
        }
        builder.finish()
    }

    fn push_entity(&self, builder: &mut EventLogBuilder, entity: usize) -> Result<(), Error> {
        let mut stream = Stream(mix(self.seed) ^ mix(entity as u64));
        let id = format!("customer {}", entity + 1);
        let end = START + Span::from_days(self.n_days);
        // The first entity is there from the first instant to the last, so that the log is as long
        // as was asked for.
        let mut time = match entity {
            0 => START,
            _ => START + Span::from_hours(stream.below(12 * u64::from(self.n_days)) as u32),
        };
        let registration = match entity % 3 {
            0 => None,
            1 => Some(time - Span::from_days(stream.below(40) as u32)),
            // Later than the first event, as in some real logs.
            _ => Some(time + Span::from_days(2)),
        };
        let n_events = if entity == 1 { 1 } else { usize::MAX };
        let mut session = 0;
        for _ in 0..n_events {
            if time >= end {
                break;
            }
            self.push_event(builder, &mut stream, (&id, time, session, registration))?;
            let gap = stream.gap();
            session += u32::from(gap > Span::from_hours(1));
            time = time + gap;
        }
        match entity {
            0 => self.push_event(
                builder,
                &mut stream,
                (&id, end - Span::MILLISECOND, session, registration),
            ),
            _ => Ok(()),
        }
    }

    fn push_event(
        &self,
        builder: &mut EventLogBuilder,
        stream: &mut Stream,
        (entity, time, session, registration): (&str, Time, u32, Option<Time>),
    ) -> Result<(), Error> {
        let kind = match stream.below(2) {
            0 => 0,
            _ => stream.below(self.kinds.len() as u64) as usize,
        };
        let mut values = Vec::with_capacity(self.attributes.len());
        for (_, texts) in &self.attributes {
            values.push(match (stream.below(5), texts.is_empty()) {
                (0, _) => Value::Missing,
                (_, true) => Value::Number(stream.below(1_000) as f64),
                (_, false) => Value::Text(&texts[stream.below(texts.len() as u64) as usize]),
            });
        }
        builder.push(&EventRow {
            entity,
            time,
            kind: &self.kinds[kind],
            session: Some(&session.to_string()),
            sequence: None,
            registration,
            attributes: &values,
        })
    }
}

/// Numbers that depend on a seed alone.
struct Stream(u64);

impl Stream {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = mix(self.0);
        self.0 % limit
    }

    /// Time to the next event: none, minutes, the next midnight's worth, days, or a long silence.
    fn gap(&mut self) -> Span {
        match self.below(8) {
            0 => Span::ZERO,
            1 | 2 => Span::from_seconds(self.below(3_600) as u32),
            3 => Span::from_days(1),
            4..=6 => Span::from_hours(self.below(96) as u32),
            _ => Span::from_days(5 + self.below(16) as u32),
        }
    }
}
