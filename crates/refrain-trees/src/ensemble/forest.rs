//! Single trees and random forests.

use rayon::prelude::*;

use crate::binning::binned::Binned;
use crate::growth::columns::ColumnDraw;
use crate::growth::fixed_point::{Scale, Sums, to_fixed_point};
use crate::growth::grow::{Buffers, GrowContext, Rounding, grow};
use crate::growth::subsample::DrawnRows;
use crate::model::tree::Tree;
use crate::model::tree_model::TreeModel;
use crate::options::whole;
use crate::{ColumnSample, Error, Labelled, Subsample, TreeOptions};

/// Parameters of [`Forest`].
///
/// # Examples
///
/// ```
/// use refrain_trees::{Forest, ForestOptions};
///
/// let forest = Forest::new(ForestOptions::default().n_trees(500))?;
/// assert_eq!(forest.options().n_trees, 500);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ForestOptions {
    /// Number of trees.
    pub n_trees: usize,
    /// Rows that each tree sees.
    pub subsample: Subsample,
    /// Options of each tree.
    pub tree: TreeOptions,
}

impl Default for ForestOptions {
    /// 100 deep trees, each on a bootstrap of the rows; splits draw the square root of the columns.
    fn default() -> ForestOptions {
        let tree = TreeOptions {
            max_leaves: 65_536,
            max_depth: 16,
            max_features: ColumnSample::SquareRoot,
            category_l2: 1.0,
            ..TreeOptions::default()
        };
        ForestOptions { n_trees: 100, subsample: Subsample::Bootstrap, tree }
    }
}

impl ForestOptions {
    /// Sets the number of trees.
    pub fn n_trees(self, n_trees: usize) -> ForestOptions {
        ForestOptions { n_trees, ..self }
    }

    /// Sets the rows that each tree sees.
    pub fn subsample(self, subsample: Subsample) -> ForestOptions {
        ForestOptions { subsample, ..self }
    }

    /// Sets the options of each tree.
    pub fn tree(self, tree: TreeOptions) -> ForestOptions {
        ForestOptions { tree, ..self }
    }

    pub(crate) fn check_ranges(&self) -> Result<(), Error> {
        self.tree.check_ranges()?;
        self.subsample.check()?;
        whole("n_trees", self.n_trees, 1..=1_000_000, "from 1 to 1,000,000")
    }
}

/// A random forest of two classes: the mean of the shares of class 1 in the leaves.
///
/// Splits take most off the Gini impurity.
///
/// # Determinism
///
/// Fits are the same bit for bit on any number of threads: each tree draws from a stream of its
/// own. They run in rayon's current pool, a tree on one thread.
///
/// # Examples
///
/// ```
/// use refrain_trees::{Features, Forest, ForestOptions, Labelled};
///
/// let songs: Vec<f64> = (0..200).map(f64::from).collect();
/// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
/// let features = Features::from_columns(&[&songs])?;
///
/// let forest = Forest::new(ForestOptions::default())?;
/// let model = forest.fit(&Labelled::new(features.clone(), &left)?)?;
/// let risk = model.predict_proba(&features)?;
/// assert!(risk[10] > 0.9 && risk[190] < 0.1);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "linfa", derive(ref_cast::RefCastCustom))]
#[repr(transparent)]
pub struct Forest {
    options: ForestOptions,
}

impl Forest {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is out of its range.
    pub fn new(options: ForestOptions) -> Result<Forest, Error> {
        options.check_ranges()?;
        Ok(Forest { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &ForestOptions {
        &self.options
    }

    /// Fits a model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if a column is constant, empty or holds what is no value of its kind,
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if constraints do not fit the columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Forest, ForestOptions, Labelled, Scale};
    ///
    /// let songs: Vec<f64> = (0..200).map(f64::from).collect();
    /// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &left)?;
    ///
    /// let model = Forest::new(ForestOptions::default().n_trees(20))?.fit(&rows)?;
    /// assert_eq!((model.trees().len(), model.scale()), (20, Scale::Probability));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn fit(&self, train: &Labelled<'_>) -> Result<TreeModel, Error> {
        let context = ForestContext::new(train, &self.options)?;
        let numbers = (0..self.options.n_trees).into_par_iter();
        // Large buffers are handed from tree to tree of a task.
        let trees: Vec<Tree> = numbers
            .map_init(Buffers::default, |buffers, number| context.tree(number, buffers))
            .collect();
        let scale = crate::Scale::Probability;
        Ok(TreeModel::new(train.features(), scale, context.base, trees))
    }
}

/// One decision tree of two classes: the share of class 1 in each leaf.
///
/// Splits take most off the Gini impurity.
///
/// # Determinism
///
/// Fits are the same bit for bit on any number of threads.
///
/// # Examples
///
/// ```
/// use refrain_trees::{SingleTree, Features, Labelled, TreeOptions};
///
/// let songs = [1.0, 2.0, 3.0, 40.0, 50.0, 60.0];
/// let features = Features::from_columns(&[&songs])?;
/// let left = [1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
/// let model = SingleTree::new(TreeOptions::default().max_leaves(2))?
///     .fit(&Labelled::new(features.clone(), &left)?)?;
/// assert_eq!(model.predict_proba(&features)?, [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "linfa", derive(ref_cast::RefCastCustom))]
#[repr(transparent)]
pub struct SingleTree {
    options: TreeOptions,
}

impl SingleTree {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is out of its range.
    pub fn new(options: TreeOptions) -> Result<SingleTree, Error> {
        options.check_ranges()?;
        Ok(SingleTree { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &TreeOptions {
        &self.options
    }

    /// Fits a model.
    ///
    /// # Errors
    ///
    /// Those of [`Forest::fit`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let songs = [1.0, 2.0, 3.0, 40.0, 50.0, 60.0];
    /// let left = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &left)?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert_eq!(model.trees()[0].n_leaves(), 2);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn fit(&self, train: &Labelled<'_>) -> Result<TreeModel, Error> {
        let tree = self.options.clone();
        let options = ForestOptions { n_trees: 1, subsample: Subsample::All, tree };
        Forest { options }.fit(train)
    }
}

/// Bins, rows and scale that the trees of a forest share.
struct ForestContext<'a> {
    train: &'a Labelled<'a>,
    options: &'a ForestOptions,
    binned: Binned,
    weighing: Vec<u32>,
    base: f64,
    scale: Scale,
}

impl<'a> ForestContext<'a> {
    fn new(
        train: &'a Labelled<'a>,
        options: &'a ForestOptions,
    ) -> Result<ForestContext<'a>, Error> {
        options.tree.check_monotone(train.features())?;
        let weighing = train.weighing_rows();
        let binned = Binned::new(train, &weighing, &options.tree)?;
        let scale = Scale::of_total(train.total_weight());
        // Differences of labels from it are then exact in fixed point: a leaf of one class is 0 or 1.
        let base = to_fixed_point(train.prevalence());
        Ok(ForestContext { train, options, binned, weighing, base, scale })
    }

    fn tree(&self, number: usize, buffers: &mut Buffers) -> Tree {
        let tree = &self.options.tree;
        let DrawnRows { mut rows, counts } =
            self.options.subsample.draw(&self.weighing, tree.seed, number);
        let mut sums = vec![Sums::default(); self.train.labels().len()];
        for (position, &row) in rows.iter().enumerate() {
            let count = counts.as_ref().map_or(1, |counts| counts[position]);
            sums[row as usize] = self.sums(row as usize, i64::from(count));
        }
        // A forest's value is a mean.
        let rate = 1.0 / self.options.n_trees as f64;
        let context =
            GrowContext { binned: &self.binned, options: tree, rate, rounding: Rounding::None };
        let draw = ColumnDraw::new(self.binned.bins().len(), tree, number);
        grow(context, self.scale, &sums, &mut rows, draw, buffers).tree
    }

    /// The square loss about the share of class 1: its decrease is half that of the Gini impurity.
    fn sums(&self, row: usize, count: i64) -> Sums {
        let weight = self.train.weight(row);
        let once = self.scale.units(weight * (self.train.labels()[row] - self.base), weight);
        Sums { gradient: once.gradient * count, weight: once.weight * count }
    }
}
