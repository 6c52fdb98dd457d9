//! Estimators of refrain under linfa's traits.

use ndarray::{Array1, Array2, ArrayView1, Ix1, array};
use refrain_core::{Dataset, FeatureMatrix, Fit as _, PredictProba, Span};
use refrain_models::linfa::dataset::Pr;
use refrain_models::linfa::prelude::{BinaryClassification, Fit, Predict, ToConfusionMatrix};
use refrain_models::{
    AnyEstimator, Calibrated, CalibrationOptions, ErrorKind, Explain, LinfaError, LinfaParams,
    Logistic, ModelKind, RecencyRule, linfa, ndarray, view,
};

use crate::customers::{self, bits};

/// Rows of numbers alone, which is what linfa has.
fn numbers(n_rows: usize, n_churned: usize, seed: u64) -> Dataset {
    let random = customers::random(n_rows, n_churned, seed);
    let columns = [0, 1].map(|column| {
        (random.features().columns()[column].clone(), random.features().values(column))
    });
    customers::dataset(customers::matrix(&columns), random.labels())
}

fn records(features: &FeatureMatrix) -> Array2<f64> {
    view(features).as_standard_layout().into_owned()
}

fn rows<T>(train: &Dataset, label: impl Fn(bool) -> T) -> linfa::Dataset<f64, T, Ix1> {
    let labels = train.labels().iter().map(|churned| label(*churned)).collect();
    linfa::Dataset::new(records(train.features()), labels)
}

fn probability(churned: bool) -> Pr {
    Pr::new(f32::from(u8::from(churned)))
}

#[test]
fn fits_and_predictions_are_those_of_the_estimator() {
    let (train, test) = (numbers(400, 90, 11), numbers(50, 10, 12));
    for kind in [ModelKind::Logistic, ModelKind::NaiveBayes, ModelKind::Svm] {
        let direct = AnyEstimator::from(kind).fit(&train).unwrap();
        let expected = direct.predict_proba(test.features()).unwrap();
        let names: Vec<&str> = train.features().names().collect();
        let rows = rows(&train, |churned| churned).with_feature_names(names);
        let model = LinfaParams::new(AnyEstimator::from(kind)).fit(&rows).unwrap();
        assert_eq!(model.feature_names(), &customers::NAMES[..2], "{kind}");
        assert_eq!(model.model().feature_names(), &customers::NAMES[..2], "{kind}");
        let test = records(test.features());
        let found = model.predict_proba(test.view()).unwrap();
        // Ids differ, and with them the order of the rows and the folds of the sigmoid.
        let apart = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let tolerance = if kind == ModelKind::Svm { 0.1 } else { 1e-6 };
        assert!(apart < tolerance, "{kind}: {apart}");
        let probabilities: Array1<Pr> = model.predict(&test);
        assert!(probabilities.iter().zip(&found).all(|(single, f)| **single == *f as f32));
        let classes: Array1<bool> = model.predict(&test);
        assert!(classes.iter().zip(&found).all(|(class, found)| *class == (*found >= 0.5)));
    }
}

#[test]
fn estimators_are_compared_by_linfas_cross_validation() {
    let train = numbers(400, 120, 11);
    let logistic = AnyEstimator::from(ModelKind::Logistic).with("l2", "1").unwrap();
    let candidates = [AnyEstimator::from(ModelKind::BaseRate), logistic].map(LinfaParams::new);
    let loss = |predicted: &Array1<Pr>, truth: &ArrayView1<Pr>| {
        let truth: Vec<bool> = truth.iter().map(|label| **label == 1.0).collect();
        predicted.log_loss(&truth)
    };
    let losses: Result<Array1<f32>, LinfaError> =
        rows(&train, probability).cross_validate_single(5, &candidates, loss);
    let losses = losses.unwrap();
    assert!(losses[1] < losses[0] - 0.1, "{losses}");
    let accuracy = |predicted: &Array1<bool>, truth: &ArrayView1<bool>| {
        Ok(predicted.confusion_matrix(truth)?.accuracy())
    };
    let shares: Result<Array1<f32>, LinfaError> =
        rows(&train, |churned| churned).cross_validate_single(5, &candidates, accuracy);
    let shares = shares.unwrap();
    assert!(shares[1] > shares[0], "{shares}");
}

#[test]
fn an_estimator_that_looks_for_a_name_is_told_it() {
    let rows = rows(&numbers(400, 90, 11), |churned| churned);
    let nameless = LinfaParams::new(RecencyRule::default()).fit(&rows).unwrap_err();
    assert!(nameless.to_string().starts_with("no feature is named `recency_days`"), "{nameless}");
    let named = LinfaParams::new(RecencyRule::default()).named(["recency_days", "songs"]);
    let model = named.fit(&rows).unwrap();
    assert_eq!(model.feature_names(), ["recency_days", "songs"]);
    let error = LinfaParams::new(Logistic::default()).named(["songs"]).fit(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
}

#[test]
fn weights_count_and_labels_of_neither_class_are_named_with_their_row() {
    let train = numbers(400, 90, 11);
    let weights: Vec<f64> = (0..400).map(|row| f64::from(row % 3)).collect();
    let single = weights.iter().map(|weight| *weight as f32).collect();
    let rows = rows(&train, |churned| churned).with_weights(single);
    let model = LinfaParams::new(AnyEstimator::from(ModelKind::BaseRate)).fit(&rows).unwrap();
    let expected = AnyEstimator::from(ModelKind::BaseRate);
    let expected = expected.fit(&train.weighted(weights).unwrap()).unwrap();
    let features = numbers(5, 2, 12);
    let expected = expected.predict_proba(features.features()).unwrap();
    let found = model.predict_proba(records(features.features()).view()).unwrap();
    assert_eq!(bits(&found), bits(&expected));
    let labels = array![Pr::new(1.0), Pr::new(0.0), Pr::new_unchecked(f32::NAN)];
    let rows = linfa::Dataset::new(array![[1.0], [2.0], [3.0]], labels);
    let error = LinfaParams::new(Logistic::default()).fit(&rows).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data);
    assert_eq!(error.to_string(), "the label of row 2 is NaN; the two classes are 0 and 1");
}

/// Records of 40 entities at 10 cutoffs a week apart: entity, cutoff, and two features.
fn at_cutoffs() -> linfa::Dataset<f64, bool, Ix1> {
    let train = numbers(400, 160, 11);
    let week = 7.0 * 86_400_000.0;
    let cell = |(row, column): (usize, usize)| match column {
        0 => (row % 40) as f64,
        1 => (row / 40) as f64 * week,
        _ => train.features().value(row, column - 2),
    };
    let records = Array2::from_shape_fn((400, 4), cell);
    linfa::Dataset::new(records, train.labels().iter().copied().collect())
}

#[test]
fn entities_and_cutoffs_come_from_columns_that_are_then_no_features() {
    let rows = at_cutoffs().with_feature_names(vec!["customer", "cutoff", "recency_days", "songs"]);
    let calibrated = Calibrated::new(Logistic::default(), CalibrationOptions::default()).unwrap();
    let params = LinfaParams::new(calibrated).entity_in(0).cutoff_in(1, Span::from_days(7));
    let model = params.fit(&rows).unwrap();
    assert_eq!(model.feature_names(), ["recency_days", "songs"]);
    // The model before calibration learned from the first seven cutoffs.
    let names = vec![customers::number("recency_days"), customers::number("songs")];
    let earlier: Vec<usize> = (0..7 * 40).collect();
    let column = |column: usize| earlier.iter().map(|row| rows.records[(*row, column)]).collect();
    let columns = names.into_iter().zip([column(2), column(3)]).collect();
    let ids: Vec<String> = earlier.iter().map(|row| (row % 40).to_string()).collect();
    let week = |row: &usize| refrain_core::Time::from_millis((row / 40) as i64 * 7 * 86_400_000);
    let cutoffs: Vec<_> = earlier.iter().map(week).collect();
    let labels = earlier.iter().map(|row| rows.targets[*row]).collect();
    let train = Dataset::from_columns(&ids, &cutoffs, columns, labels, Span::from_days(7)).unwrap();
    let direct = Logistic::default().fit(&train).unwrap();
    assert_eq!(model.model().model(), &direct);
}

#[test]
fn a_column_of_entities_that_is_not_there_or_not_a_number_is_named() {
    let rows = at_cutoffs();
    let beyond = LinfaParams::new(Logistic::default()).entity_in(4).fit(&rows).unwrap_err();
    let said = "the entity is in column 4 of the records, which have 4 columns";
    assert_eq!((beyond.kind(), beyond.to_string().as_str()), (ErrorKind::Mismatch, said));
    let mut missing = at_cutoffs();
    missing.records[(3, 0)] = f64::NAN;
    let error = LinfaParams::new(Logistic::default()).entity_in(0).fit(&missing).unwrap_err();
    let said = "the entity of row 3 is NaN (column 0); give a finite number";
    assert_eq!(error.to_string(), said);
}

#[test]
fn what_an_estimator_refuses_is_refused_and_models_come_out_whole() {
    let rows = rows(&numbers(400, 90, 11), |churned| churned);
    let hazard = AnyEstimator::from(ModelKind::Hazard).with("tenure", "f0").unwrap();
    let error = LinfaParams::new(hazard).fit(&rows).unwrap_err();
    assert!(error.to_string().starts_with("the rows do not say how long each was under"));
    let model = LinfaParams::new(Logistic::default()).fit(&rows).unwrap().into_model();
    let features = customers::matrix(&[
        (customers::number("f0"), &[1.0][..]),
        (customers::number("f1"), &[2.0][..]),
    ]);
    assert_eq!(model.explain(&features).unwrap().names(), ["f0", "f1"]);
}
