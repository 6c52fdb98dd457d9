//! linfa's traits, and matrices of ndarray.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, s};
use refrain_trees::{Features, TreeModel, TreeOptions};

use crate::sample::{Sample, boosting};

fn matrix(sample: &Sample) -> Array2<f64> {
    Array2::from_shape_fn((sample.labels.len(), sample.columns.len()), |(row, column)| {
        sample.columns[column][row]
    })
}

#[test]
fn fitting_and_predicting_through_linfa_is_the_same() {
    let sample = Sample::new(300, 4, 1);
    let boosting = boosting(5, TreeOptions::default());
    let labels: Array1<bool> = sample.labels.iter().map(|label| *label == 1.0).collect();
    let dataset = DatasetBase::new(matrix(&sample), labels);
    let model: TreeModel = Fit::fit(&boosting, &dataset).unwrap();
    assert_eq!(model, boosting.fit(&sample.labelled()).unwrap());
    let found: Array1<bool> = model.predict(&dataset.records);
    let expected = model.predict_proba(&sample.features()).unwrap();
    assert!(found.iter().zip(expected).all(|(found, expected)| *found == (expected >= 0.5)));
}

#[test]
fn matrices_are_borrowed_in_either_order() {
    let sample = Sample::new(300, 4, 2);
    let model = boosting(5, TreeOptions::default()).fit(&sample.labelled()).unwrap();
    let expected = model.margins(&sample.features()).unwrap();
    let by_row = matrix(&sample);
    let by_column = by_row.t().as_standard_layout().into_owned().reversed_axes();
    for matrix in [by_row.view(), by_column.view()] {
        assert_eq!(model.margins(&Features::from_view(matrix).unwrap()).unwrap(), expected);
    }
    let gaps = by_row.slice(s![..;2, ..;2]);
    let refused = Features::from_view(gaps).unwrap_err().to_string();
    assert_eq!(
        refused,
        "the matrix has gaps or an order of its own; give its `as_standard_layout`"
    );
}
