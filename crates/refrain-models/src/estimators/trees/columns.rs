//! Feature matrices as the tables that trees read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use refrain_core::{ColumnKind, FeatureMatrix};
use refrain_trees::Features;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::rows::cells;
use crate::rows::signature::Signature;

/// Trees compare in single precision; what lies beyond it is as far out as its end.
const FARTHEST: f64 = 3e38;

/// Order and levels by which the features of a fit become the columns of its trees.
///
/// Columns go by their names, so that trees do not depend on the order in which features come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::estimators) struct TreeColumns {
    signature: Signature,
    /// The feature of each column.
    order: Vec<usize>,
    /// The levels of each column, by name; of a number none. Codes count them.
    levels: Vec<Vec<String>>,
}

/// The values of all columns of a matrix.
pub(in crate::estimators) struct TreeValues<'a> {
    columns: Vec<Cow<'a, [f64]>>,
}

impl TreeColumns {
    pub(in crate::estimators) fn of(features: &FeatureMatrix) -> TreeColumns {
        let mut order: Vec<usize> = (0..features.columns().len()).collect();
        order.sort_by(|a, b| features.columns()[*a].name.cmp(&features.columns()[*b].name));
        let levels = order.iter().map(|feature| levels(features, *feature)).collect();
        TreeColumns { signature: Signature::of(features), order, levels }
    }

    pub(in crate::estimators) fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Returns the values as trees see them: instants as days before the cutoff, categories as
    /// codes of training, in which an unseen level is missing.
    ///
    /// # Errors
    ///
    /// If the features are not the ones it was made of.
    pub(in crate::estimators) fn values<'a>(
        &self,
        features: &'a FeatureMatrix,
    ) -> Result<TreeValues<'a>, Error> {
        self.signature.check(features)?;
        let columns = self.order.iter().zip(&self.levels);
        let columns = columns.map(|(feature, levels)| column(features, *feature, levels));
        Ok(TreeValues { columns: columns.collect() })
    }

    /// Borrows the values as a table.
    pub(in crate::estimators) fn table<'a>(
        &self,
        values: &'a TreeValues<'_>,
    ) -> Result<Features<'a>, Error> {
        let columns: Vec<&[f64]> = values.columns.iter().map(|values| values.as_ref()).collect();
        let names: Vec<&str> = self.names().collect();
        let categories: Vec<usize> =
            (0..self.order.len()).filter(|position| self.is_category(*position)).collect();
        Features::from_columns(&columns)?.named(&names)?.categories(&categories)
    }

    /// Puts amounts that trees give for each column, row after row, into the order of the features.
    pub(in crate::estimators) fn by_feature(&self, by_column: &[f64]) -> Vec<f64> {
        let n_columns = self.order.len();
        let mut by_feature = vec![0.0; by_column.len()];
        let rows = by_feature.chunks_exact_mut(n_columns).zip(by_column.chunks_exact(n_columns));
        for (by_feature, by_column) in rows {
            for (feature, amount) in self.order.iter().zip(by_column) {
                by_feature[*feature] = *amount;
            }
        }
        by_feature
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(|feature| self.signature.names()[*feature].as_str())
    }

    fn is_category(&self, position: usize) -> bool {
        self.signature.is_category(self.order[position])
    }

    /// Returns what is wrong with columns that came from a file, if the trees have these names.
    pub(in crate::estimators) fn defect(&self, tree_names: &[String]) -> Option<&'static str> {
        let n_features = self.signature.names().len();
        // Of a forged file the order may repeat or leave out features; predicting would panic.
        let features: BTreeSet<usize> = self.order.iter().copied().collect();
        let all = features.len() == n_features && features.last().is_none_or(|l| *l < n_features);
        if self.order.len() != n_features || self.levels.len() != n_features || !all {
            return Some("its trees have not one column for each feature");
        }
        let same = self.names().eq(tree_names.iter().map(String::as_str));
        self.signature.defect().or((!same).then_some("its trees are of other features"))
    }
}

/// The levels of a category that occur, by name.
fn levels(features: &FeatureMatrix, feature: usize) -> Vec<String> {
    let seen = (0..features.n_rows()).filter_map(|row| cells::level(features, row, feature));
    let names: BTreeSet<&str> = seen.collect();
    names.into_iter().map(str::to_owned).collect()
}

fn column<'a>(features: &'a FeatureMatrix, feature: usize, levels: &[String]) -> Cow<'a, [f64]> {
    match &features.columns()[feature].kind {
        ColumnKind::Category(names) => {
            // Codes are those of training. Another matrix may number the same levels otherwise.
            let code = |name| levels.binary_search(name).map_or(f64::NAN, |code| code as f64);
            let codes: Vec<f64> = names.iter().map(code).collect();
            let known = |code: &f64| if code.is_nan() { f64::NAN } else { codes[*code as usize] };
            features.values(feature).iter().map(known).collect()
        }
        ColumnKind::Instant => {
            let mut days = cells::numbers(features, feature);
            days.iter_mut().for_each(|days| *days = days.clamp(-FARTHEST, FARTHEST));
            days.into()
        }
        ColumnKind::Number => within(features.values(feature)),
    }
}

fn within(values: &[f64]) -> Cow<'_, [f64]> {
    if values.iter().any(|value| value.abs() > FARTHEST) {
        return values.iter().map(|value| value.clamp(-FARTHEST, FARTHEST)).collect();
    }
    Cow::Borrowed(values)
}
