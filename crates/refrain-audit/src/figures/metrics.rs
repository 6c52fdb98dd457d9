//! Figures that say something else than they seem to.

use crate::Error;
use crate::finding::{AuditFinding, Pattern, Severity};
use crate::record::ClaimedMetric;
use crate::subject::relations::n_distinct;
use refrain_eval::metrics::{Confusion, roc_auc};

/// Rounding of published figures, at the least.
const ROUNDING: f64 = 5e-4;

/// The test rows and what was said of them.
pub(crate) struct Judged<'a> {
    pub(crate) labels: &'a [bool],
    pub(crate) scores: Option<&'a [f64]>,
    pub(crate) predictions: Option<&'a [bool]>,
    pub(crate) claimed: &'a [ClaimedMetric],
}

pub(crate) fn check(judged: &Judged<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    check_two_scores(judged, findings);
    check_auc(judged, findings)?;
    check_constant(judged, findings)
}

fn claimed_auc(judged: &Judged<'_>) -> Option<f64> {
    let is_auc = |claim: &&ClaimedMetric| {
        let name = claim.metric.to_lowercase();
        name.contains("auc") && !name.contains("pr")
    };
    judged.claimed.iter().find(is_auc).map(|claim| claim.value)
}

fn check_two_scores(judged: &Judged<'_>, findings: &mut Vec<AuditFinding>) {
    let Some(scores) = judged.scores.filter(|scores| n_distinct(scores, 3) == 2) else { return };
    let (severity, what) = match claimed_auc(judged) {
        Some(auc) => {
            (Severity::Severe, format!("the AUC of {auc} is of scores that have two values only"))
        }
        None => (Severity::Warning, "the scores have two values: they were thresholded".to_owned()),
    };
    let what = format!("{what}, in {} rows", scores.len());
    findings.push(AuditFinding::new(Pattern::MisleadingMetric, severity, what));
}

/// An AUC that is that of the predictions.
fn check_auc(judged: &Judged<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    let (Some(claimed), Some(scores), Some(predictions)) =
        (claimed_auc(judged), judged.scores, judged.predictions)
    else {
        return Ok(());
    };
    let as_numbers: Vec<f64> = predictions.iter().map(|churns| f64::from(*churns)).collect();
    let of_scores = roc_auc(judged.labels, scores)?;
    let of_predictions = roc_auc(judged.labels, &as_numbers)?;
    let is = |auc: f64| (claimed - auc).abs() <= ROUNDING;
    if is(of_predictions) && !is(of_scores) {
        let what = format!(
            "the AUC of {claimed} is that of the predictions; that of the scores is {of_scores:.3}"
        );
        findings.push(AuditFinding::new(Pattern::MisleadingMetric, Severity::Severe, what));
    }
    Ok(())
}

/// A weighted F1 or an accuracy that one prediction for everybody reaches.
fn check_constant(judged: &Judged<'_>, findings: &mut Vec<AuditFinding>) -> Result<(), Error> {
    let constant = |score: f64| weighted_f1(judged.labels, &vec![score; judged.labels.len()]);
    let f1_constant = constant(0.0)?.max(constant(1.0)?);
    let churned = judged.labels.iter().filter(|churned| **churned).count() as f64;
    let share = churned / judged.labels.len() as f64;
    let accuracy_constant = share.max(1.0 - share);
    let mut found = Vec::new();
    for ClaimedMetric { metric, value } in judged.claimed {
        let name = metric.to_lowercase().replace([' ', '-'], "_");
        let constant = match name.as_str() {
            "weighted_f1" | "f1_weighted" => f1_constant,
            "accuracy" => accuracy_constant,
            _ => continue,
        };
        found.push((metric.clone(), *value, constant, Severity::Severe));
    }
    if let (true, Some(predictions)) = (judged.claimed.is_empty(), judged.predictions) {
        let as_numbers: Vec<f64> = predictions.iter().map(|churns| f64::from(*churns)).collect();
        let value = weighted_f1(judged.labels, &as_numbers)?;
        found.push(("weighted F1".to_owned(), value, f1_constant, Severity::Warning));
    }
    for (metric, value, constant, severity) in found {
        if value <= constant + ROUNDING {
            let what = format!(
                "the {metric} of {value:.3} is no better than one prediction for everybody, which \
                 has {constant:.3}"
            );
            findings.push(AuditFinding::new(Pattern::MisleadingMetric, severity, what));
        }
    }
    Ok(())
}

/// Returns the F1 of both classes, weighted by their rows, at a threshold of one half.
fn weighted_f1(labels: &[bool], scores: &[f64]) -> Result<f64, Error> {
    Confusion::new(labels, scores, 0.5)?.weighted_f_beta(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [bool; 10] = [true, true, true, false, false, false, false, false, false, false];
    const SCORES: [f64; 10] = [0.9, 0.8, 0.3, 0.7, 0.6, 0.2, 0.25, 0.1, 0.15, 0.05];

    fn claim(metric: &str, value: f64) -> Vec<ClaimedMetric> {
        vec![ClaimedMetric { metric: metric.to_owned(), value }]
    }

    fn found(
        scores: Option<&[f64]>,
        predictions: Option<&[bool]>,
        claimed: &[ClaimedMetric],
    ) -> Vec<(Severity, String)> {
        let mut findings = Vec::new();
        check(&Judged { labels: &LABELS, scores, predictions, claimed }, &mut findings).unwrap();
        assert!(findings.iter().all(|f| f.pattern == Some(Pattern::MisleadingMetric)));
        findings.into_iter().map(|finding| (finding.severity, finding.what)).collect()
    }

    fn predicted(threshold: f64) -> [bool; 10] {
        SCORES.map(|score| score >= threshold)
    }

    #[test]
    fn two_scores_are_thresholded_ones() {
        let two = SCORES.map(|score| f64::from(u8::from(score > 0.5)));
        let thresholded =
            "the scores have two values: they were thresholded, in 10 rows".to_owned();
        assert_eq!(found(Some(&two), None, &[]), [(Severity::Warning, thresholded)]);
        let claimed =
            "the AUC of 0.76 is of scores that have two values only, in 10 rows".to_owned();
        for metric in ["roc_auc", "AUC", "ROC AUC"] {
            let found = found(Some(&two), None, &claim(metric, 0.76));
            assert_eq!(found, [(Severity::Severe, claimed.clone())]);
        }
        assert_eq!(found(Some(&two), None, &claim("pr_auc", 0.76))[0].0, Severity::Warning);
        assert_eq!(found(Some(&SCORES), None, &claim("roc_auc", 0.76)), []);
        assert_eq!(found(Some(&[0.5; 10]), None, &[]), [], "one score is no threshold");
    }

    #[test]
    fn auc_of_the_predictions_is_told_from_that_of_the_scores() {
        let predictions = predicted(0.5);
        // 2 of 3 churned and 2 of 7 retained are predicted: (2/3 + 5/7) / 2. The scores give 18 of 21.
        let of_predictions = (2.0 / 3.0 + 5.0 / 7.0) / 2.0;
        let of = |value| found(Some(&SCORES), Some(&predictions), &claim("roc_auc", value));
        let findings = of(of_predictions + 0.000_4);
        assert_eq!(findings[0].0, Severity::Severe);
        assert!(
            findings[0].1.ends_with(" is that of the predictions; that of the scores is 0.905"),
            "{findings:?}"
        );
        assert_eq!(of(of_predictions - 0.000_4).len(), 1);
        assert_eq!((of(of_predictions + 0.000_6), of(of_predictions - 0.000_6)), (vec![], vec![]));
        assert_eq!(of(19.0 / 21.0), []);
        // Predictions that rank as the scores do.
        let two = SCORES.map(|score| if score >= 0.5 { 0.8 } else { 0.3 });
        let same = found(Some(&two), Some(&predictions), &claim("roc_auc", of_predictions));
        assert_eq!(same.len(), 1, "only that the scores have two values: {same:?}");
    }

    #[test]
    fn figure_that_one_prediction_reaches_is_misleading() {
        // Nobody: accuracy .7, weighted F1 .7 * 2 * .7 / 1.7 = .576.
        let nobody = 0.7 * 1.4 / 1.7;
        let of = |metric: &str, value| found(None, None, &claim(metric, value));
        for metric in ["weighted_f1", "F1 weighted", "f1-weighted"] {
            assert_eq!(of(metric, nobody + 0.000_4)[0].0, Severity::Severe);
            assert_eq!(of(metric, nobody + 0.000_6), []);
        }
        let what =
            "the accuracy of 0.700 is no better than one prediction for everybody, which has 0.700";
        assert_eq!(of("accuracy", 0.7), [(Severity::Severe, what.to_owned())]);
        assert_eq!((of("accuracy", 0.701), of("f1", 0.1)), (vec![], vec![]));
    }

    #[test]
    fn predictions_without_a_claim_are_a_warning() {
        let nobody = predicted(2.0);
        let what = "the weighted F1 of 0.576 is no better than one prediction for everybody, which has 0.576";
        assert_eq!(found(None, Some(&nobody), &[]), [(Severity::Warning, what.to_owned())]);
        assert_eq!(found(None, Some(&nobody), &claim("recall", 0.0)), []);
        assert_eq!(found(None, Some(&predicted(0.8)), &[]), []);
    }

    #[test]
    fn constant_is_the_better_of_both() {
        let mut findings = Vec::new();
        let labels = [true, true, true, true, false];
        let claimed = [ClaimedMetric { metric: "accuracy".to_owned(), value: 0.8 }];
        check(
            &Judged { labels: &labels, scores: None, predictions: None, claimed: &claimed },
            &mut findings,
        )
        .unwrap();
        assert_eq!(findings.len(), 1);
        let claimed = [ClaimedMetric { metric: "weighted_f1".to_owned(), value: 0.71 }];
        check(
            &Judged { labels: &labels, scores: None, predictions: None, claimed: &claimed },
            &mut findings,
        )
        .unwrap();
        // Everybody: .8 * 2 * .8 / 1.8 = .711.
        assert_eq!(findings.len(), 2);
    }
}
