//! Contributions of columns: exact for each row, and of the whole model.

pub(crate) mod explanations;
mod importance;
mod quadrature;
pub(crate) mod shap;
