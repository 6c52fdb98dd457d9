//! All metrics, with weights and at extremes, against values that scikit-learn and statsmodels
//! computed (`tests/data/sklearn_weighted.py`).

use refrain_eval::metrics::{
    Bins, BrierDecomposition, Class, Confusion, CurvePoints, RankedRows, area_under_roc,
};
use refrain_eval::{Error, ErrorKind, Metric, StandardMetric};
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
    weights: Option<Vec<f64>>,
    roc_auc: Option<f64>,
    average_precision: f64,
    log_loss: f64,
    brier: f64,
    brier_skill: Option<f64>,
    pr_auc: f64,
    /// Rate of false alarms, recall and threshold; without the first point.
    roc_curve: Option<Vec<[f64; 3]>>,
    /// Threshold, precision and recall.
    pr_curve: Vec<[f64; 3]>,
    pr_corners: Vec<f64>,
    thresholds: Vec<AtThreshold>,
    bins: InBins,
    recalibration: Option<[f64; 2]>,
    in_the_large: Option<f64>,
}

/// Pairs are of the churned and the retained class, beta is 0.5, 1 and 2.
#[derive(Deserialize)]
struct AtThreshold {
    threshold: f64,
    counts: [f64; 4],
    accuracy: f64,
    balanced_accuracy: Option<f64>,
    mcc: Option<f64>,
    precision: [Option<f64>; 2],
    recall: [Option<f64>; 2],
    f_beta: [[Option<f64>; 3]; 2],
    weighted_f_beta: [f64; 3],
}

#[derive(Deserialize)]
struct InBins {
    uniform: OfBins,
    distinct: OfBins,
    /// Mean score and share churned.
    quantile: Option<Vec<[f64; 2]>>,
}

#[derive(Deserialize)]
struct OfBins {
    /// Weight, mean score and share churned.
    bins: Option<Vec<[f64; 3]>>,
    parts: [f64; 5],
    ece: f64,
    mce: f64,
}

const CLASSES: [Class; 2] = [Class::Churned, Class::Retained];
const BETAS: [f64; 3] = [0.5, 1.0, 2.0];

impl Case {
    fn labels(&self) -> Vec<bool> {
        self.labels.iter().map(|label| *label == 1).collect()
    }

    fn ranked(&self) -> RankedRows {
        let labels = self.labels();
        match &self.weights {
            Some(weights) => RankedRows::weighted(&labels, &self.scores, weights).unwrap(),
            None => RankedRows::new(&labels, &self.scores).unwrap(),
        }
    }

    /// Equal to 1e-12, relative to values above 1, as sums are taken in another order than numpy's.
    fn assert_equal(&self, what: &str, ours: f64, theirs: f64) {
        let (case, bound) = (&self.name, 1e-12 * theirs.abs().max(1.0));
        assert!((ours - theirs).abs() <= bound, "{what} of `{case}`: {ours}, reference {theirs}");
    }

    /// The same, or undefined in both.
    fn assert_agrees(&self, what: &str, ours: Result<f64, Error>, theirs: Option<f64>) {
        match (ours, theirs) {
            (Ok(ours), Some(theirs)) => self.assert_equal(what, ours, theirs),
            (Err(error), None) => {
                assert_eq!(error.kind(), ErrorKind::Data);
                assert!(error.to_string().contains("is undefined: "), "{error}");
            }
            (ours, theirs) => panic!("{what} of `{}`: {ours:?}, reference {theirs:?}", self.name),
        }
    }

    fn assert_points(&self, what: &str, ours: &[[f64; 3]], theirs: &[[f64; 3]]) {
        assert_eq!(ours.len(), theirs.len(), "{what} of `{}`", self.name);
        for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().flatten()) {
            self.assert_equal(what, *ours, *theirs);
        }
    }
}

fn cases() -> Vec<Case> {
    let text = include_str!("../data/sklearn_weighted.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    assert_eq!(reference.cases.len(), 12);
    reference.cases
}

#[test]
fn metrics_of_ranked_rows_equal_scikit_learn() {
    for case in cases() {
        let rows = case.ranked();
        case.assert_agrees("roc_auc", rows.roc_auc(), case.roc_auc);
        let average_precision = rows.average_precision().unwrap();
        case.assert_equal("average_precision", average_precision, case.average_precision);
        case.assert_equal("log_loss", rows.log_loss().unwrap(), case.log_loss);
        case.assert_equal("brier", rows.brier().unwrap(), case.brier);
        case.assert_agrees("brier_skill", rows.brier_skill(), case.brier_skill);
        case.assert_equal("pr_auc", rows.pr_auc().unwrap(), case.pr_auc);
    }
}

#[test]
fn trait_computes_with_weights_what_ranked_rows_do() {
    for case in cases().iter().filter(|case| case.weights.is_some()) {
        let (labels, weights) = (case.labels(), case.weights.as_ref().unwrap());
        let brier = StandardMetric::Brier.compute_weighted(&labels, &case.scores, weights).unwrap();
        case.assert_equal("brier", brier, case.brier);
    }
}

#[test]
fn roc_curve_equals_scikit_learn_and_has_its_area() {
    for case in cases() {
        let Some(theirs) = &case.roc_curve else { continue };
        let curve = case.ranked().roc_curve(CurvePoints::Distinct).unwrap();
        assert_eq!((curve[0].false_alarm_rate, curve[0].recall), (0.0, 0.0));
        assert_eq!(curve[0].threshold, f64::INFINITY);
        let points: Vec<[f64; 3]> =
            curve[1..].iter().map(|p| [p.false_alarm_rate, p.recall, p.threshold]).collect();
        case.assert_points("roc_curve", &points, theirs);
        case.assert_agrees("area", Ok(area_under_roc(&curve)), case.roc_auc);
    }
}

#[test]
fn precision_recall_curve_equals_scikit_learn() {
    for case in cases() {
        let rows = case.ranked();
        let curve = rows.precision_recall_curve(CurvePoints::Distinct).unwrap();
        let points: Vec<[f64; 3]> =
            curve.iter().map(|p| [p.threshold, p.precision, p.recall]).collect();
        case.assert_points("precision_recall_curve", &points, &case.pr_curve);
        let corners = rows.precision_recall_curve(CurvePoints::Corners).unwrap();
        let thresholds: Vec<f64> = corners.iter().map(|point| point.threshold).collect();
        assert_eq!(thresholds, case.pr_corners, "corners of `{}`", case.name);
    }
}

#[test]
fn metrics_at_a_threshold_equal_scikit_learn_with_weights() {
    for case in cases() {
        for theirs in &case.thresholds {
            let counts = case.ranked().confusion(theirs.threshold).unwrap();
            assert_cells(&case, &counts, theirs);
            case.assert_equal("accuracy", counts.accuracy(), theirs.accuracy);
            let balanced_accuracy = counts.balanced_accuracy();
            case.assert_agrees("balanced accuracy", balanced_accuracy, theirs.balanced_accuracy);
            case.assert_agrees("mcc", counts.mcc(), theirs.mcc);
            assert_classes(&case, &counts, theirs);
        }
    }
}

fn assert_cells(case: &Case, counts: &Confusion, theirs: &AtThreshold) {
    let cells = [counts.hits, counts.misses, counts.false_alarms, counts.correct_rejections];
    for (ours, theirs) in cells.into_iter().zip(theirs.counts) {
        case.assert_equal("counts", ours, theirs);
    }
}

fn assert_classes(case: &Case, counts: &Confusion, theirs: &AtThreshold) {
    for (at, class) in CLASSES.into_iter().enumerate() {
        case.assert_agrees("precision", counts.precision(class), theirs.precision[at]);
        case.assert_agrees("recall", counts.recall(class), theirs.recall[at]);
        for (beta, theirs) in BETAS.into_iter().zip(theirs.f_beta[at]) {
            case.assert_agrees("f_beta", counts.f_beta(class, beta), theirs);
        }
    }
    for (beta, theirs) in BETAS.into_iter().zip(theirs.weighted_f_beta) {
        case.assert_equal("weighted_f_beta", counts.weighted_f_beta(beta).unwrap(), theirs);
    }
}

#[test]
fn bins_of_probabilities_equal_their_definition_and_scikit_learn() {
    for case in cases() {
        let rows = case.ranked();
        let bins = [Bins::EqualWidth(10), Bins::Distinct];
        for (bins, theirs) in bins.into_iter().zip([&case.bins.uniform, &case.bins.distinct]) {
            let expected = rows.expected_calibration_error(bins).unwrap();
            case.assert_equal("ece", expected, theirs.ece);
            case.assert_equal("mce", rows.maximum_calibration_error(bins).unwrap(), theirs.mce);
            assert_parts(&case, &rows.brier_decomposition(bins).unwrap(), theirs.parts);
        }
        let curve = rows.calibration_curve(Bins::EqualWidth(10)).unwrap();
        let ours: Vec<[f64; 3]> =
            curve.iter().map(|bin| [bin.total, bin.mean_score, bin.churned_share]).collect();
        case.assert_points("calibration_curve", &ours, case.bins.uniform.bins.as_ref().unwrap());
    }
}

fn assert_parts(case: &Case, ours: &BrierDecomposition, theirs: [f64; 5]) {
    let parts = [
        ours.reliability,
        ours.resolution,
        ours.uncertainty,
        ours.within_bin_variance,
        ours.within_bin_covariance,
    ];
    for (ours, theirs) in parts.into_iter().zip(theirs) {
        case.assert_equal("parts of the Brier score", ours, theirs);
    }
    case.assert_equal("sum of the parts", ours.brier(), case.brier);
}

#[test]
fn bins_of_equal_mass_are_scikit_learns_quantiles_where_those_are_plain() {
    let cases: Vec<Case> =
        cases().into_iter().filter(|case| case.bins.quantile.is_some()).collect();
    assert!(!cases.is_empty());
    for case in cases {
        let curve = case.ranked().calibration_curve(Bins::EqualMass(10)).unwrap();
        let theirs = case.bins.quantile.as_ref().unwrap();
        assert_eq!(curve.len(), theirs.len());
        for (ours, theirs) in curve.iter().zip(theirs) {
            case.assert_equal("mean score", ours.mean_score, theirs[0]);
            case.assert_equal("share churned", ours.churned_share, theirs[1]);
        }
    }
}

#[test]
fn regressions_on_log_odds_equal_statsmodels() {
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.in_the_large.is_some()).collect();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let (rows, theirs) = (case.ranked(), case.recalibration.unwrap());
        let ours = rows.recalibration().unwrap();
        case.assert_equal("intercept", ours.intercept, theirs[0]);
        case.assert_equal("slope", ours.slope, theirs[1]);
        let in_the_large = rows.calibration_in_the_large().unwrap();
        case.assert_equal("calibration in the large", in_the_large, case.in_the_large.unwrap());
    }
}
