//! A fitted tree.

use refrain_core::Error;
use serde::{Deserialize, Serialize};

use crate::GREATEST_CODE;
use crate::model::tree_model::ImpossibleModel;

/// One of the two children of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The child at [`NodeSplit::left`].
    Left,
    /// The child right after it.
    Right,
}

/// Rows that go left at a split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SplitRule {
    /// Those whose number is below the threshold, both in single precision.
    Below(f32),
    /// Those whose code is not in the set, unknown ones included.
    NotIn(Codes),
}

/// A set of codes of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedCodes")]
pub struct Codes {
    /// One bit for each code up to the greatest one in it.
    words: Vec<u64>,
}

impl Codes {
    pub(crate) fn new(codes: impl IntoIterator<Item = u32>) -> Codes {
        let mut words = Vec::new();
        for code in codes {
            let word = code as usize / 64;
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            words[word] |= 1 << (code % 64);
        }
        Codes { words }
    }

    /// Tells whether a code is in it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, SplitRule, TreeOptions};
    ///
    /// // Cities by number: listeners of 1 and 3 leave.
    /// let city: Vec<f64> = (0..80).map(|row| f64::from(row % 4)).collect();
    /// let left: Vec<f64> = city.iter().map(|city| f64::from(city % 2.0 == 1.0)).collect();
    /// let rows = Labelled::new(Features::from_columns(&[&city])?.categories(&[0])?, &left)?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    ///
    /// let split = model.trees()[0].nodes()[0].split.as_ref().expect("cities differ");
    /// let SplitRule::NotIn(codes) = &split.rule else { unreachable!("a city is a category") };
    /// assert_eq!(codes.contains(1), codes.contains(3));
    /// assert_ne!(codes.contains(0), codes.contains(1));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn contains(&self, code: u32) -> bool {
        let word = self.words.get(code as usize / 64);
        word.is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    /// Returns the codes in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.words.len() as u32 * 64).filter(|code| self.contains(*code))
    }
}

/// Stored form of a set of codes, which may come from anywhere.
#[derive(Deserialize)]
struct UncheckedCodes {
    words: Vec<u64>,
}

impl TryFrom<UncheckedCodes> for Codes {
    type Error = Error;

    fn try_from(stored: UncheckedCodes) -> Result<Codes, Error> {
        let words = stored.words;
        let most = GREATEST_CODE as usize / 64 + 1;
        let too_many = ImpossibleModel { defect: "a set holds a code above the greatest" };
        if words.len() > most { Err(too_many.into()) } else { Ok(Codes { words }) }
    }
}

/// Split of a node: a rule on one column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NodeSplit {
    /// Position of the column it looks at.
    pub column: u32,
    /// Rows that go left at a split.
    pub rule: SplitRule,
    /// Side of rows whose value is missing.
    pub missing: Side,
    /// Position of the left child; the right one follows it.
    pub left: u32,
    /// Decrease of twice the loss of its rows.
    pub gain: f64,
}

impl NodeSplit {
    /// Returns the position of the right child.
    pub fn right(&self) -> u32 {
        self.left + 1
    }

    /// Tells where a row with this value goes.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, Side, SingleTree, TreeOptions};
    ///
    /// let songs = [10.0, 20.0, 40.0, 50.0, f64::NAN];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[1.0, 1.0, 0.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    ///
    /// let split = model.trees()[0].nodes()[0].split.as_ref().expect("songs divide them");
    /// assert_eq!((split.side(15.0), split.side(300.0)), (Side::Left, Side::Right));
    /// assert_eq!(split.side(f32::NAN), split.missing);
    /// assert_eq!(split.right(), split.left + 1);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn side(&self, value: f32) -> Side {
        let goes_left = match &self.rule {
            _ if value.is_nan() => return self.missing,
            SplitRule::Below(threshold) => value < *threshold,
            SplitRule::NotIn(codes) => !codes.contains(value as u32),
        };
        if goes_left { Side::Left } else { Side::Right }
    }
}

/// A node of a tree; one without a split is a leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Node {
    /// Amount that a row which ends here adds to its margin.
    pub value: f64,
    /// Weight of the training rows that came here (see
    /// [`min_child_weight`](crate::TreeOptions::min_child_weight)).
    pub weight: f64,
    /// Split of its rows.
    pub split: Option<NodeSplit>,
}

/// A tree: nodes, of which the first is the root and children come after their parents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedTree")]
pub struct Tree {
    nodes: Vec<Node>,
}

/// Stored form of a tree, which may come from anywhere.
#[derive(Deserialize)]
struct UncheckedTree {
    nodes: Vec<Node>,
}

impl TryFrom<UncheckedTree> for Tree {
    type Error = Error;

    fn try_from(stored: UncheckedTree) -> Result<Tree, Error> {
        let tree = Tree { nodes: stored.nodes };
        // Only the model knows how many columns there are.
        match tree.defect(usize::MAX) {
            Some(defect) => Err(ImpossibleModel { defect }.into()),
            None => Ok(tree),
        }
    }
}

impl Tree {
    pub(crate) fn new(nodes: Vec<Node>) -> Tree {
        Tree { nodes }
    }

    /// Returns the nodes; the first is the root.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns the number of leaves.
    pub fn n_leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.split.is_none()).count()
    }

    /// Returns the most splits between the root and a leaf.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// // Who listens least or most leaves: two splits.
    /// let songs = [1.0, 2.0, 40.0, 50.0, 900.0, 950.0];
    /// let left = [1.0, 1.0, 0.0, 0.0, 1.0, 1.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &left)?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// let tree = &model.trees()[0];
    /// assert_eq!((tree.depth(), tree.n_leaves(), tree.nodes().len()), (2, 3, 5));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn depth(&self) -> usize {
        self.depths().into_iter().max().unwrap_or(0)
    }

    /// Returns the value of the leaf that a row ends in.
    ///
    /// # Panics
    ///
    /// If the row has fewer values than the model has columns.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let songs = [10.0, 20.0, 40.0, 50.0];
    /// let rows = Labelled::new(Features::from_columns(&[&songs])?, &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// // It is added to the model's base, here the share of 0.5 that left.
    /// let tree = &model.trees()[0];
    /// assert_eq!((tree.value(&[15.0]), tree.value(&[300.0])), (0.5, -0.5));
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn value(&self, row: &[f32]) -> f64 {
        let mut node = &self.nodes[0];
        while let Some(split) = &node.split {
            let child = match split.side(row[split.column as usize]) {
                Side::Left => split.left,
                Side::Right => split.right(),
            };
            node = &self.nodes[child as usize];
        }
        node.value
    }

    pub(crate) fn depths(&self) -> Vec<usize> {
        let mut depths = vec![0; self.nodes.len()];
        for (position, node) in self.nodes.iter().enumerate() {
            if let Some(split) = &node.split {
                depths[split.left as usize] = depths[position] + 1;
                depths[split.right() as usize] = depths[position] + 1;
            }
        }
        depths
    }

    /// Returns the value of an average row: of each leaf, by its weight.
    pub(crate) fn mean(&self) -> f64 {
        let leaves = self.nodes.iter().filter(|node| node.split.is_none());
        let sum: f64 = leaves.map(|leaf| leaf.value * leaf.weight).sum();
        sum / self.nodes[0].weight
    }

    /// Names what is wrong with a tree that was not grown here.
    pub(crate) fn defect(&self, n_columns: usize) -> Option<&'static str> {
        const DEEPEST: usize = 64;
        let mut is_child = vec![false; self.nodes.len()];
        for (position, node) in self.nodes.iter().enumerate() {
            if !(node.value.is_finite() && node.weight.is_finite() && node.weight > 0.0) {
                return Some("a node's value or weight is not a finite number, or no weight");
            }
            let Some(split) = &node.split else { continue };
            if split.column as usize >= n_columns {
                return Some("a split looks at a column that is not there");
            }
            if split.left as usize <= position || split.left as usize + 1 >= self.nodes.len() {
                return Some("a split's children are not there");
            }
            if matches!(split.rule, SplitRule::Below(threshold) if threshold.is_nan()) {
                return Some("a threshold is not a number");
            }
            for child in [split.left, split.right()] {
                if std::mem::replace(&mut is_child[child as usize], true) {
                    return Some("a node has two parents");
                }
            }
        }
        let orphans = is_child.iter().skip(1).any(|is_child| !is_child);
        (self.nodes.is_empty() || orphans)
            .then_some("a tree has no root, or a node without a parent")
            .or_else(|| (self.depth() > DEEPEST).then_some("a tree is deeper than 64"))
    }
}
