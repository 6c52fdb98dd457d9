//! Two models on the same rows.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use refrain_eval::{Bootstrap, StandardMetric, Verdict, compare, delong};

use crate::custom_metric::ShareChurned;
use crate::refusals::{data, said, told};

struct Rows {
    labels: Vec<bool>,
    model: Vec<f64>,
    guess: Vec<f64>,
    groups: Vec<usize>,
}

/// One row an entity; the model knows something of the label, the guess nothing.
fn rows(n_rows: usize, seed: u64) -> Rows {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let labels: Vec<bool> = (0..n_rows).map(|row| row % 4 == 0).collect();
    let bonus = |churned: &bool| if *churned { 0.3 } else { 0.0 };
    let model = labels.iter().map(|label| bonus(label) + generator.gen_range(0.0..0.7)).collect();
    let guess = labels.iter().map(|_| generator.gen_range(0.0..1.0)).collect();
    Rows { labels, model, guess, groups: (0..n_rows).collect() }
}

const METRICS: [StandardMetric; 2] = [StandardMetric::RocAuc, StandardMetric::Brier];

#[test]
fn verdict_minds_which_way_a_metric_is_better() {
    let Rows { labels, model, guess, groups } = rows(400, 1);
    let bootstrap = Bootstrap::new(200, 0.95, 7).unwrap();
    let verdicts = |a: &[f64], b: &[f64]| -> Vec<Verdict> {
        let compared = compare(&bootstrap, &METRICS, &labels, a, b, &groups).unwrap();
        compared.iter().map(|comparison| comparison.verdict).collect()
    };
    assert_eq!(verdicts(&model, &guess), [Verdict::Better; 2]);
    assert_eq!(verdicts(&guess, &model), [Verdict::Worse; 2]);
    assert_eq!(verdicts(&model, &model), [Verdict::CannotTell; 2]);
    assert_eq!(Verdict::CannotTell.to_string(), "cannot tell");
}

#[test]
fn few_rows_cannot_tell() {
    let Rows { labels, model, guess, groups } = rows(16, 3);
    let bootstrap = Bootstrap::new(400, 0.95, 7).unwrap();
    let auc = &compare(&bootstrap, &METRICS, &labels, &model, &guess, &groups).unwrap()[0];
    assert_eq!((auc.metric.as_str(), auc.verdict), ("roc_auc", Verdict::CannotTell));
    assert!(auc.difference.low < 0.0 && 0.0 < auc.difference.high);
}

#[test]
fn comparison_refuses_what_its_metric_or_its_rows_lack() {
    let bootstrap = Bootstrap::with_seed(7);
    let compared = compare(
        &bootstrap,
        &[ShareChurned],
        &[true, false],
        &[0.1, 0.2],
        &[f64::NAN, 0.2],
        &[0, 1],
    );
    let nan = "the score of row 0 is not a number (NaN); leave the row out or score it";
    assert_eq!(said(compared), Err(data(nan)));
}

#[test]
fn delong_and_the_bootstrap_agree_on_many_rows() {
    let Rows { labels, model, guess, groups } = rows(1_000, 2);
    let test = delong(&labels, &model, &guess, &groups).unwrap();
    let bootstrap = Bootstrap::new(2_000, 0.95, 7).unwrap();
    let drawn = bootstrap.difference(StandardMetric::RocAuc, &labels, &model, &guess, &groups);
    let drawn = drawn.unwrap();
    assert_eq!(test.difference, drawn.estimate);
    let by_formula = 2.0 * 1.96 * test.standard_error;
    // 2,000 resamples know a quantile to about 4 % of the width.
    assert!((drawn.high - drawn.low) / by_formula - 1.0 < 0.08, "{test:?} {drawn:?}");
    assert!((drawn.high - drawn.low) / by_formula - 1.0 > -0.08, "{test:?} {drawn:?}");
    assert!(test.z > 4.0 && test.p_value < 1e-4);
}

#[test]
fn delong_turns_its_sign_with_its_scores() {
    let Rows { labels, model, guess, groups } = rows(60, 2);
    let forth = delong(&labels, &model, &guess, &groups).unwrap();
    let back = delong(&labels, &guess, &model, &groups).unwrap();
    assert_eq!((forth.z, forth.p_value), (-back.z, back.p_value));
}

#[test]
fn equally_good_models_are_told_apart_as_seldom_as_the_level_says() {
    let mut n_told = 0;
    for seed in 0..300 {
        let Rows { labels, guess, groups, .. } = rows(120, seed);
        let other = rows(120, seed + 1_000).guess;
        n_told += usize::from(delong(&labels, &guess, &other, &groups).unwrap().p_value < 0.1);
    }
    // 300 trials have a standard error of 0.017 around 0.1.
    assert!((15..=45).contains(&n_told), "{n_told}");
}

#[test]
fn models_that_place_everyone_alike_do_not_differ() {
    let Rows { labels, model, groups, .. } = rows(40, 2);
    let stretched: Vec<f64> = model.iter().map(|score| 3.0 * score - 1.0).collect();
    let none = delong(&labels, &model, &stretched, &groups).unwrap();
    assert_eq!((none.difference, none.standard_error, none.z, none.p_value), (0.0, 0.0, 0.0, 1.0));
}

#[test]
fn difference_without_variance_is_undefined() {
    let Rows { labels, groups, .. } = rows(40, 2);
    let perfect: Vec<f64> = labels.iter().map(|churned| f64::from(u8::from(*churned))).collect();
    let error = delong(&labels, &perfect, &[0.5; 40], &groups).unwrap_err();
    let none = "DeLong's test is undefined: the AUCs 1 and 0.5 have no variance on these rows";
    assert_eq!(told(error), data(none));
}
