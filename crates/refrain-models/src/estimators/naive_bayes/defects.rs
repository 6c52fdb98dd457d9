//! Models that no fit gives, as a file might hold them.

use std::sync::Arc;

use refrain_core::{
    Column, Dataset, EntityIdx, FeatureMatrix, Fit, Observation, Outcome, Strings, Time,
};

use crate::estimators::stored::Stored;
use crate::{FittedNaiveBayes, NaiveBayes};

fn model() -> serde_json::Value {
    let rows =
        (0..4).map(|row| Observation { entity: EntityIdx::new(row), cutoff: Time::from_millis(0) });
    let entities = Arc::new(Strings::from_unsorted(["a", "b", "c", "d"]));
    let columns = vec![Column::number("songs", "songs")];
    let values = vec![1.0, 2.0, 5.0, f64::NAN];
    let features = FeatureMatrix::new(entities, rows.collect(), columns, values);
    let gone = Outcome::Churned { at: Time::from_millis(0) };
    let outcomes = [gone, gone, Outcome::Retained, Outcome::Retained];
    let ends = vec![Time::from_millis(1); 4];
    let train = Dataset::new(features.expect("they agree"), &outcomes, ends).expect("they agree");
    let fitted = NaiveBayes::default().fit(&train).expect("both classes are there");
    serde_json::to_value(fitted).expect("numbers and texts encode")
}

fn defect(of: serde_json::Value) -> Option<&'static str> {
    let model: FittedNaiveBayes = serde_json::from_value(of).expect("the types are right");
    model.defect()
}

#[test]
fn fitted_model_has_no_defect() {
    assert_eq!(defect(model()), None);
}

#[test]
fn models_that_no_fit_gives_are_named() {
    let mut no_evidence = model();
    no_evidence["evidence"] = serde_json::json!([]);
    assert_eq!(defect(no_evidence), Some("its features have not one likelihood each"));
    let mut no_spread = model();
    no_spread["evidence"][0]["value"]["Number"]["churn"]["deviation"] = 0.0.into();
    assert_eq!(defect(no_spread), Some("a number has no distribution"));
    let mut unsorted = model();
    unsorted["evidence"][0]["value"] =
        serde_json::json!({ "Level": { "names": ["b", "a"], "said": [0.0, 0.0] } });
    assert_eq!(defect(unsorted), Some("a level has no share"));
}
