use refrain_core::{Span, Time};
use refrain_models::{Error, Preprocess};

use crate::customers::{category, cutoff, instant, matrix, matrix_at, number};

fn preprocess() -> Preprocess {
    Preprocess::new(10.0).unwrap()
}

#[test]
fn number_gets_zero_mean_and_unit_population_variance() {
    let features = matrix(&[(number("songs"), &[1.0, 3.0, 5.0, 7.0])]);
    let fitted = preprocess().fit(&features).unwrap();
    let columns = fitted.transform(&features).unwrap();
    let unit = 1.0 / 5.0_f64.sqrt();
    let expected = [-3.0 * unit, -unit, unit, 3.0 * unit];
    for (found, expected) in columns.column(0).iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15);
    }
}

#[test]
fn missing_number_gets_the_median_of_training_and_an_indicator() {
    let train = matrix(&[(number("songs"), &[1.0, f64::NAN, 2.0, 9.0, 4.0])]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["songs", "songs is missing"]);
    let score = matrix(&[(number("songs"), &[f64::NAN, 3.0])]);
    let columns = fitted.transform(&score).unwrap();
    // The median of 1, 2, 4 and 9 is 3: a missing value equals a present 3 but for the indicator.
    assert_eq!(columns[(0, 0)], columns[(1, 0)]);
    assert!((columns[(0, 1)] - 2.0).abs() < 1e-12 && (columns[(1, 1)] + 0.5).abs() < 1e-12);
}

#[test]
fn feature_that_training_never_missed_has_no_indicator() {
    let train = matrix(&[(number("songs"), &[1.0, 2.0, 6.0])]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["songs"]);
    let columns = fitted.transform(&matrix(&[(number("songs"), &[f64::NAN, 2.0])])).unwrap();
    assert_eq!(columns[(0, 0)], columns[(1, 0)]);
}

#[test]
fn levels_are_matched_by_name_and_not_by_code() {
    let train = matrix(&[(category("plan", &["free", "paid"]), &[0.0, 1.0, 1.0, 0.0])]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["plan=free", "plan=paid"]);
    let score = matrix(&[(category("plan", &["family", "free", "paid"]), &[1.0, 2.0])]);
    assert_eq!(fitted.transform(&score).unwrap().column(0).to_vec(), [1.0, -1.0]);
    assert_eq!(fitted.transform(&score).unwrap().column(1).to_vec(), [-1.0, 1.0]);
}

#[test]
fn level_unseen_in_training_is_none_of_its_levels() {
    let train = matrix(&[(category("plan", &["free", "gift", "paid"]), &[0.0, 2.0, 2.0, 0.0])]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["plan=free", "plan=paid"], "no row of training had `gift`");
    let score = matrix(&[(category("plan", &["gift", "student"]), &[0.0, 1.0])]);
    assert!(fitted.transform(&score).unwrap().iter().all(|value| *value == -1.0));
}

#[test]
fn missing_category_is_no_level_and_not_the_first_one() {
    let train = matrix(&[(category("plan", &["free", "paid"]), &[0.0, 1.0, f64::NAN, f64::NAN])]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["plan=free", "plan=paid", "plan is missing"]);
    let columns = fitted.transform(&train).unwrap();
    assert!(columns[(0, 0)] > 0.0 && columns[(2, 0)] < 0.0 && columns[(2, 2)] > 0.0);
}

#[test]
fn constant_and_missing_features_are_dropped_but_demanded() {
    let none = [f64::NAN; 3];
    let train = matrix(&[
        (number("one"), &[1.0; 3]),
        (number("songs"), &[1.0, 2.0, 3.0]),
        (number("nothing"), &none),
        (category("plan", &["free", "paid"]), &[1.0; 3]),
    ]);
    let fitted = preprocess().fit(&train).unwrap();
    assert_eq!(fitted.encoded_names(), ["songs"]);
    assert_eq!(fitted.dropped_features(), ["one", "nothing", "plan"]);
    let error = fitted.transform(&matrix(&[(number("songs"), &[1.0])])).unwrap_err();
    assert!(matches!(error, Error::OtherFeatures { missing, .. } if missing.len() == 3));
}

#[test]
fn instants_are_days_before_the_row_s_own_cutoff() {
    let later = cutoff() + Span::from_days(100);
    let registered = |cutoff: Time, days: u32| (cutoff - Span::from_days(days)).millis() as f64;
    let values = vec![registered(cutoff(), 3), registered(later, 3), registered(cutoff(), 7)];
    let cutoffs = [cutoff(), later, cutoff()];
    let features = matrix_at(&cutoffs, vec![instant("registered")], values);
    let columns = preprocess().fit(&features).unwrap().transform(&features).unwrap();
    assert_eq!(columns[(0, 0)], columns[(1, 0)]);
    assert!(columns[(2, 0)] > columns[(0, 0)], "more days before the cutoff is more");
}

#[test]
fn everything_is_learned_from_training_rows_alone() {
    let train = matrix(&[(number("songs"), &[1.0, 3.0])]);
    let fitted = preprocess().fit(&train).unwrap();
    let alone = fitted.transform(&matrix(&[(number("songs"), &[4.0])])).unwrap();
    let among = fitted.transform(&matrix(&[(number("songs"), &[4.0, 900.0])])).unwrap();
    assert_eq!(alone[(0, 0)], 2.0);
    assert_eq!(among[(0, 0)], 2.0);
}

#[test]
fn values_beyond_the_clip_are_clipped_on_either_side() {
    let fitted = preprocess().fit(&matrix(&[(number("songs"), &[1.0, 3.0])])).unwrap();
    let score = matrix(&[(number("songs"), &[f64::MAX, -f64::MAX, 11.0])]);
    assert_eq!(fitted.transform(&score).unwrap().column(0).to_vec(), [10.0, -10.0, 9.0]);
}

#[test]
fn clip_outside_its_range_is_refused() {
    for clip in [0.0, 0.99, -3.0, 2e9, f64::INFINITY, f64::NAN] {
        let error = Preprocess::new(clip).unwrap_err();
        assert!(matches!(error, Error::Parameter { name: "clip", .. }), "{clip}");
    }
}

#[test]
fn values_too_large_to_square_are_refused() {
    let features = matrix(&[(number("songs"), &[1e200, -1e200])]);
    let error = preprocess().fit(&features).unwrap_err();
    assert!(matches!(error, Error::TooLarge { column } if column == "songs"));
}

#[test]
fn values_too_close_to_tell_apart_are_dropped() {
    let features = matrix(&[(number("songs"), &[1e-200, 2e-200])]);
    assert_eq!(preprocess().fit(&features).unwrap().dropped_features(), ["songs"]);
}

#[test]
fn infinite_value_is_named_with_column_and_row() {
    let features = matrix(&[(number("a"), &[1.0, 2.0]), (number("b"), &[1.0, f64::INFINITY])]);
    let error = preprocess().fit(&features).unwrap_err();
    let said = "feature `b` is infinite in row 1; give a finite number, or NaN where it is missing";
    assert_eq!(error.to_string(), said);
}
