//! Differential: the same fits by scikit-learn and statsmodels (tests/data/linear_by_sklearn.py),
//! and what fits of one matrix owe each other.

use ndarray::{Array2, ShapeBuilder};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::ThreadPoolBuilder;
use serde::Deserialize;

use super::gram::weighted_gram;
use super::loss::Loss;
use super::problem::Point;
use super::*;

const EXACT: Limits = Limits { max_iterations: 200, tolerance: 1e-12 };

#[derive(Deserialize)]
struct Case {
    columns: Vec<Vec<f64>>,
    churned: Vec<bool>,
    weights: Vec<f64>,
    groups: Vec<usize>,
    fits: Vec<Solved>,
    machines: Vec<Solved>,
}

#[derive(Deserialize)]
struct Solved {
    #[serde(default)]
    l1: f64,
    l2: f64,
    weighted: bool,
    coefficients: Vec<f64>,
    intercept: f64,
    #[serde(default)]
    standard_errors: Vec<Option<f64>>,
}

impl Case {
    fn read() -> Case {
        serde_json::from_str(include_str!("../../tests/data/linear_by_sklearn.json")).unwrap()
    }

    fn rows(&self) -> Rows {
        Rows {
            design: matrix(self.churned.len(), &self.columns.concat()),
            targets: targets(&self.churned),
            weights: vec![1.0; self.churned.len()],
        }
    }

    fn rows_of(&self, solved: &Solved) -> Rows {
        let rows = self.rows();
        if solved.weighted { Rows { weights: self.weights.clone(), ..rows } } else { rows }
    }
}

/// The parts of a problem.
struct Rows {
    design: Array2<f64>,
    targets: Vec<f64>,
    weights: Vec<f64>,
}

impl Rows {
    fn problem(&self, l1: f64, l2: f64) -> Problem<'_> {
        Problem::new(self.design.view(), &self.targets, &self.weights, Penalty { l1, l2 })
    }

    /// Rows of columns that share a part, and targets that depend on the first two.
    fn random(n_rows: usize, n_columns: usize, seed: u64) -> Rows {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draws = |n| (0..n).map(|_| random.gen_range(-1.7..1.7)).collect::<Vec<f64>>();
        let (shared, own) = (draws(n_rows), draws(n_rows * n_columns));
        let values = own.iter().enumerate().map(|(at, own)| 0.8 * own + 0.6 * shared[at % n_rows]);
        let design = matrix(n_rows, &values.collect::<Vec<f64>>());
        let noise = draws(n_rows);
        let risk = |row: usize| design[[row, 0]] - design[[row, 1]] + noise[row] - 1.0;
        let targets = (0..n_rows).map(|row| f64::from(u8::from(risk(row) > 0.0))).collect();
        Rows { targets, weights: vec![1.0; n_rows], design }
    }
}

fn matrix(n_rows: usize, values: &[f64]) -> Array2<f64> {
    let n_columns = values.len() / n_rows.max(1);
    Array2::from_shape_vec((n_rows, n_columns).f(), values.to_vec()).unwrap()
}

fn fit<L: Loss>(problem: &Problem, loss: L) -> Point {
    minimise(problem, loss, problem.origin(), EXACT).unwrap()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }
}

#[test]
fn logistic_coefficients_equal_scikit_learn_s() {
    let case = Case::read();
    assert_eq!(case.fits.len(), 14);
    for solved in &case.fits {
        let model = fit(&case.rows_of(solved).problem(solved.l1, solved.l2), LogLoss).model;
        // Theirs stop short of the minimum by less than this.
        assert_close(&model.coefficients, &solved.coefficients, 1e-7);
        assert_close(&[model.intercept], &[solved.intercept], 1e-7);
        let pairs = model.coefficients.iter().zip(&solved.coefficients);
        pairs.for_each(|(own, other)| assert_eq!(*own == 0.0, *other == 0.0));
    }
}

#[test]
fn standard_errors_equal_those_by_the_formula() {
    let case = Case::read();
    for solved in &case.fits {
        let rows = case.rows_of(solved);
        let problem = rows.problem(solved.l1, solved.l2);
        let errors = standard_errors(&problem, &fit(&problem, LogLoss), &case.groups);
        for (found, expected) in errors.iter().zip(&solved.standard_errors) {
            assert_eq!(found.is_some(), expected.is_some());
            assert_close(found.as_slice(), expected.as_slice(), 1e-7);
        }
    }
}

#[test]
fn machine_s_coefficients_equal_scikit_learn_s() {
    let case = Case::read();
    assert_eq!(case.machines.len(), 4);
    for solved in &case.machines {
        let model = fit(&case.rows_of(solved).problem(0.0, solved.l2), SquaredHinge).model;
        // Theirs penalises the intercept a little.
        assert_close(&model.coefficients, &solved.coefficients, 1e-5);
        assert_close(&[model.intercept], &[solved.intercept], 1e-5);
    }
}

#[test]
fn rows_of_weight_two_equal_rows_given_twice() {
    let case = Case::read();
    let once = case.rows();
    let twice = |values: &[f64]| values.iter().flat_map(|v| [*v, *v]).collect::<Vec<f64>>();
    let columns: Vec<f64> = case.columns.iter().flat_map(|column| twice(&column[..60])).collect();
    let rest: Vec<f64> = case.columns.iter().flat_map(|column| column[60..].to_vec()).collect();
    let (first, rest) = (matrix(120, &columns), matrix(60, &rest));
    let design = ndarray::concatenate![ndarray::Axis(0), first, rest];
    let design = matrix(180, &design.columns().into_iter().flatten().copied().collect::<Vec<_>>());
    let repeated = Rows {
        design,
        targets: [twice(&once.targets[..60]), once.targets[60..].to_vec()].concat(),
        weights: vec![1.0; 180],
    };
    let weighted = Rows { weights: [vec![2.0; 60], vec![1.0; 60]].concat(), ..once };
    for (l1, l2) in [(0.0, 1.0), (3.0, 0.0)] {
        let [a, b] = [&repeated, &weighted].map(|rows| fit(&rows.problem(l1, l2), LogLoss).model);
        assert_close(&a.coefficients, &b.coefficients, 1e-9);
        assert_close(&[a.intercept], &[b.intercept], 1e-9);
    }
}

#[test]
fn gram_equals_the_product_column_by_column() {
    for (n_rows, n_columns) in [(1, 1), (7, 3), (513, 33), (1100, 70), (3, 40), (5, 0)] {
        let rows = Rows::random(n_rows, n_columns.max(2), 3);
        let design = rows.design.slice(ndarray::s![.., ..n_columns]);
        let weights: Vec<f64> = (0..n_rows).map(|row| 0.1 + (row % 5) as f64).collect();
        let gram = weighted_gram(design, &weights);
        assert_eq!(gram.dim(), (n_columns, n_columns));
        for ((a, b), found) in gram.indexed_iter() {
            let products =
                (0..n_rows).map(|row| weights[row] * design[[row, a]] * design[[row, b]]);
            assert_close(&[*found], &[products.sum()], 1e-10 * n_rows as f64);
        }
    }
}

#[test]
fn number_of_threads_changes_no_bit() {
    let rows = Rows::random(3000, 70, 4);
    let groups: Vec<usize> = (0..3000).map(|row| row % 999).collect();
    let on = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let problem = rows.problem(0.5, 1.0);
            let point = fit(&problem, LogLoss);
            let errors = standard_errors(&problem, &point, &groups);
            let errors = errors.into_iter().map(|error| error.unwrap_or(-1.0));
            let numbers = point.model.coefficients.iter().copied().chain(errors);
            numbers.map(f64::to_bits).collect::<Vec<u64>>()
        })
    };
    let alone = on(1);
    assert!([2, 3, 7].iter().all(|n_threads| on(*n_threads) == alone));
}

#[test]
fn more_columns_than_rows_are_fitted_under_a_penalty() {
    let rows = Rows::random(30, 80, 5);
    for (l1, l2) in [(0.0, 1.0), (1.0, 0.0), (0.5, 0.5)] {
        let [log_loss, hinge] = [
            fit(&rows.problem(l1, l2), LogLoss).model,
            fit(&rows.problem(0.0, l2 + 0.1), SquaredHinge).model,
        ];
        assert!([&log_loss, &hinge].iter().all(|model| model.intercept.is_finite()));
        let n_zero = log_loss.coefficients.iter().filter(|c| **c == 0.0).count();
        assert_eq!(n_zero > 50, l1 > 0.0, "{n_zero} zeros of 80 for {l1}");
    }
}

#[test]
fn columns_that_repeat_each_other_are_fitted_under_any_penalty() {
    let one = Rows::random(200, 3, 6);
    let design = ndarray::concatenate![ndarray::Axis(1), one.design, one.design];
    let values: Vec<f64> = design.columns().into_iter().flatten().copied().collect();
    let twice = Rows { design: matrix(200, &values), ..Rows::random(200, 3, 6) };
    for (l1, l2) in [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0)] {
        let single = fit(&one.problem(l1, l2 / 2.0), LogLoss).model;
        let double = fit(&twice.problem(l1, l2), LogLoss).model;
        let sums: Vec<f64> =
            (0..3).map(|at| double.coefficients[at] + double.coefficients[at + 3]).collect();
        assert_close(&sums, &single.coefficients, 1e-8);
    }
}

#[test]
fn column_that_is_zero_is_left_at_zero() {
    let rows = Rows::random(50, 3, 7);
    let mut design = rows.design.clone();
    design.column_mut(2).fill(0.0);
    let rows = Rows { design, ..rows };
    for (l1, l2) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)] {
        assert_eq!(fit(&rows.problem(l1, l2), LogLoss).model.coefficients[2], 0.0);
    }
}

#[test]
fn huge_weights_move_nothing() {
    let rows = Rows::random(60, 4, 8);
    let light = fit(&rows.problem(1.0, 1.0), LogLoss).model;
    let rows = Rows { weights: vec![1e307; 60], ..rows };
    let heavy = fit(&rows.problem(1e307, 1e307), LogLoss).model;
    assert_close(&heavy.coefficients, &light.coefficients, 1e-12);
}

#[test]
fn separable_rows_without_a_penalty_give_numbers_all_the_same() {
    let rows = Rows::random(40, 2, 9);
    let targets = (0..40).map(|row| f64::from(u8::from(rows.design[[row, 0]] > 0.3))).collect();
    let rows = Rows { targets, ..rows };
    let problem = rows.problem(0.0, 0.0);
    let limits = Limits { max_iterations: 100, tolerance: 1e-8 };
    let model = minimise(&problem, LogLoss, problem.origin(), limits).unwrap().model;
    assert!(model.coefficients[0] > 10.0 && model.coefficients[0].is_finite());
    assert!(fit(&problem, SquaredHinge).model.coefficients[0] > 1.0);
}

#[test]
fn strong_penalty_on_absolute_values_leaves_the_intercept_alone() {
    let rows = Rows::random(100, 5, 10);
    let model = fit(&rows.problem(1e3, 0.0), LogLoss).model;
    assert_eq!(model.coefficients, [0.0; 5]);
    let share = rows.targets.iter().sum::<f64>() / 100.0;
    assert_close(&[model.intercept], &[(share / (1.0 - share)).ln()], 1e-9);
}

#[test]
fn rough_start_leads_to_the_same_minimum_in_fewer_steps() {
    let rows = Rows::random(4000, 5, 11);
    for (l1, l2) in [(0.0, 1.0), (5.0, 0.0)] {
        let problem = rows.problem(l1, l2);
        let start = rough_start(&problem, LogLoss);
        assert!(start.coefficients[0] != 0.0, "enough rows for a rough start");
        let few = Limits { max_iterations: 3, tolerance: 1e-3 };
        assert!(minimise(&problem, LogLoss, problem.origin(), few).is_err());
        assert!(minimise(&problem, LogLoss, start.clone(), few).is_ok());
        let [a, b] = [start, problem.origin()]
            .map(|start| minimise(&problem, LogLoss, start, EXACT).unwrap().model);
        assert_close(&a.coefficients, &b.coefficients, 1e-9);
    }
}

#[test]
fn held_out_scores_are_those_of_a_fit_without_the_fold() {
    let rows = Rows::random(90, 3, 12);
    let folds: Vec<usize> = (0..90).map(|row| row % 3).collect();
    let problem = rows.problem(0.0, 1.0);
    let found = held_out_scores(&problem, SquaredHinge, &problem.origin(), EXACT, &folds).unwrap();
    let kept: Vec<usize> = (0..90).filter(|row| folds[*row] != 1).collect();
    let of_kept = |values: &[f64]| kept.iter().map(|row| values[*row]).collect::<Vec<f64>>();
    let columns = rows.design.columns().into_iter();
    let design: Vec<f64> = columns.flat_map(|column| of_kept(&column.to_vec())).collect();
    let others = Rows {
        design: matrix(60, &design),
        targets: of_kept(&rows.targets),
        weights: vec![1.0; 60],
    };
    let model = fit(&others.problem(0.0, 2.0 / 3.0), SquaredHinge).model;
    let expected = margins(rows.design.view(), &model.coefficients, 0.0);
    for row in (0..90).filter(|row| folds[*row] == 1) {
        assert_close(&[found[row]], &[expected[row]], 1e-9);
    }
}
