//! Models in files.

mod format;
mod header;
mod problem;
mod replace;
mod saved;

pub use header::{FeatureDefinition, HeaderFigure, ModelHeader, TrainingDescription};
pub use saved::SavedModel;
