//! Reading models: partial dependence, and contributions in words.

mod partial_dependence;
mod wording;

pub use partial_dependence::{
    FeatureValue, PartialDependence, PartialDependenceOptions, PartialDependencePoint,
    partial_dependence,
};
pub use wording::in_words;
