//! Calibrates a model on later cutoffs, saves it, loads it, and explains a customer with it.

use std::collections::BTreeMap;

use refrain_core::{Column, Dataset, Error, Fit, PredictProba, Span, Time};
use refrain_models::{
    AnyEstimator, Calibrated, CalibrationOptions, Explain, ModelKind, SavedModel, in_words,
};

/// Eight weekly cutoffs of 60 customers, as some other program made them.
fn customers() -> Result<Dataset, Error> {
    let first: Time = "2024-01-01".parse()?;
    let rows = 0..480_u32;
    let ids: Vec<String> = rows.clone().map(|row| format!("customer {}", row * 7 % 60)).collect();
    let cutoffs: Vec<Time> =
        rows.clone().map(|row| first + Span::from_days(row / 60 * 7)).collect();
    let noise = |row: u32, by: u32| f64::from(row * by % 97) / 97.0;
    let silent: Vec<f64> = rows.clone().map(|row| 30.0 * noise(row, 31)).collect();
    let songs: Vec<f64> = rows.clone().map(|row| 100.0 * noise(row, 53)).collect();
    let left = rows.map(|row| noise(row, 31) + noise(row, 13) > 1.3).collect();
    let columns = vec![
        (Column::number("recency_days", "Days since the last event").unit("d"), silent),
        (Column::number("songs_7d", "Songs in the last 7d").unit("events"), songs),
    ];
    Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let train = customers()?;
    let boosting = AnyEstimator::from(ModelKind::Boosting).with("n_trees", "20")?;
    let calibrated = Calibrated::new(boosting, CalibrationOptions::default())?;
    let model = AnyEstimator::from(calibrated).fit(&train)?;

    let path = std::env::temp_dir().join(format!("calibrated_model_{}", std::process::id()));
    SavedModel::new(model, &train, BTreeMap::new())?.save(&path)?;
    let loaded = SavedModel::load(&path)?;
    std::fs::remove_file(&path)?;
    let header = loaded.header();
    println!("{} model of {} rows", header.kind, header.training.n_rows);

    let rows = train.features();
    let risk = loaded.model().predict_proba(rows)?;
    let why = loaded.model().explain(rows)?;
    let riskiest = (0..risk.len()).max_by(|a, b| risk[*a].total_cmp(&risk[*b])).expect("480 rows");
    println!("{} leaves with probability {:.3}", rows.entity_id(riskiest), risk[riskiest]);
    for reason in why.top_contributions(riskiest, 2) {
        let column = rows.position(&reason.feature).expect("a feature of the model");
        println!("  {:+.3} {}", reason.amount, in_words(rows, riskiest, column));
    }
    Ok(())
}
