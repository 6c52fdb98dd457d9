use refrain_core::Fit;
use refrain_models::ModelKind;

use crate::customers;

#[test]
fn every_model_is_found_by_its_name() {
    for kind in ModelKind::ALL {
        assert_eq!(kind.to_string().parse::<ModelKind>().unwrap(), kind);
        assert_eq!(customers::estimator(kind).kind(), kind);
        let model = customers::estimator(kind).fit(&customers::random(20, 5, 1)).unwrap();
        assert_eq!(model.kind(), kind);
    }
}

#[test]
fn names_are_the_documented_ones() {
    let names = [
        "base-rate",
        "recency",
        "logistic",
        "svm",
        "naive-bayes",
        "tree",
        "forest",
        "boosting",
        "exposure-hazard",
        "hazard",
        "cox",
        "bgnbd",
        "soft-voting",
    ];
    assert_eq!(ModelKind::ALL.map(ModelKind::name), names);
}

fn names() -> String {
    ModelKind::ALL.map(ModelKind::name).join(", ")
}

#[test]
fn misspelt_name_is_answered_with_the_nearest() {
    let error = "logistics".parse::<ModelKind>().unwrap_err();
    let said = "no model is named `logistics` (did you mean `logistic`?); there are ";
    assert_eq!(error.to_string(), format!("{said}{}", names()));
}

#[test]
fn strange_name_is_answered_with_the_list_alone() {
    let error = "xgb".parse::<ModelKind>().unwrap_err();
    assert_eq!(error.to_string(), format!("no model is named `xgb`; there are {}", names()));
}
