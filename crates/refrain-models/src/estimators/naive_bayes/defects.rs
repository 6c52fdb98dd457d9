//! Models that no fit gives, as a file might hold them.

use refrain_core::{Column, Dataset, Fit, Span, Time};

use crate::{FittedNaiveBayes, NaiveBayes};

fn model() -> serde_json::Value {
    let songs = (Column::number("songs", "songs"), vec![1.0, 2.0, 5.0, f64::NAN]);
    let (ids, cutoffs) = (["a", "b", "c", "d"], [Time::from_millis(0); 4]);
    let labels = vec![true, true, false, false];
    let train = Dataset::from_columns(&ids, &cutoffs, vec![songs], labels, Span::from_days(10));
    let fitted = NaiveBayes::default().fit(&train.expect("the lengths agree"));
    let fitted = fitted.expect("both classes are there");
    serde_json::to_value(fitted).expect("numbers and texts encode")
}

fn defect(of: serde_json::Value) -> Option<String> {
    serde_json::from_value::<FittedNaiveBayes>(of).err().map(|error| error.to_string())
}

fn impossible(defect: &str) -> Option<String> {
    Some(format!("an impossible model: {defect}"))
}

#[test]
fn fitted_model_has_no_defect() {
    assert_eq!(defect(model()), None);
}

#[test]
fn models_that_no_fit_gives_are_named() {
    let mut no_evidence = model();
    no_evidence["evidence"] = serde_json::json!([]);
    assert_eq!(defect(no_evidence), impossible("its features have not one likelihood each"));
    let mut no_spread = model();
    no_spread["evidence"][0]["value"]["Number"]["churn"]["deviation"] = 0.0.into();
    assert_eq!(defect(no_spread), impossible("a number has no distribution"));
    let mut unsorted = model();
    unsorted["evidence"][0]["value"] =
        serde_json::json!({ "Level": { "names": ["b", "a"], "said": [0.0, 0.0] } });
    assert_eq!(defect(unsorted), impossible("a level has no share"));
}
