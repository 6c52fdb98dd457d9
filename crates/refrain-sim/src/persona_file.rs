//! Personas as files describe them: eventsim's JSON, and tables of TOML.
//!
//! A [`Draft`](draft::Draft) is a persona whose parts know where they were read: so every fault,
//! also one that comes out when the whole persona is checked, is told with its key and line.

pub(crate) mod built_in;
mod draft;
pub(crate) mod eventsim;
mod factors;
pub(crate) mod names;
pub(crate) mod rates;
pub(crate) mod table;
