//! Checks of the columns of a table.

pub(crate) mod cancel;
pub(crate) mod exposure;
pub(crate) mod ids;
pub(crate) mod label_proxies;
pub(crate) mod oddities;
pub(crate) mod periods;
