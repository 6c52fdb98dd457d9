//! Models on disk.

use std::collections::BTreeMap;
use std::path::Path;

use refrain_core::Dataset;

use super::problem::FileProblem;
use super::{TrainingLog, format, replace};
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
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use refrain_core::Fit;
    /// use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    ///
    /// let train = conformance::customers(300, 60, 7);
    /// let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// let context = BTreeMap::from([("rule".to_owned(), "inactivity 10d".to_owned())]);
    /// let saved = SavedModel::new(model, &train, context)?;
    /// assert_eq!(saved.header().context["rule"], "inactivity 10d");
    /// assert_eq!(saved.header().training.n_churned, 60);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, conformance};
    /// use refrain_models::{HeaderFigure, SavedModel};
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    ///
    /// let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    /// let auc = HeaderFigure::new(0.81, 0.76, 0.86);
    /// let saved = saved.with_metrics(BTreeMap::from([("roc_auc".to_owned(), auc)]));
    /// assert_eq!(saved.header().metrics["roc_auc"].low, 0.76);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn with_metrics(mut self, metrics: BTreeMap<String, HeaderFigure>) -> SavedModel {
        self.header.metrics = metrics;
        self
    }

    /// Keeps what the log of the training rows held, in the header.
    pub fn with_training_log(mut self, log: TrainingLog) -> SavedModel {
        self.header.training_log = Some(log);
        self
    }

    /// Returns where the model comes from.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// # let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    /// let header = saved.header();
    /// assert_eq!(header.kind, ModelKind::Logistic);
    /// assert_eq!(header.features[0].name, "recency_days");
    /// assert_eq!((header.training.n_rows, header.training.n_churned), (300, 60));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn header(&self) -> &ModelHeader {
        &self.header
    }

    /// Returns the model.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    /// use refrain_core::PredictProba;
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// # let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    ///
    /// let churn = saved.model().predict_proba(train.features())?;
    /// assert_eq!(churn.len(), 300);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn model(&self) -> &AnyModel {
        &self.model
    }

    /// Returns the model alone.
    pub fn into_model(self) -> AnyModel {
        self.model
    }

    /// Returns the bytes of the model's file.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// # let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    /// assert!(saved.to_bytes().starts_with(b"refrain-model 2\n"));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    /// use refrain_models::ErrorKind;
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// # let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    ///
    /// let mut bytes = saved.to_bytes();
    /// assert_eq!(SavedModel::from_bytes(&bytes, "churn.model")?, saved);
    ///
    /// bytes[100] ^= 1;
    /// let damaged = SavedModel::from_bytes(&bytes, "churn.model").unwrap_err();
    /// assert_eq!(damaged.kind(), ErrorKind::Malformed);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// # use refrain_core::Fit;
    /// # use refrain_models::{AnyEstimator, ModelKind, SavedModel, conformance};
    /// # let train = conformance::customers(300, 60, 7);
    /// # let model = AnyEstimator::from(ModelKind::Logistic).fit(&train)?;
    /// let saved = SavedModel::new(model, &train, BTreeMap::new())?;
    /// let path = std::env::temp_dir().join(format!("churn-{}.model", std::process::id()));
    /// saved.save(&path)?;
    /// assert_eq!(SavedModel::load(&path)?, saved);
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{ErrorKind, SavedModel};
    ///
    /// let absent = SavedModel::load("no/such/churn.model").unwrap_err();
    /// assert_eq!(absent.kind(), ErrorKind::Io);
    /// assert!(absent.to_string().contains("no/such/churn.model"));
    /// ```
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
