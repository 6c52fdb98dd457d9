//! Calibrations alone, against scipy and scikit-learn (tests/data/calibration_by_sklearn.py), and
//! together with a model.

use refrain_core::{Dataset, Fit, Outcome, PredictProba, Span, Time};
use refrain_models::{
    BaseRate, Calibrated, Calibration, CalibrationOptions, ErrorKind, Explain, FittedCalibrated,
    FittedCalibration, FittedLogistic, Logistic, LogisticOptions,
};
use serde::Deserialize;

use crate::customers::{self, assert_says, number, refused_parameter};

const METHODS: [Calibration; 3] = [Calibration::Platt, Calibration::Isotonic, Calibration::Beta];

#[derive(Deserialize)]
struct Cases {
    said: Vec<f64>,
    new: Vec<f64>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    churned: Vec<bool>,
    weights: Vec<f64>,
    platt: Vec<f64>,
    beta: Vec<f64>,
    isotonic: Vec<f64>,
}

#[test]
fn curves_equal_those_of_scipy_and_scikit_learn() {
    let cases: Cases =
        serde_json::from_str(include_str!("../data/calibration_by_sklearn.json")).unwrap();
    for case in &cases.cases {
        let expected = [&case.platt, &case.isotonic, &case.beta];
        for (method, expected) in METHODS.into_iter().zip(expected) {
            let fitted = method.fit(&cases.said, &case.churned, &case.weights).unwrap();
            for (found, expected) in fitted.apply(&cases.new).unwrap().iter().zip(expected) {
                // scipy's L-BFGS stops short of the minimum by less than this.
                let close = (found - expected).abs() < 2e-6;
                assert!(close, "{} {method:?}: {found} is not {expected}", case.name);
            }
        }
    }
}

fn fit(method: Calibration, said: &[f64], churned: &[bool]) -> FittedCalibration {
    method.fit(said, churned, &vec![1.0; said.len()]).unwrap()
}

#[test]
fn every_curve_rises_and_reaches_neither_end() {
    let grid: Vec<f64> = (0..=1000).map(|step| f64::from(step) / 1000.0).collect();
    let ends = [0.0, 1.0, 1.0, 0.0, 0.5, 0.5, 1.0, 0.2];
    let backwards = [true, false, false, true, true, false, false, true];
    let separated = [false, true, true, false, false, true, true, false];
    for method in METHODS {
        for churned in [backwards, separated] {
            let curve = fit(method, &ends, &churned).apply(&grid).unwrap();
            assert!(curve.is_sorted(), "{method:?}");
            assert!(curve.iter().all(|churn| *churn > 0.0 && *churn < 1.0), "{method:?}");
        }
    }
}

#[test]
fn model_that_ranks_backwards_is_given_the_base_rate() {
    let said: Vec<f64> = (1..100).map(|row| f64::from(row) / 100.0).collect();
    let churned: Vec<bool> = said.iter().map(|said| *said < 0.3).collect();
    for method in METHODS {
        let curve = fit(method, &said, &churned).apply(&[0.01, 0.99]).unwrap();
        assert!((curve[1] - curve[0]).abs() < 1e-9, "{method:?}");
        assert!((curve[0] - 29.0 / 99.0).abs() < 0.01, "{method:?}: {}", curve[0]);
    }
}

#[test]
fn weights_count_as_rows() {
    let said = [0.1, 0.1, 0.4, 0.6, 0.9, 0.7];
    let churned = [false, true, false, true, true, false];
    for method in METHODS {
        let heavy = method.fit(&said, &churned, &[3.0, 1.0, 2.0, 1.0, 2.0, 0.0]).unwrap();
        let rows = [0, 0, 0, 1, 2, 2, 3, 4, 4];
        let (said, churned): (Vec<f64>, Vec<bool>) =
            rows.iter().map(|row| (said[*row], churned[*row])).unzip();
        let repeated = fit(method, &said, &churned);
        let grid = [0.05, 0.3, 0.65, 0.95];
        let [heavy, repeated] = [heavy, repeated].map(|curve| curve.apply(&grid).unwrap());
        for (heavy, repeated) in heavy.iter().zip(repeated) {
            assert!((heavy - repeated).abs() < 1e-9, "{method:?}: {heavy} {repeated}");
        }
    }
}

#[test]
fn what_is_no_probability_is_refused() {
    let fitted = fit(Calibration::Platt, &[0.2, 0.8], &[false, true]);
    for bad in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        let error = fitted.apply(&[0.5, bad]).unwrap_err();
        assert_says(&error, ErrorKind::Data, &format!("row 1 has {bad} for a probability"));
        for method in METHODS {
            let error = method.fit(&[bad, 0.5], &[true, false], &[1.0; 2]).unwrap_err();
            assert_says(&error, ErrorKind::Data, &format!("row 0 has {bad} for a probability"));
        }
    }
}

#[test]
fn rows_that_nothing_can_be_learned_from_are_refused() {
    let said = [0.2, 0.8, 0.4];
    for method in METHODS {
        let fit = |churned: &[bool], weights: &[f64]| method.fit(&said, churned, weights);
        let one_class = fit(&[true, true, false], &[1.0, 1.0, 0.0]).unwrap_err();
        assert_says(&one_class, ErrorKind::Data, "2 of 2 training rows churned");
        let refused = |churned: &[bool], weights: &[f64]| fit(churned, weights).unwrap_err();
        assert_says(&refused(&[true; 3], &[0.0; 3]), ErrorKind::Data, "there is no row");
        let lists = [(2, 3, "the list of labels has 2"), (3, 2, "the list of weights has 2")];
        for (n_labels, n_weights, said) in lists {
            let error = refused(&vec![true; n_labels], &vec![1.0; n_weights]);
            assert_says(&error, ErrorKind::Mismatch, said);
        }
        let error = refused(&[true, false, true], &[1.0, f64::NAN, 1.0]);
        assert_says(&error, ErrorKind::Data, "row 1 has the weight NaN");
        let heavy = fit(&[true, false, true], &[f64::MAX; 3]).unwrap_err();
        assert_says(&heavy, ErrorKind::Data, "the sum of weights is inf, and must be finite");
    }
}

const DAY: Span = Span::from_days(1);

/// Rows of `customers` at cutoffs `stride` days apart in turn, with windows of ten days.
fn at_cutoffs(rows: &Dataset, n_cutoffs: u32, stride: u32) -> Dataset {
    let cutoffs: Vec<Time> = (0..rows.n_rows() as u32)
        .map(|row| customers::cutoff() + Span::from_days(stride * (row % n_cutoffs)))
        .collect();
    let values = rows.features().all_values().to_vec();
    let columns = rows.features().columns().to_vec();
    let features = customers::matrix_at(&cutoffs, columns, values);
    let outcome = |(churned, at): (&bool, &Time)| match churned {
        true => Outcome::Churned { at: *at + DAY },
        false => Outcome::Retained,
    };
    let outcomes: Vec<Outcome> = rows.labels().iter().zip(&cutoffs).map(outcome).collect();
    let ends = cutoffs.iter().map(|cutoff| *cutoff + Span::from_days(10)).collect();
    Dataset::new(features, &outcomes, ends).unwrap()
}

fn calibrated(train: &Dataset, options: CalibrationOptions) -> FittedCalibrated<FittedLogistic> {
    Calibrated::new(Logistic::default(), options).unwrap().fit(train).unwrap()
}

#[test]
fn model_sees_only_rows_whose_window_ended_by_the_first_cutoff_held_back() {
    // Cutoffs on days 0, 5, …, 35; the last two are held back, those of days 25 and 30 - 5 purged.
    let train = at_cutoffs(&customers::random(800, 200, 1), 8, 5);
    let fitted = calibrated(&train, CalibrationOptions::default());
    let by = customers::cutoff() + Span::from_days(30);
    let earlier: Vec<usize> = (0..800).filter(|row| train.window_ends()[*row] <= by).collect();
    assert_eq!(earlier.len(), 500);
    assert_eq!(*fitted.model(), Logistic::default().fit(&train.select(&earlier)).unwrap());
    let later: Vec<usize> = (0..800).filter(|row| train.cutoffs()[*row] >= by).collect();
    assert_eq!(later.len(), 200);
}

#[test]
fn share_of_the_cutoffs_is_rounded_and_neither_none_nor_all() {
    let train = at_cutoffs(&customers::random(400, 100, 2), 4, 20);
    let n_seen = |share| {
        let options = CalibrationOptions::default().share(share);
        let model = calibrated(&train, options).model().clone();
        let seen = |n: u32| {
            let end = customers::cutoff() + Span::from_days(20 * n);
            let rows: Vec<usize> = (0..400).filter(|row| train.cutoffs()[*row] < end).collect();
            model == Logistic::default().fit(&train.select(&rows)).unwrap()
        };
        (1..=4).find(|n| seen(*n))
    };
    assert_eq!(n_seen(0.01), Some(3));
    assert_eq!(n_seen(0.3), Some(3));
    assert_eq!(n_seen(0.5), Some(2));
    assert_eq!(n_seen(0.99), Some(1));
}

#[test]
fn one_cutoff_is_divided_by_entities_whatever_the_others_are() {
    let train = customers::random(400, 100, 3);
    let with = |rows: &[usize]| calibrated(&train.select(rows), CalibrationOptions::default());
    let all: Vec<usize> = (0..400).collect();
    let backwards: Vec<usize> = (0..400).rev().collect();
    let fitted = with(&all);
    assert_eq!(fitted, with(&backwards));
    assert_ne!(*fitted.model(), Logistic::default().fit(&train).unwrap());
}

#[test]
fn overconfident_model_is_brought_back() {
    // Hardly a penalty, few rows, many cutoffs: the model is too sure of itself.
    let train = at_cutoffs(&customers::random(90, 30, 4), 3, 20);
    let test = at_cutoffs(&customers::random(2000, 667, 5), 3, 20);
    let free = LogisticOptions::default().l2(1e-3);
    let inner = Logistic::new(free).unwrap();
    let options = CalibrationOptions::default().share(0.5);
    let fitted = Calibrated::new(inner, options).unwrap().fit(&train).unwrap();
    let loss = |churn: &[f64]| {
        let rows = churn.iter().zip(test.labels());
        rows.map(|(churn, label)| -if *label { churn.ln() } else { (-churn).ln_1p() }).sum::<f64>()
    };
    let before = loss(&fitted.model().predict_proba(test.features()).unwrap());
    let after = loss(&fitted.predict_proba(test.features()).unwrap());
    assert!(after < before, "{after} is not below {before}");
}

#[test]
fn explanation_is_that_of_the_model() {
    let train = at_cutoffs(&customers::random(400, 100, 6), 4, 20);
    let fitted = calibrated(&train, CalibrationOptions::default());
    let own = fitted.explain(train.features()).unwrap();
    assert_eq!(own, fitted.model().explain(train.features()).unwrap());
}

#[test]
fn side_without_both_classes_is_named_with_its_rows() {
    let rows = customers::random(40, 10, 7);
    let silence: Vec<f64> = (0..40).map(f64::from).collect();
    let features = customers::matrix(&[(number("recency_days"), &silence)]);
    let labels = |churns: fn(usize) -> bool| (0..40).map(churns).collect::<Vec<bool>>();
    let fit = |labels: &[bool], share| {
        let rows = customers::with_features(&rows, features.clone());
        let rows = at_cutoffs(&customers::dataset(rows.features().clone(), labels), 4, 20);
        let options = CalibrationOptions::default().share(share);
        Calibrated::new(BaseRate, options).unwrap().fit(&rows).unwrap_err()
    };
    let later_only = fit(&labels(|row| row % 4 == 3), 0.25);
    let said = "the rows for the model are 30, of which 0 churned;";
    assert_says(&later_only, ErrorKind::Data, said);
    let earlier_only = fit(&labels(|row| row % 4 == 0), 0.25);
    let said = "the rows for its calibration are 10, of which 0 churned;";
    assert_says(&earlier_only, ErrorKind::Data, said);
    // Windows of ten days, cutoffs five days apart: no row is old enough.
    let dense = at_cutoffs(&customers::random(40, 10, 7), 2, 5);
    let estimator = Calibrated::new(BaseRate, CalibrationOptions::default()).unwrap();
    let error = estimator.fit(&dense).unwrap_err();
    assert_says(&error, ErrorKind::Data, "the rows for the model are 0,");
}

#[test]
fn share_outside_its_range_is_refused() {
    for share in [0.0, 1.0, -0.5, f64::NAN] {
        let options = CalibrationOptions::default().share(share);
        let refused = Calibrated::new(BaseRate, options);
        assert_eq!(refused_parameter(&refused.unwrap_err()), "share");
    }
}
