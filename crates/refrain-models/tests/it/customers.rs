//! Made-up customers that the tests train on.

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{
    Column, ColumnKind, Dataset, FeatureMatrix, Lifetime, Observation, Outcome, Span, Split,
    TestedEntities, Time,
};
use refrain_models::{
    AnyEstimator, BgNbd, BgNbdColumns, BgNbdOptions, Error, ErrorKind, Exposure, ExposureHazard,
    ExposureOptions, ModelKind,
};

/// The cutoff of every row, far enough from the epoch for instants before it.
pub(crate) fn cutoff() -> Time {
    Time::from_millis(0) + Span::from_days(1000)
}

pub(crate) fn category(name: &str, levels: &[&str]) -> Column {
    let levels = levels.iter().map(|level| (*level).to_owned()).collect();
    Column::number(name, name).kind(ColumnKind::Category(levels))
}

pub(crate) fn number(name: &str) -> Column {
    Column::number(name, name)
}

pub(crate) fn instant(name: &str) -> Column {
    Column::number(name, name).kind(ColumnKind::Instant)
}

/// A matrix of one customer per row, all at [`cutoff`], from each column's values.
pub(crate) fn matrix(columns: &[(Column, &[f64])]) -> FeatureMatrix {
    let n_rows = columns.first().map_or(0, |(_, values)| values.len());
    let values = columns.iter().flat_map(|(_, values)| values.iter().copied()).collect();
    let columns = columns.iter().map(|(column, _)| column.clone()).collect();
    let cutoffs = vec![cutoff(); n_rows];
    matrix_at(&cutoffs, columns, values)
}

pub(crate) fn matrix_at(cutoffs: &[Time], columns: Vec<Column>, values: Vec<f64>) -> FeatureMatrix {
    let ids: Vec<String> = (0..cutoffs.len()).map(|row| format!("{row:06}")).collect();
    let values = |column: usize| values[column * ids.len()..(column + 1) * ids.len()].to_vec();
    let columns = columns.into_iter().enumerate().map(|(n, column)| (column, values(n)));
    FeatureMatrix::from_columns(&ids, cutoffs, columns.collect()).unwrap()
}

pub(crate) fn dataset(features: FeatureMatrix, churned: &[bool]) -> Dataset {
    let outcome = |churned: &bool| match churned {
        true => Outcome::Churned { at: cutoff() },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = churned.iter().map(outcome).collect();
    let end = cutoff() + Span::from_days(10);
    let window_days = |row: &Observation| end.days_since(row.cutoff);
    let windows: Vec<f64> = features.observations().iter().map(window_days).collect();
    let dataset = Dataset::new(features, &outcomes, vec![end; outcomes.len()]).unwrap();
    if windows.iter().any(|days| *days <= 0.0) {
        // No time under observation; only survival models ask for it.
        return dataset;
    }
    dataset.with_lifetimes(lifetimes(churned, &windows)).unwrap()
}

/// Intervals as long as the windows, from a tenure of one day on, in which customers leave at one
/// hazard.
fn lifetimes(churned: &[bool], windows: &[f64]) -> Vec<Lifetime> {
    let n_churned = churned.iter().filter(|churned| **churned).count();
    let share = n_churned as f64 / churned.len() as f64;
    // Of one class only, any hazard serves.
    let hazard = -(1.0 - share.min(0.99)).ln();
    let mut n_left = 0.0;
    let lifetime = |(churned, days): (&bool, &f64)| {
        if !churned {
            return Lifetime::new(1.0, 1.0 + days, false).unwrap();
        }
        n_left += 1.0;
        let of_all = share.min(0.99) * (n_left - 0.5) / n_churned as f64;
        Lifetime::new(1.0, 1.0 - days * (1.0 - of_all).ln() / hazard, true).unwrap()
    };
    churned.iter().zip(windows).map(lifetime).collect()
}

/// The columns of [`random`], in order.
pub(crate) const NAMES: [&str; 5] =
    ["recency_days", "songs_7d", "plan", "registered", "always_one"];

/// Customers of whom exactly `n_churned` churn: those with the highest noisy risk, which rises
/// with recency and falls with songs. One song count in five is missing.
pub(crate) fn random(n_rows: usize, n_churned: usize, seed: u64) -> Dataset {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut columns = vec![Vec::new(); NAMES.len()];
    let mut risks = Vec::new();
    for _ in 0..n_rows {
        let recency: f64 = generator.gen_range(0.0..20.0);
        let songs: f64 = generator.gen_range(0.0..100.0_f64).round();
        let age: f64 = generator.gen_range(1.0..400.0);
        risks.push(recency / 4.0 - songs / 40.0 + generator.gen_range(-1.5..1.5));
        columns[0].push(recency);
        columns[1].push(if generator.gen_bool(0.2) { f64::NAN } else { songs });
        columns[2].push(f64::from(generator.gen_range(0_u8..3)));
        columns[3].push(cutoff().millis() as f64 - (age * 86_400_000.0).round());
        columns[4].push(1.0);
    }
    let features = matrix(&[
        (number("recency_days"), &columns[0]),
        (number("songs_7d"), &columns[1]),
        (category("plan", &["family", "free", "paid"]), &columns[2]),
        (instant("registered"), &columns[3]),
        (number("always_one"), &columns[4]),
    ]);
    dataset(features, &highest(&risks, n_churned))
}

/// Which of the risks are among the `n` highest.
fn highest(risks: &[f64], n: usize) -> Vec<bool> {
    let mut order: Vec<usize> = (0..risks.len()).collect();
    order.sort_by(|a, b| risks[*b].total_cmp(&risks[*a]));
    let mut churned = vec![false; risks.len()];
    order[..n].iter().for_each(|row| churned[*row] = true);
    churned
}

/// A matrix with one value replaced.
pub(crate) fn with_value(
    features: &FeatureMatrix,
    row: usize,
    name: &str,
    value: f64,
) -> FeatureMatrix {
    let column = features.position(name).unwrap();
    let mut values = features.all_values().to_vec();
    values[column * features.n_rows() + row] = value;
    with_values(features, features.columns().to_vec(), values)
}

/// The observations of a matrix with other columns.
pub(crate) fn with_values(
    features: &FeatureMatrix,
    columns: Vec<Column>,
    values: Vec<f64>,
) -> FeatureMatrix {
    let observations = features.observations().to_vec();
    FeatureMatrix::new(Arc::clone(features.entity_ids()), observations, columns, values).unwrap()
}

/// The labels of a dataset on other features of its rows.
pub(crate) fn with_features(train: &Dataset, features: FeatureMatrix) -> Dataset {
    dataset(features, train.labels())
}

pub(crate) fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// The estimator of a kind with default parameters, on the columns of [`random`] where it asks for
/// some by name.
pub(crate) fn estimator(kind: ModelKind) -> AnyEstimator {
    match kind {
        ModelKind::Hazard | ModelKind::Cox => {
            return AnyEstimator::from(kind).with("tenure", "always_one").unwrap();
        }
        ModelKind::ExposureHazard => {}
        // Everybody has bought once, so many days ago as it is silent.
        ModelKind::BgNbd => {
            let silent = "recency_days";
            let options = BgNbdOptions::default();
            let options = options.columns(BgNbdColumns::new("always_one", silent, silent));
            return AnyEstimator::BgNbd(BgNbd::new(options).unwrap());
        }
        _ => return AnyEstimator::from(kind),
    }
    let options = ExposureOptions::default()
        .exposures(vec![Exposure::within("songs_7d", 7.0)])
        .signals(Vec::new())
        .modifiers(vec!["recency_days".to_owned()])
        .crossed(Vec::new())
        .known_days("always_one".to_owned());
    AnyEstimator::ExposureHazard(ExposureHazard::new(options).unwrap())
}

/// Checks the kind of an error and a part of its sentence.
pub(crate) fn assert_says(error: &Error, kind: ErrorKind, said: &str) {
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(said), "{error}");
}

/// The parameter that an error of an argument names first.
pub(crate) fn refused_parameter(error: &Error) -> String {
    assert_eq!(error.kind(), ErrorKind::Argument, "{error}");
    error.to_string().split('`').nth(1).expect("the sentence names a parameter").to_owned()
}

/// A split by hand.
pub(crate) fn split(train: Vec<usize>, test: Vec<usize>) -> Split {
    Split {
        cutoff: cutoff(),
        fold: 0,
        train,
        test,
        n_purged: 0,
        n_embargoed: 0,
        n_before_window: 0,
        embargo: Span::ZERO,
        entities: TestedEntities::Same,
    }
}
