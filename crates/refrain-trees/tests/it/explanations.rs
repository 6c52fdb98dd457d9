//! Shapley values against their definition.

use refrain_trees::{Side, Tree, TreeModel, TreeOptions};

use crate::sample::{Sample, boosting, model};

/// The value of a tree where only some columns are known: unknown ones send a row both ways.
fn expected(tree: &Tree, node: u32, row: &[f32], known: u32) -> f64 {
    let here = &tree.nodes()[node as usize];
    let Some(split) = &here.split else { return here.value };
    let (left, right) = (split.left, split.right());
    if known >> split.column & 1 == 1 {
        let is_left = split.side(row[split.column as usize]) == Side::Left;
        return expected(tree, if is_left { left } else { right }, row, known);
    }
    let weight = |child: u32| tree.nodes()[child as usize].weight;
    let both = [left, right].map(|child| weight(child) * expected(tree, child, row, known));
    (both[0] + both[1]) / (weight(left) + weight(right))
}

fn factorial(n: u32) -> f64 {
    (1..=n).map(f64::from).product()
}

/// Shapley's formula, over all sets of columns.
fn shapley(model: &TreeModel, row: &[f32], column: u32) -> f64 {
    let n = row.len() as u32;
    let value = |known: u32| -> f64 {
        model.trees().iter().map(|tree| expected(tree, 0, row, known)).sum()
    };
    let sets = (0..1u32 << n).filter(|set| set >> column & 1 == 0);
    sets.map(|set| {
        let size = set.count_ones();
        let share = factorial(size) * factorial(n - size - 1) / factorial(n);
        share * (value(set | 1 << column) - value(set))
    })
    .sum()
}

#[test]
fn values_are_those_of_shapleys_formula() {
    for (n_columns, max_leaves, seed) in [(3, 6, 1), (5, 31, 2), (8, 40, 3)] {
        let sample = Sample::new(400, n_columns, seed);
        let options = TreeOptions::default().max_leaves(max_leaves);
        let model = boosting(3, options).fit(&sample.labelled()).unwrap();
        let why = model.explain(&sample.features()).unwrap();
        for row in 0..25 {
            for (column, found) in why.row(row).iter().enumerate() {
                let exact = shapley(&model, &sample.row(row), column as u32);
                assert!((found - exact).abs() < 1e-12, "{found} instead of {exact}");
            }
        }
    }
}

#[test]
fn baseline_and_values_add_up_to_the_margin() {
    let (sample, model) = model();
    let margins = model.margins(&sample.features()).unwrap();
    let why = model.explain(&sample.features()).unwrap();
    for (row, margin) in margins.iter().enumerate() {
        let sum = why.baseline() + why.row(row).iter().sum::<f64>();
        assert!((sum - margin).abs() < 1e-12);
    }
}

#[test]
fn deep_trees_are_explained_as_exactly() {
    let sample = Sample::new(3000, 40, 6);
    let options = TreeOptions::default().max_leaves(400).min_child_weight(0.0);
    let model = boosting(2, options).fit(&sample.labelled()).unwrap();
    let margins = model.margins(&sample.features()).unwrap();
    let why = model.explain(&sample.features()).unwrap();
    for (row, margin) in margins.iter().enumerate() {
        let sum = why.baseline() + why.row(row).iter().sum::<f64>();
        assert!((sum - margin).abs() < 1e-11);
    }
}

#[test]
fn a_column_that_no_split_looks_at_adds_nothing() {
    let sample = Sample::new(300, 5, 7);
    let options = TreeOptions::default().max_leaves(2);
    let model = boosting(1, options).fit(&sample.labelled()).unwrap();
    let why = model.explain(&sample.features()).unwrap();
    let used = model.split_importance();
    for row in 0..300 {
        let idle = why.row(row).iter().zip(&used).filter(|(_, used)| **used == 0.0);
        assert!(idle.into_iter().all(|(value, _)| *value == 0.0));
    }
}
