//! A fitted model: trees that add up.

use rayon::prelude::*;
use refrain_core::{Error, ErrorKind, Problem};
use serde::{Deserialize, Serialize};

use crate::model::log_loss::probability;
use crate::model::packed::{self, PackedTree};
use crate::model::signature::Signature;
use crate::model::tree::Tree;
use crate::{FeatureKind, Features};

/// Rows that one task predicts.
const CHUNK: usize = 2048;

/// Scale of a model's margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// Log-odds of class 1: gradient boosting.
    LogOdds,
    /// Probabilities of class 1: a tree or a forest.
    Probability,
}

/// A fitted decision tree, random forest or gradient boosting.
///
/// A row's margin is the model's base plus the value of one leaf of each tree.
///
/// # Determinism
///
/// Predictions and explanations are the same bit for bit on any number of threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct TreeModel {
    signature: Signature,
    scale: Scale,
    base: f64,
    trees: Vec<Tree>,
}

impl TreeModel {
    pub(crate) fn new(
        features: &Features<'_>,
        scale: Scale,
        base: f64,
        trees: Vec<Tree>,
    ) -> TreeModel {
        TreeModel { signature: Signature::of(features), scale, base, trees }
    }

    /// Returns the names of the columns it was fitted on, in order.
    pub fn names(&self) -> &[String] {
        &self.signature.names
    }

    /// Returns what each column holds.
    pub fn kinds(&self) -> &[FeatureKind] {
        &self.signature.kinds
    }

    /// Returns the trees, in the order in which they are added.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Returns what a margin begins with: that of a model without a tree.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// Returns what its margins are.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Returns the margin of each row: log-odds of class 1 in boosting, its probability
    /// otherwise.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if the columns are not those it was fitted on, in name, order or kind,
    /// [`ErrorKind::Data`] if a value is infinite or no code of its category.
    pub fn margins(&self, features: &Features<'_>) -> Result<Vec<f64>, Error> {
        self.signature.check(features)?;
        // Trees are added in their order for every row, whichever thread has it: float sums depend on it.
        let mut margins = vec![self.base; features.n_rows()];
        let trees: Vec<PackedTree<'_>> = self.trees.iter().map(PackedTree::new).collect();
        let added: Vec<Result<(), Error>> = margins
            .par_chunks_mut(CHUNK)
            .enumerate()
            .map(|(chunk, margins)| packed::add_all(&trees, features, chunk * CHUNK, margins))
            .collect();
        // The first error in the order of the rows, whichever thread was first.
        added.into_iter().collect::<Result<(), Error>>()?;
        Ok(margins)
    }

    /// Returns the probability of class 1 of each row.
    ///
    /// # Errors
    ///
    /// Those of [`margins`](TreeModel::margins).
    pub fn predict_proba(&self, features: &Features<'_>) -> Result<Vec<f64>, Error> {
        let mut margins = self.margins(features)?;
        let proba = |margin: f64| match self.scale {
            Scale::LogOdds => probability(margin),
            // A mean of shares may miss 0 or 1 by rounding.
            Scale::Probability => margin.clamp(0.0, 1.0),
        };
        margins.par_iter_mut().with_min_len(CHUNK).for_each(|margin| *margin = proba(*margin));
        Ok(margins)
    }

    pub(crate) fn check(&self, features: &Features<'_>) -> Result<(), Error> {
        self.signature.check(features)
    }

    fn defect(&self) -> Option<&'static str> {
        let n_columns = self.signature.names.len();
        if self.signature.kinds.len() != n_columns {
            return Some("its columns have not one kind each");
        }
        if self.signature.has_a_name_twice() {
            return Some("two of its columns have one name");
        }
        if !self.base.is_finite() {
            return Some("its base is not finite");
        }
        self.trees.iter().find_map(|tree| tree.defect(n_columns))
    }
}

/// Stored form of a model, which may come from anywhere.
#[derive(Serialize, Deserialize)]
struct Unchecked {
    signature: Signature,
    scale: Scale,
    base: f64,
    trees: Vec<Tree>,
}

impl From<TreeModel> for Unchecked {
    fn from(model: TreeModel) -> Unchecked {
        let TreeModel { signature, scale, base, trees } = model;
        Unchecked { signature, scale, base, trees }
    }
}

impl TryFrom<Unchecked> for TreeModel {
    type Error = Error;

    fn try_from(stored: Unchecked) -> Result<TreeModel, Error> {
        let Unchecked { signature, scale, base, trees } = stored;
        let model = TreeModel { signature, scale, base, trees };
        match model.defect() {
            Some(defect) => Err(ImpossibleModel { defect }.into()),
            None => Ok(model),
        }
    }
}

/// A model that cannot be: a damaged file, or one made by hand.
#[derive(Debug, thiserror::Error)]
#[error("the model is impossible: {defect}")]
pub(crate) struct ImpossibleModel {
    pub(crate) defect: &'static str,
}

impl Problem for ImpossibleModel {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}
