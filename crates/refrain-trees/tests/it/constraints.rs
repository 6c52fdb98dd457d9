//! Monotone constraints.

use refrain_trees::{Growth, Monotone, TreeModel, TreeOptions};

use crate::sample::{Sample, boosting};

fn fit(sample: &Sample, monotone: Vec<Monotone>, growth: Growth) -> TreeModel {
    let options = TreeOptions::default().monotone(monotone).growth(growth);
    boosting(15, options).fit(&sample.labelled()).unwrap()
}

/// The steps of the margin as one column goes through its range.
fn steps(model: &TreeModel, sample: &Sample, column: usize, row: usize) -> Vec<f64> {
    let mut moved = Sample::new(81, sample.columns.len(), 0);
    for (position, values) in moved.columns.iter_mut().enumerate() {
        values.fill(sample.columns[position][row]);
    }
    for (step, value) in moved.columns[column].iter_mut().enumerate() {
        *value = step as f64 / 10.0 - 4.0;
    }
    let margins = model.margins(&moved.features()).unwrap();
    margins.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn margins_move_the_way_they_are_told_everywhere() {
    let sample = Sample::new(600, 4, 1);
    // Against what the data say of column 0, and where they say both of column 1.
    let monotone = vec![Monotone::Falling, Monotone::Rising, Monotone::Free, Monotone::Falling];
    for growth in [Growth::LeafWise, Growth::DepthWise] {
        let model = fit(&sample, monotone.clone(), growth);
        for row in 0..100 {
            assert!(steps(&model, &sample, 0, row).iter().all(|step| *step <= 0.0));
            assert!(steps(&model, &sample, 1, row).iter().all(|step| *step >= 0.0));
            assert!(steps(&model, &sample, 3, row).iter().all(|step| *step <= 0.0));
        }
    }
}

#[test]
fn without_constraints_margins_move_both_ways() {
    let sample = Sample::new(600, 4, 1);
    let model = fit(&sample, Vec::new(), Growth::LeafWise);
    let moves: Vec<f64> = (0..100).flat_map(|row| steps(&model, &sample, 1, row)).collect();
    assert!(moves.iter().any(|step| *step < 0.0) && moves.iter().any(|step| *step > 0.0));
}

#[test]
fn constraints_that_are_all_free_change_nothing() {
    let sample = Sample::new(300, 4, 2);
    let free = fit(&sample, vec![Monotone::Free; 4], Growth::LeafWise);
    assert_eq!(free, fit(&sample, Vec::new(), Growth::LeafWise));
}
