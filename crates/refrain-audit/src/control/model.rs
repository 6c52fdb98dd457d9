//! Gradient boosting of small trees, the control model of an audit.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use refrain_core::{ColumnKind, Dataset, FeatureMatrix, Fit, PredictProba};
use refrain_trees::{
    Boosting, BoostingOptions, ColumnSample, Features, Labelled, Subsample, TreeModel, TreeOptions,
    Uninformative,
};

use crate::Error;
use crate::problem::ModelProblem;

/// Trees compare in single precision; what lies beyond it is as far out as its end.
const FARTHEST: f64 = 3e38;

const MILLIS_PER_DAY: f64 = 86_400_000.0;

/// Estimates churn by gradient boosting of 200 small trees that learn slowly.
///
/// It has no parameters, so that the figures of two audits compare. It is an estimator like any
/// other and serves outside an audit too.
///
/// # Determinism
///
/// Neither the number of threads nor the order of rows or columns changes a bit.
///
/// # Examples
///
/// ```
/// use refrain_audit::ControlModel;
/// use refrain_core::Fit;
///
/// fn takes_any_estimator<E: Fit>(_: &E) {}
/// takes_any_estimator(&ControlModel::default());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ControlModel {
    boosting: Boosting,
}

impl Default for ControlModel {
    fn default() -> ControlModel {
        let tree = TreeOptions::default()
            .max_leaves(8)
            .min_child_weight(5.0)
            .l2(10.0)
            // Categories of customers are many and say little: sets of them would fit noise.
            .category_l2(100.0)
            .colsample_by_tree(ColumnSample::Share(0.5))
            .uninformative(Uninformative::Ignore);
        let options = BoostingOptions::default()
            .n_trees(200)
            .learning_rate(0.03)
            .subsample(Subsample::Share(0.7))
            .tree(tree);
        ControlModel { boosting: Boosting::new(options).expect("the parameters are in range") }
    }
}

/// A fitted [`ControlModel`].
#[derive(Debug, Clone, PartialEq)]
pub struct FittedControlModel {
    names: Vec<String>,
    columns: TreeColumns,
    trees: TreeModel,
}

impl Fit for ControlModel {
    type Fitted = FittedControlModel;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<FittedControlModel, Error> {
        let n_churned = train.n_churned();
        if n_churned == 0 || n_churned == train.n_rows() {
            let missing = if n_churned == 0 { "churned" } else { "was retained" };
            return Err(ModelProblem::OneClass { n_rows: train.n_rows(), missing }.into());
        }
        let train = train.select(&canonical_order(train));
        let columns = TreeColumns::of(train.features());
        let values = columns.values(train.features());
        let labels: Vec<f64> = train.labels().iter().map(|label| f64::from(*label)).collect();
        let labelled = Labelled::new(columns.table(&values)?, &labels)?;
        let trees = self.boosting.fit(&labelled.weighted(train.weights())?)?;
        let names = train.features().names().map(str::to_owned).collect();
        Ok(FittedControlModel { names, columns, trees })
    }
}

impl PredictProba for FittedControlModel {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        &self.names
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        if !self.names.iter().map(String::as_str).eq(features.names()) {
            return Err(ModelProblem::OtherFeatures.into());
        }
        if features.n_rows() == 0 {
            return Ok(Vec::new());
        }
        let values = self.columns.values(features);
        self.trees.predict_proba(&self.columns.table(&values)?)
    }
}

/// Returns the rows in an order that depends on what they hold alone.
fn canonical_order(train: &Dataset) -> Vec<usize> {
    // Each tree draws rows by position, so that the draw would follow the order of a file.
    let (features, labels) = (train.features(), train.labels());
    let columns = by_name(features);
    let by_values = |a: usize, b: usize| {
        let orders = columns.iter().map(|column| {
            let values = features.values(*column);
            values[a].total_cmp(&values[b])
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let observations = features.observations();
    let mut rows: Vec<usize> = (0..train.n_rows()).collect();
    rows.sort_by(|a, b| {
        let by_cutoff = observations[*a].cutoff.cmp(&observations[*b].cutoff);
        by_cutoff
            .then_with(|| features.entity_id(*a).cmp(features.entity_id(*b)))
            .then_with(|| by_values(*a, *b))
            .then_with(|| labels[*a].cmp(&labels[*b]))
    });
    rows
}

/// Returns the positions of the columns in the order of their names.
fn by_name(features: &FeatureMatrix) -> Vec<usize> {
    let mut order: Vec<usize> = (0..features.columns().len()).collect();
    order.sort_by(|a, b| features.columns()[*a].name.cmp(&features.columns()[*b].name));
    order
}

/// Columns as trees see them: in the order of their names, categories as codes of training.
#[derive(Debug, Clone, PartialEq)]
struct TreeColumns {
    order: Vec<usize>,
    names: Vec<String>,
    /// Levels of each column in order; `None` for numbers.
    levels: Vec<Option<Vec<String>>>,
}

impl TreeColumns {
    fn of(features: &FeatureMatrix) -> TreeColumns {
        let order = by_name(features);
        let name = |column: &usize| features.columns()[*column].name.clone();
        TreeColumns {
            names: order.iter().map(name).collect(),
            levels: order.iter().map(|column| levels(features, *column)).collect(),
            order,
        }
    }

    fn values(&self, features: &FeatureMatrix) -> Vec<Vec<f64>> {
        let columns = self.order.iter().zip(&self.levels);
        columns.map(|(column, levels)| tree_values(features, *column, levels.as_deref())).collect()
    }

    fn table<'a>(&self, values: &'a [Vec<f64>]) -> Result<Features<'a>, Error> {
        let columns: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
        let categories: Vec<usize> =
            (0..values.len()).filter(|position| self.levels[*position].is_some()).collect();
        Features::from_columns(&columns)?.named(&self.names)?.categories(&categories)
    }
}

/// Returns the levels of a category that occur, by name.
fn levels(features: &FeatureMatrix, column: usize) -> Option<Vec<String>> {
    let ColumnKind::Category(names) = &features.columns()[column].kind else { return None };
    let codes = features.values(column).iter().filter(|code| !code.is_nan());
    let seen: BTreeSet<&String> = codes.map(|code| &names[*code as usize]).collect();
    Some(seen.into_iter().cloned().collect())
}

fn tree_values(features: &FeatureMatrix, column: usize, levels: Option<&[String]>) -> Vec<f64> {
    let values = features.values(column);
    match &features.columns()[column].kind {
        ColumnKind::Category(names) => {
            let levels = levels.unwrap_or_default();
            let code = |name| levels.binary_search(name).map_or(f64::NAN, |code| code as f64);
            let codes: Vec<f64> = names.iter().map(code).collect();
            let known = |code: &f64| if code.is_nan() { f64::NAN } else { codes[*code as usize] };
            values.iter().map(known).collect()
        }
        ColumnKind::Instant => {
            // Every cutoff to come lies beyond those trained on; the distance to it does not.
            let rows = features.observations().iter().zip(values);
            let days = rows.map(|(row, at)| (row.cutoff.millis() as f64 - at) / MILLIS_PER_DAY);
            days.map(within_reach).collect()
        }
        ColumnKind::Number => values.iter().copied().map(within_reach).collect(),
    }
}

/// Returns a finite value within single precision, and NaN for an infinite one.
fn within_reach(value: f64) -> f64 {
    if value.is_infinite() { f64::NAN } else { value.clamp(-FARTHEST, FARTHEST) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use refrain_core::{Column, Span, Time};

    const N_ROWS: usize = 120;

    /// Rows of a number, a plan and an instant, of which the plan tells the label.
    fn dataset(columns: &[usize], rows: &[usize]) -> Dataset {
        let at = |row: usize| Time::from_millis(row as i64 * 86_400_000);
        let ids: Vec<String> = rows.iter().map(|row| format!("{row:03}")).collect();
        let cutoffs: Vec<Time> = rows.iter().map(|row| at(*row)).collect();
        let plans = ColumnKind::Category(vec!["paid".to_owned(), "free".to_owned()]);
        let described = [
            Column::number("songs", ""),
            Column::number("plan", "").kind(plans),
            Column::number("since", "").kind(ColumnKind::Instant),
        ];
        let value = |row: usize, column: usize| match column {
            0 => (row * 7 % 31) as f64,
            1 if row.is_multiple_of(11) => f64::NAN,
            1 => f64::from(u8::from(row.is_multiple_of(3))),
            _ => at(row).millis() as f64 - (row % 5) as f64 * 86_400_000.0,
        };
        let values = |column: usize| rows.iter().map(|row| value(*row, column)).collect();
        let column = |column: &usize| (described[*column].clone(), values(*column));
        let columns = columns.iter().map(column).collect();
        let labels = rows.iter().map(|row| row.is_multiple_of(3)).collect();
        Dataset::from_columns(&ids, &cutoffs, columns, labels, Span::ZERO).unwrap()
    }

    fn all() -> Vec<usize> {
        (0..N_ROWS).collect()
    }

    #[test]
    fn order_of_rows_and_columns_changes_no_bit() {
        let straight = dataset(&[0, 1, 2], &all());
        let shuffled: Vec<usize> = (0..N_ROWS).map(|row| row * 7 % N_ROWS).collect();
        let model = |train: &Dataset| ControlModel::default().fit(train).unwrap();
        let scores = model(&straight).predict_proba(straight.features()).unwrap();
        let other = dataset(&[2, 0, 1], &shuffled);
        let of_other = model(&other).predict_proba(other.features()).unwrap();
        let back: Vec<f64> = shuffled.iter().map(|row| scores[*row]).collect();
        assert_eq!(of_other, back);
        assert!(
            scores[3] > 0.7 && scores[4] < 0.15,
            "the plan tells the label: {} {}",
            scores[3],
            scores[4]
        );
        assert!((scores[11] - scores[4]).abs() > 0.01, "a missing plan is a value of its own");
    }

    #[test]
    fn levels_are_known_by_name_and_instants_by_their_distance() {
        let train = dataset(&[0, 1, 2], &all());
        let columns = TreeColumns::of(train.features());
        assert_eq!(columns.names, ["plan", "since", "songs"]);
        let free_paid = Some(vec!["free".to_owned(), "paid".to_owned()]);
        assert_eq!(columns.levels, [free_paid, None, None]);
        let values = columns.values(train.features());
        assert_eq!(values[0][1..4], [1.0, 1.0, 0.0], "code 0 is `paid`, the second by name");
        assert!(values[0][0].is_nan());
        assert_eq!(values[1][..6], [0.0, 1.0, 2.0, 3.0, 4.0, 0.0]);
        // Rows of one plan know no other.
        let paid = dataset(&[1], &[1, 2, 4]);
        let columns = TreeColumns::of(paid.features());
        assert!(columns.values(dataset(&[1], &[3]).features())[0][0].is_nan());
    }

    #[test]
    fn infinite_values_are_missing_and_great_ones_are_within_single_precision() {
        assert!(within_reach(f64::INFINITY).is_nan() && within_reach(f64::NEG_INFINITY).is_nan());
        assert_eq!(
            (within_reach(1e300), within_reach(-1e300), within_reach(2.5)),
            (3e38, -3e38, 2.5)
        );
    }

    #[test]
    fn one_class_and_other_features_are_refused() {
        let churned: Vec<usize> = (0..40).map(|row| 3 * row).collect();
        let refused =
            |rows: &[usize]| ControlModel::default().fit(&dataset(&[0], rows)).unwrap_err();
        assert_eq!(refused(&churned).to_string(), "none of the 40 rows to train on was retained");
        assert_eq!(refused(&[1, 2]).to_string(), "none of the 2 rows to train on churned");
        assert_eq!(refused(&[1, 2]).kind(), crate::ErrorKind::Data);
        let model = ControlModel::default().fit(&dataset(&[0, 1], &all())).unwrap();
        assert_eq!(model.feature_names(), ["songs", "plan"]);
        let error = model.predict_proba(dataset(&[1, 0], &all()).features()).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Mismatch);
        assert_eq!(
            error.to_string(),
            "the features are not those that the control model was trained on"
        );
        assert_eq!(model.predict_proba(dataset(&[0, 1], &[]).features()).unwrap(), [0.0; 0]);
    }
}
