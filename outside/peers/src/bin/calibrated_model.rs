//! linfa-logistic on the customers of outside/calibrated_model: without calibration (linfa has
//! Platt's for its SVM), without missing values, and with the reasons worked out by hand.

use linfa::prelude::*;
use linfa_logistic::{FittedLogisticRegression, LogisticRegression};
use ndarray::{Array1, Array2, Axis};

const NAMES: [&str; 2] = ["recency_days", "songs_7d"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let noise = |row: usize, by: usize| (row * by % 97) as f64 / 97.0;
    let table = Array2::from_shape_fn((480, 2), |(row, column)| match column {
        0 => 30.0 * noise(row, 31),
        _ => 100.0 * noise(row, 53),
    });
    let left = Array1::from_shape_fn(480, |row| noise(row, 31) + noise(row, 13) > 1.3);

    // Standardised by hand: the contributions are to be comparable.
    let mean = table.mean_axis(Axis(0)).ok_or("no rows")?;
    let scaled = (&table - &mean) / table.std_axis(Axis(0), 0.0);
    let dataset = Dataset::new(scaled, left);
    let model = LogisticRegression::default().max_iterations(150).fit(&dataset)?;

    // Probabilities are those of the more frequent class: here of those who stay.
    let of_positive = model.predict_probabilities(dataset.records());
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let risk = of_positive.mapv(|p| if sign > 0.0 { p } else { 1.0 - p });

    let path = std::env::temp_dir().join(format!("linfa_model_{}", std::process::id()));
    std::fs::write(&path, serde_json::to_vec(&model)?)?;
    let loaded: FittedLogisticRegression<f64, bool> =
        serde_json::from_slice(&std::fs::read(&path)?)?;
    std::fs::remove_file(&path)?;
    assert_eq!(loaded.predict_probabilities(dataset.records()), of_positive);

    let riskiest = (0..480).max_by(|a, b| risk[*a].total_cmp(&risk[*b])).ok_or("no rows")?;
    println!("customer {} leaves with probability {:.3}", riskiest * 7 % 60, risk[riskiest]);
    for (column, name) in NAMES.iter().enumerate() {
        let amount = sign * loaded.params()[column] * dataset.records()[[riskiest, column]];
        println!("  {amount:+.3} {name} {:.1}", table[[riskiest, column]]);
    }
    Ok(())
}
