//! The same customers with other columns or values.

use std::sync::Arc;

use refrain_core::{Column, Dataset, FeatureMatrix};

/// The rows with some columns, in an order.
pub(super) fn with_columns(data: &Dataset, order: &[usize]) -> Dataset {
    let features = data.features();
    let columns = order.iter().map(|column| features.columns()[*column].clone()).collect();
    let values = order.iter().flat_map(|column| features.values(*column).iter().copied()).collect();
    rebuilt(data, columns, values)
}

/// The rows with other values, each made of its column and the value there was.
pub(super) fn with_values(data: &Dataset, value: impl Fn(usize, f64) -> f64) -> Dataset {
    let features = data.features();
    let mut values = Vec::with_capacity(features.all_values().len());
    for column in 0..features.columns().len() {
        values.extend(features.values(column).iter().map(|old| value(column, *old)));
    }
    rebuilt(data, features.columns().to_vec(), values)
}

fn rebuilt(data: &Dataset, columns: Vec<Column>, values: Vec<f64>) -> Dataset {
    let features = data.features();
    let (ids, observations) = (Arc::clone(features.entity_ids()), features.observations().to_vec());
    let (labels, ends) = (data.labels().to_vec(), data.window_ends().to_vec());
    let lifetimes = data.lifetimes().expect("simulated customers have them").to_vec();
    FeatureMatrix::new(ids, observations, columns, values)
        .and_then(|features| Dataset::from_labels(features, labels, ends))
        .and_then(|dataset| dataset.with_lifetimes(lifetimes))
        .expect("rows and labels are those that there were")
}
