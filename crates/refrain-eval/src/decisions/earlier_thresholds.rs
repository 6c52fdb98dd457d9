//! Thresholds chosen before the rows they are applied to.

use refrain_core::{Error, ObservedRows, Time, check_length, check_test_cutoffs};

use super::problem::DecisionProblem;
use super::threshold_rule::ThresholdRule;
use crate::metrics::check_rows;

/// Test period: the cutoffs at which thresholds are applied, and the end of known outcomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestPeriod {
    cutoffs: Vec<Time>,
    end: Time,
}

impl TestPeriod {
    /// Sets up a test at these cutoffs, ascending, whose outcomes are known until `end`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for no cutoff, if one does not lie after the one before
    /// it, and if one lies at or after the end.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::decisions::TestPeriod;
    /// use refrain_eval::times_from_text;
    ///
    /// let cutoffs = times_from_text(&["2018-11-01", "2018-11-08"])?;
    /// let end = "2018-11-30".parse()?;
    /// assert!(TestPeriod::new(&cutoffs, end).is_ok());
    /// assert!(TestPeriod::new(&cutoffs, cutoffs[1]).is_err(), "the last cutoff has no outcome");
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn new(cutoffs: &[Time], end: Time) -> Result<TestPeriod, Error> {
        check_test_cutoffs(cutoffs)?;
        if let Some(cutoff) = cutoffs.last().copied().filter(|last| *last >= end) {
            return Err(DecisionProblem::CutoffAfterTestPeriod { cutoff, end }.into());
        }
        Ok(TestPeriod { cutoffs: cutoffs.to_vec(), end })
    }
}

/// Threshold chosen for a cutoff, and the rows it was applied to.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CutoffDecision {
    /// Test cutoff.
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::serialized::time"))]
    pub cutoff: Time,
    /// Lowest score contacted; `None` where it was best to contact nobody.
    pub threshold: Option<f64>,
    /// Number of earlier rows that the threshold was chosen on.
    pub n_rows: usize,
    /// Number of cutoffs of those rows.
    pub n_cutoffs: usize,
    /// Number of earlier rows left out, because their outcome was not known by the cutoff.
    pub n_purged: usize,
    /// Rows at the cutoff, ascending.
    pub test: Vec<usize>,
    /// Those of them that reach the threshold.
    pub contacted: Vec<usize>,
}

/// Chooses a threshold for each test cutoff from earlier cutoffs only, and applies it.
///
/// The threshold for a cutoff is the best on all rows at earlier cutoffs whose outcome window ended
/// by then, windows being half-open: what could have been done on that day. Labels of test rows are
/// read for later test cutoffs alone. Entities may be on both sides, as they are in use; the scores
/// must come from models that did not train on the row they score.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) for lists of unequal length;
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for no rows and NaN scores, for a test cutoff without
/// rows, if an outcome window of a test row ends after the test period, if no row is earlier than a
/// test cutoff or no earlier outcome is known by then, and where the rule needs churned and retained
/// rows and has not both; [`ErrorKind::Argument`](crate::ErrorKind::Argument) for a share outside `[0, 1]`.
///
/// # Examples
///
/// ```
/// use refrain_core::{ObservedRows, Span, Time};
/// use refrain_eval::decisions::{TestPeriod, ThresholdRule, thresholds_from_earlier};
///
/// let day = |n| Time::from_millis(0) + Span::from_days(n);
/// let ids = ["ada", "bob", "cid", "ada", "bob"];
/// let cutoffs = [day(0), day(0), day(0), day(10), day(10)];
/// let rows = ObservedRows::new(ids, &cutoffs, &cutoffs.map(|c| c + Span::from_days(10)))?;
/// let labels = [false, true, true, false, true];
/// let scores = [0.1, 0.4, 0.8, 0.3, 0.6];
///
/// let period = TestPeriod::new(&[day(10)], day(20))?;
/// let decisions =
///     thresholds_from_earlier(&rows, &labels, &scores, ThresholdRule::F1, &period)?;
/// assert_eq!(decisions[0].threshold, Some(0.4));
/// assert_eq!(decisions[0].contacted, [4]);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn thresholds_from_earlier(
    rows: &ObservedRows<'_>,
    labels: &[bool],
    scores: &[f64],
    rule: ThresholdRule,
    period: &TestPeriod,
) -> Result<Vec<CutoffDecision>, Error> {
    check_rows(labels, scores)?;
    check_length("the list of labels", rows.n_rows(), labels.len())?;
    rule.check()?;
    let decide = |cutoff: &Time| {
        let test = test_rows(rows, *cutoff, period.end)?;
        let earlier = Earlier::new(rows, *cutoff)?;
        earlier.decide(labels, scores, rule, test)
    };
    period.cutoffs.iter().map(decide).collect()
}

/// The rows at a cutoff, whose outcome windows must end by the end of the test.
fn test_rows(
    rows: &ObservedRows<'_>,
    cutoff: Time,
    end: Time,
) -> Result<Vec<usize>, DecisionProblem> {
    let test: Vec<usize> =
        (0..rows.n_rows()).filter(|row| rows.cutoffs()[*row] == cutoff).collect();
    if test.is_empty() {
        return Err(DecisionProblem::UnknownCutoff { cutoff });
    }
    match test.iter().find(|row| rows.window_ends()[**row] > end) {
        Some(row) => {
            let (row, window_end) = (*row, rows.window_ends()[*row]);
            Err(DecisionProblem::HorizonPastTestPeriod { row, cutoff, window_end, end })
        }
        None => Ok(test),
    }
}

/// Rows known by a cutoff.
struct Earlier {
    cutoff: Time,
    known: Vec<usize>,
    n_cutoffs: usize,
    n_purged: usize,
}

impl Earlier {
    fn new(rows: &ObservedRows<'_>, cutoff: Time) -> Result<Earlier, DecisionProblem> {
        let earlier = (0..rows.n_rows()).filter(|row| rows.cutoffs()[*row] < cutoff);
        let (known, purged): (Vec<usize>, Vec<usize>) =
            // Windows are half-open: one that ends at the cutoff is known on that day.
            earlier.partition(|row| rows.window_ends()[*row] <= cutoff);
        let first_known = purged.iter().map(|row| rows.window_ends()[*row]).min();
        match first_known {
            Some(first_known) if known.is_empty() => {
                return Err(DecisionProblem::NoOutcomeKnown { cutoff, first_known });
            }
            None if known.is_empty() => return Err(DecisionProblem::NoEarlierCutoff { cutoff }),
            _ => {}
        }
        let mut cutoffs: Vec<Time> = known.iter().map(|row| rows.cutoffs()[*row]).collect();
        cutoffs.sort_unstable();
        // A rule by contacts counts them for each cutoff.
        cutoffs.dedup();
        Ok(Earlier { cutoff, known, n_cutoffs: cutoffs.len(), n_purged: purged.len() })
    }

    fn decide(
        self,
        labels: &[bool],
        scores: &[f64],
        rule: ThresholdRule,
        test: Vec<usize>,
    ) -> Result<CutoffDecision, Error> {
        let known_labels: Vec<bool> = self.known.iter().map(|row| labels[*row]).collect();
        let known_scores: Vec<f64> = self.known.iter().map(|row| scores[*row]).collect();
        let threshold = rule.choose(&known_labels, &known_scores, self.n_cutoffs)?;
        // Without a threshold nobody is contacted.
        let reaches = |row: &usize| threshold.is_some_and(|threshold| scores[*row] >= threshold);
        Ok(CutoffDecision {
            cutoff: self.cutoff,
            threshold,
            n_rows: self.known.len(),
            n_cutoffs: self.n_cutoffs,
            n_purged: self.n_purged,
            contacted: test.iter().copied().filter(reaches).collect(),
            test,
        })
    }
}
