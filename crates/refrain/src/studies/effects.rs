//! Effects of features: the model's own curve along the values of each.

use std::fmt::Write as _;

use refrain_core::{Column, Dataset, FeatureMatrix};
use refrain_models::{
    AnyModel, Explain, FeatureValue, PartialDependence, PartialDependenceOptions,
    PartialDependencePoint, partial_dependence,
};

use crate::Error;

/// Features shown where none is named.
const N_FEATURES: usize = 5;

/// The model's own curves along features, on rows of a dataset.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Effects {
    /// Number of rows of the dataset.
    pub n_rows: usize,
    /// The curves, each with the meaning of its feature.
    pub curves: Vec<(Column, PartialDependence)>,
}

/// Returns the model's own curve along each feature: the probabilities that it gives the rows of a
/// dataset with one value of the feature after the other, the other features left as they are.
///
/// Without names, of the features with the greatest mean contribution to the predictions. A curve
/// shows the model and not the world: to change the feature of a customer need not change what the
/// customer does.
///
/// # Errors
///
/// If the dataset lacks a feature that is named or that the model was fitted on, or has no row.
///
/// # Examples
///
/// ```no_run
/// use refrain::base::Dataset;
/// use refrain::models::SavedModel;
///
/// fn curves(dataset: &Dataset) -> Result<String, refrain::Error> {
///     let model = SavedModel::load("churn.model")?.into_model();
///     Ok(refrain::effects(&model, dataset, &["recency_days".to_owned()])?.show())
/// }
/// ```
pub fn effects(model: &AnyModel, dataset: &Dataset, names: &[String]) -> Result<Effects, Error> {
    let features = dataset.features();
    let chosen = if names.is_empty() { strongest(model, features)? } else { names.to_vec() };
    let options =
        PartialDependenceOptions { weights: Some(dataset.weights()), ..Default::default() };
    let curve = |name: &String| {
        let found = partial_dependence(model, features, name, options)?;
        let position = features.position(name).expect("a curve was made along it");
        Ok((features.columns()[position].clone(), found))
    };
    let curves = chosen.iter().map(curve).collect::<Result<_, Error>>()?;
    Ok(Effects { n_rows: dataset.n_rows(), curves })
}

/// Names the features with the greatest mean absolute contribution, the greatest first.
fn strongest(model: &AnyModel, features: &FeatureMatrix) -> Result<Vec<String>, Error> {
    let explanation = model.explain(features)?;
    let mut sums = vec![0.0; explanation.names().len()];
    for row in 0..features.n_rows() {
        for (sum, amount) in sums.iter_mut().zip(explanation.row(row)) {
            *sum += amount.abs();
        }
    }
    let mut order: Vec<usize> = (0..sums.len()).filter(|feature| sums[*feature] > 0.0).collect();
    order.sort_by(|a, b| sums[*b].total_cmp(&sums[*a]));
    order.truncate(N_FEATURES);
    Ok(order.into_iter().map(|feature| explanation.names()[feature].clone()).collect())
}

impl Effects {
    /// Shows each curve as a table, at most 80 columns wide.
    pub fn show(&self) -> String {
        let mut text = String::new();
        if self.curves.is_empty() {
            text.push_str("no feature moves the predictions of this model\n");
        }
        for (column, curve) in &self.curves {
            let unit = if column.unit.is_empty() { "" } else { &column.unit };
            let _ = writeln!(text, "{}", column.name);
            let _ = writeln!(
                text,
                "{:>28}{:>10}{:>10}{:>30}",
                if unit.is_empty() { "value" } else { unit },
                "rows",
                "churn",
                "eight of ten customers",
            );
            curve.points.iter().for_each(|point| show_point(point, &mut text));
            text.push('\n');
        }
        let n_predicted = self.curves.iter().map(|(_, curve)| curve.rows.len()).max().unwrap_or(0);
        let _ = writeln!(
            text,
            "mean probability of churn that the model gives {n_predicted} of {} rows with each\n\
             value in place of their own; it shows the model, and not what would happen",
            self.n_rows,
        );
        text
    }
}

fn show_point(point: &PartialDependencePoint, text: &mut String) {
    let value = match &point.value {
        FeatureValue::Number(number) => shortest(*number),
        FeatureValue::Level(name) => name.chars().take(28).collect(),
        FeatureValue::Missing => "missing".to_owned(),
    };
    let mut sorted = point.probabilities.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| sorted[(share * (sorted.len() - 1) as f64).round() as usize];
    let spread = format!("{:.1} % to {:.1} %", 100.0 * quantile(0.1), 100.0 * quantile(0.9));
    let _ = writeln!(
        text,
        "{value:>28}{:>10}{:>10}{spread:>30}",
        format!("{:.1} %", 100.0 * point.share),
        format!("{:.1} %", 100.0 * point.mean),
    );
}

/// A number with at most three digits after the point.
fn shortest(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
