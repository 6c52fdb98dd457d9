use refrain_core::{Span, Time};
use refrain_models::{ErrorKind, Impute, Log1p, Missing, Preprocess, PreprocessOptions, Scaling};

use crate::customers::{
    assert_says, category, cutoff, instant, matrix, matrix_at, number, refused_parameter,
};

fn preprocess() -> Preprocess {
    Preprocess::new(PreprocessOptions::default()).unwrap()
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
    assert_says(&error, ErrorKind::Mismatch, "missing `one`, `nothing`, `plan`");
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
        let error = Preprocess::new(PreprocessOptions::default().clip(clip)).unwrap_err();
        assert_eq!(refused_parameter(&error), "clip", "{clip}");
    }
}

#[test]
fn values_too_large_to_square_are_refused() {
    let features = matrix(&[(number("songs"), &[1e200, -1e200])]);
    let error = preprocess().fit(&features).unwrap_err();
    assert_says(&error, ErrorKind::Data, "feature `songs` has values too large");
}

#[test]
fn values_too_close_to_tell_apart_are_dropped() {
    let features = matrix(&[(number("songs"), &[1e-200, 2e-200])]);
    assert_eq!(preprocess().fit(&features).unwrap().dropped_features(), ["songs"]);
}

fn with(options: PreprocessOptions) -> Preprocess {
    Preprocess::new(options).unwrap()
}

/// The columns that unscaled preprocessing makes of the rows it learned from.
fn unscaled(options: PreprocessOptions, values: &[f64]) -> Vec<Vec<f64>> {
    let features = matrix(&[(number("songs"), values)]);
    let options = options.scaling(Scaling::None).clip(1e9);
    let columns = with(options).fit(&features).unwrap().transform(&features).unwrap();
    columns.columns().into_iter().map(|column| column.to_vec()).collect()
}

#[test]
fn missing_number_is_imputed_as_asked_for() {
    let songs = [1.0, f64::NAN, 2.0, 9.0];
    for (impute, expected) in
        [(Impute::Median, 2.0), (Impute::Mean, 4.0), (Impute::Constant(-7.5), -7.5)]
    {
        let options = PreprocessOptions::default().impute(impute);
        assert_eq!(unscaled(options, &songs)[0], [1.0, expected, 2.0, 9.0]);
    }
}

#[test]
fn silent_missing_values_have_no_indicator() {
    let options = PreprocessOptions::default().missing(Missing::Silent);
    assert_eq!(unscaled(options, &[1.0, f64::NAN, 2.0]).len(), 1);
}

#[test]
fn rare_level_has_no_column() {
    let mut codes = vec![0.0; 60];
    codes.extend([1.0; 39]);
    codes.push(2.0);
    let train = matrix(&[(category("plan", &["free", "paid", "gift"]), &codes)]);
    let of = |min_level_share| {
        let options = PreprocessOptions::default().min_level_share(min_level_share);
        with(options).fit(&train).unwrap().encoded_names()
    };
    assert_eq!(of(0.02), ["plan=free", "plan=paid"]);
    assert_eq!(of(0.01), ["plan=free", "plan=gift", "plan=paid"]);
}

#[test]
fn numbers_stay_within_the_quantiles_of_training() {
    let songs: Vec<f64> = (1..=10).map(f64::from).collect();
    let options = PreprocessOptions::default().quantiles(Some((0.2, 0.9)));
    let expected = [2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 9.0];
    assert_eq!(unscaled(options, &songs)[0], expected);
}

#[test]
fn quantiles_of_training_bound_what_comes_later() {
    let options = PreprocessOptions::default().quantiles(Some((0.0, 1.0)));
    let fitted = with(options).fit(&matrix(&[(number("songs"), &[1.0, 3.0])])).unwrap();
    let later = fitted.transform(&matrix(&[(number("songs"), &[-50.0, 50.0])])).unwrap();
    assert_eq!(later.column(0).to_vec(), [-1.0, 1.0]);
}

#[test]
fn skewed_number_is_bent_and_named_so() {
    let mut songs = vec![1.0; 50];
    songs.extend([1000.0, -3.0]);
    let options = PreprocessOptions::default().log1p(Log1p::Skewed(2.0));
    let transformed = &unscaled(options.clone(), &songs)[0];
    assert_eq!(transformed[50..], [1001_f64.ln(), -(4_f64.ln())]);
    let train = matrix(&[(number("songs"), &songs)]);
    assert_eq!(with(options.clone()).fit(&train).unwrap().encoded_names(), ["log1p(songs)"]);
    let even = matrix(&[(number("songs"), &[1.0, 2.0, 3.0])]);
    assert_eq!(with(options).fit(&even).unwrap().encoded_names(), ["songs"]);
}

#[test]
fn named_number_is_bent_and_a_wrong_name_refused() {
    let named =
        |name: &str| PreprocessOptions::default().log1p(Log1p::Named(vec![name.to_owned()]));
    assert_eq!(unscaled(named("songs"), &[0.0, 1.0])[0], [0.0, 2_f64.ln()]);
    let error = with(named("song")).fit(&matrix(&[(number("songs"), &[1.0, 2.0])])).unwrap_err();
    assert_says(&error, ErrorKind::Data, "`song` (did you mean `songs`?)");
}

#[test]
fn row_of_weight_two_is_two_rows() {
    let features = matrix(&[
        (number("songs"), &[1.0, 4.0, f64::NAN, 10.0]),
        (category("plan", &["free", "paid"]), &[0.0, 1.0, 1.0, 0.0]),
    ]);
    let twice = features.select(&[0, 1, 1, 2, 2, 3]);
    let options = PreprocessOptions::default()
        .impute(Impute::Mean)
        .log1p(Log1p::Skewed(0.1))
        .quantiles(Some((0.1, 0.9)));
    let weighted = with(options.clone()).fit_weighted(&features, &[1.0, 2.0, 2.0, 1.0]).unwrap();
    let repeated = with(options).fit(&twice).unwrap();
    assert_eq!(weighted.encoded_names(), repeated.encoded_names());
    let (a, b) = (weighted.transform(&features).unwrap(), repeated.transform(&features).unwrap());
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12), "{a} {b}");
}

#[test]
fn row_without_weight_teaches_nothing() {
    let features = matrix(&[
        (number("songs"), &[1.0, 3.0, 900.0, f64::NAN]),
        (category("plan", &["free", "paid", "gift"]), &[0.0, 1.0, 2.0, f64::NAN]),
    ]);
    let fitted = preprocess().fit_weighted(&features, &[1.0, 1.0, 0.0, 0.0]).unwrap();
    assert_eq!(fitted.encoded_names(), ["songs", "plan=free", "plan=paid"]);
    let without = preprocess().fit(&features.select(&[0, 1])).unwrap();
    assert_eq!(fitted.transform(&features).unwrap(), without.transform(&features).unwrap());
}

#[test]
fn options_out_of_range_are_refused() {
    let wrong = [
        PreprocessOptions::default().min_level_share(1.5),
        PreprocessOptions::default().quantiles(Some((0.9, 0.1))),
        PreprocessOptions::default().quantiles(Some((f64::NAN, 0.1))),
        PreprocessOptions::default().quantiles(Some((0.5, 1.1))),
        PreprocessOptions::default().impute(Impute::Constant(f64::NAN)),
        PreprocessOptions::default().log1p(Log1p::Skewed(-1.0)),
    ];
    for options in wrong {
        let error = Preprocess::new(options.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument, "{options:?}: {error}");
    }
}
