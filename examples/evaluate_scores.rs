//! Someone else's scores, judged: the figures with intervals over customers, and whether one
//! list of scores is better than another on the same customers.

use std::error::Error;

use refrain::eval::{Bootstrap, Metric, StandardMetric, group_by_id, metrics, standard_metrics};

fn main() -> Result<(), Box<dyn Error>> {
    let rows = scores();
    let ids: Vec<&str> = rows.iter().map(|row| row.customer.as_str()).collect();
    let labels: Vec<bool> = rows.iter().map(|row| row.left).collect();
    let ours: Vec<f64> = rows.iter().map(|row| row.ours).collect();
    let theirs: Vec<f64> = rows.iter().map(|row| row.theirs).collect();

    // Rows of one customer belong together: they are drawn together.
    let groups = group_by_id(&ids);
    let bootstrap = Bootstrap::with_seed(7);
    let standard = standard_metrics(30, 0.25);
    let figures = bootstrap.intervals(&standard, &labels, &ours, &groups)?;
    for (metric, figure) in standard.iter().zip(figures) {
        println!(
            "{:<28} {:.3} [{:.3}, {:.3}]",
            metric.name(),
            figure.estimate,
            figure.low,
            figure.high
        );
    }

    let gain = bootstrap.difference(StandardMetric::RocAuc, &labels, &ours, &theirs, &groups)?;
    println!("\nROC AUC above theirs: {:+.3} [{:+.3}, {:+.3}]", gain.estimate, gain.low, gain.high);

    // What is undefined is an error, never a number.
    let nobody_left = vec![false; labels.len()];
    if let Err(error) = metrics::roc_auc(&nobody_left, &ours) {
        println!("\nIf nobody had left: {error}");
    }
    Ok(())
}

struct Scored {
    customer: String,
    left: bool,
    ours: f64,
    theirs: f64,
}

/// Two observations each of 150 customers, with scores between 0 and 1.
fn scores() -> Vec<Scored> {
    let row = |n: u64| {
        let customer = n / 2;
        let risk = scramble(customer + 1);
        let left = scramble(n + 1_000) < risk * 0.4;
        Scored {
            customer: format!("customer {customer}"),
            left,
            ours: 0.1 + 0.6 * (0.7 * risk + 0.3 * scramble(n + 5_000)),
            theirs: 0.1 + 0.6 * (0.3 * risk + 0.7 * scramble(n + 9_000)),
        }
    };
    (0..300).map(row).collect()
}

/// A number between 0 and 1 that depends on `n` alone (the finalizer of SplitMix64).
fn scramble(n: u64) -> f64 {
    let n = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((n ^ (n >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
