//! Reports as JSON: one of each.

use refrain_core::Span;
use refrain_eval::decisions::{
    Budget, ForecastOptions, Prospects, TestPeriod, ThresholdRule, thresholds_from_earlier,
};
use refrain_eval::experiment::{Arm, ExperimentOptions, Uplift, compare_arms, sample_size};
use refrain_eval::metrics::{self, Bins, CurvePoints};
use refrain_eval::uplift::{TreatmentRows, uplift_curve};
use refrain_eval::{
    Acceptance, AcceptancePrior, Bootstrap, Campaign, Interval, MetricTable, ObservedRows,
    Protocol, StandardMetric, TestSize, auc_interval, compare, profit, times_from_text,
};
use serde::Serialize;
use serde_json::{Value, json};

const LABELS: [bool; 4] = [true, false, false, true];
const SCORES: [f64; 4] = [0.75, 0.5, 0.25, 0.75];
const GROUPS: [usize; 4] = [0, 1, 2, 3];

fn json_of(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn same(interval: &Value, of: &Interval) {
    assert_eq!(interval["estimate"], json!(of.estimate));
    let names: Vec<&String> = interval.as_object().unwrap().keys().collect();
    assert_eq!(names, ["estimate", "high", "level", "low", "n_resamples", "n_undefined"]);
}

#[test]
fn interval_has_the_names_of_its_fields() {
    let interval = auc_interval(&LABELS, &SCORES, &GROUPS, 0.95).unwrap();
    same(&json_of(interval), &interval);
}

#[test]
fn table_of_metrics_is_a_list_of_names_and_intervals() {
    let metrics = [StandardMetric::RocAuc, StandardMetric::Brier];
    let bootstrap = Bootstrap::new(40, 0.95, 7).unwrap();
    let table: MetricTable = bootstrap.table(&metrics, &LABELS, &SCORES, &GROUPS).unwrap();
    let json = json_of(&table);
    assert_eq!(json["rows"][1]["metric"], "brier");
    same(&json["rows"][1]["interval"], table.get("brier").unwrap());
    assert_eq!(json_of(StandardMetric::Accuracy { threshold: 0.5 }), json!("accuracy_at_0.5"));
}

#[test]
fn comparison_says_its_verdict_in_a_word() {
    let metrics = [StandardMetric::RocAuc];
    let bootstrap = Bootstrap::new(40, 0.95, 7).unwrap();
    let guess = [0.5; 4];
    let compared = compare(&bootstrap, &metrics, &LABELS, &SCORES, &guess, &GROUPS).unwrap();
    let json = json_of(&compared[0]);
    assert_eq!((&json["metric"], &json["verdict"]), (&json!("roc_auc"), &json!("better")));
    same(&json["difference"], &compared[0].difference);
}

#[test]
fn threshold_of_a_curve_that_is_infinite_is_null_in_json() {
    let curve = metrics::roc_curve(&LABELS, &SCORES, CurvePoints::Distinct).unwrap();
    assert_eq!(curve[0].threshold, f64::INFINITY);
    assert_eq!(json_of(&curve)[0]["threshold"], Value::Null);
    let confusion = metrics::Confusion::new(&LABELS, &SCORES, 0.5).unwrap();
    assert_eq!(
        json_of(confusion),
        json!({
            "threshold": 0.5,
            "hits": 2.0,
            "misses": 0.0,
            "false_alarms": 1.0,
            "correct_rejections": 1.0,
        })
    );
}

#[test]
fn curves_and_calibration_are_lists_of_points() {
    let curve = metrics::precision_recall_curve(&LABELS, &SCORES, CurvePoints::Distinct).unwrap();
    assert!(json_of(curve)[0]["precision"].is_f64());
    let bins = metrics::calibration_curve(&LABELS, &SCORES, Bins::EqualWidth(2)).unwrap();
    assert!(json_of(bins)[0]["mean_score"].is_f64());
    let parts = metrics::brier_decomposition(&LABELS, &SCORES, Bins::EqualWidth(2)).unwrap();
    assert!(json_of(parts)["reliability"].is_f64());
    assert!(json_of(metrics::cumulative_gains(&LABELS, &SCORES).unwrap())[0]["lift"].is_f64());
    let overlapping = [0.75, 0.5, 0.25, 0.375];
    assert!(json_of(metrics::recalibration(&LABELS, &overlapping).unwrap())["slope"].is_f64());
}

#[test]
fn decisions_name_cutoffs_as_times_and_limits_as_words() {
    let cutoffs = times_from_text(&["2018-11-01", "2018-11-01", "2018-11-11", "2018-11-11"]);
    let cutoffs = cutoffs.unwrap();
    let ends: Vec<_> = cutoffs.iter().map(|cutoff| *cutoff + Span::from_days(10)).collect();
    let rows = ObservedRows::new(["a", "b", "a", "b"], &cutoffs, &ends).unwrap();
    let test = TestPeriod::new(&cutoffs[2..3], cutoffs[2] + Span::from_days(30)).unwrap();
    let labels = [true, false, false, true];
    let decided =
        thresholds_from_earlier(&rows, &labels, &SCORES, ThresholdRule::F1, &test).unwrap();
    let json = json_of(&decided);
    assert_eq!(json[0]["cutoff"], "2018-11-11T00:00:00Z");
    assert_eq!(json[0]["threshold"], 0.75);

    let campaign = Campaign::new(120.0, 10.0, 1.0).unwrap();
    let prospects = Prospects::new(&SCORES, campaign, Acceptance::Known(0.5)).unwrap();
    let options = ForecastOptions::with_seed(7).n_draws(100);
    let list = prospects.contact_list(&Budget::default().contacts(1), &options).unwrap();
    let json = json_of(list);
    assert_eq!((&json["limit"], &json["contacts"][0]["row"]), (&json!("contacts"), &json!(0)));
    assert!(json_of(prospects.curve()).is_object());
    let best = profit::maximum_profit(&LABELS, &SCORES, &campaign, 0.5).unwrap();
    assert_eq!(json_of(best)["threshold"], 0.75);
}

#[test]
fn experiments_and_uplift_have_the_names_of_their_fields() {
    let outcome =
        compare_arms(Arm::new(50, 1_000).unwrap(), Arm::new(30, 1_000).unwrap(), 0.95).unwrap();
    assert_eq!(json_of(outcome)["untreated_rate"], 0.05);
    let options = ExperimentOptions::default();
    let sizes = sample_size(0.05, Uplift::Absolute(0.01), &options).unwrap();
    assert_eq!(json_of(sizes)["treated"], 6745);
    assert_eq!(json_of(options)["correction"], "none");
    assert_eq!(json_of(TestSize::new(3, 5).unwrap()), json!({"n_churned": 3, "n_retained": 5}));
    let rows =
        TreatmentRows::new(&[true, true, false, false], &LABELS, &[0.4, 0.3, 0.2, 0.1]).unwrap();
    assert!(json_of(uplift_curve(&rows)).is_array());
}

#[test]
fn settings_are_read_back_through_their_checks() {
    let text = "rolling-origin:test=4,window=56d,embargo=3d";
    let protocol: Protocol = text.parse().unwrap();
    let written = serde_json::to_string(&protocol).unwrap();
    assert_eq!(serde_json::from_str::<Protocol>(&written).unwrap(), protocol);
    assert!(serde_json::from_str::<Protocol>("\"rolling-origin:folds=1\"").is_err());

    let campaign = Campaign::new(120.0, 10.0, 1.0).unwrap();
    let written = serde_json::to_string(&campaign).unwrap();
    assert_eq!(written, r#"{"value":120.0,"offer_cost":10.0,"contact_cost":1.0}"#);
    assert_eq!(serde_json::from_str::<Campaign>(&written).unwrap(), campaign);
    let negative = r#"{"value":120.0,"offer_cost":-10.0,"contact_cost":1.0}"#;
    let error = serde_json::from_str::<Campaign>(negative).unwrap_err();
    assert!(error.to_string().starts_with("the cost of the offer"), "{error}");

    let prior = AcceptancePrior::new(6.0, 14.0).unwrap();
    let written = serde_json::to_string(&prior).unwrap();
    assert_eq!(serde_json::from_str::<AcceptancePrior>(&written).unwrap(), prior);
    assert!(serde_json::from_str::<AcceptancePrior>(r#"{"alpha":0.0,"beta":1.0}"#).is_err());

    let bootstrap = Bootstrap::with_seed(7);
    let written = serde_json::to_string(&bootstrap).unwrap();
    assert_eq!(serde_json::from_str::<Bootstrap>(&written).unwrap(), bootstrap);
    let few = r#"{"n_resamples":10,"level":0.95,"seed":7}"#;
    assert!(serde_json::from_str::<Bootstrap>(few).is_err());
}
