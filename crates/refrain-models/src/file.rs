//! Models in files.

mod format;
mod header;
mod problem;
mod replace;
mod saved;
mod training_log;

pub use header::{FeatureDefinition, HeaderFigure, ModelHeader, TrainingDescription};
pub use saved::SavedModel;
pub use training_log::{AttributeShare, LogShare, TrainingLog};
