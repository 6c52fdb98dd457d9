//! Experiments written down so that they can be audited.

use refrain_core::{Dataset, Time, check_length};

use crate::Error;
use crate::problem::AuditProblem;

/// The rows of one side of a split, as the model saw them.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRows {
    /// One list of values per column; NaN where missing.
    pub(crate) values: Vec<Vec<f64>>,
    pub(crate) labels: Vec<bool>,
    pub(crate) entities: Option<Vec<String>>,
    pub(crate) cutoffs: Option<Vec<Time>>,
    pub(crate) window_ends: Option<Vec<Time>>,
    pub(crate) last_events: Option<Vec<Time>>,
    pub(crate) churned_at: Option<Vec<Option<Time>>>,
    pub(crate) scores: Option<Vec<f64>>,
    pub(crate) predictions: Option<Vec<bool>>,
}

impl RecordedRows {
    /// Takes the values, one list per column, and the labels.
    ///
    /// Values are those that went into the estimator, after scaling and sampling; NaN is a missing
    /// one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) without a row, [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if a column has another length than
    /// the labels.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::RecordedRows;
    ///
    /// // Two columns of three rows.
    /// let rows = RecordedRows::new(vec![vec![0.0, 0.5, 1.0], vec![7.0, 8.0, 9.0]], vec![true, false, false])?;
    /// assert_eq!(rows.n_rows(), 3);
    /// assert!(RecordedRows::new(vec![vec![0.0]], vec![true, false]).is_err());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn new(values: Vec<Vec<f64>>, labels: Vec<bool>) -> Result<RecordedRows, Error> {
        if labels.is_empty() {
            return Err(AuditProblem::NoRows.into());
        }
        for column in &values {
            check_length("a recorded column", labels.len(), column.len())?;
        }
        Ok(RecordedRows {
            values,
            labels,
            entities: None,
            cutoffs: None,
            window_ends: None,
            last_events: None,
            churned_at: None,
            scores: None,
            predictions: None,
        })
    }

    /// Takes the values, labels, entities, cutoffs and window ends of a dataset.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the dataset has no row.
    pub fn from_dataset(dataset: &Dataset) -> Result<RecordedRows, Error> {
        let features = dataset.features();
        let columns = 0..features.columns().len();
        let values = columns.map(|column| features.values(column).to_vec()).collect();
        let ids = (0..dataset.n_rows()).map(|row| features.entity_id(row).to_owned());
        RecordedRows::new(values, dataset.labels().to_vec())?
            .with_entities(ids)?
            .with_cutoffs(dataset.cutoffs())?
            .with_window_ends(dataset.window_ends().to_vec())
    }

    /// Says which entity each row is of.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_entities<I: ToString>(
        self,
        entities: impl IntoIterator<Item = I>,
    ) -> Result<RecordedRows, Error> {
        let entities: Vec<String> = entities.into_iter().map(|id| id.to_string()).collect();
        check_length("the list of entities", self.n_rows(), entities.len())?;
        Ok(RecordedRows { entities: Some(entities), ..self })
    }

    /// Says at which instant the features of each row end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_cutoffs(self, cutoffs: Vec<Time>) -> Result<RecordedRows, Error> {
        check_length("the list of cutoffs", self.n_rows(), cutoffs.len())?;
        Ok(RecordedRows { cutoffs: Some(cutoffs), ..self })
    }

    /// Says when the outcome window of each row ends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_window_ends(self, window_ends: Vec<Time>) -> Result<RecordedRows, Error> {
        check_length("the list of window ends", self.n_rows(), window_ends.len())?;
        Ok(RecordedRows { window_ends: Some(window_ends), ..self })
    }

    /// Says when the last event of each row's entity is in the whole log.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_last_events(self, last_events: Vec<Time>) -> Result<RecordedRows, Error> {
        check_length("the list of last events", self.n_rows(), last_events.len())?;
        Ok(RecordedRows { last_events: Some(last_events), ..self })
    }

    /// Says when each row's entity first churned in the whole log, if it ever did.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_churned_at(self, churned_at: Vec<Option<Time>>) -> Result<RecordedRows, Error> {
        check_length("the list of churns", self.n_rows(), churned_at.len())?;
        Ok(RecordedRows { churned_at: Some(churned_at), ..self })
    }

    /// Adds the score of each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row, [`ErrorKind::Data`](crate::ErrorKind::Data) at the first NaN.
    pub fn with_scores(self, scores: Vec<f64>) -> Result<RecordedRows, Error> {
        check_length("the list of scores", self.n_rows(), scores.len())?;
        match scores.iter().position(|score| score.is_nan()) {
            Some(row) => Err(AuditProblem::NanScore { row }.into()),
            None => Ok(RecordedRows { scores: Some(scores), ..self }),
        }
    }

    /// Adds whether churn was predicted for each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_predictions(self, predictions: Vec<bool>) -> Result<RecordedRows, Error> {
        check_length("the list of predictions", self.n_rows(), predictions.len())?;
        Ok(RecordedRows { predictions: Some(predictions), ..self })
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.labels.len()
    }
}

/// Parameters of a column's scaling, as they were fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum FittedScaling {
    /// To `(x - min) / (max - min)`.
    MinMax {
        /// Value that became 0.
        min: f64,
        /// Value that became 1.
        max: f64,
    },
    /// To `(x - mean) / deviation`.
    Standard {
        /// Value that became 0.
        mean: f64,
        /// Standard deviation, of the population or of a sample.
        deviation: f64,
    },
}

/// A step that was fitted before the model, and what it was fitted to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FittedStep {
    /// A scaling of a column, with the column's values before it.
    Scaled {
        /// Name of the column.
        column: String,
        /// The parameters.
        scaling: FittedScaling,
        /// Values of the training rows before the scaling.
        train: Vec<f64>,
        /// Values of the test rows before the scaling.
        test: Vec<f64>,
    },
    /// Any step, such as a selection of columns, by the number of rows that it was fitted on.
    FittedOn {
        /// Name of the step.
        step: String,
        /// Number of rows that it has seen.
        n_rows: usize,
    },
}

/// A figure that was published for the test rows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ClaimedMetric {
    /// Name of the metric, such as `roc_auc` or `weighted_f1`.
    pub metric: String,
    /// The figure.
    pub value: f64,
}

/// Everybody who could have been in the rows: who was seen before the cutoff and had not left.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    pub(crate) entities: Vec<String>,
    pub(crate) labels: Vec<bool>,
}

impl Population {
    /// Takes the entities and whether each churned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if the lists differ in length.
    pub fn new(entities: Vec<String>, labels: Vec<bool>) -> Result<Population, Error> {
        check_length("the labels of the population", entities.len(), labels.len())?;
        Ok(Population { entities, labels })
    }
}

/// An experiment as it was done: what was trained on, what was tested, and what was claimed.
///
/// `audit_record` looks in it for what cannot be honest. Everything
/// but the values and labels is optional; what is not there is not judged.
///
/// # Examples
///
/// ```
/// use refrain_audit::{ExperimentRecord, RecordedRows};
///
/// let names = vec!["songs".to_owned()];
/// let train = RecordedRows::new(vec![vec![1.0, 5.0, 2.0]], vec![true, false, false])?
///     .with_entities(vec!["ada".to_owned(), "bob".to_owned(), "cid".to_owned()])?;
/// let test = RecordedRows::new(vec![vec![4.0, 1.0]], vec![false, true])?
///     .with_entities(vec!["dee".to_owned(), "eve".to_owned()])?
///     .with_scores(vec![0.2, 0.7])?;
/// let record = ExperimentRecord::new("mine", names, train, test)?
///     .with_threshold(0.5)?
///     .claiming("roc_auc", 1.0);
/// assert_eq!(record.name(), "mine");
/// # Ok::<(), refrain_eval::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentRecord {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) train: RecordedRows,
    pub(crate) test: RecordedRows,
    pub(crate) threshold: Option<f64>,
    pub(crate) claimed: Vec<ClaimedMetric>,
    pub(crate) steps: Vec<FittedStep>,
    pub(crate) population: Option<Population>,
}

impl ExperimentRecord {
    /// Joins the two sides of a split, under the names of the columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if either side has not one list of values for each name.
    pub fn new(
        name: impl Into<String>,
        columns: Vec<String>,
        train: RecordedRows,
        test: RecordedRows,
    ) -> Result<ExperimentRecord, Error> {
        check_length("the training side's list of columns", columns.len(), train.values.len())?;
        check_length("the test side's list of columns", columns.len(), test.values.len())?;
        Ok(ExperimentRecord {
            name: name.into(),
            columns,
            train,
            test,
            threshold: None,
            claimed: Vec::new(),
            steps: Vec::new(),
            population: None,
        })
    }

    /// Says from which score on churn was predicted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if it is NaN.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{ExperimentRecord, RecordedRows};
    ///
    /// let side = || RecordedRows::new(vec![vec![0.3, 0.6]], vec![false, true]);
    /// let record = ExperimentRecord::new("mine", vec!["songs".to_owned()], side()?, side()?)?;
    /// assert!(record.with_threshold(f64::NAN).is_err());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_threshold(self, threshold: f64) -> Result<ExperimentRecord, Error> {
        if threshold.is_nan() {
            return Err(AuditProblem::NanThreshold.into());
        }
        Ok(ExperimentRecord { threshold: Some(threshold), ..self })
    }

    /// Adds a figure that was published.
    pub fn claiming(mut self, metric: impl Into<String>, value: f64) -> ExperimentRecord {
        self.claimed.push(ClaimedMetric { metric: metric.into(), value });
        self
    }

    /// Adds a step that was fitted before the model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if a scaling has not one value for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{ExperimentRecord, FittedScaling, FittedStep, RecordedRows};
    ///
    /// let side = |values: Vec<f64>| RecordedRows::new(vec![values], vec![true, false]);
    /// let record = ExperimentRecord::new("mine", vec!["songs".to_owned()], side(vec![0.0, 0.5])?, side(vec![1.0, 0.2])?)?;
    /// // The greatest value is one of the test rows: the scaling has seen them.
    /// let step = FittedStep::Scaled {
    ///     column: "songs".to_owned(),
    ///     scaling: FittedScaling::MinMax { min: 10.0, max: 60.0 },
    ///     train: vec![10.0, 35.0],
    ///     test: vec![60.0, 20.0],
    /// };
    /// assert!(record.with_step(step).is_ok());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_step(mut self, step: FittedStep) -> Result<ExperimentRecord, Error> {
        if let FittedStep::Scaled { train, test, .. } = &step {
            check_length("the unscaled training column", self.train.n_rows(), train.len())?;
            check_length("the unscaled test column", self.test.n_rows(), test.len())?;
        }
        self.steps.push(step);
        Ok(self)
    }

    /// Says who could have been in the rows.
    pub fn with_population(self, population: Population) -> ExperimentRecord {
        ExperimentRecord { population: Some(population), ..self }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Returns what was published.
    pub fn claimed(&self) -> &[ClaimedMetric] {
        &self.claimed
    }
}
