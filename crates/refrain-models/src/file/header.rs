//! The header of a model file, readable with `head -2`.

use std::collections::BTreeMap;

use refrain_core::{Column, Dataset, PredictProba, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::TrainingLog;
use crate::{AnyModel, ModelKind};

/// Origin of a model: kind, version, features, training rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelHeader {
    /// Kind of the model.
    pub kind: ModelKind,
    /// Version of `refrain-models` that wrote it.
    pub crate_version: String,
    /// The features it was fitted on, in order.
    pub features: Vec<FeatureDefinition>,
    /// CRC-32 of the features' names, units and descriptions: equal where models share a schema.
    pub schema_hash: String,
    /// The rows it was fitted on.
    pub training: TrainingDescription,
    /// Figures of the estimator in tests, by the name of the metric; none where nobody tested it.
    #[serde(default)]
    pub metrics: BTreeMap<String, HeaderFigure>,
    /// The log that the rows were made of; none where it was a table, and in files that were written
    /// before models kept it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training_log: Option<TrainingLog>,
    /// Whatever the caller wants to find again, such as the feature set, rule, lead and horizon.
    pub context: BTreeMap<String, String>,
}

/// A feature as the header keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeatureDefinition {
    /// Its name.
    pub name: String,
    /// The unit of its values; empty if nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Its meaning in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// A metric with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HeaderFigure {
    /// Its value.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
}

impl HeaderFigure {
    /// Puts together a value and the ends of its interval.
    pub fn new(value: f64, low: f64, high: f64) -> HeaderFigure {
        HeaderFigure { value, low, high }
    }
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
        train: &Dataset,
        context: BTreeMap<String, String>,
    ) -> Option<ModelHeader> {
        let features: Vec<FeatureDefinition> =
            train.features().columns().iter().map(FeatureDefinition::of).collect();
        Some(ModelHeader {
            kind: model.kind(),
            crate_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema_hash: schema_hash(&features),
            features,
            training: TrainingDescription::of(train)?,
            metrics: BTreeMap::new(),
            training_log: None,
            context,
        })
    }

    /// Returns what the header says otherwise than the model.
    pub(crate) fn contradiction(&self, model: &AnyModel) -> Option<&'static str> {
        if self.kind != model.kind() {
            return Some("the kind of model");
        }
        let names = self.features.iter().map(|feature| &feature.name);
        if !names.eq(model.feature_names()) {
            return Some("the list of features");
        }
        // The hash is in the header for other programs; one that does not fit was edited by hand.
        (self.schema_hash != schema_hash(&self.features)).then_some("the hash of the schema")
    }
}

impl FeatureDefinition {
    fn of(column: &Column) -> FeatureDefinition {
        FeatureDefinition {
            name: column.name.clone(),
            unit: column.unit.clone(),
            description: column.description.clone(),
        }
    }
}

fn schema_hash(features: &[FeatureDefinition]) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for FeatureDefinition { name, unit, description } in features {
        for text in [name, unit, description] {
            hasher.update(text.as_bytes());
            // Otherwise the end of one text could be the beginning of the next.
            hasher.update(&[0]);
        }
    }
    format!("{:08x}", hasher.finalize())
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
