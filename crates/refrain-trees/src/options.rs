//! Options of the growth of one tree.

use refrain_core::{Error, ErrorKind, Problem};

use crate::table::features::check_columns;
use crate::{FeatureKind, Features};

/// Deeper trees cannot be explained exactly in the precision there is.
const GREATEST_DEPTH: usize = 64;

/// A bin is one byte, and one value of it means missing.
const MOST_BINS: usize = 255;

/// Order in which leaves are split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Growth {
    /// The one whose split gains most, as LightGBM grows.
    LeafWise,
    /// The one nearest to the root, and of those the one whose split gains most.
    DepthWise,
}

/// Monotone constraint: the way predictions may move with a column, everything else being equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Monotone {
    /// Any way.
    Free,
    /// Never down as the column rises.
    Rising,
    /// Never up as the column rises.
    Falling,
}

/// Number of columns that are drawn, at least one.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ColumnSample {
    /// All there are.
    All,
    /// This share of them, above 0 to 1.
    Share(f64),
    /// The square root of their number, as forests use to.
    SquareRoot,
}

impl ColumnSample {
    fn check(self, name: &'static str) -> Result<(), Error> {
        match self {
            ColumnSample::Share(found) => share(name, found),
            ColumnSample::All | ColumnSample::SquareRoot => Ok(()),
        }
    }

    pub(crate) fn of(self, n: usize) -> usize {
        let wanted = match self {
            ColumnSample::All => n as f64,
            ColumnSample::Share(share) => n as f64 * share,
            ColumnSample::SquareRoot => (n as f64).sqrt(),
        };
        (wanted.round() as usize).clamp(1, n)
    }
}

/// Treatment of a column that says the same of every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uninformative {
    /// The fit ends with an error that names it.
    Refuse,
    /// The column stays, and no split uses it.
    Ignore,
}

/// Options of a tree, alone, in a forest or in boosting.
///
/// They are set one by one, and checked when they become a [`SingleTree`](crate::SingleTree), a
/// [`Forest`](crate::Forest) or a [`Boosting`](crate::Boosting).
///
/// # Examples
///
/// ```
/// use refrain_trees::{SingleTree, TreeOptions};
///
/// let options = TreeOptions::default().max_leaves(8).min_child_weight(20.0);
/// assert_eq!((options.max_leaves, options.max_bins), (8, 255));
///
/// let refused = SingleTree::new(options.max_leaves(1)).unwrap_err();
/// assert_eq!(refused.to_string(), "`max_leaves` is 1, and must be from 2 to 16,777,216");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TreeOptions {
    /// Most leaves of a tree, at least 2.
    pub max_leaves: usize,
    /// Most splits between the root and a leaf, from 1 to 64.
    pub max_depth: usize,
    /// Order in which leaves are split.
    pub growth: Growth,
    /// Most bins of a column, from 2 to 255, missing values not counted.
    pub max_bins: usize,
    /// Least weight of a leaf.
    ///
    /// In a tree or a forest it is the sum of the rows' weights; in boosting that of
    /// `weight · p (1 - p)`, so that four rows of even odds weigh 1 (XGBoost's
    /// `min_child_weight`).
    pub min_child_weight: f64,
    /// Least gain of a split: half of what it takes off twice the loss.
    pub min_gain: f64,
    /// L2 penalty: weight that pulls a leaf to the value of no information.
    pub l2: f64,
    /// Added to `l2` where categories are put in order and sets of them compared, since a
    /// category of few rows looks extreme by chance.
    pub category_l2: f64,
    /// Columns that a tree may use.
    pub colsample_by_tree: ColumnSample,
    /// Those of them that a split may use, drawn anew for each.
    pub max_features: ColumnSample,
    /// Monotone constraint of each column; empty leaves all free.
    pub monotone: Vec<Monotone>,
    /// Treatment of a column that says the same of every row.
    pub uninformative: Uninformative,
    /// Decides what is drawn: rows and columns.
    pub seed: u64,
}

impl Default for TreeOptions {
    /// 31 leaves, depth at most 64, 255 bins, no penalty, every column.
    fn default() -> TreeOptions {
        TreeOptions {
            max_leaves: 31,
            max_depth: GREATEST_DEPTH,
            growth: Growth::LeafWise,
            max_bins: MOST_BINS,
            min_child_weight: 1.0,
            min_gain: 0.0,
            l2: 0.0,
            category_l2: 10.0,
            colsample_by_tree: ColumnSample::All,
            max_features: ColumnSample::All,
            monotone: Vec::new(),
            uninformative: Uninformative::Refuse,
            seed: 0,
        }
    }
}

impl TreeOptions {
    /// Sets the most leaves of a tree, at least 2.
    pub fn max_leaves(self, max_leaves: usize) -> TreeOptions {
        TreeOptions { max_leaves, ..self }
    }

    /// Sets the most splits between the root and a leaf, from 1 to 64.
    pub fn max_depth(self, max_depth: usize) -> TreeOptions {
        TreeOptions { max_depth, ..self }
    }

    /// Sets the order in which leaves are split.
    pub fn growth(self, growth: Growth) -> TreeOptions {
        TreeOptions { growth, ..self }
    }

    /// Sets the most bins of a column, from 2 to 255.
    pub fn max_bins(self, max_bins: usize) -> TreeOptions {
        TreeOptions { max_bins, ..self }
    }

    /// Sets the least weight of a leaf.
    pub fn min_child_weight(self, min_child_weight: f64) -> TreeOptions {
        TreeOptions { min_child_weight, ..self }
    }

    /// Sets the least gain of a split.
    pub fn min_gain(self, min_gain: f64) -> TreeOptions {
        TreeOptions { min_gain, ..self }
    }

    /// Sets the L2 penalty.
    pub fn l2(self, l2: f64) -> TreeOptions {
        TreeOptions { l2, ..self }
    }

    /// Sets what is added to the L2 penalty where sets of categories are compared.
    pub fn category_l2(self, category_l2: f64) -> TreeOptions {
        TreeOptions { category_l2, ..self }
    }

    /// Sets the columns that a tree may use.
    pub fn colsample_by_tree(self, colsample_by_tree: ColumnSample) -> TreeOptions {
        TreeOptions { colsample_by_tree, ..self }
    }

    /// Sets those of them that a split may use.
    pub fn max_features(self, max_features: ColumnSample) -> TreeOptions {
        TreeOptions { max_features, ..self }
    }

    /// Sets the monotone constraint of each column; an empty list leaves all free.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Boosting, BoostingOptions, Features, Labelled, Monotone, TreeOptions};
    ///
    /// // More idle days never lower the risk, whatever a few rows say.
    /// let days: Vec<f64> = (0..200).map(f64::from).collect();
    /// let left = |row: u32| f64::from((row > 100) != (row % 9 == 0));
    /// let left: Vec<f64> = (0..200).map(left).collect();
    /// let features = Features::from_columns(&[&days])?;
    ///
    /// let tree = TreeOptions::default().monotone(vec![Monotone::Rising]);
    /// let boosting = Boosting::new(BoostingOptions::default().tree(tree))?;
    /// let model = boosting.fit(&Labelled::new(features.clone(), &left)?)?;
    /// assert!(model.predict_proba(&features)?.is_sorted());
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn monotone(self, monotone: Vec<Monotone>) -> TreeOptions {
        TreeOptions { monotone, ..self }
    }

    /// Sets the treatment of a column that says the same of every row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions, Uninformative};
    ///
    /// let (songs, country) = ([10.0, 20.0, 40.0, 50.0], [1.0, 1.0, 1.0, 1.0]);
    /// let features = Features::from_columns(&[&songs, &country])?.named(&["songs", "country"])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0, 0.0])?;
    /// let options = TreeOptions::default();
    /// let refused = SingleTree::new(options.clone())?.fit(&rows).unwrap_err();
    /// assert!(refused.to_string().starts_with("column `country` is 1 in every row"));
    ///
    /// let ignoring = options.uninformative(Uninformative::Ignore);
    /// assert_eq!(SingleTree::new(ignoring)?.fit(&rows)?.split_importance(), [1.0, 0.0]);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn uninformative(self, uninformative: Uninformative) -> TreeOptions {
        TreeOptions { uninformative, ..self }
    }

    /// Sets what decides the rows and columns that are drawn.
    pub fn seed(self, seed: u64) -> TreeOptions {
        TreeOptions { seed, ..self }
    }

    pub(crate) fn check_ranges(&self) -> Result<(), Error> {
        whole("max_leaves", self.max_leaves, 2..=1 << 24, "from 2 to 16,777,216")?;
        whole("max_depth", self.max_depth, 1..=GREATEST_DEPTH, "from 1 to 64")?;
        whole("max_bins", self.max_bins, 2..=MOST_BINS, "from 2 to 255")?;
        let amounts = [
            ("min_child_weight", self.min_child_weight),
            ("min_gain", self.min_gain),
            ("l2", self.l2),
            ("category_l2", self.category_l2),
        ];
        for (name, found) in amounts {
            if !(0.0..=1e60).contains(&found) {
                let expected = "from 0 to 1e60";
                return Err(OptionProblem::Range { name, expected, found }.into());
            }
        }
        self.colsample_by_tree.check("colsample_by_tree")?;
        self.max_features.check("max_features")
    }

    /// Refuses constraints that do not fit the columns.
    pub(crate) fn check_monotone(&self, features: &Features<'_>) -> Result<(), Error> {
        if !self.monotone.is_empty() {
            let what = "the list of monotone constraints";
            check_columns(what, features.n_columns(), self.monotone.len())?;
        }
        for (column, monotone) in self.monotone.iter().enumerate() {
            let is_category = features.kinds()[column] == FeatureKind::Category;
            if is_category && *monotone != Monotone::Free {
                let column = features.names()[column].clone();
                return Err(OptionProblem::MonotoneCategory { column }.into());
            }
        }
        Ok(())
    }

    pub(crate) fn monotone_of(&self, column: usize) -> Monotone {
        self.monotone.get(column).copied().unwrap_or(Monotone::Free)
    }
}

pub(crate) fn share(name: &'static str, found: f64) -> Result<(), Error> {
    let is_share = found > 0.0 && found <= 1.0;
    let wrong = OptionProblem::Range { name, expected: "more than 0 and at most 1", found };
    if is_share { Ok(()) } else { Err(wrong.into()) }
}

pub(crate) fn whole(
    name: &'static str,
    found: usize,
    range: std::ops::RangeInclusive<usize>,
    expected: &'static str,
) -> Result<(), Error> {
    let wrong = OptionProblem::Range { name, expected, found: found as f64 };
    if range.contains(&found) { Ok(()) } else { Err(wrong.into()) }
}

#[derive(Debug, thiserror::Error)]
enum OptionProblem {
    #[error("`{name}` is {found}, and must be {expected}")]
    Range { name: &'static str, expected: &'static str, found: f64 },
    #[error("category `{column}` has no order, so that nothing can rise or fall with it")]
    MonotoneCategory { column: String },
}

impl Problem for OptionProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            OptionProblem::Range { .. } => ErrorKind::Argument,
            OptionProblem::MonotoneCategory { .. } => ErrorKind::Mismatch,
        }
    }
}
