//! Logs made of some events of another.

use crate::log::NO_INSTANT;
use crate::log::builder::{EventLogBuilder, EventRow};
use crate::{EntityIdx, Error, EventLog, Events, Time, TimeRange, Value};

impl EventLog {
    /// Copies some of the events into a log of their own, each under the id that `id_of` gives for
    /// its entity and instant; those without one are left out.
    ///
    /// For tests: whatever is computed of an entity must not change if later events are left out,
    /// other entities are, or ids are exchanged. The new log was observed over `observed` at least,
    /// so that its range need not shrink with its events.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if no event is left.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{SampleLog, Time, TimeRange};
    ///
    /// let log = SampleLog::new(["visit", "cancel"]).build()?;
    /// let cutoff: Time = "2018-10-20".parse()?;
    /// let id = |entity, time| (time < cutoff).then(|| log.entity_id(entity).to_owned());
    /// let past = log.extract(TimeRange::new(log.range().start, cutoff), id)?;
    /// assert_eq!(past.range().end, cutoff);
    /// assert!(past.n_events() < log.n_events());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn extract(
        &self,
        observed: TimeRange,
        id_of: impl Fn(EntityIdx, Time) -> Option<String>,
    ) -> Result<EventLog, Error> {
        let attributes: Vec<_> = self.attributes().collect();
        let mut builder =
            EventLogBuilder::new(&attributes)?.observed(observed).calendar(self.calendar().clone());
        for entity in self.entities() {
            let events = Events::new(self, entity, self.rows(entity));
            let registrations =
                self.columns().registration.cells(entity.position(), self.rows(entity));
            for (row, event) in events.iter().enumerate() {
                let Some(id) = id_of(entity, event.time()) else { continue };
                let value = |(name, _): &(&str, _)| match (event.text(name), event.number(name)) {
                    (Some(text), _) => Value::Text(text),
                    (None, Some(number)) => Value::Number(number),
                    (None, None) => Value::Missing,
                };
                let values: Vec<Value<'_>> = attributes.iter().map(value).collect();
                builder.push(&EventRow {
                    entity: &id,
                    time: event.time(),
                    kind: event.kind(),
                    session: event.session(),
                    sequence: None,
                    registration: Some(registrations.get(row)).filter(|at| *at != NO_INSTANT),
                    attributes: &values,
                })?;
            }
        }
        builder.finish()
    }
}
