//! Trees on matrices of ndarray.

use ndarray::{Array2, s};
use refrain_trees::ndarray;
use refrain_trees::{Features, Labelled, TreeOptions};

use crate::sample::{Sample, boosting};

pub(crate) fn matrix(sample: &Sample) -> Array2<f64> {
    Array2::from_shape_fn((sample.labels.len(), sample.columns.len()), |(row, column)| {
        sample.columns[column][row]
    })
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

#[test]
fn trees_on_an_ndarray_alone_learn_predict_and_explain() {
    let sample = Sample::new(300, 4, 3);
    let matrix = matrix(&sample);
    let features = Features::from_view(matrix.view())
        .unwrap()
        .named(&["songs", "days", "adverts", "friends"])
        .unwrap();
    let rows = Labelled::new(features.clone(), &sample.labels).unwrap();
    let model = boosting(20, TreeOptions::default()).fit(&rows).unwrap();
    let margins = model.margins(&features).unwrap();
    let why = model.explain(&features).unwrap();
    let told = why.baseline() + why.row(7).iter().sum::<f64>();
    assert!((told - margins[7]).abs() < 1e-9);
}
