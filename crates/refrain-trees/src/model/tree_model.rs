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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, SplitRule, TreeOptions};
    ///
    /// let songs = [10.0, 20.0, 40.0, 50.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    ///
    /// let root = &model.trees()[0].nodes()[0];
    /// let split = root.split.as_ref().expect("songs divide them");
    /// assert_eq!((split.column, &split.rule), (0, &SplitRule::Below(30.0)));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Returns what a margin begins with: that of a model without a tree.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let songs = [10.0, 20.0, 40.0, 50.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[1.0, 0.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// // The share that left.
    /// assert_eq!(model.base(), 0.25);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Boosting, BoostingOptions, Features, Labelled};
    ///
    /// let songs: Vec<f64> = (0..200).map(f64::from).collect();
    /// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
    /// let features = Features::from_columns(&[&songs])?;
    /// let boosting = Boosting::new(BoostingOptions::default().n_trees(10))?;
    /// let model = boosting.fit(&Labelled::new(features.clone(), &left)?)?;
    ///
    /// let (log_odds, risk) = (model.margins(&features)?, model.predict_proba(&features)?);
    /// assert!((risk[10] - 1.0 / (1.0 + (-log_odds[10]).exp())).abs() < 1e-12);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{ErrorKind, Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let songs = [10.0, 20.0, 40.0, 50.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    ///
    /// let today = [15.0, 300.0];
    /// let today = Features::from_columns(&[&today])?;
    /// assert_eq!(model.predict_proba(&today)?, [1.0, 0.0]);
    ///
    /// let other = model.predict_proba(&today.named(&["days"])?).unwrap_err();
    /// assert_eq!(other.kind(), ErrorKind::Mismatch);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
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
