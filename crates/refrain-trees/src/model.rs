//! Fitted trees that add up to a margin.

pub(crate) mod log_loss;
pub(crate) mod packed;
pub(crate) mod signature;
pub(crate) mod tree;
pub(crate) mod tree_model;
