//! Songs, people and places: the texts of the log that users have no part in.

pub(crate) mod catalogue;
mod name_patterns;
pub(crate) mod people;
pub(crate) mod texts;
