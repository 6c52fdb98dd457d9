//! Estimators of refrain under linfa's traits.

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit as LinfaFit, PredictInplace};
use ndarray::{Array1, ArrayBase, ArrayView2, Data, Ix2};
use refrain_core::{Fit, PredictProba, Span};

use super::records::RowColumns;
use super::{BinaryTarget, LinfaError};
use crate::Error;

/// Puts an estimator of refrain under linfa's traits: parameters with linfa's `fit`.
///
/// Records are numbers, NaN where missing; targets are of a [`BinaryTarget`] type, of which
/// [`Pr`](linfa::dataset::Pr) gives probabilities. Weights count. The feature names of linfa's
/// dataset become the model's; linfa's folds have none, so that an estimator which looks for a
/// feature by its name needs [`named`](LinfaParams::named).
///
/// Unless told otherwise every row is an entity of its own, and all have one cutoff. That is all
/// that most estimators need. Three use more: calibration and early stopping keep an entity's rows
/// together, and a calibration by time needs cutoffs. For them
/// [`entity_in`](LinfaParams::entity_in) and [`cutoff_in`](LinfaParams::cutoff_in) name columns of
/// the records, which travel with the rows through every fold of linfa and are no features then.
/// Survival models need intervals under observation, which records do not have, and say so.
///
/// # Examples
///
/// ```
/// use linfa::dataset::Pr;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::{Array1, array};
/// use refrain_models::{LinfaParams, Logistic, LogisticOptions, linfa};
///
/// let silent_days = array![[9.0], [1.0], [8.0], [2.0]];
/// let left = array![true, false, true, false];
/// let rows = linfa::Dataset::new(silent_days, left).with_feature_names(vec!["silent_days"]);
///
/// let weak = Logistic::new(LogisticOptions::default().l2(1.0))?;
/// let model = LinfaParams::new(weak).fit(&rows)?;
/// assert_eq!(model.feature_names(), ["silent_days"]);
///
/// let churn: Array1<Pr> = model.predict(&rows);
/// assert!(*churn[0] > 0.5 && *churn[1] < 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinfaParams<E> {
    estimator: E,
    names: Vec<String>,
    rows: RowColumns,
    horizon: Span,
}

/// A model of refrain under linfa's traits.
#[derive(Debug, Clone, PartialEq)]
pub struct LinfaModel<M> {
    model: M,
    /// Of all columns of the records.
    names: Vec<String>,
    feature_names: Vec<String>,
    rows: RowColumns,
}

impl<E> LinfaParams<E> {
    /// Wraps an estimator.
    pub fn new(estimator: E) -> LinfaParams<E> {
        let rows = RowColumns::default();
        LinfaParams { estimator, names: Vec::new(), rows, horizon: Span::ZERO }
    }

    /// Names the columns of the records, whatever a dataset calls them.
    ///
    /// # Examples
    ///
    /// ```
    /// use linfa::traits::Fit;
    /// use ndarray::array;
    /// use refrain_models::{LinfaParams, RecencyRule, linfa};
    ///
    /// // The rule looks for its feature by name, and folds of linfa have none.
    /// let silent_days = array![[9.0], [1.0], [8.0], [2.0]];
    /// let rows = linfa::Dataset::new(silent_days, array![true, false, true, false]);
    /// let params = LinfaParams::new(RecencyRule::default()).named(["recency_days"]);
    /// assert_eq!(params.fit(&rows)?.feature_names(), ["recency_days"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn named<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> LinfaParams<E> {
        LinfaParams { names: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// Takes the entity of each row from the column at a position: equal numbers, one entity.
    pub fn entity_in(mut self, position: usize) -> LinfaParams<E> {
        self.rows.entity = Some(position);
        self
    }

    /// Takes the cutoff of each row from the column at a position, in milliseconds since the epoch;
    /// labels are known the horizon later.
    pub fn cutoff_in(mut self, position: usize, horizon: Span) -> LinfaParams<E> {
        self.rows.cutoff = Some(position);
        LinfaParams { horizon, ..self }
    }

    /// Returns the estimator.
    pub fn estimator(&self) -> &E {
        &self.estimator
    }

    /// The names told, those of the dataset, or `f0`, `f1` and so on.
    fn names_of(&self, of_dataset: &[String], n_columns: usize) -> Vec<String> {
        match (self.names.as_slice(), of_dataset) {
            ([], []) => (0..n_columns).map(|position| format!("f{position}")).collect(),
            ([], of_dataset) => of_dataset.to_vec(),
            (told, _) => told.to_vec(),
        }
    }
}

impl<E, D, T> LinfaFit<ArrayBase<D, Ix2>, T, LinfaError> for LinfaParams<E>
where
    E: Fit,
    D: Data<Elem = f64>,
    T: AsSingleTargets<Elem: BinaryTarget>,
{
    type Object = LinfaModel<E::Fitted>;

    fn fit(&self, rows: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Self::Object, LinfaError> {
        let records = rows.records.view();
        let names = self.names_of(rows.feature_names(), records.ncols());
        let mut train = self.rows.dataset(records, &names, &rows.targets, self.horizon)?;
        if let Some(weights) = rows.weights() {
            train = train.weighted(weights.iter().copied().map(f64::from).collect())?;
        }
        let model = self.estimator.fit(&train).map_err(Error::other)?;
        let feature_names = self.rows.feature_names(&names);
        Ok(LinfaModel { model, names, feature_names, rows: self.rows })
    }
}

impl<M> LinfaModel<M> {
    /// Returns the model of refrain, to explain or to keep.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Returns the model of refrain alone.
    pub fn into_model(self) -> M {
        self.model
    }

    /// Returns the names of the features it was fitted on, in order.
    pub fn feature_names(&self) -> &[String] {
        &self.feature_names
    }
}

impl<M: PredictProba> LinfaModel<M> {
    /// Returns the probability of class 1 in each record.
    ///
    /// # Errors
    ///
    /// If the records have not the columns of the fit, a value is infinite, and those of the model.
    ///
    /// # Examples
    ///
    /// ```
    /// use linfa::traits::Fit;
    /// use ndarray::array;
    /// use refrain_models::{LinfaParams, Logistic, LogisticOptions, linfa};
    ///
    /// let silent_days = array![[9.0], [1.0], [8.0], [2.0]];
    /// let rows = linfa::Dataset::new(silent_days, array![true, false, true, false]);
    /// let weak = Logistic::new(LogisticOptions::default().l2(1.0))?;
    /// let model = LinfaParams::new(weak).fit(&rows)?;
    /// let churn = model.predict_proba(array![[10.0], [0.0]].view())?;
    /// assert!(churn[0] > 0.5 && churn[1] < 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn predict_proba(&self, records: ArrayView2<'_, f64>) -> Result<Vec<f64>, Error> {
        let features = self.rows.features(records, &self.names)?;
        self.model.predict_proba(&features).map_err(Error::other)
    }
}

/// Predicts the probability of class 1 ([`Pr`](linfa::dataset::Pr)), or the class itself.
impl<M, D, L> PredictInplace<ArrayBase<D, Ix2>, Array1<L>> for LinfaModel<M>
where
    M: PredictProba,
    D: Data<Elem = f64>,
    L: BinaryTarget,
{
    /// # Panics
    ///
    /// Where [`LinfaModel::predict_proba`] gives an error, which this trait cannot.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, predictions: &mut Array1<L>) {
        let predicted = self.predict_proba(records.view()).expect("records are those of the fit");
        *predictions = predicted.into_iter().map(L::from_probability).collect();
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<L> {
        Array1::from_elem(records.nrows(), L::from_probability(0.0))
    }
}
