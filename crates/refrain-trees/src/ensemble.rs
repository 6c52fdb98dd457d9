//! Single trees, forests and boosting.

pub(crate) mod boosting;
pub(crate) mod forest;
