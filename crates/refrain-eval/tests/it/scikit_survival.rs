//! Survival metrics against values that scikit-survival computed (`tests/data/sksurv_metrics.py`).

use refrain_eval::survival::{
    CensoringCurve, SurvivalRows, brier_at, cumulative_dynamic_auc,
    cumulative_dynamic_auc_over_time, harrell_concordance, integrated_brier, uno_concordance,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    train_times: Vec<f64>,
    train_churned: Vec<u8>,
    times: Vec<f64>,
    churned: Vec<u8>,
    risks: Vec<f64>,
    at: Vec<f64>,
    /// For each of the times `at`, one probability per row.
    staying: Vec<Vec<f64>>,
    before: f64,
    share_observed: Vec<f64>,
    harrell: f64,
    uno: f64,
    uno_before: f64,
    areas: Vec<f64>,
    mean_area: f64,
    areas_over_time: Vec<f64>,
    mean_area_over_time: f64,
    brier: Vec<f64>,
    integrated_brier: f64,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../data/sksurv_metrics.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    assert_eq!(reference.cases.len(), 4);
    reference.cases
}

fn assert_equal(what: &str, case: &Case, ours: f64, theirs: f64) {
    let name = &case.name;
    assert!((ours - theirs).abs() <= 1e-12, "{what} of `{name}`: {ours}, reference {theirs}");
}

fn leaving(staying: &[f64]) -> Vec<f64> {
    staying.iter().map(|staying| 1.0 - staying).collect()
}

#[test]
fn survival_metrics_equal_scikit_survival() {
    for case in cases() {
        let churned: Vec<bool> = case.churned.iter().map(|churned| *churned == 1).collect();
        let train: Vec<bool> = case.train_churned.iter().map(|churned| *churned == 1).collect();
        let rows = SurvivalRows::new(&case.times, &churned).unwrap();
        let censoring = CensoringCurve::new(SurvivalRows::new(&case.train_times, &train).unwrap());

        let harrell = harrell_concordance(rows, &case.risks).unwrap();
        assert_equal("Harrell's C", &case, harrell, case.harrell);
        let uno = |before| uno_concordance(&censoring, rows, &case.risks, before).unwrap();
        assert_equal("Uno's C", &case, uno(None), case.uno);
        assert_equal("Uno's C before a time", &case, uno(Some(case.before)), case.uno_before);

        let auc = cumulative_dynamic_auc(&censoring, rows, &case.risks, &case.at).unwrap();
        assert_equal("mean area", &case, auc.mean, case.mean_area);
        let leaving: Vec<Vec<f64>> = case.staying.iter().map(|staying| leaving(staying)).collect();
        let over_time = cumulative_dynamic_auc_over_time(&censoring, rows, &leaving, &case.at);
        let over_time = over_time.unwrap();
        assert_equal("mean area over time", &case, over_time.mean, case.mean_area_over_time);
        for at in 0..case.at.len() {
            let time = case.at[at];
            let observed = censoring.share_observed(time).unwrap();
            assert_equal("share observed", &case, observed, case.share_observed[at]);
            assert_equal("area", &case, auc.areas[at], case.areas[at]);
            let area = over_time.areas[at];
            assert_equal("area over time", &case, area, case.areas_over_time[at]);
            let brier = brier_at(&censoring, rows, &case.staying[at], time).unwrap();
            assert_equal("Brier score", &case, brier, case.brier[at]);
        }
        let integrated = integrated_brier(&censoring, rows, &case.staying, &case.at).unwrap();
        assert_equal("integrated Brier score", &case, integrated, case.integrated_brier);
    }
}
