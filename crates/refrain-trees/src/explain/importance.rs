//! Importance of columns: by gain, by number of splits, by permutation.

use rand::Rng;

use crate::model::log_loss::mean_loss_of;
use crate::model::tree::NodeSplit;
use crate::options::whole;
use crate::random::{Drawn, stream};
use crate::{Error, Labelled, TreeModel};

impl TreeModel {
    /// Returns for each column what its splits gain together.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let (songs, days) = ([10.0, 20.0, 40.0, 50.0], [1.0, 2.0, 1.0, 2.0]);
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// let gain = model.gain_importance();
    /// assert!(gain[0] > 0.0 && gain[1] == 0.0);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn gain_importance(&self) -> Vec<f64> {
        self.sum_of_splits(|split| split.gain)
    }

    /// Returns for each column how many splits look at it.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Labelled, SingleTree, TreeOptions};
    ///
    /// let (songs, days) = ([10.0, 20.0, 40.0, 50.0], [1.0, 2.0, 1.0, 2.0]);
    /// let features = Features::from_columns(&[&songs, &days])?;
    /// let rows = Labelled::new(features, &[1.0, 1.0, 0.0, 0.0])?;
    /// let model = SingleTree::new(TreeOptions::default())?.fit(&rows)?;
    /// assert_eq!(model.split_importance(), [1.0, 0.0]);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn split_importance(&self) -> Vec<f64> {
        self.sum_of_splits(|_| 1.0)
    }

    fn sum_of_splits(&self, of: impl Fn(&NodeSplit) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.names().len()];
        let nodes = self.trees().iter().flat_map(|tree| tree.nodes());
        for split in nodes.filter_map(|node| node.split.as_ref()) {
            sums[split.column as usize] += of(split);
        }
        sums
    }

    /// Returns for each column how much the mean log loss of some rows rises when its values are
    /// shuffled among them, as a mean over shuffles.
    ///
    /// Probabilities are kept 1e-15 away from 0 and 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is no shuffle, otherwise those of
    /// [`margins`](TreeModel::margins).
    ///
    /// # Determinism
    ///
    /// The same seed gives the same shuffles, on any number of threads.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_trees::{Features, Forest, ForestOptions, Labelled};
    ///
    /// let songs: Vec<f64> = (0..200).map(f64::from).collect();
    /// let days: Vec<f64> = (0..200).map(|row| f64::from(row % 2)).collect();
    /// let left: Vec<f64> = songs.iter().map(|songs| f64::from(*songs < 50.0)).collect();
    /// let rows = Labelled::new(Features::from_columns(&[&songs, &days])?, &left)?;
    /// let model = Forest::new(ForestOptions::default().n_trees(20))?.fit(&rows)?;
    ///
    /// let importance = model.permutation_importance(&rows, 5, 1)?;
    /// assert!(importance[0] > 0.1 && importance[0] > importance[1]);
    /// # Ok::<(), refrain_trees::Error>(())
    /// ```
    pub fn permutation_importance(
        &self,
        rows: &Labelled<'_>,
        n_shuffles: usize,
        seed: u64,
    ) -> Result<Vec<f64>, Error> {
        whole("n_shuffles", n_shuffles, 1..=1_000_000, "from 1 to 1,000,000")?;
        let whole = mean_loss_of(rows, &self.predict_proba(rows.features())?);
        let used = self.split_importance();
        let mut importance = vec![0.0; used.len()];
        for column in (0..used.len()).filter(|column| used[*column] > 0.0) {
            let mut values = rows.features().column(column);
            let mut random = stream(seed, Drawn::Shuffles, column);
            for _ in 0..n_shuffles {
                for last in (1..values.len()).rev() {
                    values.swap(last, random.gen_range(0..=last));
                }
                let shuffled = rows.features().with_column(column, &values);
                let loss = mean_loss_of(rows, &self.predict_proba(&shuffled)?);
                importance[column] += (loss - whole) / n_shuffles as f64;
            }
        }
        Ok(importance)
    }
}
