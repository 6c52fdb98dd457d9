//! Profiles: browser, system and device from a user agent, place, gender.

pub(crate) mod agent;
pub(crate) mod gender;
pub(crate) mod place;
