//! Contributions of columns to each prediction: exact Shapley values of trees.

use rayon::prelude::*;

use crate::explain::shap::{Explainer, Workspace, most_columns};
use crate::model::packed::BLOCK;
use crate::model::tree::Tree;
use crate::model::tree_model::TreeModel;
use crate::{Error, Features};

/// Contributions of each column to the margin of each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanations {
    baseline: f64,
    n_columns: usize,
    values: Vec<f64>,
}

impl Explanations {
    /// Returns the margin of a row of which nothing is known: the mean over the training rows.
    pub fn baseline(&self) -> f64 {
        self.baseline
    }

    /// Returns what each column adds to a row's margin.
    ///
    /// # Panics
    ///
    /// If `row` is not below the number of rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let (songs, days) = ([10.0, 20.0, 40.0, 50.0], [1.0, 2.0, 1.0, 2.0]);
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// let rows = Labelled::new(features.clone(), &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    ///
    /// // The first listener's few songs explain all of a risk of 1.
    /// let why = model.explain(&features)?;
    /// assert!((why.baseline() - 0.5).abs() < 1e-12);
    /// assert!((why.row(0)[0] - 0.5).abs() < 1e-12 && why.row(0)[1] == 0.0);
    /// assert_eq!(why.values().len(), 4 * 2);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.n_columns..(row + 1) * self.n_columns]
    }

    /// Returns all values, row after row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

impl TreeModel {
    /// Returns the exact Shapley values of each row's margin, path-dependent (TreeSHAP).
    ///
    /// Baseline and values of a row add up to its margin, and where a column is unknown a row goes
    /// both ways of a split by the weight of the training rows.
    ///
    /// # Errors
    ///
    /// Those of [`margins`](TreeModel::margins).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{SingleTree, Features, Labelled, TreeOptions};
    ///
    /// let songs = [1.0, 2.0, 3.0, 40.0];
    /// let days = [5.0, 6.0, 5.0, 6.0];
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// let rows = Labelled::new(features.clone(), &[1.0, 1.0, 1.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// let why = model.explain(&features)?;
    /// assert_eq!(why.baseline(), 0.75);
    /// assert!((why.row(3)[0] + 0.75).abs() < 1e-12 && why.row(3)[1] == 0.0);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn explain(&self, features: &Features<'_>) -> Result<Explanations, Error> {
        self.check(features)?;
        let n_columns = features.n_columns();
        let mut values = vec![0.0; features.n_rows() * n_columns];
        // One rule for each number of columns on a path would compile too often.
        let most = self.trees().iter().map(most_columns).max().unwrap_or(0);
        match most {
            0..=4 => explain::<2>(self.trees(), features, &mut values)?,
            5..=8 => explain::<4>(self.trees(), features, &mut values)?,
            9..=12 => explain::<6>(self.trees(), features, &mut values)?,
            13..=16 => explain::<8>(self.trees(), features, &mut values)?,
            17..=32 => explain::<16>(self.trees(), features, &mut values)?,
            _ => explain::<32>(self.trees(), features, &mut values)?,
        }
        let baseline = self.base() + self.trees().iter().map(Tree::mean).sum::<f64>();
        Ok(Explanations { baseline, n_columns, values })
    }
}

fn explain<const N: usize>(
    trees: &[Tree],
    features: &Features<'_>,
    values: &mut [f64],
) -> Result<(), Error> {
    let n_columns = features.n_columns();
    let explainers: Vec<Explainer<'_, N>> = trees.iter().map(Explainer::new).collect();
    let blocks = values.par_chunks_mut(BLOCK * n_columns).enumerate();
    let explained: Vec<Result<(), Error>> = blocks
        .map_init(Workspace::new, |work, (block, values)| {
            let mut rows = vec![0.0; values.len()];
            features.copy_rows(block * BLOCK, &mut rows)?;
            for explainer in &explainers {
                let rows = rows.chunks_exact(n_columns);
                for (row, values) in rows.zip(values.chunks_exact_mut(n_columns)) {
                    explainer.add(row, work, values);
                }
            }
            Ok(())
        })
        .collect();
    explained.into_iter().collect()
}
