//! linfa both ways: our boosting in linfa's cross-validation and ROC, and linfa's logistic
//! regression in our backtest, with an interval, beside ours.

use std::error::Error;

use linfa::dataset::Pr;
use linfa::prelude::{BinaryClassification, Fit, Predict};
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, ArrayView1, Ix1};
use refrain::base::{Column, Dataset, DynEstimator, Span, Time};
use refrain::{BacktestOptions, backtest};
use refrain_models::trees::{BoostingOptions, TreeOptions};
use refrain_models::{LinfaError, LinfaEstimator, Logistic, LogisticOptions, linfa, ndarray, view};

/// The same penalty for both logistic regressions.
const L2: f64 = 10.0;

fn main() -> Result<(), Box<dyn Error>> {
    let customers = customers()?;
    let (n_rows, n_left) = (customers.n_rows(), customers.n_churned());
    println!("{n_rows} rows of customers at weekly cutoffs, of which {n_left} leave\n");

    println!("Ours in linfa: boosting, cross-validated by linfa (ROC AUC of 5 folds)");
    let mut rows = in_linfa(&customers)?;
    let tree = TreeOptions::default().max_leaves(4).min_child_weight(5.0);
    let trees = [5, 20, 80];
    let candidates = trees.map(|n| BoostingOptions::default().n_trees(n).tree(tree.clone()));
    let areas: Result<Array1<f32>, LinfaError> =
        rows.cross_validate_single(5, &candidates, |predicted, truth| {
            Ok(predicted.roc(&labels(truth))?.area_under_curve())
        });
    for (n, area) in trees.iter().zip(&areas?) {
        println!("  {n:>3} trees  {area:.3}");
    }
    let model = candidates[1].fit(&rows)?;
    let predicted: Array1<Pr> = model.predict(&rows);
    let area = predicted.roc(&labels(&rows.targets.view()))?.area_under_curve();
    println!("  fitted on all rows: {area:.3}, on {}", model.names().join(", "));

    println!("\nlinfa's in ours: later cutoffs of other customers (ROC AUC, 95 % interval)");
    let ours = Logistic::new(LogisticOptions { l2: L2, ..LogisticOptions::default() })?;
    // linfa-logistic gives the probability of the class that was more frequent in training.
    let theirs = LinfaEstimator::reading(LogisticRegression::default().alpha(L2), |model, rows| {
        (model.labels().pos.class, model.predict_probabilities(rows))
    });
    let estimators: [(&str, Box<dyn DynEstimator>); 2] =
        [("logistic", Box::new(ours)), ("linfa-logistic", Box::new(theirs))];
    for (name, estimator) in &estimators {
        let tested = backtest(name, estimator, &customers, BacktestOptions::default())?;
        let auc = tested.candidates[0].figure("roc_auc").expect("the backtest measures it");
        println!("  {name:<15} {:.3} [{:.3}, {:.3}]", auc.estimate, auc.low, auc.high);
    }
    println!(
        "\nlinfa's folds know neither customers nor time: the same customer is trained on\n\
         and tested, and later weeks predict earlier ones. The backtest does neither."
    );
    Ok(())
}

/// Features and labels as linfa's dataset: probabilities as targets give probabilities back.
fn in_linfa(customers: &Dataset) -> Result<linfa::Dataset<f64, Pr, Ix1>, Box<dyn Error>> {
    let records = view(customers.features()).as_standard_layout().into_owned();
    let left = customers.labels().iter().map(|left| Pr::new(f32::from(u8::from(*left)))).collect();
    let names: Vec<&str> = customers.features().names().collect();
    Ok(linfa::Dataset::new(records, left).with_feature_names(names))
}

fn labels(targets: &ArrayView1<'_, Pr>) -> Vec<bool> {
    targets.iter().map(|label| **label == 1.0).collect()
}

/// 400 customers once a week until they leave: days of silence, songs and adverts of the week.
/// Nobody counted the adverts of every sixth customer.
fn customers() -> Result<Dataset, Box<dyn Error>> {
    let (mut ids, mut cutoffs, mut left) = (Vec::new(), Vec::new(), Vec::new());
    let mut values = [Vec::new(), Vec::new(), Vec::new()];
    for customer in 0..400_u64 {
        let habit = scramble(customer);
        for week in 0..10_u64 {
            let draw = |what: u64| scramble(1_000 * (1 + 10 * customer + week) + what);
            let silent = 12.0 * draw(1) * (1.2 - habit);
            let songs = (100.0 * habit * draw(2)).round();
            let adverts = if customer % 6 == 0 { f64::NAN } else { (20.0 * draw(3)).round() };
            let risk = 0.01 + 0.02 * silent * (1.0 - songs / 100.0);
            let leaves = draw(4) < risk;
            ids.push(format!("customer {customer:03}"));
            cutoffs.push(Time::from_millis(0) + Span::from_days(7 * week as u32));
            left.push(leaves);
            values.iter_mut().zip([silent, songs, adverts]).for_each(|(all, one)| all.push(one));
            if leaves {
                break;
            }
        }
    }
    let columns = [
        Column::number("silent_days", "days since the last event").unit("d"),
        Column::number("songs_7d", "songs in the last 7 days").unit("events"),
        Column::number("adverts_7d", "adverts in the last 7 days").unit("events"),
    ];
    let columns = columns.into_iter().zip(values).collect();
    Ok(Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(7))?)
}

/// A number between 0 and 1 that depends on `n` alone (the finalizer of SplitMix64).
fn scramble(n: u64) -> f64 {
    let n = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((n ^ (n >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
