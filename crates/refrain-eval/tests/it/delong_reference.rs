//! DeLong's test against its definition, computed pair by pair in `tests/data/delong.py`.

use refrain_eval::{auc_interval, delong};

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    labels: Vec<bool>,
    groups: Vec<usize>,
    a: Vec<f64>,
    b: Vec<f64>,
    auc_a: f64,
    auc_b: f64,
    error_a: f64,
    standard_error: f64,
    z: f64,
    p_value: f64,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../data/delong.json")).unwrap()
}

#[test]
fn delong_equals_its_definition_with_ties_and_several_rows_an_entity() {
    for case in cases() {
        let test = delong(&case.labels, &case.a, &case.b, &case.groups).unwrap();
        let pairs = [
            (test.auc_a, case.auc_a),
            (test.auc_b, case.auc_b),
            (test.standard_error, case.standard_error),
            (test.z, case.z),
            (test.p_value, case.p_value),
        ];
        for (ours, expected) in pairs {
            assert!((ours - expected).abs() < 1e-11, "{}: {ours}, {expected}", case.name);
        }
    }
}

#[test]
fn interval_is_as_wide_as_its_standard_error_says() {
    for case in cases() {
        // Student's t for a tiny level is about proportional to it, so that the width of a narrow
        // interval is that of the density at zero: two intervals give the same ratio.
        let at = |level| auc_interval(&case.labels, &case.a, &case.groups, level).unwrap();
        let (narrow, wide) = (at(0.01), at(0.02));
        let ratio = (wide.high - wide.low) / (narrow.high - narrow.low);
        assert!((ratio - 2.0).abs() < 1e-3, "{}: {ratio}", case.name);
        // t(0.505) is 0.01254 for many degrees of freedom, and no more than 0.0158 for few.
        let reach = (narrow.high - narrow.low) / 2.0 / case.error_a;
        assert!((0.0125..0.0145).contains(&reach), "{}: {reach}", case.name);
    }
}
