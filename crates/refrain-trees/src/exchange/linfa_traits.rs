//! linfa's traits: unchecked options are its parameters, class 1 is `true`.

use linfa::dataset::{AsSingleTargets, Pr};
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, ArrayBase, ArrayView2, Data, Ix2};
use ref_cast::ref_cast_custom;
use refrain_core::{Error, ErrorKind, Problem};

use crate::table::labelled::class_of;
use crate::{
    Boosting, BoostingOptions, FeatureKind, Features, Forest, ForestOptions, Labelled, SingleTree,
    TreeModel, TreeOptions,
};

/// An error of a fit through linfa's traits, which demand a place for linfa's own.
///
/// `?` turns it into an [`Error`] with the same sentence and kind.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct LinfaError(#[from] Error);

impl LinfaError {
    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind()
    }
}

impl Problem for LinfaError {
    fn kind(&self) -> ErrorKind {
        self.0.kind()
    }
}

impl From<linfa::Error> for LinfaError {
    fn from(error: linfa::Error) -> LinfaError {
        LinfaError(Error::other(error))
    }
}

/// One of two classes as linfa's datasets hold it: a label to learn from and a prediction to give.
///
/// linfa predicts in the type of the targets. [`Pr`] is the probability of class 1, which linfa's
/// `roc` and `log_loss` take; as a label it is 0 or 1. `bool` and `usize` are the more probable
/// class, and class 1 where both are.
///
/// # Examples
///
/// ```
/// use refrain_trees::BinaryTarget;
/// use refrain_trees::linfa::dataset::Pr;
///
/// assert_eq!(*Pr::from_probability(0.75), 0.75);
/// assert!(bool::from_probability(0.75));
///
/// assert!(Pr::new(1.0).class(0)?);
/// let error = 2_usize.class(7).unwrap_err();
/// assert_eq!(error.to_string(), "the label of row 7 is 2; the two classes are 0 and 1");
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "targets of `{Self}` are not of two classes",
    label = "targets are `bool`, `usize` (0 and 1) or `linfa::dataset::Pr`",
    note = "map them: `dataset.map_targets(|target| *target == the_one_that_churns)`"
)]
pub trait BinaryTarget: Copy + sealed::Sealed {
    /// Returns whether the label of a row is class 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] with the row if it is neither class, such as NaN.
    fn class(self, row: usize) -> Result<bool, Error>;

    /// Returns the prediction at a probability of class 1.
    fn from_probability(probability: f64) -> Self;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for bool {}
    impl Sealed for usize {}
    impl Sealed for linfa::dataset::Pr {}
}

impl BinaryTarget for bool {
    fn class(self, _: usize) -> Result<bool, Error> {
        Ok(self)
    }

    fn from_probability(probability: f64) -> bool {
        probability >= 0.5
    }
}

impl BinaryTarget for usize {
    fn class(self, row: usize) -> Result<bool, Error> {
        class_of(self as f64, row)
    }

    fn from_probability(probability: f64) -> usize {
        usize::from(probability >= 0.5)
    }
}

impl BinaryTarget for Pr {
    fn class(self, row: usize) -> Result<bool, Error> {
        class_of(f64::from(*self), row)
    }

    fn from_probability(probability: f64) -> Pr {
        Pr::new_unchecked(probability as f32)
    }
}

type Rows<D, T> = DatasetBase<ArrayBase<D, Ix2>, T>;

/// Makes options the parameters of linfa's traits, and what they are once checked its fit.
macro_rules! linfa_parameters {
    ($($options:ident => $checked:ident,)+) => {$(
        impl $checked {
            /// Options that have passed the check.
            #[ref_cast_custom]
            fn checked(options: &$options) -> &$checked;
        }

        impl ParamGuard for $options {
            type Checked = $checked;
            type Error = Error;

            fn check_ref(&self) -> Result<&$checked, Error> {
                self.check_ranges()?;
                Ok($checked::checked(self))
            }

            fn check(self) -> Result<$checked, Error> {
                $checked::new(self)
            }
        }

        /// Takes targets of [`BinaryTarget`] types, the weights and the feature names of a dataset.
        impl<D, T> Fit<ArrayBase<D, Ix2>, T, LinfaError> for $checked
        where
            D: Data<Elem = f64>,
            T: AsSingleTargets<Elem: BinaryTarget>,
        {
            type Object = TreeModel;

            fn fit(&self, dataset: &Rows<D, T>) -> Result<TreeModel, LinfaError> {
                Ok(with_rows(dataset, |rows| self.fit(rows))?)
            }
        }
    )+};
}

linfa_parameters! {
    BoostingOptions => Boosting,
    ForestOptions => Forest,
    TreeOptions => SingleTree,
}

/// Lends a dataset of linfa to a fit; weights and names are taken where there are any.
fn with_rows<D: Data<Elem = f64>, T: AsSingleTargets<Elem: BinaryTarget>>(
    dataset: &Rows<D, T>,
    fit: impl FnOnce(&Labelled<'_>) -> Result<TreeModel, Error>,
) -> Result<TreeModel, Error> {
    let labels = dataset.targets.as_single_targets();
    let labels = labels.iter().enumerate().map(|(row, label)| label.class(row).map(f64::from));
    let labels: Vec<f64> = labels.collect::<Result<_, Error>>()?;
    let weights = dataset.weights().map(|weights| weights.iter().copied().map(f64::from));
    let weights: Option<Vec<f64>> = weights.map(Iterator::collect);
    let records = dataset.records.as_standard_layout();
    let mut features = Features::from_view(records.view())?;
    if !dataset.feature_names().is_empty() {
        features = features.named(dataset.feature_names())?;
    }
    let rows = Labelled::new(features, &labels)?;
    match &weights {
        Some(weights) => fit(&rows.weighted(weights)?),
        None => fit(&rows),
    }
}

/// Predicts the probability of class 1 ([`Pr`]), or the class itself.
impl<D: Data<Elem = f64>, L: BinaryTarget> PredictInplace<ArrayBase<D, Ix2>, Array1<L>>
    for TreeModel
{
    /// # Panics
    ///
    /// If the records have not as many columns as those of the fit or a value is infinite: the
    /// trait knows no errors. [`TreeModel::predict_proba`] does, and compares the names as well,
    /// which records have none of.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, predictions: &mut Array1<L>) {
        let records = records.as_standard_layout();
        let predicted = probabilities(self, records.view()).expect("records are those of the fit");
        *predictions = predicted.into_iter().map(L::from_probability).collect();
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<L> {
        Array1::from_elem(records.nrows(), L::from_probability(0.0))
    }
}

fn probabilities(model: &TreeModel, records: ArrayView2<'_, f64>) -> Result<Vec<f64>, Error> {
    // A fold may be empty, and a table may not.
    if records.nrows() == 0 {
        return Ok(Vec::new());
    }
    let categories = model.kinds().iter().enumerate();
    let categories = categories.filter(|(_, kind)| **kind == FeatureKind::Category);
    let categories: Vec<usize> = categories.map(|(position, _)| position).collect();
    // Records know positions only.
    let features = Features::from_view(records)?.named(model.names())?.categories(&categories)?;
    model.predict_proba(&features)
}
