//! What must change nothing.

use refrain_trees::{Features, Labelled, TreeOptions};

use crate::sample::{Sample, boosting, model};

fn options() -> TreeOptions {
    TreeOptions::default().max_leaves(8)
}

#[test]
fn order_of_the_columns_changes_no_prediction() {
    let sample = Sample::new(400, 6, 1);
    let mut turned = Sample::new(400, 6, 1);
    turned.columns.reverse();
    let fit = |sample: &Sample| {
        let model = boosting(10, options()).fit(&sample.labelled()).unwrap();
        model.margins(&sample.features()).unwrap()
    };
    assert_eq!(fit(&sample), fit(&turned));
}

#[test]
fn order_of_the_rows_changes_no_tree() {
    let sample = Sample::new(400, 4, 2);
    let mut turned = Sample::new(400, 4, 2);
    turned.columns.iter_mut().for_each(|column| column.reverse());
    turned.labels.reverse();
    let fit = |sample: &Sample| boosting(10, options()).fit(&sample.labelled()).unwrap();
    assert_eq!(fit(&sample), fit(&turned));
}

#[test]
fn a_rising_transform_of_a_column_changes_no_training_prediction() {
    let sample = Sample::new(200, 4, 3);
    let mut stretched = Sample::new(200, 4, 3);
    for column in &mut stretched.columns {
        column.iter_mut().for_each(|value| *value = (*value / 2.0).exp() * 1000.0);
    }
    let fit = |sample: &Sample| {
        let model = boosting(10, options()).fit(&sample.labelled()).unwrap();
        model.margins(&sample.features()).unwrap()
    };
    assert_eq!(fit(&sample), fit(&stretched));
}

#[test]
fn layout_of_the_table_changes_nothing() {
    let (sample, model) = model();
    let by_column = sample.columns.concat();
    let by_row: Vec<f64> =
        (0..500).flat_map(|row| sample.columns.iter().map(move |column| column[row])).collect();
    let tables = [
        Features::from_column_major(&by_column, 5).unwrap(),
        Features::from_rows(&by_row, 5).unwrap(),
    ];
    for table in tables {
        let rows = Labelled::new(table.clone(), &sample.labels).unwrap();
        let again = boosting(20, TreeOptions::default()).fit(&rows).unwrap();
        assert_eq!(again, model);
        assert_eq!(again.margins(&table).unwrap(), model.margins(&sample.features()).unwrap());
    }
}

#[test]
fn probabilities_are_those_of_class_one() {
    // Class 1 the rarer and the more frequent one.
    for threshold in [50.0, 350.0] {
        let column: Vec<f64> = (0..400).map(f64::from).collect();
        let labels: Vec<f64> = column.iter().map(|value| f64::from(*value < threshold)).collect();
        let features = Features::from_columns(&[&column]).unwrap();
        let rows = Labelled::new(features.clone(), &labels).unwrap();
        let model = boosting(40, TreeOptions::default()).fit(&rows).unwrap();
        let found = model.predict_proba(&features).unwrap();
        for (found, label) in found.iter().zip(&labels) {
            assert!((found - label).abs() < 0.2 && (0.0..=1.0).contains(found));
        }
    }
}
