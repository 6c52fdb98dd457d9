//! Gradient boosting for the log loss.

use rayon::prelude::*;
use refrain_core::log_odds;

use crate::binning::binned::Binned;
use crate::growth::columns::ColumnDraw;
use crate::growth::fixed_point::{Scale, Sums, to_fixed_point};
use crate::growth::grow::{Buffers, GrowContext, GrownTree, Rounding, grow};
use crate::growth::subsample::DrawnRows;
use crate::model::log_loss::{mean_loss, probability};
use crate::model::packed::{self, PackedTree};
use crate::model::tree::Tree;
use crate::model::tree_model::TreeModel;
use crate::options::whole;
use crate::{Error, Labelled, Subsample, TreeOptions};

/// Rows whose gradients one task computes.
const CHUNK: usize = 8192;

/// Parameters of [`Boosting`].
///
/// # Examples
///
/// ```
/// use refrain_trees::{Boosting, BoostingOptions, Subsample, TreeOptions};
///
/// let options = BoostingOptions::default()
///     .n_trees(300)
///     .learning_rate(0.05)
///     .subsample(Subsample::Share(0.7))
///     .tree(TreeOptions::default().max_leaves(8));
/// assert_eq!(Boosting::new(options)?.options().n_trees, 300);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BoostingOptions {
    /// Number of trees, at most: early stopping may leave fewer.
    pub n_trees: usize,
    /// Learning rate: factor of each tree's step, above 0 to 1.
    pub learning_rate: f64,
    /// Rows that each tree sees.
    pub subsample: Subsample,
    /// Trees that may follow the best one before a fit with validation ends.
    pub patience: usize,
    /// Options of each tree.
    pub tree: TreeOptions,
}

impl Default for BoostingOptions {
    /// 100 trees of 31 leaves at a rate of 0.1, on all rows.
    fn default() -> BoostingOptions {
        BoostingOptions {
            n_trees: 100,
            learning_rate: 0.1,
            subsample: Subsample::All,
            patience: 20,
            tree: TreeOptions::default(),
        }
    }
}

impl BoostingOptions {
    /// Sets the number of trees, at most.
    pub fn n_trees(self, n_trees: usize) -> BoostingOptions {
        BoostingOptions { n_trees, ..self }
    }

    /// Sets the learning rate, above 0 to 1.
    pub fn learning_rate(self, learning_rate: f64) -> BoostingOptions {
        BoostingOptions { learning_rate, ..self }
    }

    /// Sets the rows that each tree sees.
    pub fn subsample(self, subsample: Subsample) -> BoostingOptions {
        BoostingOptions { subsample, ..self }
    }

    /// Sets how many trees may follow the best one before a fit with validation ends.
    pub fn patience(self, patience: usize) -> BoostingOptions {
        BoostingOptions { patience, ..self }
    }

    /// Sets the options of each tree.
    pub fn tree(self, tree: TreeOptions) -> BoostingOptions {
        BoostingOptions { tree, ..self }
    }

    pub(crate) fn check_ranges(&self) -> Result<(), Error> {
        self.tree.check_ranges()?;
        self.subsample.check()?;
        crate::options::share("learning_rate", self.learning_rate)?;
        whole("n_trees", self.n_trees, 1..=1_000_000, "from 1 to 1,000,000")?;
        whole("patience", self.patience, 1..=1_000_000, "from 1 to 1,000,000")
    }
}

/// Gradient boosting of two classes: each tree takes a Newton step down the log loss.
///
/// # Determinism
///
/// Fits are the same bit for bit on any number of threads: gradients are added up in fixed point,
/// where order does not matter. They run in rayon's current pool.
///
/// # Examples
///
/// ```
/// use refrain_trees::{Boosting, BoostingOptions, Features, Labelled};
///
/// let songs: Vec<f64> = (0..200).map(f64::from).collect();
/// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
/// let features = Features::from_columns(&[&songs])?;
///
/// let boosting = Boosting::new(BoostingOptions::default())?;
/// let model = boosting.fit(&Labelled::new(features.clone(), &left)?)?;
/// let risk = model.predict_proba(&features)?;
/// assert!(risk[10] > 0.9 && risk[190] < 0.1);
/// # Ok::<(), refrain_trees::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "linfa", derive(ref_cast::RefCastCustom))]
#[repr(transparent)]
pub struct Boosting {
    options: BoostingOptions,
}

/// A model of the best length, and how the loss went.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Validated {
    /// The model up to the tree after which the loss was least.
    pub model: TreeModel,
    /// Mean log loss of the validation rows after 0, 1, 2 and so on trees.
    pub losses: Vec<f64>,
}

impl Boosting {
    /// Checks the parameters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if one is out of its range.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Boosting, BoostingOptions, ErrorKind};
    ///
    /// let boosting = Boosting::new(BoostingOptions::default().n_trees(50))?;
    /// assert_eq!(boosting.options().n_trees, 50);
    ///
    /// let refused = Boosting::new(BoostingOptions::default().learning_rate(1.5)).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::Argument);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn new(options: BoostingOptions) -> Result<Boosting, Error> {
        options.check_ranges()?;
        Ok(Boosting { options })
    }

    /// Returns the parameters.
    pub fn options(&self) -> &BoostingOptions {
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
    /// use refrain_trees::{Boosting, BoostingOptions, Features, Labelled};
    ///
    /// let songs: Vec<f64> = (0..200).map(f64::from).collect();
    /// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
    /// let features = Features::from_columns(&[&songs])?.named(&["songs"])?;
    ///
    /// let boosting = Boosting::new(BoostingOptions::default().n_trees(10))?;
    /// let model = boosting.fit(&Labelled::new(features, &left)?)?;
    /// assert_eq!((model.names(), model.trees().len()), (&["songs".to_owned()][..], 10));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn fit(&self, train: &Labelled<'_>) -> Result<TreeModel, Error> {
        let mut rounds = Rounds::new(train, &self.options)?;
        let trees = (0..self.options.n_trees).map(|number| rounds.next(number)).collect();
        Ok(rounds.model(trees))
    }

    /// Fits a model and stops when rows it does not learn from are predicted no better.
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Boosting::fit), and of a prediction of the validation rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Boosting, BoostingOptions, Features, Labelled};
    ///
    /// // Every seventh listener surprises; every second one is kept for validation.
    /// let songs = |first: u32| (first..400).step_by(2).map(f64::from).collect::<Vec<f64>>();
    /// let left = |row: u32| f64::from((row < 100) != (row % 7 == 0));
    /// let left = |first: u32| (first..400).step_by(2).map(left).collect::<Vec<f64>>();
    /// let (songs, check_songs, left, check_left) = (songs(0), songs(1), left(0), left(1));
    /// let train = Labelled::new(Features::from_columns(&[&songs])?, &left)?;
    /// let validation = Labelled::new(Features::from_columns(&[&check_songs])?, &check_left)?;
    ///
    /// let boosting = Boosting::new(BoostingOptions::default().n_trees(200).patience(10))?;
    /// let fitted = boosting.fit_validated(&train, &validation)?;
    /// let n_trees = fitted.model.trees().len();
    /// assert!(n_trees < 200 && fitted.losses[n_trees] < fitted.losses[0]);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn fit_validated(
        &self,
        train: &Labelled<'_>,
        validation: &Labelled<'_>,
    ) -> Result<Validated, Error> {
        let mut rounds = Rounds::new(train, &self.options)?;
        rounds.model(Vec::new()).check(validation.features())?;
        let mut margins = vec![rounds.base; validation.labels().len()];
        let mut losses = vec![mean_loss(validation, &margins)];
        let (mut trees, mut best) = (Vec::new(), 0);
        while trees.len() < self.options.n_trees && trees.len() - best < self.options.patience {
            let tree = rounds.next(trees.len());
            add_tree(&tree, validation, &mut margins)?;
            trees.push(tree);
            // Margins are kept from tree to tree: a prediction from scratch would make the fit quadratic.
            losses.push(mean_loss(validation, &margins));
            if losses[trees.len()] < losses[best] {
                best = trees.len();
            }
        }
        // The trees after the best one were only waited for.
        trees.truncate(best);
        Ok(Validated { model: rounds.model(trees), losses })
    }
}

fn add_tree(tree: &Tree, rows: &Labelled<'_>, margins: &mut [f64]) -> Result<(), Error> {
    let packed = [PackedTree::new(tree)];
    let chunks = margins.par_chunks_mut(CHUNK).enumerate();
    let added: Vec<Result<(), Error>> = chunks
        .map(|(chunk, margins)| packed::add_all(&packed, rows.features(), chunk * CHUNK, margins))
        .collect();
    added.into_iter().collect()
}

/// The state between two trees.
struct Rounds<'a> {
    train: &'a Labelled<'a>,
    options: &'a BoostingOptions,
    binned: Binned,
    weighing: Vec<u32>,
    base: f64,
    margins: Vec<f64>,
    scale: Scale,
    sums: Vec<Sums>,
    buffers: Buffers,
}

impl<'a> Rounds<'a> {
    fn new(train: &'a Labelled<'a>, options: &'a BoostingOptions) -> Result<Rounds<'a>, Error> {
        options.tree.check_monotone(train.features())?;
        let weighing = train.weighing_rows();
        let binned = Binned::new(train, &weighing, &options.tree)?;
        let base = to_fixed_point(log_odds(train.prevalence()));
        Ok(Rounds {
            train,
            options,
            binned,
            weighing,
            base,
            margins: vec![base; train.labels().len()],
            scale: Scale::of_total(train.total_weight()),
            sums: vec![Sums::default(); train.labels().len()],
            buffers: Buffers::default(),
        })
    }

    fn next(&mut self, number: usize) -> Tree {
        self.gradients();
        let tree = &self.options.tree;
        let DrawnRows { mut rows, counts } =
            self.options.subsample.draw(&self.weighing, tree.seed, number);
        for (row, count) in rows.iter().zip(counts.iter().flatten()) {
            let sums = &mut self.sums[*row as usize];
            // A row drawn k times is k rows; multiplying in fixed point is exact.
            let count = i64::from(*count);
            *sums = Sums { gradient: sums.gradient * count, weight: sums.weight * count };
        }
        let binned = &self.binned;
        let context = GrowContext {
            binned,
            options: tree,
            rate: self.options.learning_rate,
            rounding: Rounding::FixedPoint,
        };
        let draw = ColumnDraw::new(binned.bins().len(), tree, number);
        let grown = grow(context, self.scale, &self.sums, &mut rows, draw, &mut self.buffers);
        self.step(&grown, &rows);
        grown.tree
    }

    /// First and second derivatives of the loss at the margins.
    fn gradients(&mut self) {
        let (train, scale) = (self.train, self.scale);
        let tasks = self.sums.par_chunks_mut(CHUNK).zip(self.margins.par_chunks(CHUNK));
        tasks.enumerate().for_each(|(chunk, (sums, margins))| {
            let labels = &train.labels()[chunk * CHUNK..];
            let rows = sums.iter_mut().zip(margins).zip(labels).enumerate();
            for (within, ((sums, margin), label)) in rows {
                let (weight, p) = (train.weight(chunk * CHUNK + within), probability(*margin));
                *sums = scale.units(weight * (label - p), weight * p * (1.0 - p));
            }
        });
    }

    /// Adds the tree to the margins of the rows.
    fn step(&mut self, grown: &GrownTree, rows: &[u32]) {
        // Rows of the tree know their leaf already; the others must walk down.
        if rows.len() == self.weighing.len() {
            for (range, value) in &grown.leaves {
                for row in &rows[range.clone()] {
                    self.margins[*row as usize] += value;
                }
            }
            return;
        }
        let binned = &self.binned;
        let margins = self.margins.par_iter_mut().with_min_len(CHUNK).enumerate();
        margins.for_each(|(row, margin)| *margin += grown.value_of(binned, row));
    }

    fn model(&self, trees: Vec<Tree>) -> TreeModel {
        let scale = crate::Scale::LogOdds;
        TreeModel::new(self.train.features(), scale, self.base, trees)
    }
}
