//! Numerics that several stages share.

pub(crate) mod logistic;
pub(crate) mod normal;
