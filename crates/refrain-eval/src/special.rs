//! Special functions that the standard library lacks.

mod incomplete_beta;
mod normal;

pub(crate) use incomplete_beta::incomplete_beta;
pub(crate) use normal::{normal_cdf, normal_quantile};
