//! Classifiers of linfa as estimators of refrain.

use linfa_bayes::{GaussianNb, NaiveBayes};
use linfa_logistic::LogisticRegression;
use linfa_svm::Svm;
use ndarray::{Array1, Array2};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, DynEstimator, Fit, PredictProba};
use refrain_models::linfa::dataset::Pr;
use refrain_models::{
    Error, ErrorKind, LinfaEstimator, Logistic, LogisticOptions, Missing, Preprocess,
    PreprocessOptions, Resampled, Resampling, conformance, ndarray,
};

use crate::customers::{self, assert_says, bits};

/// The penalty of both logistic regressions.
const L2: f64 = 10.0;

fn logistic()
-> impl Fit<Error = Error, Fitted: PredictProba<Error = Error> + Send + Sync + 'static> + Send + Sync
{
    let params =
        LogisticRegression::default().alpha(L2).max_iterations(1_000).gradient_tolerance(1e-8);
    LinfaEstimator::reading(params, |model, records| {
        (model.labels().pos.class, model.predict_probabilities(records))
    })
}

fn svm() -> impl Fit<Error = Error> {
    LinfaEstimator::new(Svm::<f64, Pr>::params().linear_kernel())
}

fn bayes() -> impl Fit<Error = Error> {
    LinfaEstimator::reading(GaussianNb::<f64, bool>::params(), |model, records| {
        let (of_classes, classes) = model.predict_proba(records.view());
        (*classes[1], of_classes.column(1).to_owned())
    })
}

fn predicted(estimator: &impl Fit<Error = Error>, n_churned: usize) -> Vec<f64> {
    let (train, test) =
        (customers::random(400, n_churned, 11), customers::random(200, n_churned / 2, 12));
    estimator.fit(&train).unwrap().predict_proba(test.features()).unwrap()
}

/// The means among those of the test rows that churn and those that stay.
fn means(predicted: &[f64], n_churned: usize) -> (f64, f64) {
    let test = customers::random(200, n_churned / 2, 12);
    let mean = |class: bool| {
        let of = predicted.iter().zip(test.labels()).filter(|(_, label)| **label == class);
        let of: Vec<f64> = of.map(|(probability, _)| *probability).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    (mean(true), mean(false))
}

#[test]
fn probabilities_are_those_of_churn_whichever_class_is_more_frequent() {
    for n_churned in [60, 200, 340] {
        for predicted in [predicted(&logistic(), n_churned), predicted(&svm(), n_churned)] {
            let (churned, stayed) = means(&predicted, n_churned);
            assert!(churned > stayed + 0.2, "{n_churned}: {churned} {stayed}");
            let (share, mean) = (n_churned as f64 / 400.0, predicted.iter().sum::<f64>() / 200.0);
            assert!((mean - share).abs() < 0.1, "{n_churned}: {mean} {share}");
        }
        let (churned, stayed) = means(&predicted(&bayes(), n_churned), n_churned);
        assert!(churned > stayed + 0.2, "{n_churned}: {churned} {stayed}");
    }
}

#[test]
fn linfas_logistic_regression_says_what_ours_does_at_the_same_penalty() {
    let ours = Logistic::new(LogisticOptions { l2: L2, ..LogisticOptions::default() }).unwrap();
    for n_churned in [60, 340] {
        let (ours, theirs) = (predicted(&ours, n_churned), predicted(&logistic(), n_churned));
        let apart = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < 1e-4, "{n_churned}: {apart}");
    }
}

#[test]
fn names_of_the_features_and_of_their_encoded_columns_survive() {
    let train = customers::random(400, 90, 11);
    let params = LogisticRegression::<f64>::default();
    let estimator = LinfaEstimator::reading(params, |model, records| {
        (model.labels().pos.class, model.predict_probabilities(records))
    });
    let model = estimator.fit(&train).unwrap();
    assert_eq!(model.feature_names(), customers::NAMES);
    assert_eq!(model.model().params().len(), model.preprocess().encoded_names().len());
    let songs_only = customers::matrix(&[(customers::number("songs_7d"), &[3.0][..])]);
    let error = model.predict_proba(&songs_only).unwrap_err();
    assert_says(&error, ErrorKind::Mismatch, "these are not the features the model was fitted on");
}

#[test]
fn missing_values_and_categories_go_through_the_preprocessing() {
    let silent = PreprocessOptions { missing: Missing::Silent, ..PreprocessOptions::default() };
    let train = customers::random(400, 90, 11);
    assert!(train.features().all_values().iter().any(|value| value.is_nan()));
    let estimator = LinfaEstimator::new(Svm::<f64, Pr>::params().linear_kernel())
        .preprocessed(Preprocess::new(silent).unwrap());
    let model = estimator.fit(&train).unwrap();
    let columns = model.preprocess().encoded_names();
    let expected =
        ["recency_days", "songs_7d", "plan=family", "plan=free", "plan=paid", "registered"];
    assert_eq!(columns, expected);
}

#[test]
fn order_of_the_rows_changes_no_bit_and_a_row_does_not_depend_on_its_neighbours() {
    let (train, test) = (customers::random(400, 90, 13), customers::random(50, 10, 14));
    let mut order: Vec<usize> = (0..400).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(15));
    let probabilities = |train: &Dataset| {
        let model = logistic().fit(train).unwrap();
        let all = model.predict_proba(test.features()).unwrap();
        let alone = model.predict_proba(&test.features().select(&[17])).unwrap();
        assert_eq!(bits(&alone), bits(&all[17..=17]));
        assert!(model.predict_proba(&test.features().select(&[])).unwrap().is_empty());
        bits(&all)
    };
    assert_eq!(probabilities(&train), probabilities(&train.select(&order)));
}

#[test]
fn unequal_weights_are_refused_and_rows_of_none_are_left_out() {
    let train = customers::random(400, 90, 13);
    let unequal: Vec<f64> = (0..400).map(|row| f64::from(1 + row % 2)).collect();
    let error = logistic().fit(&train.clone().weighted(unequal).unwrap()).err().unwrap();
    assert_says(&error, ErrorKind::Data, "linfa's classifiers do not look at weights");
    let half: Vec<f64> = (0..400).map(|row| f64::from(row % 2) * 3.0).collect();
    let odd: Vec<usize> = (0..400).filter(|row| row % 2 == 1).collect();
    let weighted = train.clone().weighted(half).unwrap();
    let left = logistic().fit(&weighted).unwrap();
    let right = logistic().fit(&train.select(&odd)).unwrap();
    let of =
        |features| (left.predict_proba(features).unwrap(), right.predict_proba(features).unwrap());
    let (left, right) = of(train.features());
    assert_eq!(bits(&left), bits(&right));
    let resampling = Resampling::Undersample { ratio: 1.0, seed: 1 };
    let resampled = Resampled::new(logistic(), resampling).unwrap();
    assert!(resampled.fit(&train).is_ok());
}

#[test]
fn one_class_and_what_is_no_probability_are_refused() {
    let error = logistic().fit(&customers::random(30, 0, 16)).err().unwrap();
    assert_says(&error, ErrorKind::Data, "0 of 30 training rows churned");
    let wrong = |values: fn(usize) -> Array1<f64>| {
        let params = LogisticRegression::default();
        let estimator = LinfaEstimator::reading(params, move |_, records: &Array2<f64>| {
            (true, values(records.nrows()))
        });
        let train = customers::random(30, 10, 16);
        estimator.fit(&train).unwrap().predict_proba(train.features()).unwrap_err()
    };
    let error = wrong(|n_rows| Array1::from_elem(n_rows, f64::NAN));
    assert_says(&error, ErrorKind::External, "gives NaN for row 0, which is no probability");
    let error = wrong(|_| Array1::zeros(7));
    assert_says(&error, ErrorKind::External, "gives 7 probabilities for 30 rows");
}

#[test]
fn linfas_logistic_regression_owes_what_every_estimator_owes() {
    assert_eq!(conformance::check(&logistic()), Vec::<String>::new());
}

#[test]
fn ours_and_linfas_stand_in_one_list() {
    let (train, test) = (customers::random(400, 90, 11), customers::random(50, 10, 12));
    let weak = Logistic::new(LogisticOptions { l2: L2, ..LogisticOptions::default() }).unwrap();
    let estimators: [Box<dyn DynEstimator>; 2] = [Box::new(weak), Box::new(logistic())];
    let churn = estimators.map(|estimator| {
        let model = estimator.fit(&train).unwrap();
        assert_eq!(model.feature_names(), customers::NAMES);
        model.predict_proba(test.features()).unwrap()
    });
    assert!(churn[0].iter().zip(&churn[1]).all(|(ours, theirs)| (ours - theirs).abs() < 1e-4));
}

#[test]
fn linfas_own_errors_keep_their_sentence() {
    let estimator = LinfaEstimator::reading(
        LogisticRegression::default().alpha(-1.0),
        |model, records: &Array2<f64>| {
            (model.labels().pos.class, model.predict_probabilities(records))
        },
    );
    let error = estimator.fit(&customers::random(30, 10, 16)).err().unwrap();
    assert_says(&error, ErrorKind::External, "alpha must be a positive, finite number");
}
