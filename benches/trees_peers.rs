//! refrain-trees beside what one would take otherwise in Rust: forust-ml for boosting, the forests
//! of smartcore and of linfa (linfa-ensemble over linfa-trees).
//!
//! `cargo bench -p refrain-benches --bench trees_peers` takes half a minute; `-- --test` runs each
//! once. One thread for all; engines take turns, and the best of three fits counts. Values are
//! complete, since neither forest knows missing ones. Forests of equally many trees of one depth,
//! on bootstraps; smartcore and refrain draw the square root of the columns for each split, linfa
//! for each tree, which is another model (and less work). LightGBM and scikit-learn are in
//! `benches/peers/trees.py`.

use std::env;
use std::time::Instant;

use forust_ml::objective::ObjectiveType;
use forust_ml::{GradientBooster, Matrix};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use linfa_ensemble::EnsembleLearnerParams;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use refrain::eval::metrics::{accuracy, roc_auc};
use refrain::models::trees::{
    Boosting, BoostingOptions, Features, Forest, ForestOptions, Labelled, TreeOptions,
};
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;

const LEAVES: usize = 31;
const DEPTH: usize = 8;
const REPEATS: usize = 3;

fn main() {
    let is_test = env::args().any(|argument| argument == "--test");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    // The sizes are the same in test mode: with fewer rows a model may learn nothing by chance.
    let repeats = if is_test { 1 } else { REPEATS };
    pool.expect("a thread can be started").install(|| {
        boosting(&Rows::new(22_000, 60), 100, repeats);
        forests(&Rows::new(4_000, 30), 50, repeats);
    });
}

/// Seconds of a fit, and the predictions for the test rows.
type Run = (f64, Vec<f64>);

fn boosting(rows: &Rows, n_trees: usize, repeats: usize) {
    println!("boosting of {n_trees} trees, {}", rows.size());
    let [ours, theirs] =
        best(repeats, [&|| refrain_boosting(rows, n_trees), &|| forust(rows, n_trees)]);
    let area = |(_, scores): &Run| roc_auc(&rows.test.labels, scores).expect("both classes");
    assert!(area(&ours) > 0.7 && area(&theirs) > 0.7, "a model has learned nothing");
    assert!((area(&ours) - area(&theirs)).abs() < 0.05, "{} {}", area(&ours), area(&theirs));
    tell("refrain", &ours, &ours, "AUC", area(&ours));
    tell("forust-ml", &theirs, &ours, "AUC", area(&theirs));
}

fn forests(rows: &Rows, n_trees: usize, repeats: usize) {
    println!("forest of {n_trees} trees, {}", rows.size());
    let runs: [&dyn Fn() -> Run; 3] =
        [&|| refrain_forest(rows, n_trees), &|| smartcore(rows, n_trees), &|| {
            linfa_forest(rows, n_trees)
        }];
    let found = best(repeats, runs);
    // Two of the three vote, so that the share of right labels is all that can be compared.
    let right = |(_, scores): &Run| accuracy(&rows.test.labels, scores, 0.5).expect("rows");
    for (name, run) in ["refrain", "smartcore", "linfa"].into_iter().zip(&found) {
        assert!(right(run) > 0.6, "{name} has learned nothing: {}", right(run));
        tell(name, run, &found[0], "accuracy", right(run));
    }
    let area = roc_auc(&rows.test.labels, &found[0].1).expect("both classes");
    println!("  refrain's probabilities: AUC {area:.4}; the others give labels only");
}

/// Runs engines in turn and keeps the fastest run of each.
fn best<const N: usize>(repeats: usize, engines: [&dyn Fn() -> Run; N]) -> [Run; N] {
    let mut found = engines.map(|engine| engine());
    for _ in 1..repeats {
        for (best, engine) in found.iter_mut().zip(engines) {
            let run = engine();
            if run.0 < best.0 {
                *best = run;
            }
        }
    }
    found
}

fn tell(name: &str, run: &Run, ours: &Run, measure: &str, value: f64) {
    let ratio = run.0 / ours.0;
    println!(
        "  {name:<10} fit {:>8.3} s ({ratio:>5.1} times refrain)  {measure} {value:.4}",
        run.0
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64(), done)
}

fn refrain_boosting(rows: &Rows, n_trees: usize) -> Run {
    let tree = TreeOptions::default().max_leaves(LEAVES).max_depth(DEPTH);
    let boosting = Boosting::new(BoostingOptions::default().n_trees(n_trees).tree(tree));
    let boosting = boosting.expect("the options are in range");
    let (seconds, model) = timed(|| boosting.fit(&rows.train.labelled()).expect("two classes"));
    (seconds, model.predict_proba(&rows.test.features()).expect("the same columns"))
}

fn forust(rows: &Rows, n_trees: usize) -> Run {
    let mut booster = GradientBooster::default()
        .set_objective_type(ObjectiveType::LogLoss)
        .set_iterations(n_trees)
        .set_learning_rate(0.1)
        .set_max_leaves(LEAVES)
        .set_max_depth(DEPTH)
        .set_nbins(255)
        .set_l2(0.0)
        .set_min_leaf_weight(1.0)
        .set_initialize_base_score(true)
        .set_parallel(false);
    let Sample { values, churned, n_columns, .. } = &rows.train;
    let train = Matrix::new(values, churned.len(), *n_columns);
    let (seconds, fitted) = timed(|| booster.fit_unweighted(&train, churned, None));
    fitted.expect("forust learns from them too");
    let test = Matrix::new(&rows.test.values, rows.test.labels.len(), *n_columns);
    (seconds, booster.predict(&test, false))
}

fn refrain_forest(rows: &Rows, n_trees: usize) -> Run {
    let tree = ForestOptions::default().tree.max_depth(DEPTH);
    let forest = Forest::new(ForestOptions::default().n_trees(n_trees).tree(tree));
    let forest = forest.expect("the options are in range");
    let (seconds, model) = timed(|| forest.fit(&rows.train.labelled()).expect("two classes"));
    (seconds, model.predict_proba(&rows.test.features()).expect("the same columns"))
}

fn smartcore(rows: &Rows, n_trees: usize) -> Run {
    let matrix = |sample: &Sample| {
        let (n_rows, n_columns) = (sample.labels.len(), sample.n_columns);
        DenseMatrix::new(n_rows, n_columns, sample.values.clone(), true).expect("a full matrix")
    };
    let (train, test) = (matrix(&rows.train), matrix(&rows.test));
    let labels: Vec<i32> = rows.train.labels.iter().map(|churned| i32::from(*churned)).collect();
    let drawn = (rows.train.n_columns as f64).sqrt().round() as usize;
    let parameters = RandomForestClassifierParameters::default()
        .with_n_trees(n_trees as u16)
        .with_max_depth(DEPTH as u16)
        .with_m(drawn)
        .with_seed(1);
    let (seconds, model) = timed(|| RandomForestClassifier::fit(&train, &labels, parameters));
    let model = model.expect("smartcore learns from them too");
    let predicted: Vec<i32> = model.predict(&test).expect("the same columns");
    (seconds, predicted.into_iter().map(f64::from).collect())
}

fn linfa_forest(rows: &Rows, n_trees: usize) -> Run {
    let labels = Array1::from_iter(rows.train.labels.iter().copied());
    let train = Dataset::new(rows.train.array(), labels);
    let n_columns = rows.train.n_columns as f64;
    let tree = DecisionTree::<f64, bool>::params().max_depth(Some(DEPTH));
    let draws = Xoshiro256PlusPlus::seed_from_u64(1);
    let forest = EnsembleLearnerParams::new_fixed_rng(tree, draws)
        .ensemble_size(n_trees)
        .bootstrap_proportion(1.0)
        .feature_proportion(n_columns.sqrt() / n_columns);
    let (seconds, model) = timed(|| forest.fit(&train).expect("linfa learns from them too"));
    let predicted: Array1<bool> = model.predict(&rows.test.array());
    (seconds, predicted.iter().map(|churned| f64::from(*churned)).collect())
}

/// Rows to learn from, and half as many to test on.
struct Rows {
    train: Sample,
    test: Sample,
}

/// Values column after column, and the class of each row.
struct Sample {
    n_columns: usize,
    values: Vec<f64>,
    labels: Vec<bool>,
    churned: Vec<f64>,
}

impl Rows {
    fn new(n_rows: usize, n_columns: usize) -> Rows {
        let mut draws = Draws(7);
        let train = Sample::new(n_rows, n_columns, &mut draws);
        Rows { train, test: Sample::new(n_rows / 2, n_columns, &mut draws) }
    }

    fn size(&self) -> String {
        format!("{} rows x {} columns, one thread", self.train.labels.len(), self.train.n_columns)
    }
}

impl Sample {
    /// Of whom one in three churns, by two columns that work together and some that work alone.
    fn new(n_rows: usize, n_columns: usize, draws: &mut Draws) -> Sample {
        let values: Vec<f64> = (0..n_rows * n_columns).map(|_| draws.next()).collect();
        let value = |row: usize, column: usize| values[column * n_rows + row];
        let mut is_churn = |row: usize| {
            let alone: f64 = (2..6).map(|column| value(row, column)).sum();
            let risk = -1.0 + 0.6 * alone + 0.7 * value(row, 0) * value(row, 1);
            draws.share() < 1.0 / (1.0 + (-risk).exp())
        };
        let labels: Vec<bool> = (0..n_rows).map(&mut is_churn).collect();
        let churned = labels.iter().map(|churned| f64::from(*churned)).collect();
        Sample { n_columns, values, labels, churned }
    }

    fn features(&self) -> Features<'_> {
        Features::from_column_major(&self.values, self.n_columns).expect("a full matrix")
    }

    fn labelled(&self) -> Labelled<'_> {
        Labelled::new(self.features(), &self.churned).expect("two classes")
    }

    fn array(&self) -> Array2<f64> {
        let n_rows = self.labels.len();
        let value = |(row, column): (usize, usize)| self.values[column * n_rows + row];
        Array2::from_shape_fn((n_rows, self.n_columns), value)
    }
}

/// Numbers that look drawn at random (Marsaglia's xorshift).
struct Draws(u64);

impl Draws {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Of variance 1.
    fn next(&mut self) -> f64 {
        self.share() * 12_f64.sqrt() - 3_f64.sqrt()
    }
}
