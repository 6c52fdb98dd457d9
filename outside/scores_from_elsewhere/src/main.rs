//! Judges scores that some other program made: metrics with intervals, and which of two models is
//! better on the same customers.

use refrain_eval::{
    Bootstrap, Error, Metric, StandardMetric, TestSize, auc_interval, compare, group_by_id, metrics,
};

/// What a program wrote: the customer, whether they left, and the scores of two models.
fn scores() -> (Vec<String>, Vec<bool>, Vec<f64>, Vec<f64>) {
    let customer = |row: u32| format!("customer {}", row * 7 % 120);
    let left = |row: u32| row * 7 % 120 % 6 == 0 && row < 200;
    let noise = |row: u32, by: u32| f64::from(row * by % 97) / 97.0;
    let rows = 0..240;
    (
        rows.clone().map(customer).collect(),
        rows.clone().map(left).collect(),
        rows.clone().map(|row| 0.4 * noise(row, 31) + if left(row) { 0.35 } else { 0.1 }).collect(),
        rows.map(|row| 0.8 * noise(row, 53) + if left(row) { 0.15 } else { 0.1 }).collect(),
    )
}

fn main() -> Result<(), Error> {
    let (customers, left, new, old) = scores();
    // Two rows of one customer are no two witnesses.
    let groups = group_by_id(&customers);
    println!("ROC AUC {:.3}", metrics::roc_auc(&left, &new)?);

    let figures = [
        StandardMetric::RocAuc,
        StandardMetric::AveragePrecision,
        StandardMetric::LogLoss,
        StandardMetric::Brier,
    ];
    let bootstrap = Bootstrap::with_seed(7);
    let intervals = bootstrap.intervals(&figures, &left, &new, &groups)?;
    for (metric, found) in figures.iter().zip(intervals) {
        println!("{:20}{:.3} [{:.3}, {:.3}]", metric.name(), found.estimate, found.low, found.high);
    }
    let auc = auc_interval(&left, &new, &groups, 0.95)?;
    println!("ROC AUC without resampling [{:.3}, {:.3}]", auc.low, auc.high);

    for compared in compare(&bootstrap, &figures, &left, &new, &old, &groups)? {
        let gain = compared.difference;
        println!(
            "{:20}{:+.3} [{:+.3}, {:+.3}] {}",
            compared.metric, gain.estimate, gain.low, gain.high, compared.verdict
        );
    }

    let size = TestSize::of_rows(&left, &groups)?;
    println!(
        "{} who left and {} who stayed tell an AUC of {:.2} to ±{:.2}",
        size.n_churned(),
        size.n_retained(),
        0.75,
        size.auc_half_width(0.75),
    );
    Ok(())
}
