//! Scores from elsewhere judged beside linfa: the area under the ROC curve, and an interval for it.
//!
//! `cargo bench -p refrain-benches --bench scores`; `-- --test` runs a small size once. linfa's curve
//! has no point at the origin where the lowest score is 0, so that the area over the rows of that
//! score is lost; scores that tie elsewhere agree. A model that says 0 to many (a tree does, and so
//! does rounding) is rated too low, and one that says 0 to all has an area of 0. linfa has no
//! interval; ours draws whole customers, here five rows each.

use std::env;
use std::time::Instant;

use linfa::dataset::Pr;
use linfa::metrics::BinaryClassification;
use refrain::eval::{Bootstrap, StandardMetric, auc_interval, metrics};

/// Rows of one customer.
const ROWS_EACH: usize = 5;

const N_RESAMPLES: usize = 1_000;

fn main() {
    let is_test = env::args().any(|argument| argument == "--test");
    let (n_rows, n_resamples) = if is_test { (2_000, 100) } else { (100_000, N_RESAMPLES) };
    let rows = Rows::new(n_rows);
    println!("{n_rows} rows of {} customers", n_rows / ROWS_EACH);
    println!("\nROC AUC{:>40}{:>12}{:>12}", "refrain", "linfa", "by pairs");
    rows.beside("no two scores alike", |score| score, 1e-4);
    rows.beside("in steps of 0.05, from 0.05", |score| stepped(score).max(0.05), 1e-4);
    // What linfa loses: half the product of the shares of either class that score 0.
    let zeros = rows.beside("0 below 0.5", |score| if score < 0.5 { 0.0 } else { score }, 1.0);
    assert!((zeros - rows.area_of_zeros(0.5)).abs() < 1e-4, "the loss is that of the rows of 0");
    let constant = rows.beside("0 for all", |_| 0.0, 1.0);
    assert!((constant - 0.5).abs() < 1e-6);
    rows.intervals(n_resamples);
}

struct Rows {
    labels: Vec<bool>,
    scores: Vec<f64>,
    groups: Vec<usize>,
}

impl Rows {
    fn new(n_rows: usize) -> Rows {
        let risk = |row: usize| scramble(row / ROWS_EACH);
        // Once for all rows of a customer, so that the rows are not as much as so many customers.
        let leaves = |customer: usize| scramble(customer + 77_777_777) < 0.3 * scramble(customer);
        let score = |row: usize| 0.2 + 0.6 * (0.6 * risk(row) + 0.4 * scramble(row + 10_000_019));
        Rows {
            labels: (0..n_rows).map(|row| leaves(row / ROWS_EACH)).collect(),
            scores: (0..n_rows).map(score).collect(),
            groups: (0..n_rows).map(|row| row / ROWS_EACH).collect(),
        }
    }

    /// Prints the area both ways and returns by how much linfa's is lower.
    fn beside(&self, what: &str, score: impl Fn(f64) -> f64, tolerance: f64) -> f64 {
        // Through single precision, which is all that linfa's probabilities hold.
        let single: Vec<f32> = self.scores.iter().map(|value| score(*value) as f32).collect();
        let scores: Vec<f64> = single.iter().map(|value| f64::from(*value)).collect();
        let (own, own_seconds) = timed(|| metrics::roc_auc(&self.labels, &scores));
        let own = own.expect("both classes are there");
        let probabilities: Vec<Pr> = single.iter().map(|value| Pr::new(*value)).collect();
        let (peer, peer_seconds) = timed(|| probabilities.as_slice().roc(self.labels.as_slice()));
        let peer = f64::from(peer.expect("linfa ranks them too").area_under_curve());
        let pairs = self.by_pairs(&scores);
        println!("{what:<28}{own:>19.6}{peer:>12.6}{pairs:>12.6}");
        println!("{:<28}{own_seconds:>17.4} s{peer_seconds:>10.4} s", "");
        assert!((own - pairs).abs() < 1e-12, "the area is the share of pairs in order");
        assert!((own - peer).abs() < tolerance, "linfa's area of {what} is {peer}");
        own - peer
    }

    /// Share of the pairs of a churned and a retained row that are in order, equal ones by half.
    fn by_pairs(&self, scores: &[f64]) -> f64 {
        let of = |class: bool| -> Vec<f64> {
            let rows = scores.iter().zip(&self.labels).filter(|(_, label)| **label == class);
            rows.map(|(score, _)| *score).collect()
        };
        let (churned, mut retained) = (of(true), of(false));
        retained.sort_by(f64::total_cmp);
        let below = |score: &f64| {
            let fewer = retained.partition_point(|other| other < score);
            let up_to = retained.partition_point(|other| other <= score);
            (fewer + up_to) as f64 / 2.0
        };
        let in_order: f64 = churned.iter().map(below).sum();
        in_order / (churned.len() as f64 * retained.len() as f64)
    }

    /// Half the product of the shares of either class below a score.
    fn area_of_zeros(&self, below: f64) -> f64 {
        let share = |class: bool| {
            let rows = || self.labels.iter().zip(&self.scores).filter(|(l, _)| **l == class);
            let zeros = rows().filter(|(_, score)| **score < below).count();
            zeros as f64 / rows().count() as f64
        };
        share(true) * share(false) / 2.0
    }

    fn intervals(&self, n_resamples: usize) {
        let Rows { labels, scores, groups } = self;
        let bootstrap = Bootstrap::new(n_resamples, 0.95, 7).expect("enough resamples");
        let metrics = [StandardMetric::RocAuc, StandardMetric::Brier];
        let (table, seconds) = timed(|| bootstrap.table(&metrics, labels, scores, groups));
        let table = table.expect("both classes are there");
        println!("\n{n_resamples} resamples of customers, both metrics: {seconds:.2} s\n{table}");
        let (formula, seconds) = timed(|| auc_interval(labels, scores, groups, 0.95));
        let formula = formula.expect("both classes are there");
        println!("ROC AUC by formula: {formula} in {seconds:.4} s");
        let auc = table.get("roc_auc").expect("it was asked for");
        assert_eq!(auc.estimate, formula.estimate);
        let width = |low: f64, high: f64| high - low;
        let ratio = width(auc.low, auc.high) / width(formula.low, formula.high);
        assert!((0.7..1.4).contains(&ratio), "the two are as wide: {ratio}");
    }
}

fn stepped(score: f64) -> f64 {
    (20.0 * score).round() / 20.0
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

/// A number between 0 and 1 that depends on `n` alone (the finalizer of SplitMix64).
fn scramble(n: usize) -> f64 {
    let n = (n as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((n ^ (n >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
