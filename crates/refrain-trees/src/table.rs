//! The rows a model learns from and predicts.

pub(crate) mod features;
pub(crate) mod labelled;
#[cfg(feature = "ndarray")]
mod view;
