//! Models on disk.

use std::collections::BTreeMap;
use std::path::Path;

use refrain_core::Dataset;

use super::problem::FileProblem;
use super::{format, replace};
use crate::estimators::stored::Stored;
use crate::rows::problem::RowsProblem;
use crate::{AnyModel, Error, HeaderFigure, ModelHeader};

/// A model together with where it comes from, as kept in a model file.
///
/// The file's first line is `refrain-model 2` (the format's version), the second a JSON object on
/// one line (the [`ModelHeader`]); the model follows in postcard, and a CRC-32 of everything
/// before it ends the file. A change of any byte or length is found on loading, and what comes
/// back is the same model bit for bit.
///
/// # Examples
///
/// ```no_run
/// use refrain_core::{FeatureMatrix, PredictProba};
/// use refrain_models::{Error, SavedModel};
///
/// fn score(features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
///     let saved = SavedModel::load("churn.model")?;
///     println!("fitted on {} rows", saved.header().training.n_rows);
///     saved.model().predict_proba(features)
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SavedModel {
    header: ModelHeader,
    model: AnyModel,
}

impl SavedModel {
    /// Describes a model that was fitted on a dataset.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there is no row,
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the model was fitted on other
    /// features.
    pub fn new(
        model: AnyModel,
        train: &Dataset,
        context: BTreeMap<String, String>,
    ) -> Result<SavedModel, Error> {
        model.signature().check(train.features())?;
        let header = ModelHeader::of(&model, train, context).ok_or(RowsProblem::NoRows)?;
        Ok(SavedModel { header, model })
    }

    /// Keeps how the estimator did in tests, by the name of the metric.
    pub fn with_metrics(mut self, metrics: BTreeMap<String, HeaderFigure>) -> SavedModel {
        self.header.metrics = metrics;
        self
    }

    /// Returns where the model comes from.
    pub fn header(&self) -> &ModelHeader {
        &self.header
    }

    /// Returns the model.
    pub fn model(&self) -> &AnyModel {
        &self.model
    }

    /// Returns the model alone.
    pub fn into_model(self) -> AnyModel {
        self.model
    }

    /// Returns the bytes of the model's file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(&self.model).expect("vectors, text and numbers encode");
        format::join(&self.header, &body)
    }

    /// Reads the bytes of a model's file; `file` is its name in errors.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`](crate::ErrorKind::Malformed) if it is something else, of another
    /// format, truncated, too long or damaged, or if what it holds is no model or contradicts
    /// itself. A file that another version wrote and this one cannot read is refused with that
    /// version.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<SavedModel, Error> {
        let (header, body) = format::split(bytes, file)?;
        let model = format::decode_body(body, &header, file)?;
        if let Some(what) = header.contradiction(&model) {
            return Err(FileProblem::HeaderContradictsBody { file: file.to_owned(), what }.into());
        }
        Ok(SavedModel { header, model })
    }

    /// Writes the model's file; one that is there already is replaced whole or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let written = replace::replace(path, &self.to_bytes());
        let unwritable = |source| FileProblem::Io { file: name(path), action: "write", source };
        Ok(written.map_err(unwritable)?)
    }

    /// Reads a model's file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, otherwise those of
    /// [`from_bytes`](SavedModel::from_bytes).
    pub fn load(path: impl AsRef<Path>) -> Result<SavedModel, Error> {
        let file = name(path.as_ref());
        match std::fs::read(path) {
            Ok(bytes) => SavedModel::from_bytes(&bytes, &file),
            Err(source) => Err(FileProblem::Io { file, action: "read", source }.into()),
        }
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
