//! Profits against brute force and the package empulse (`tests/data/profit.py`).

use refrain_eval::profit::{expected_maximum_profit, maximum_profit, profit_at_threshold};
use refrain_eval::{AcceptancePrior, Campaign};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    labels: Vec<u8>,
    scores: Vec<f64>,
    settings: Vec<Setting>,
}

#[derive(Deserialize)]
struct Setting {
    alpha: f64,
    beta: f64,
    value: f64,
    offer: f64,
    contact: f64,
    maximum: f64,
    share: f64,
    expected: f64,
    expected_share: f64,
    empulse: [f64; 2],
}

fn each_setting(mut check: impl FnMut(&Case, &[bool], &Setting, &Campaign, &AcceptancePrior)) {
    let text = include_str!("../data/profit.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    assert_eq!(reference.cases.len(), 8);
    for case in &reference.cases {
        let labels: Vec<bool> = case.labels.iter().map(|label| *label == 1).collect();
        for setting in &case.settings {
            let campaign = Campaign::new(setting.value, setting.offer, setting.contact).unwrap();
            let prior = AcceptancePrior::new(setting.alpha, setting.beta).unwrap();
            check(case, &labels, setting, &campaign, &prior);
        }
    }
}

/// The density is normalised with a logarithm of the gamma function there, which costs a digit.
#[track_caller]
fn assert_close(what: &str, case: &Case, ours: f64, theirs: f64) {
    let close = (ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0);
    assert!(close, "{what} of `{}`: {ours}, expected {theirs}", case.name);
}

#[test]
fn maximum_profit_equals_the_best_of_all_cuts() {
    each_setting(|case, labels, setting, campaign, prior| {
        let ours = maximum_profit(labels, &case.scores, campaign, prior.mean()).unwrap();
        assert_close("maximum profit", case, ours.profit, setting.maximum);
        assert_close("maximum profit (empulse)", case, ours.profit, setting.empulse[1]);
        assert_close("share", case, ours.share, setting.share);
    });
}

#[test]
fn expected_maximum_profit_equals_quadrature_over_all_cuts() {
    each_setting(|case, labels, setting, campaign, prior| {
        let ours = expected_maximum_profit(labels, &case.scores, campaign, prior).unwrap();
        assert_close("expected maximum profit", case, ours.profit, setting.expected);
        assert_close("expected share", case, ours.share, setting.expected_share);
    });
}

#[test]
fn expected_maximum_profit_equals_empulse() {
    each_setting(|case, labels, setting, campaign, prior| {
        let ours = expected_maximum_profit(labels, &case.scores, campaign, prior).unwrap();
        let theirs = setting.empulse[0];
        // empulse sums powers of gamma and loses digits that the quadrature keeps.
        let close = (ours.profit - theirs).abs() <= 1e-11 * theirs.abs().max(1.0);
        assert!(close, "`{}`: {ours:?}, empulse has {theirs}", case.name);
    });
}

#[test]
fn profit_at_the_best_threshold_is_the_maximum() {
    each_setting(|case, labels, _, campaign, prior| {
        let best = maximum_profit(labels, &case.scores, campaign, prior.mean()).unwrap();
        let threshold = best.threshold.unwrap_or(f64::INFINITY);
        let there =
            profit_at_threshold(labels, &case.scores, threshold, campaign, prior.mean()).unwrap();
        assert_eq!(there, best.profit, "{}", case.name);
    });
}
