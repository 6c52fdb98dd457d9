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
