//! linfa's traits: labels are `bool`, class 1 is `true`.

use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, ArrayBase, Data, Ix2};
use refrain_core::Error;

use crate::{Boosting, Features, Forest, Labelled, SingleTree, TreeModel};

/// An error of a fit through linfa's traits, which demand a place for linfa's own.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct LinfaError(#[from] Error);

impl From<linfa::Error> for LinfaError {
    fn from(error: linfa::Error) -> LinfaError {
        LinfaError(Error::other(error))
    }
}

type Rows<D, T> = DatasetBase<ArrayBase<D, Ix2>, T>;

impl<D: Data<Elem = f64>, T: AsSingleTargets<Elem = bool>> Fit<ArrayBase<D, Ix2>, T, LinfaError>
    for Boosting
{
    type Object = TreeModel;

    fn fit(&self, dataset: &Rows<D, T>) -> Result<TreeModel, LinfaError> {
        Ok(with_rows(dataset, |rows| self.fit(rows))?)
    }
}

impl<D: Data<Elem = f64>, T: AsSingleTargets<Elem = bool>> Fit<ArrayBase<D, Ix2>, T, LinfaError>
    for Forest
{
    type Object = TreeModel;

    fn fit(&self, dataset: &Rows<D, T>) -> Result<TreeModel, LinfaError> {
        Ok(with_rows(dataset, |rows| self.fit(rows))?)
    }
}

impl<D: Data<Elem = f64>, T: AsSingleTargets<Elem = bool>> Fit<ArrayBase<D, Ix2>, T, LinfaError>
    for SingleTree
{
    type Object = TreeModel;

    fn fit(&self, dataset: &Rows<D, T>) -> Result<TreeModel, LinfaError> {
        Ok(with_rows(dataset, |rows| self.fit(rows))?)
    }
}

/// Lends a dataset of linfa to a fit; weights are taken where there are any.
fn with_rows<D: Data<Elem = f64>, T: AsSingleTargets<Elem = bool>>(
    dataset: &Rows<D, T>,
    fit: impl FnOnce(&Labelled<'_>) -> Result<TreeModel, Error>,
) -> Result<TreeModel, Error> {
    let records = dataset.records.as_standard_layout();
    let targets = dataset.targets.as_single_targets();
    let labels: Vec<f64> = targets.iter().map(|label| f64::from(*label)).collect();
    let weights = dataset.weights().map(|weights| weights.iter().copied().map(f64::from));
    let weights: Option<Vec<f64>> = weights.map(Iterator::collect);
    let rows = Labelled::new(Features::from_view(records.view())?, &labels)?;
    match &weights {
        Some(weights) => fit(&rows.weighted(weights)?),
        None => fit(&rows),
    }
}

/// Predicts class 1 where its probability is one half or more.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<bool>> for TreeModel {
    /// # Panics
    ///
    /// If the columns are not those of the fit or a value is infinite: the trait knows no errors.
    /// [`TreeModel::predict_proba`] does.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, labels: &mut Array1<bool>) {
        let records = records.as_standard_layout();
        let features = Features::from_view(records.view());
        let predicted = features.and_then(|features| self.predict_proba(&features));
        let probabilities = predicted.expect("records have the columns of the fit");
        *labels = probabilities.into_iter().map(|probability| probability >= 0.5).collect();
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<bool> {
        Array1::from_elem(records.nrows(), false)
    }
}
