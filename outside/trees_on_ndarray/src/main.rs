//! Fits boosted trees to an ndarray with missing values, explains a row, and saves the model.

use refrain_trees::ndarray::{Array2, s};
use refrain_trees::{Boosting, BoostingOptions, Error, Features, Labelled, TreeModel};

const NAMES: [&str; 3] = ["days_silent", "songs", "plan"];

fn main() -> Result<(), Error> {
    // Silent customers leave, on plan 1 only; of every seventh the days are not known.
    let table = Array2::from_shape_fn((600, 3), |(row, column)| match column {
        0 if row % 7 == 0 => f64::NAN,
        0 => (row % 40) as f64,
        1 => (row * 37 % 100) as f64,
        _ => (row / 40 % 2) as f64,
    });
    let left: Vec<f64> =
        (0..600).map(|row| f64::from(row % 40 > 20 && row / 40 % 2 == 1)).collect();

    let features =
        |rows| -> Result<_, Error> { Features::from_view(rows)?.named(&NAMES)?.categories(&[2]) };
    let train = features(table.slice(s![..400, ..]))?;
    let test = features(table.slice(s![400.., ..]))?;
    let boosting = Boosting::new(BoostingOptions::default().n_trees(40))?;
    let model = boosting.fit(&Labelled::new(train, &left[..400])?)?;

    let risk = model.predict_proba(&test)?;
    let right =
        risk.iter().zip(&left[400..]).filter(|(risk, left)| (**risk > 0.5) == (**left > 0.5));
    println!("{} of {} customers told right", right.count(), risk.len());

    let riskiest = (0..risk.len()).max_by(|a, b| risk[*a].total_cmp(&risk[*b])).expect("200 rows");
    println!("row {riskiest} leaves with probability {:.3}:", risk[riskiest]);
    let why = model.explain(&test)?;
    for (name, amount) in model.names().iter().zip(why.row(riskiest)) {
        println!("  {name:12}{amount:+.3}");
    }

    let loaded = TreeModel::from_bytes(&model.to_bytes())?;
    assert_eq!(loaded.predict_proba(&test)?, risk);
    Ok(())
}
