//! One side of `benches/peers/models.py`: fits and predicts what the script has written.
//!
//! `compare_models DIR folds MODEL [NAME=VALUE…]` fits on all folds but one, predicts that one, and
//! writes the probabilities of all rows to `refrain.f64`. `compare_models DIR whole REPEAT MODEL
//! [NAME=VALUE…]` fits on all rows again and again; of logistic regression it writes
//! `coefficients.f64`, the intercept last, and the names of its columns to `encoded.json`. Both
//! print the seconds of a fit as one line of JSON.
//!
//! The directory holds `table.json` (the columns, and the entity of each row) and, little-endian,
//! `x.f64` (column after column), `y.f64`, `weights.f64`, `cutoffs.f64` (milliseconds) and
//! `folds.f64`.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use refrain_core::{
    Column, ColumnKind, Dataset, FeatureMatrix, Fit, Outcome, PredictProba, Span, Time,
};
use refrain_models::{AnyEstimator, AnyModel, FittedLogistic, ModelKind};
use serde::Deserialize;
use serde_json::json;

/// What the rows and columns are.
#[derive(Deserialize)]
struct Table {
    entities: Vec<String>,
    columns: Vec<Named>,
}

/// A column; one without levels holds numbers.
#[derive(Deserialize)]
struct Named {
    name: String,
    levels: Option<Vec<String>>,
}

/// Wall and processor seconds of one fit.
struct Seconds {
    wall: f64,
    processor: f64,
}

#[allow(clippy::print_stdout, reason = "the script reads it")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let seconds = match arguments.as_slice() {
        [directory, "folds", model, parameters @ ..] => {
            in_folds(Path::new(directory), &estimator(model, parameters)?)?
        }
        [directory, "whole", repeat, model, parameters @ ..] => {
            on_all_rows(Path::new(directory), &estimator(model, parameters)?, repeat.parse()?)?
        }
        _ => return Err("give DIR folds MODEL, or DIR whole REPEAT MODEL".into()),
    };
    println!("{}", summary(&seconds));
    Ok(())
}

fn estimator(model: &str, parameters: &[&str]) -> Result<AnyEstimator, Box<dyn Error>> {
    let default = AnyEstimator::from(model.parse::<ModelKind>()?);
    parameters.iter().try_fold(default, |estimator, parameter| {
        let (name, value) = parameter.split_once('=').ok_or("parameters are NAME=VALUE")?;
        Ok(estimator.with(name, value)?)
    })
}

fn in_folds(directory: &Path, estimator: &AnyEstimator) -> Result<Vec<Seconds>, Box<dyn Error>> {
    let rows = dataset(directory)?;
    let fold_of = read(directory, "folds.f64")?;
    let (mut churn, mut seconds) = (vec![f64::NAN; rows.n_rows()], Vec::new());
    for fold in 0.. {
        let (held_out, kept): (Vec<usize>, Vec<usize>) =
            (0..rows.n_rows()).partition(|row| fold_of[*row] == f64::from(fold));
        if held_out.is_empty() {
            break;
        }
        let (model, used) = timed_fit(estimator, &rows.select(&kept))?;
        let predicted = model.predict_proba(&rows.features().select(&held_out))?;
        held_out.iter().zip(predicted).for_each(|(row, predicted)| churn[*row] = predicted);
        seconds.push(used);
    }
    write(directory, "refrain.f64", &churn)?;
    Ok(seconds)
}

fn on_all_rows(
    directory: &Path,
    estimator: &AnyEstimator,
    repeat: usize,
) -> Result<Vec<Seconds>, Box<dyn Error>> {
    let rows = dataset(directory)?;
    let mut seconds = Vec::new();
    for _ in 0..repeat {
        let (model, used) = timed_fit(estimator, &rows)?;
        seconds.push(used);
        if let AnyModel::Logistic(model) = &model {
            write_coefficients(directory, model)?;
        }
    }
    Ok(seconds)
}

fn write_coefficients(directory: &Path, model: &FittedLogistic) -> Result<(), Box<dyn Error>> {
    let coefficients = [model.coefficients(), &[model.intercept()]].concat();
    write(directory, "coefficients.f64", &coefficients)?;
    let names = serde_json::to_string(&model.preprocess().encoded_names())?;
    Ok(fs::write(directory.join("encoded.json"), names)?)
}

fn timed_fit(
    estimator: &AnyEstimator,
    train: &Dataset,
) -> Result<(AnyModel, Seconds), Box<dyn Error>> {
    let (started, used) = (Instant::now(), processor_seconds());
    let model = estimator.fit(train)?;
    let wall = started.elapsed().as_secs_f64();
    Ok((model, Seconds { wall, processor: processor_seconds() - used }))
}

/// The mean and the least wall seconds of a fit, and the mean of its processor seconds: those come
/// in hundredths, so that the least of a short fit would be zero.
fn summary(seconds: &[Seconds]) -> serde_json::Value {
    let n_fits = seconds.len() as f64;
    let wall = || seconds.iter().map(|fit| fit.wall);
    json!({
        "fit": wall().sum::<f64>() / n_fits,
        "fit_best": wall().fold(f64::INFINITY, f64::min),
        "fit_cpu": seconds.iter().map(|fit| fit.processor).sum::<f64>() / n_fits,
    })
}

/// Seconds of all threads so far, where Linux tells them; in hundredths.
fn processor_seconds() -> f64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = line.split_whitespace().skip(13).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn dataset(directory: &Path) -> Result<Dataset, Box<dyn Error>> {
    let table: Table = serde_json::from_slice(&fs::read(directory.join("table.json"))?)?;
    let cutoffs = read(directory, "cutoffs.f64")?;
    let cutoffs: Vec<Time> = cutoffs.iter().map(|at| Time::from_millis(*at as i64)).collect();
    let labels = read(directory, "y.f64")?;
    let outcomes: Vec<Outcome> =
        labels.iter().zip(&cutoffs).map(|(label, at)| outcome(*label, *at)).collect();
    // When an outcome was known matters to no estimator compared here.
    let ends = cutoffs.iter().map(|cutoff| *cutoff + Span::from_days(10)).collect();
    let features = features(table, &cutoffs, read(directory, "x.f64")?)?;
    Ok(Dataset::new(features, &outcomes, ends)?.weighted(read(directory, "weights.f64")?)?)
}

fn outcome(label: f64, at: Time) -> Outcome {
    if label == 1.0 { Outcome::Churned { at } } else { Outcome::Retained }
}

fn features(
    table: Table,
    cutoffs: &[Time],
    values: Vec<f64>,
) -> Result<FeatureMatrix, Box<dyn Error>> {
    let values = values.chunks_exact(cutoffs.len()).map(<[f64]>::to_vec);
    let columns = table.columns.into_iter().map(column).zip(values).collect();
    Ok(FeatureMatrix::from_columns(&table.entities, cutoffs, columns)?)
}

fn column(Named { name, levels }: Named) -> Column {
    let number = Column::number(name.as_str(), name.as_str());
    match levels {
        Some(levels) => number.kind(ColumnKind::Category(levels)),
        None => number,
    }
}

fn read(directory: &Path, name: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let bytes = fs::read(directory.join(name))?;
    let values = bytes.chunks_exact(8);
    values.map(|value| Ok(f64::from_le_bytes(value.try_into()?))).collect()
}

fn write(directory: &Path, name: &str, values: &[f64]) -> Result<(), Box<dyn Error>> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Ok(fs::write(directory.join(name), bytes)?)
}
