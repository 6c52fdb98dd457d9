//! Linear models beside linfa's: the same objective at its minimum, and the time to get there.
//!
//! `cargo bench -p refrain-benches --bench linfa` takes a minute or two; `-- --test` runs small
//! sizes once. linfa-svm keeps a matrix of rows by rows, and at 6,000 of them it took more than five
//! minutes: there is no larger size here. refrain's times are of the whole fit from a `Dataset` (checks, order of rows,
//! preprocessing, standard errors or held-out probabilities), linfa's of the fit on the matrix that
//! refrain prepared.

use std::env;
use std::time::Instant;

use linfa::DatasetBase;
use linfa::dataset::Pr;
use linfa::traits::{Fit as LinfaFit, Predict};
use ndarray::{Array1, Array2, Axis};
use refrain::base::{Column, Dataset, FeatureMatrix, Fit, Outcome, PredictProba, Span, Time};
use refrain::models::{LinearSvm, LinearSvmOptions, Logistic, LogisticOptions};

/// Rows of one entity.
const CUTOFFS: usize = 3;

/// A weak penalty, which is the harder problem.
const L2: f64 = 1.0;

fn main() {
    let is_test = env::args().any(|argument| argument == "--test");
    let (sizes, svm_sizes) = match is_test {
        true => (vec![(600, 5)], vec![(400, 30)]),
        false => (vec![(22_000, 60), (60_000, 250)], vec![(500, 60), (2_000, 60)]),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    pool.expect("a thread can be started").install(|| {
        println!("on one thread; seconds");
        sizes.into_iter().for_each(|(n_rows, n_columns)| logistic(n_rows, n_columns));
        svm_sizes.into_iter().for_each(|(n_rows, n_columns)| svm(n_rows, n_columns));
    });
}

fn logistic(n_rows: usize, n_columns: usize) {
    let train = customers(n_rows, n_columns);
    let options = LogisticOptions { l2: L2, ..LogisticOptions::default() };
    let estimator = Logistic::new(options).expect("the options are in range");
    let (model, seconds) = timed(|| estimator.fit(&train).expect("the rows can be learned from"));
    let prepare = || model.preprocess().transform(train.features()).expect("the same features");
    let (design, preparing) = timed(prepare);
    let labels = Array1::from_iter(train.labels().iter().copied());
    let peer = linfa_logistic::LogisticRegression::default()
        .alpha(L2)
        .max_iterations(1_000)
        .gradient_tolerance(1e-6);
    let rows = DatasetBase::new(design.view(), labels);
    let (peer, peer_seconds) = timed(|| peer.fit(&rows).expect("linfa learns from them too"));
    // linfa gives the log-odds of the class that it calls positive: the more frequent one.
    let sign = if peer.labels().pos.class { 1.0 } else { -1.0 };
    let peer_coefficients: Vec<f64> = peer.params().iter().map(|value| sign * value).collect();
    let own = objective(&design, train.labels(), model.coefficients(), model.intercept());
    let theirs = objective(&design, train.labels(), &peer_coefficients, sign * peer.intercept());
    assert!((own - theirs).abs() < 1e-6 * theirs, "{own} is not {theirs}");
    assert!(own <= theirs + 1e-9 * theirs, "{own} is above {theirs}");
    println!(
        "logistic {n_rows:>6} x {n_columns:<4} refrain {seconds:>8.3} (one pass of preparing \
         {preparing:.3})  linfa {peer_seconds:>8.3}  ratio {:.1}",
        peer_seconds / seconds
    );
}

fn objective(design: &Array2<f64>, labels: &[bool], coefficients: &[f64], intercept: f64) -> f64 {
    let margins = design.dot(&Array1::from_iter(coefficients.iter().copied())) + intercept;
    let loss = |(margin, churned): (&f64, &bool)| {
        let wrong = if *churned { -margin } else { *margin };
        wrong.max(0.0) + (-wrong.abs()).exp().ln_1p()
    };
    let squares: f64 = coefficients.iter().map(|value| value * value).sum();
    margins.iter().zip(labels).map(loss).sum::<f64>() + L2 / 2.0 * squares
}

/// The hinges differ (squared here, plain there) and so do the probabilities (of held-out rows
/// here, of training rows there), so what must agree is the ranking.
fn svm(n_rows: usize, n_columns: usize) {
    let train = customers(n_rows, n_columns);
    let options = LinearSvmOptions { l2: L2, ..LinearSvmOptions::default() };
    let estimator = LinearSvm::new(options).expect("the options are in range");
    let (model, seconds) = timed(|| estimator.fit(&train).expect("the rows can be learned from"));
    let own = model.predict_proba(train.features()).expect("the same features");
    let design = model.preprocess().transform(train.features()).expect("the same features");
    // linfa walks through rows.
    let design = Array2::from_shape_vec(design.dim(), design.iter().copied().collect());
    let design = design.expect("the same values row by row");
    let labels = Array1::from_iter(train.labels().iter().copied());
    let rows = DatasetBase::new(design, labels);
    let peer = linfa_svm::Svm::<f64, Pr>::params().pos_neg_weights(1.0 / L2, 1.0 / L2);
    let peer = peer.linear_kernel();
    let (peer, peer_seconds) = timed(|| peer.fit(&rows).expect("linfa learns from them too"));
    let theirs = rows.records().axis_iter(Axis(0)).map(|row| *peer.predict(row));
    let theirs: Vec<f64> = theirs.map(f64::from).collect();
    let alike = correlation(&log_odds(&own), &log_odds(&theirs));
    assert!(alike > 0.95, "log-odds correlate by {alike}");
    println!(
        "svm      {n_rows:>6} x {n_columns:<4} refrain {seconds:>8.3}  linfa {peer_seconds:>8.3}  \
         ratio {:.1}  correlation {alike:.4}",
        peer_seconds / seconds
    );
}

fn log_odds(probabilities: &[f64]) -> Vec<f64> {
    let bounded = probabilities.iter().map(|churn| churn.clamp(1e-6, 1.0 - 1e-6));
    bounded.map(|churn| (churn / (1.0 - churn)).ln()).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    let scale = product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b);
    product(a, mean_a, b, mean_b) / scale.sqrt()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}

/// Customers whose features share a part, and of whom about one in eight churns.
fn customers(n_rows: usize, n_columns: usize) -> Dataset {
    let mut draws = Draws(7);
    let shared: Vec<f64> = (0..n_rows).map(|_| draws.next()).collect();
    let mut risks = vec![-2.5; n_rows];
    let mut values = Vec::with_capacity(n_rows * n_columns);
    for _ in 0..n_columns {
        let effect = draws.next() * 0.3;
        for (risk, shared) in risks.iter_mut().zip(&shared) {
            let value = 0.5 * shared + 0.87 * draws.next();
            *risk += effect * value;
            values.push(value);
        }
    }
    let outcome = |risk: &f64| match draws.next() * 3.0 < *risk {
        true => Outcome::Churned { at: Time::from_millis(0) },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = risks.iter().map(outcome).collect();
    let window_ends = vec![Time::from_millis(0) + Span::from_days(400); n_rows];
    let features = matrix(n_rows, n_columns, values);
    Dataset::new(features, &outcomes, window_ends).expect("an outcome for each row")
}

fn matrix(n_rows: usize, n_columns: usize, values: Vec<f64>) -> FeatureMatrix {
    let n_entities = n_rows.div_ceil(CUTOFFS);
    let ids: Vec<String> = (0..n_entities).map(|entity| format!("{entity:06}")).collect();
    let cutoff =
        |row: usize| Time::from_millis(0) + Span::from_days(10 * (row / n_entities) as u32);
    let cutoffs: Vec<Time> = (0..n_rows).map(cutoff).collect();
    let of_row: Vec<&String> = (0..n_rows).map(|row| &ids[row % n_entities]).collect();
    let column = |column: usize| Column::number(format!("feature_{column}"), "made up");
    let values = values.chunks_exact(n_rows).map(<[f64]>::to_vec);
    let columns = (0..n_columns).map(column).zip(values).collect();
    FeatureMatrix::from_columns(&of_row, &cutoffs, columns).expect("the shapes agree")
}

/// Numbers of variance 1 that look drawn at random (Marsaglia's xorshift).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64 * 12_f64.sqrt() - 3_f64.sqrt()
    }
}
