//! Growth of one tree from sums of gradients by bin.

pub(crate) mod columns;
pub(crate) mod fixed_point;
pub(crate) mod grow;
pub(crate) mod histogram;
pub(crate) mod objective;
mod partition;
pub(crate) mod search;
pub(crate) mod split;
pub(crate) mod subsample;
