use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::ThreadPoolBuilder;
use refrain_core::{Column, FeatureMatrix, Fit, PredictProba, Span, Time};
use refrain_models::{
    BaseRate, Error, ErrorKind, FeatureValue, Logistic, PartialDependence,
    PartialDependenceOptions, PartialDependencePoint, partial_dependence,
};

use crate::customers::{
    self, assert_says, bits, category, cutoff, instant, matrix, matrix_at, number,
    refused_parameter,
};

const NAN: f64 = f64::NAN;

/// Says a tenth of the first column and a hundredth of the second, where they are; a level by its
/// code, an instant by days before the cutoff.
struct Linear(Vec<String>);

impl Linear {
    fn of(features: &FeatureMatrix) -> Linear {
        Linear(features.names().map(str::to_owned).collect())
    }
}

impl PredictProba for Linear {
    type Error = Error;

    fn feature_names(&self) -> &[String] {
        &self.0
    }

    fn predict_proba(&self, features: &FeatureMatrix) -> Result<Vec<f64>, Error> {
        let value = |row, column| {
            let value: f64 = features.value(row, column);
            let cutoff = features.observations()[row].cutoff.millis() as f64;
            let is_instant = features.columns()[column].kind == refrain_core::ColumnKind::Instant;
            let value = if is_instant { (cutoff - value) / 86_400_000.0 } else { value };
            if value.is_nan() { 0.0 } else { value }
        };
        Ok((0..features.n_rows()).map(|row| 0.1 * value(row, 0) + 0.01 * value(row, 1)).collect())
    }
}

fn of(features: &FeatureMatrix, options: PartialDependenceOptions<'_>) -> PartialDependence {
    let column = features.names().next().unwrap();
    partial_dependence(&Linear::of(features), features, column, options).unwrap()
}

fn pick<T>(found: &PartialDependence, what: impl Fn(&PartialDependencePoint) -> T) -> Vec<T> {
    found.points.iter().map(what).collect()
}

fn close(found: &[f64], expected: &[f64]) {
    let near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(near && found.len() == expected.len(), "{found:?} is not {expected:?}");
}

/// Two columns, the second with mean 5.
fn two(first: Column, values: &[f64]) -> FeatureMatrix {
    matrix(&[(first, values), (number("other"), &[2.0, 8.0, 3.0, 7.0, 5.0])])
}

#[test]
fn dependence_of_a_linear_model_is_its_line() {
    let features = two(number("songs"), &[4.0, 0.0, 2.0, 1.0, 8.0]);
    let options = PartialDependenceOptions { n_points: 3, ..Default::default() };
    let found = of(&features, options);
    let values: Vec<FeatureValue> = pick(&found, |point| point.value.clone());
    assert_eq!(values, [0.0, 2.0, 8.0].map(FeatureValue::Number));
    close(&pick(&found, |point| point.mean), &[0.05, 0.25, 0.85]);
    // 0 and 1 (as near to 2) belong to 0; 2 and 4 to 2.
    close(&pick(&found, |point| point.share), &[0.4, 0.4, 0.2]);
    assert_eq!(found.rows, [0, 1, 2, 3, 4]);
    close(&found.points[1].probabilities, &[0.22, 0.28, 0.23, 0.27, 0.25]);
}

#[test]
fn quantiles_are_values_that_occur_and_equal_ones_count_once() {
    let features = two(number("songs"), &[1.0, 1.0, 1.0, 1.0, 9.0]);
    let found = of(&features, PartialDependenceOptions::default());
    let values = pick(&found, |point| point.value.clone());
    assert_eq!(values, [FeatureValue::Number(1.0), FeatureValue::Number(9.0)]);
    close(&pick(&found, |point| point.share), &[0.8, 0.2]);
}

#[test]
fn missing_value_is_a_point_of_its_own_if_it_occurs() {
    let features = two(number("songs"), &[3.0, NAN, 3.0, NAN, 3.0]);
    let found = of(&features, PartialDependenceOptions::default());
    let values = pick(&found, |point| point.value.clone());
    assert_eq!(values, [FeatureValue::Number(3.0), FeatureValue::Missing]);
    close(&pick(&found, |point| point.share), &[0.6, 0.4]);
    close(&pick(&found, |point| point.mean), &[0.35, 0.05]);
    let nothing = two(number("songs"), &[NAN; 5]);
    let found = of(&nothing, PartialDependenceOptions::default());
    assert_eq!(pick(&found, |point| point.value.clone()), [FeatureValue::Missing]);
}

#[test]
fn category_has_a_point_for_each_level_that_occurs() {
    let plan = category("plan", &["annual", "free", "paid"]);
    let features = two(plan, &[2.0, 2.0, 0.0, NAN, 2.0]);
    let found = of(&features, PartialDependenceOptions { n_points: 2, ..Default::default() });
    let level = |name: &str| FeatureValue::Level(name.to_owned());
    let values = pick(&found, |point| point.value.clone());
    assert_eq!(values, [level("annual"), level("paid"), FeatureValue::Missing]);
    close(&pick(&found, |point| point.mean), &[0.05, 0.25, 0.05]);
    close(&pick(&found, |point| point.share), &[0.2, 0.6, 0.2]);
}

#[test]
fn instant_is_as_many_days_before_each_row_s_own_cutoff() {
    let cutoffs: Vec<Time> = (0..2).map(|row| cutoff() + Span::from_days(30 * row)).collect();
    let before = |row: usize, days: u32| (cutoffs[row] - Span::from_days(days)).millis() as f64;
    let values = vec![before(0, 1), before(1, 3), 0.0, 0.0];
    let features = matrix_at(&cutoffs, vec![instant("registered"), number("other")], values);
    let found = of(&features, PartialDependenceOptions::default());
    let values = pick(&found, |point| point.value.clone());
    assert_eq!(values, [FeatureValue::Number(1.0), FeatureValue::Number(3.0)]);
    close(&found.points[0].probabilities, &[0.1, 0.1]);
    close(&found.points[1].probabilities, &[0.3, 0.3]);
}

#[test]
fn weights_weigh_means_and_shares() {
    let features = two(number("songs"), &[0.0, 1.0, 0.0, 1.0, 7.0]);
    let weights = [1.0, 3.0, 0.0, 0.0, 0.0];
    let found =
        of(&features, PartialDependenceOptions { weights: Some(&weights), ..Default::default() });
    assert_eq!(found.rows, [0, 1], "rows of no weight are left out");
    close(&pick(&found, |point| point.mean), &[0.065, 0.165]);
    close(&pick(&found, |point| point.share), &[0.25, 0.75]);
}

#[test]
fn mean_is_that_of_all_rows_given_the_value() {
    let train = customers::random(80, 25, 61);
    let model = Logistic::default().fit(&train).unwrap();
    let found =
        partial_dependence(&model, train.features(), "songs_7d", Default::default()).unwrap();
    let Some(FeatureValue::Number(songs)) = found.points.get(3).map(|point| point.value.clone())
    else {
        panic!("songs are numbers")
    };
    let mut values = train.features().all_values().to_vec();
    values[80..160].fill(songs);
    let columns = train.features().columns().to_vec();
    let given = customers::with_values(train.features(), columns, values);
    let churn = model.predict_proba(&given).unwrap();
    assert_eq!(bits(&found.points[3].probabilities), bits(&churn));
    let shares: f64 = found.points.iter().map(|point| point.share).sum();
    assert!((shares - 1.0).abs() < 1e-12);
}

#[test]
fn order_of_rows_and_number_of_threads_change_no_bit() {
    let train = customers::random(200, 60, 62);
    let model = Logistic::default().fit(&train).unwrap();
    let mut order: Vec<usize> = (0..200).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(63));
    let shuffled = train.select(&order);
    for (column, max_rows) in customers::NAMES.iter().flat_map(|name| [(name, 50), (name, 200)]) {
        let options = PartialDependenceOptions { max_rows, ..Default::default() };
        let on = |n_threads, features: &FeatureMatrix| {
            let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| partial_dependence(&model, features, column, options)).unwrap()
        };
        let (one, four) = (on(1, train.features()), on(4, shuffled.features()));
        assert_eq!(one.points, four.points, "{column}");
        assert_eq!(one.rows, four.rows.iter().map(|row| order[*row]).collect::<Vec<_>>());
        assert_eq!(one.rows.len(), max_rows);
    }
}

#[test]
fn sample_of_rows_is_spread_over_all() {
    let train = customers::random(2000, 60, 64);
    let model = BaseRate.fit(&train).unwrap();
    let model: &(dyn PredictProba<Error = Error> + Sync) = &model;
    let found = partial_dependence(model, train.features(), "plan", Default::default()).unwrap();
    let early = found.rows.iter().filter(|row| **row < 1000).count();
    // Five standard deviations of a draw of 1,000 from 2,000.
    assert!(found.rows.len() == 1000 && early.abs_diff(500) < 56, "{early} of the first half");
}

fn refusal(features: &FeatureMatrix, column: &str, options: PartialDependenceOptions<'_>) -> Error {
    let model = BaseRate.fit(&customers::random(20, 5, 65)).unwrap();
    partial_dependence(&model, features, column, options).unwrap_err()
}

#[test]
fn calls_that_mean_nothing_are_refusal() {
    let train = customers::random(20, 5, 65);
    let features = train.features();
    let good = PartialDependenceOptions::default();
    let unknown = refusal(features, "songs_7", good).to_string();
    assert_eq!(unknown, "no feature is named `songs_7` (did you mean `songs_7d`?)");
    let few = PartialDependenceOptions { n_points: 1, ..good };
    assert_eq!(refused_parameter(&refusal(features, "plan", few)), "n_points");
    let none = PartialDependenceOptions { max_rows: 0, ..good };
    assert_eq!(refused_parameter(&refusal(features, "plan", none)), "max_rows");
    let no_rows = refusal(&features.select(&[]), "plan", good);
    assert_says(&no_rows, ErrorKind::Data, "there is no row");
    let wrong = [
        (vec![1.0; 19], ErrorKind::Mismatch, "the list of weights has 19 values for 20 rows"),
        (vec![-1.0; 20], ErrorKind::Data, "row 0 has the weight -1"),
        (vec![NAN; 20], ErrorKind::Data, "row 0 has the weight NaN"),
        (vec![0.0; 20], ErrorKind::Data, "the weights of the rows are all zero"),
    ];
    for (weights, kind, said) in wrong {
        let options = PartialDependenceOptions { weights: Some(&weights), ..good };
        assert_says(&refusal(features, "plan", options), kind, said);
    }
    let other = matrix(&[(number("songs"), &[1.0])]);
    let error = refusal(&other, "songs", good);
    assert_says(&error, ErrorKind::Mismatch, "these are not the features the model was fitted on");
}
