//! A model with a calibration of its own.

use refrain_core::{
    Dataset, ErrorKind, FeatureMatrix, Fit, PredictProba, Problem, Time, explain_with,
    predict_checked,
};
use serde::{Deserialize, Serialize};

use crate::estimators::stored::Stored;
use crate::out_of_range::OutOfRange;
use crate::rows::held_out_entities::HeldOutFor;
use crate::rows::signature::Signature;
use crate::rows::training_rows;
use crate::{Calibration, Error, Explain, Explanation, FittedCalibration};

/// Parameters of [`Calibrated`].
///
/// # Examples
///
/// ```
/// use refrain_models::{Calibration, CalibrationOptions};
///
/// let options = CalibrationOptions::default().method(Calibration::Beta).share(0.3);
/// assert_eq!((options.method, options.share), (Calibration::Beta, 0.3));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CalibrationOptions {
    /// The shape of the curve.
    pub method: Calibration,
    /// Share of the distinct cutoffs, the latest, that is held back from the model for its
    /// calibration; rounded, at least one and never all.
    pub share: f64,
}

impl CalibrationOptions {
    /// Sets the field `method`.
    pub fn method(self, method: Calibration) -> Self {
        CalibrationOptions { method, ..self }
    }

    /// Sets the field `share`.
    pub fn share(self, share: f64) -> Self {
        CalibrationOptions { share, ..self }
    }
}

impl Default for CalibrationOptions {
    /// Platt's sigmoid on the last quarter of the cutoffs.
    fn default() -> CalibrationOptions {
        CalibrationOptions { method: Calibration::Platt, share: 0.25 }
    }
}

/// Fits an estimator on earlier rows and calibrates it on later ones, as it will be used.
///
/// The model is fitted on rows whose outcome window ended by the first cutoff that is held back,
/// the curve on what the model says of the rows of that cutoff and those after it. Rows between,
/// whose outcome was not known yet, serve neither (they are *purged*). If there is one cutoff only,
/// entities are divided instead, by a hash of their ids: `share` of them are held back.
///
/// The model is **not** fitted again on all rows afterwards: the curve belongs to the model it was
/// fitted with, and another one's mistakes are not the same. So the model knows nothing of the
/// latest cutoffs but the curve.
///
/// # Examples
///
/// ```
/// use refrain_models::{Calibrated, CalibrationOptions, LinearSvm};
///
/// let estimator = Calibrated::new(LinearSvm::default(), CalibrationOptions::default())?;
/// assert_eq!(estimator.options().share, 0.25);
/// # Ok::<(), refrain_models::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated<E> {
    estimator: E,
    options: CalibrationOptions,
}

/// A model and the curve from what it says to what comes true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedCalibrated<M> {
    model: M,
    calibration: FittedCalibration,
}

impl<E> Calibrated<E> {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) unless `share` lies between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Fit, PredictProba};
    /// use refrain_models::{Calibrated, CalibrationOptions, NaiveBayes, conformance};
    ///
    /// let train = conformance::customers(600, 150, 7);
    /// let estimator = Calibrated::new(NaiveBayes::default(), CalibrationOptions::default())?;
    /// let model = estimator.fit(&train)?;
    /// let said = model.model().predict_proba(train.features())?;
    /// let calibrated = model.predict_proba(train.features())?;
    /// assert_eq!(model.calibration().apply(&said)?, calibrated);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn new(estimator: E, options: CalibrationOptions) -> Result<Calibrated<E>, Error> {
        let found = options.share;
        if found > 0.0 && found < 1.0 {
            return Ok(Calibrated { estimator, options });
        }
        Err(OutOfRange { name: "share", expected: "between 0 and 1", found }.into())
    }

    /// Returns what is fitted.
    pub fn estimator(&self) -> &E {
        &self.estimator
    }

    /// Returns the parameters.
    pub fn options(&self) -> &CalibrationOptions {
        &self.options
    }
}

impl<E: Fit> Fit for Calibrated<E> {
    type Fitted = FittedCalibrated<E::Fitted>;
    type Error = Error;

    /// Fits model and curve.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there are not both classes on both sides, and
    /// those of the estimator (one that is not refrain's as
    /// [`ErrorKind::External`](crate::ErrorKind::External)).
    fn fit(&self, train: &Dataset) -> Result<FittedCalibrated<E::Fitted>, Error> {
        training_rows::check(train)?;
        let train = training_rows::in_canonical_order(train);
        let (earlier, later) = divide(&train, self.options.share);
        let (earlier, later) = (train.select(&earlier), train.select(&later));
        check_side("the model", &earlier)?;
        check_side("its calibration", &later)?;
        let model = self.estimator.fit(&earlier).map_err(Error::other)?;
        let said = predict_checked(&model, later.features())?;
        let calibration = self.options.method.fit(&said, later.labels(), later.weights())?;
        Ok(FittedCalibrated { model, calibration })
    }

    fn population_features(&self, features: &FeatureMatrix) -> Vec<String> {
        self.estimator.population_features(features)
    }
}

/// Returns the rows for the model and those for its calibration.
fn divide(train: &Dataset, share: f64) -> (Vec<usize>, Vec<usize>) {
    let rows = 0..train.n_rows();
    let cutoffs = train.cutoffs();
    let Some(first_held_back) = first_held_back(&cutoffs, share) else {
        let is_held_back = |row: &usize| {
            HeldOutFor::Calibration.position(train.features().entity_id(*row)) < share
        };
        let (held_back, others) = rows.partition(is_held_back);
        return (others, held_back);
    };
    // Purged as in a backtest: the model must not learn outcomes of the time it is calibrated on.
    let is_known = |row: &usize| train.window_ends()[*row] <= first_held_back;
    let (later, earlier): (Vec<usize>, Vec<usize>) =
        rows.partition(|row| cutoffs[*row] >= first_held_back);
    (earlier.into_iter().filter(is_known).collect(), later)
}

/// The first of the latest cutoffs; `None` if there is one only.
fn first_held_back(cutoffs: &[Time], share: f64) -> Option<Time> {
    let mut distinct = cutoffs.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let most = distinct.len().checked_sub(1).filter(|most| *most > 0)?;
    let n_held_back = ((distinct.len() as f64 * share).round() as usize).clamp(1, most);
    Some(distinct[distinct.len() - n_held_back])
}

fn check_side(side: &'static str, rows: &Dataset) -> Result<(), Error> {
    let counting = || rows.labels().iter().zip(rows.weights()).filter(|(_, w)| **w > 0.0);
    let (n_rows, n_churned) = (counting().count(), counting().filter(|(label, _)| **label).count());
    if n_churned == 0 || n_churned == n_rows {
        return Err(CalibrationRows { side, n_rows, n_churned }.into());
    }
    Ok(())
}

/// Rows that cannot be divided between a model and its calibration.
#[derive(Debug, thiserror::Error)]
#[error(
    "the rows for {side} are {n_rows}, of which {n_churned} churned; both sides need rows that \
     churned and rows that stayed: give more rows or cutoffs, or another share"
)]
struct CalibrationRows {
    side: &'static str,
    n_rows: usize,
    n_churned: usize,
}

impl Problem for CalibrationRows {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

impl<M> FittedCalibrated<M> {
    /// Returns the model before calibration.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// Returns the curve from what the model says to what comes true.
    pub fn calibration(&self) -> &FittedCalibration {
        &self.calibration
    }
}

impl<M: PredictProba> PredictProba for FittedCalibrated<M> {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        self.model.feature_names()
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        self.calibration.apply(&predict_checked(&self.model, features)?)
    }

    fn explainer(&self) -> Option<&dyn Explain<Error = Error>> {
        if self.model.explainer().is_some() { Some(self) } else { None }
    }
}

/// That of the model, before calibration; an error where it has none.
impl<M: PredictProba> Explain for FittedCalibrated<M> {
    fn explain(&self, features: &FeatureMatrix) -> Result<Explanation, Error> {
        explain_with(&self.model, features)
    }
}

impl<M> Stored for FittedCalibrated<M>
where
    M: Stored,
{
    fn signature(&self) -> &Signature {
        self.model.signature()
    }

    fn defect(&self) -> Option<&'static str> {
        self.model.defect().or_else(|| self.calibration.defect())
    }
}
