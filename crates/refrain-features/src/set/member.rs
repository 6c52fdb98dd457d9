//! Members of a set: features of strangers and those that come with the crate.

use refrain_core::Column;

use crate::feature::built_in::BuiltIn;
use crate::feature::{Feature, Need};

/// Features that give some columns of a set.
pub(crate) enum Member {
    Own(Box<dyn Feature>),
    BuiltIn(Box<dyn BuiltIn>),
}

impl Member {
    pub(crate) fn columns(&self) -> Vec<Column> {
        match self {
            Member::Own(feature) => feature.columns(),
            Member::BuiltIn(feature) => feature.columns(),
        }
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        match self {
            Member::Own(feature) => feature.needs(),
            Member::BuiltIn(feature) => feature.needs(),
        }
    }
}
