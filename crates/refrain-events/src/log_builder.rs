//! Builder of logs by a schema.

use refrain_core::{AttributeType, Error, EventLogBuilder};

use crate::schema::EventSchema;

/// A builder of the schema's attributes, its sessions, its keys and its calendar.
pub(crate) fn log_builder(schema: &EventSchema) -> Result<EventLogBuilder, Error> {
    let attributes: Vec<(&str, AttributeType)> =
        schema.attributes().iter().map(|a| (a.name.as_str(), a.kind)).collect();
    let mut builder = EventLogBuilder::new(&attributes)?.calendar(schema.calendar().clone());
    if let Some(gap) = schema.roles().session_gap {
        builder = builder.sessions_by_gap(gap);
    }
    if !schema.rows().deduplicate_by.is_empty() {
        builder = builder.keyed();
    }
    Ok(builder)
}
