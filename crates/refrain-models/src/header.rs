//! What a model file says about its model, readable with `head -2`.

use std::collections::BTreeMap;

use refrain_core::{Dataset, PredictProba, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{AnyModel, ModelKind};

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelHeader {
    /// Which model it is.
    pub kind: ModelKind,
    /// Version of `refrain-models` that wrote it.
    pub crate_version: String,
    /// Names of the features it was fitted on, in order.
    pub features: Vec<String>,
    /// The rows it was fitted on.
    pub training: TrainingDescription,
    /// Whatever the caller wants to find again, such as the feature set, rule, lead and horizon.
    pub context: BTreeMap<String, String>,
}

/// The rows a model was fitted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrainingDescription {
    /// Number of rows.
    pub n_rows: u64,
    /// Number of them that churned.
    pub n_churned: u64,
    /// The earliest cutoff, in the file as milliseconds since the epoch.
    #[serde(rename = "first_cutoff_ms", with = "millis")]
    pub first_cutoff: Time,
    /// The latest cutoff, in the file as milliseconds since the epoch.
    #[serde(rename = "last_cutoff_ms", with = "millis")]
    pub last_cutoff: Time,
}

impl ModelHeader {
    pub(crate) fn of(
        model: &AnyModel,
        training: TrainingDescription,
        context: BTreeMap<String, String>,
    ) -> ModelHeader {
        ModelHeader {
            kind: model.kind(),
            crate_version: env!("CARGO_PKG_VERSION").to_owned(),
            features: model.feature_names().to_vec(),
            training,
            context,
        }
    }

    /// Returns what the header says otherwise than the model.
    pub(crate) fn contradiction(&self, model: &AnyModel) -> Option<&'static str> {
        if self.kind != model.kind() {
            return Some("the kind of model");
        }
        (self.features != model.feature_names()).then_some("the list of features")
    }
}

impl TrainingDescription {
    /// Describes a dataset; `None` if it has no row.
    pub(crate) fn of(train: &Dataset) -> Option<TrainingDescription> {
        let cutoffs = || train.features().observations().iter().map(|row| row.cutoff);
        Some(TrainingDescription {
            n_rows: train.n_rows() as u64,
            n_churned: train.n_churned() as u64,
            first_cutoff: cutoffs().min()?,
            last_cutoff: cutoffs().max()?,
        })
    }
}

/// Times in JSON, which core leaves to whoever writes them.
mod millis {
    use super::{Deserialize, Deserializer, Serializer, Time};

    pub(super) fn serialize<S: Serializer>(time: &Time, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(time.millis())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        i64::deserialize(from).map(Time::from_millis)
    }
}
