//! The log that the users leave: as events, as JSON lines, as an event log.

mod assignment;
pub(crate) mod coded_event;
pub(crate) mod event;
mod event_log;
pub(crate) mod events;
mod json;
mod json_lines;
mod line_forms;
pub(crate) mod problem;
