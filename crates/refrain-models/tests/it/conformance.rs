//! What every estimator owes, run over all of them: a new [`ModelKind`] is covered by itself.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
use refrain_models::trees::Subsample;
use refrain_models::{
    AnyEstimator, AnyModel, Error, ErrorKind, GradientBoosting, Member, ModelKind, RandomForest,
    SavedModel, SoftVoting, Stopping, conformance,
};

use crate::customers::{self, assert_says, bits};

fn fit(kind: ModelKind, train: &Dataset) -> AnyModel {
    customers::estimator(kind).fit(train).unwrap()
}

fn refusal(kind: ModelKind, train: &Dataset) -> Error {
    customers::estimator(kind).fit(train).unwrap_err()
}

#[test]
fn every_estimator_conforms() {
    for kind in ModelKind::ALL {
        let broken = conformance::check(&customers::estimator(kind));
        assert!(broken.is_empty(), "{kind}: {broken:#?}");
    }
}

#[test]
fn same_rows_give_the_same_model() {
    let (train, test) = (customers::random(400, 90, 11), customers::random(50, 10, 12));
    for kind in ModelKind::ALL {
        let (once, again) = (fit(kind, &train), fit(kind, &train));
        assert_eq!(once, again, "{kind}");
        let probabilities = |model: &AnyModel| bits(&model.predict_proba(test.features()).unwrap());
        assert_eq!(probabilities(&once), probabilities(&again), "{kind}");
    }
}

#[test]
fn order_of_the_rows_changes_no_bit() {
    let (train, test) = (customers::random(400, 90, 13), customers::random(50, 10, 14));
    let mut order: Vec<usize> = (0..400).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(15));
    let shuffled = train.select(&order);
    for kind in ModelKind::ALL {
        let (a, b) = (fit(kind, &train), fit(kind, &shuffled));
        let a = a.predict_proba(test.features()).unwrap();
        let b = b.predict_proba(test.features()).unwrap();
        assert_eq!(bits(&a), bits(&b), "{kind}");
    }
}

#[test]
fn probability_of_a_row_does_not_depend_on_its_neighbours() {
    let (train, test) = (customers::random(400, 90, 13), customers::random(50, 10, 14));
    for kind in ModelKind::ALL {
        let model = fit(kind, &train);
        let all = model.predict_proba(test.features()).unwrap();
        for row in [0, 17, 49] {
            let alone = model.predict_proba(&test.features().select(&[row])).unwrap();
            assert_eq!(bits(&alone), bits(&all[row..=row]), "{kind}");
        }
    }
}

#[test]
fn one_class_is_refused() {
    for (n_churned, kind) in [0, 30].into_iter().flat_map(|n| ModelKind::ALL.map(|k| (n, k))) {
        let error = refusal(kind, &customers::random(30, n_churned, 16));
        assert_says(&error, ErrorKind::Data, &format!("{n_churned} of 30 training rows churned"));
    }
}

#[test]
fn no_rows_are_refused() {
    let none = customers::random(30, 5, 17).select(&[]);
    for kind in ModelKind::ALL {
        assert_says(&refusal(kind, &none), ErrorKind::Data, "there is no row to train on");
    }
}

#[test]
fn values_may_be_missing_anywhere() {
    let train = customers::random(60, 15, 19);
    let columns = train.features().columns().to_vec();
    let nothing = vec![f64::NAN; train.features().all_values().len()];
    let nothing = customers::with_values(train.features(), columns, nothing);
    for kind in ModelKind::ALL {
        for train in [train.clone(), customers::with_features(&train, nothing.clone())] {
            let churn = fit(kind, &train).predict_proba(&nothing).unwrap();
            assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{kind}");
        }
    }
}

#[test]
fn probabilities_lie_between_zero_and_one() {
    let train = customers::random(300, 20, 20);
    for kind in ModelKind::ALL {
        let model = fit(kind, &train);
        for (name, value) in [("recency_days", 1e300), ("songs_7d", -1e300), ("registered", 1e300)]
        {
            // A count of visits below zero is none, and refused.
            let is_count = kind == ModelKind::ExposureHazard && name == "songs_7d";
            let value = if is_count { -value } else { value };
            let extreme = customers::with_value(train.features(), 0, name, value);
            let churn = model.predict_proba(&extreme).unwrap();
            assert!(churn.iter().all(|churn| (0.0..=1.0).contains(churn)), "{kind}");
        }
    }
}

#[test]
fn probabilities_are_those_of_churn_whatever_the_class_balance() {
    for n_churned in [20, 100, 180] {
        let train = customers::random(200, n_churned, 21);
        for kind in ModelKind::ALL {
            let churn = fit(kind, &train).predict_proba(train.features()).unwrap();
            let mean = churn.iter().sum::<f64>() / 200.0;
            let share = n_churned as f64 / 200.0;
            // Smoothing and interpolation move the rule's mean a little, a wrong class a lot.
            assert!((mean - share).abs() < 0.03, "{kind}: {mean} for {share}");
            assert!(mean_of(&churn, &train, true) >= mean_of(&churn, &train, false), "{kind}");
        }
    }
}

#[test]
fn feature_that_raises_churn_gives_higher_probabilities() {
    for n_churned in [20, 100, 180] {
        let train = customers::random(200, n_churned, 22);
        for kind in [ModelKind::Recency, ModelKind::Logistic] {
            let model = fit(kind, &train);
            let at = |days| {
                let moved = customers::with_value(train.features(), 3, "recency_days", days);
                model.predict_proba(&moved).unwrap()[3]
            };
            assert!(at(19.0) > at(1.0), "{kind} with {n_churned} of 200");
        }
    }
}

fn mean_of(churn: &[f64], train: &Dataset, churned: bool) -> f64 {
    let rows = churn.iter().zip(train.labels()).filter(|(_, label)| **label == churned);
    let chosen: Vec<f64> = rows.map(|(churn, _)| *churn).collect();
    chosen.iter().sum::<f64>() / chosen.len() as f64
}

#[test]
fn saved_model_comes_back_bit_for_bit() {
    let (train, test) = (customers::random(200, 50, 23), customers::random(50, 10, 24));
    for kind in ModelKind::ALL {
        let model = fit(kind, &train);
        let saved = SavedModel::new(model.clone(), &train, Default::default()).unwrap();
        let loaded = SavedModel::from_bytes(&saved.to_bytes(), "memory").unwrap();
        assert_eq!(saved, loaded, "{kind}");
        assert_eq!(saved.to_bytes(), loaded.to_bytes(), "{kind}");
        let before = model.predict_proba(test.features()).unwrap();
        let after = loaded.into_model().predict_proba(test.features()).unwrap();
        assert_eq!(bits(&before), bits(&after), "{kind}");
    }
}

#[test]
fn feature_names_are_those_of_training_in_order() {
    let train = customers::random(40, 10, 25);
    for kind in ModelKind::ALL {
        assert_eq!(fit(kind, &train).feature_names(), customers::NAMES, "{kind}");
    }
}

/// The columns of a matrix in another order.
fn reordered(features: &FeatureMatrix, order: &[usize]) -> FeatureMatrix {
    let columns = order.iter().map(|column| features.columns()[*column].clone()).collect();
    let values = order.iter().flat_map(|column| features.values(*column).iter().copied()).collect();
    customers::with_values(features, columns, values)
}

#[test]
fn order_of_the_columns_changes_nothing() {
    let (train, test) = (customers::random(400, 90, 26), customers::random(50, 10, 27));
    let order = [3, 0, 4, 2, 1];
    let other = customers::with_features(&train, reordered(train.features(), &order));
    for kind in ModelKind::ALL {
        let a = fit(kind, &train).predict_proba(test.features()).unwrap();
        let b = fit(kind, &other).predict_proba(&reordered(test.features(), &order)).unwrap();
        // Linear algebra adds the columns up in the order given.
        let greatest = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(greatest < 1e-9, "{kind}: {greatest}");
        if is_of_trees(kind) {
            assert_eq!(bits(&a), bits(&b), "{kind}");
        }
    }
}

fn is_of_trees(kind: ModelKind) -> bool {
    matches!(kind, ModelKind::Tree | ModelKind::Forest | ModelKind::Boosting)
}

#[test]
fn trees_see_only_the_order_of_numbers() {
    let train = customers::random(400, 90, 28);
    let transformed = |features: &FeatureMatrix| {
        let mut values = features.all_values().to_vec();
        // Days and songs; the rest are codes and instants.
        values[..800].iter_mut().for_each(|value| *value = (*value / 10.0).exp());
        customers::with_values(features, features.columns().to_vec(), values)
    };
    let other = customers::with_features(&train, transformed(train.features()));
    for kind in ModelKind::ALL.into_iter().filter(|kind| is_of_trees(*kind)) {
        let a = fit(kind, &train).predict_proba(train.features()).unwrap();
        let b = fit(kind, &other).predict_proba(other.features()).unwrap();
        assert_eq!(bits(&a), bits(&b), "{kind}");
    }
}

/// An estimator of the kind whose model does not depend on drawing rows.
fn without_draws(kind: ModelKind) -> AnyEstimator {
    match customers::estimator(kind) {
        AnyEstimator::Forest(forest) => {
            let options = forest.options().clone().subsample(Subsample::All);
            AnyEstimator::Forest(RandomForest::new(options).unwrap())
        }
        AnyEstimator::Boosting(boosting) => AnyEstimator::Boosting(all_rows(&boosting)),
        AnyEstimator::SoftVoting(voting) => {
            let members = voting.members().iter().map(|member| Member {
                estimator: without_draws(member.estimator.kind()),
                weight: member.weight,
            });
            AnyEstimator::SoftVoting(SoftVoting::new(members.collect()).unwrap())
        }
        other => other,
    }
}

fn all_rows(boosting: &GradientBoosting) -> GradientBoosting {
    let options = boosting.options().clone().subsample(Subsample::All);
    GradientBoosting::new(options, Stopping::Never).unwrap()
}

#[test]
fn row_of_weight_two_is_two_rows_and_of_weight_zero_none() {
    let (train, test) = (customers::random(300, 80, 29), customers::random(50, 10, 30));
    let weights: Vec<f64> = (0..300).map(|row| f64::from(row % 3)).collect();
    let twice: Vec<usize> = (0..300).flat_map(|row| vec![row; row % 3]).collect();
    let (weighted, repeated) = (train.clone().weighted(weights).unwrap(), train.select(&twice));
    for kind in ModelKind::ALL {
        let estimator = without_draws(kind);
        let of = |train| estimator.fit(train).unwrap().predict_proba(test.features()).unwrap();
        let (a, b) = (of(&weighted), of(&repeated));
        let greatest = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(greatest < 1e-6, "{kind}: {greatest}");
    }
}
