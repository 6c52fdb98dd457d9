use refrain_core::{Fit, PredictProba};
use refrain_models::{AnyEstimator, Explain, Logistic, ModelKind, Unit};

use crate::customers::{self, cutoff};

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

#[test]
fn contributions_of_every_model_sum_to_the_log_odds_above_its_baseline() {
    let train = customers::random(300, 80, 6);
    for kind in ModelKind::ALL {
        let model = customers::estimator(kind).fit(&train).unwrap();
        let churn = model.predict_proba(train.features()).unwrap();
        let said = model.explain(train.features()).unwrap();
        for (row, churn) in churn.iter().enumerate() {
            let margin = match said.unit() {
                Unit::LogOdds => log_odds(*churn),
                Unit::Probability => *churn,
            };
            assert!((said.margin(row) - margin).abs() < 1e-9, "{kind} {row}");
        }
    }
}

#[test]
fn contributions_name_the_features_that_count_once_each_in_order() {
    let train = customers::random(300, 80, 6);
    let names = |kind| -> Vec<String> {
        let model = customers::estimator(kind).fit(&train).unwrap();
        let said = model.explain(train.features()).unwrap().top_contributions(0, usize::MAX);
        let spoken = |name: &&&str| said.iter().any(|said| said.feature == ***name);
        customers::NAMES.iter().filter(spoken).map(|name| (*name).to_owned()).collect()
    };
    assert!(names(ModelKind::BaseRate).is_empty());
    assert_eq!(names(ModelKind::Recency), ["recency_days"]);
    assert_eq!(names(ModelKind::Logistic), ["recency_days", "songs_7d", "plan", "registered"]);
}

#[test]
fn silence_speaks_for_churn_and_songs_against_it() {
    let train = customers::random(300, 80, 6);
    let model = Logistic::default().fit(&train).unwrap();
    let silent = customers::with_value(train.features(), 0, "recency_days", 19.0);
    let silent = customers::with_value(&silent, 0, "songs_7d", 99.0);
    let said = model.explain(&silent).unwrap();
    assert!(said.row(0)[0] > 0.0 && said.row(0)[1] < 0.0, "{said:?}");
}

#[test]
fn average_customer_has_nothing_to_explain() {
    let features = customers::matrix(&[
        (customers::number("a"), &[1.0, 2.0, 3.0, 2.0]),
        (customers::number("b"), &[5.0, 7.0, 6.0, 6.0]),
    ]);
    let train = customers::dataset(features, &[false, true, true, false]);
    let model = Logistic::default().fit(&train).unwrap();
    let average =
        customers::matrix(&[(customers::number("a"), &[2.0]), (customers::number("b"), &[6.0])]);
    let said = model.explain(&average).unwrap();
    assert!(said.row(0).iter().all(|amount| amount.abs() < 1e-15), "{said:?}");
}

#[test]
fn top_contributions_are_those_farthest_from_zero() {
    let train = customers::random(300, 80, 6);
    let model = AnyEstimator::from(ModelKind::Logistic).fit(&train).unwrap();
    let said = model.explain(train.features()).unwrap();
    let top = said.top_contributions(5, 2);
    assert_eq!(top.len(), 2);
    assert!(top[0].amount.abs() >= top[1].amount.abs());
    let louder = said.row(5).iter().filter(|amount| amount.abs() >= top[1].amount.abs());
    assert_eq!(louder.count(), 2);
}

#[test]
fn explanation_does_not_depend_on_the_calendar() {
    let train = customers::random(60, 20, 6);
    let model = Logistic::default().fit(&train).unwrap();
    let later = refrain_core::Span::from_days(300);
    let mut values = train.features().all_values().to_vec();
    let registered = train.features().position("registered").unwrap() * 60;
    values[registered..registered + 60].iter_mut().for_each(|v| *v += later.millis() as f64);
    let columns = train.features().columns().to_vec();
    let moved = customers::matrix_at(&[cutoff() + later; 60], columns, values);
    let churn = model.predict_proba(train.features()).unwrap();
    assert_eq!(churn, model.predict_proba(&moved).unwrap());
}
