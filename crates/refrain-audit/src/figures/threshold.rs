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
        // Where a tenth of all thresholds is as good, anybody hits one by accident.
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
        // Equal scores are on one side of every threshold.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores 0, 1, ... of which those from `from` on churned, save every third.
    fn scored(n: usize, from: usize) -> (Vec<bool>, Vec<f64>) {
        let labels = (0..n).map(|row| row >= from && row % 3 != 0).collect();
        (labels, (0..n).map(|row| row as f64).collect())
    }

    fn found(threshold: f64, train: Option<Scored<'_>>, test: Scored<'_>) -> Vec<AuditFinding> {
        let mut findings = Vec::new();
        check(threshold, train, test, &mut findings);
        findings
    }

    fn severity(threshold: f64, n: usize) -> Option<Severity> {
        // The best F1 is that of the first churned row, 50 rows before the end.
        let (labels, scores) = scored(n, n - 50);
        found(threshold, None, (&labels, &scores)).first().map(|finding| finding.severity)
    }

    #[test]
    fn counts_become_f1_and_balanced_accuracy() {
        let counts = Counts { hits: 3.0, false_alarms: 1.0, churned: 4.0, retained: 10.0 };
        assert_eq!(f1(&counts), 0.75);
        assert_eq!(balanced(&counts), (0.75 + 0.9) / 2.0);
    }

    #[test]
    fn best_threshold_counts_equal_scores_once() {
        let labels = [true, false, true, false, false];
        let scores = [0.9, 0.9, 0.5, 0.5, 0.1];
        let best = |measure| best((&labels, &scores), measure).unwrap();
        // At .9: 1 hit of 2, at .5: 2 hits of 4, at .1: 2 of 5.
        assert_eq!((best(f1).value, best(f1).n_scores, best(f1).n_best), (4.0 / 6.0, 3, 1));
        assert_eq!((best(balanced).value, best(balanced).n_best), ((2.0 - 2.0 / 3.0) / 2.0, 1));
        assert_eq!(at((&labels, &scores), 0.5, f1), 4.0 / 6.0);
        assert_eq!(at((&labels, &scores), 0.6, f1), 0.5);
        assert_eq!(at((&labels, &scores), 0.5, balanced), (2.0 - 2.0 / 3.0) / 2.0);
        assert!(super::best((&[true, true], &[0.1, 0.2]), f1).is_none());
        assert!(super::best((&[false, false], &[0.1, 0.2]), f1).is_none());
        let tied = super::best((&[true, false, false, true], &[4.0, 3.0, 2.0, 1.0]), f1).unwrap();
        assert_eq!((tied.value, tied.n_best), (2.0 / 3.0, 2));
    }

    #[test]
    fn very_best_threshold_of_a_hundred_scores_is_severe() {
        assert_eq!(severity(51.0, 100), None, "not the best one");
        let best = |n: usize| (0..n).find(|threshold| severity(*threshold as f64, n).is_some());
        let (at_99, at_100) = (best(99).unwrap(), best(100).unwrap());
        assert_eq!(severity(at_99 as f64, 99), Some(Severity::Warning));
        assert_eq!(severity(at_100 as f64, 100), Some(Severity::Severe));
        let (labels, scores) = scored(100, 50);
        let findings = found(at_100 as f64, None, (&labels, &scores));
        assert_eq!(findings[0].pattern, Some(Pattern::ThresholdTunedOnTest));
        let what =
            format!("the threshold {at_100} is the very best of 100 for the F1 of the test rows");
        assert_eq!((findings.len(), &findings[0].what), (1, &what));
    }

    #[test]
    fn one_half_is_chosen_by_nobody() {
        let (labels, scores) = scored(100, 50);
        let best = (0..100).find(|row| severity(f64::from(*row), 100).is_some()).unwrap();
        let moved: Vec<f64> = scores.iter().map(|score| score - f64::from(best) + 0.5).collect();
        assert_eq!(found(0.5, None, (&labels, &moved))[0].severity, Severity::Warning);
    }

    #[test]
    fn threshold_that_is_the_best_of_the_training_rows_is_honest() {
        let (labels, scores) = scored(100, 50);
        let best =
            f64::from((0..100).find(|row| severity(f64::from(*row), 100).is_some()).unwrap());
        assert_eq!(found(best, Some((&labels, &scores)), (&labels, &scores)), []);
        let other: Vec<f64> = scores.iter().map(|score| score - 7.0).collect();
        assert_eq!(found(best, Some((&labels, &other)), (&labels, &scores)).len(), 1);
    }

    #[test]
    fn best_of_two_scores_and_one_of_many_best_prove_nothing() {
        assert_eq!(found(1.0, None, (&[false, true], &[0.0, 1.0])), []);
        let three = (&[false, false, true][..], &[0.0, 1.0, 2.0][..]);
        assert_eq!(found(2.0, None, three), [], "a tenth of three scores is none");
        let ten: Vec<f64> = (0..10).map(f64::from).collect();
        let labels: Vec<bool> = (0..10).map(|row| row >= 5).collect();
        assert_eq!(found(5.0, None, (&labels, &ten))[0].severity, Severity::Warning);
        assert_eq!(found(4.0, None, (&labels[1..], &ten[..9])), [], "of nine it is more");
    }

    #[test]
    fn balanced_accuracy_is_looked_at_where_f1_is_not_the_best() {
        // Rare churn: the best F1 asks for more certainty than the best balanced accuracy.
        let churned = [99, 98, 97, 80];
        let labels: Vec<bool> = (0..100).map(|row| churned.contains(&row)).collect();
        let scores: Vec<f64> = (0..100).map(f64::from).collect();
        let findings = found(80.0, None, (&labels, &scores));
        let what =
            "the threshold 80 is the very best of 100 for the balanced accuracy of the test rows";
        assert_eq!(findings[0].what, what);
        assert!(found(97.0, None, (&labels, &scores))[0].what.contains("for the F1 of"));
    }
}
