//! The users, taken through time.

pub(crate) mod crowd;
pub(crate) mod row;
pub(crate) mod row_iter;
pub(crate) mod user;
pub(crate) mod windows;
