//! Thresholds that are too good for the rows they are judged by.

use crate::finding::{AuditFinding, Pattern, Severity};

/// Scores that a test must have before its best threshold is found by nobody by accident.
const MIN_SCORES: usize = 100;

/// Labels and scores to be judged.
pub(crate) type Scored<'a> = (&'a [bool], &'a [f64]);

/// Looks whether a threshold is the best for the test rows and not for the training rows.
pub(crate) fn check(
    threshold: f64,
    train: Option<Scored<'_>>,
    test: Scored<'_>,
    findings: &mut Vec<AuditFinding>,
) {
    for (name, measure) in [("F1", f1 as Measure), ("balanced accuracy", balanced as Measure)] {
        let Some(best) = best(test, measure).filter(|best| best.n_scores > 2) else { continue };
        if at(test, threshold, measure) < best.value || best.n_best * 10 > best.n_scores {
            continue;
        }
        let is_of_train = train.is_some_and(|rows| {
            self::best(rows, measure).is_some_and(|best| at(rows, threshold, measure) >= best.value)
        });
        if is_of_train {
            continue;
        }
        // One half is what nobody chose.
        let sure = best.n_scores >= MIN_SCORES && threshold != 0.5;
        let severity = if sure { Severity::Severe } else { Severity::Warning };
        let what = format!(
            "the threshold {threshold} is the very best of {} for the {name} of the test rows",
            best.n_scores
        );
        findings.push(AuditFinding::new(Pattern::ThresholdTunedOnTest, severity, what));
        return;
    }
}

/// Rows rightly and wrongly predicted to churn, and the rows of each class.
struct Counts {
    hits: f64,
    false_alarms: f64,
    churned: f64,
    retained: f64,
}

type Measure = fn(&Counts) -> f64;

fn f1(counts: &Counts) -> f64 {
    2.0 * counts.hits / (counts.hits + counts.false_alarms + counts.churned)
}

fn balanced(counts: &Counts) -> f64 {
    (counts.hits / counts.churned + 1.0 - counts.false_alarms / counts.retained) / 2.0
}

struct Best {
    value: f64,
    n_scores: usize,
    /// Scores that are as good a threshold.
    n_best: usize,
}

/// The best value that a threshold at one of the scores has.
fn best((labels, scores): Scored<'_>, measure: Measure) -> Option<Best> {
    let mut rows: Vec<(f64, bool)> = scores.iter().copied().zip(labels.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let churned = labels.iter().filter(|churned| **churned).count() as f64;
    let retained = labels.len() as f64 - churned;
    if churned == 0.0 || retained == 0.0 {
        return None;
    }
    let mut counts = Counts { hits: 0.0, false_alarms: 0.0, churned, retained };
    let mut best = Best { value: f64::NEG_INFINITY, n_scores: 0, n_best: 0 };
    for (index, (score, is_churned)) in rows.iter().enumerate() {
        if *is_churned {
            counts.hits += 1.0
        } else {
            counts.false_alarms += 1.0
        }
        if rows.get(index + 1).is_some_and(|next| next.0 == *score) {
            continue;
        }
        let value = measure(&counts);
        best.n_scores += 1;
        if value > best.value {
            (best.value, best.n_best) = (value, 0);
        }
        best.n_best += usize::from(value == best.value);
    }
    Some(best)
}

fn at((labels, scores): Scored<'_>, threshold: f64, measure: Measure) -> f64 {
    let mut counts = Counts { hits: 0.0, false_alarms: 0.0, churned: 0.0, retained: 0.0 };
    for (churned, score) in labels.iter().zip(scores) {
        let class = if *churned { &mut counts.churned } else { &mut counts.retained };
        *class += 1.0;
        if *score >= threshold {
            if *churned { counts.hits += 1.0 } else { counts.false_alarms += 1.0 }
        }
    }
    measure(&counts)
}
