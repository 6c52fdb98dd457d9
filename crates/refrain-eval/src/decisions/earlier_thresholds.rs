//! Thresholds chosen before the rows they are applied to.

use refrain_core::Time;

use super::ThresholdRule;
use crate::metrics::check_rows;
use crate::{Error, ObservedRows};

/// The cutoffs at which thresholds are applied, and until when outcomes are known.
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
    /// [`Error::NoTestCutoff`] for no cutoff, [`Error::CutoffsNotAscending`] if one does not lie
    /// after the one before it, [`Error::CutoffAfterTestPeriod`] if one lies at or after the end.
    pub fn new(cutoffs: &[Time], end: Time) -> Result<TestPeriod, Error> {
        let last = *cutoffs.last().ok_or(Error::NoTestCutoff)?;
        if let Some(pair) = cutoffs.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::CutoffsNotAscending { cutoff: pair[1], before: pair[0] });
        }
        if last >= end {
            return Err(Error::CutoffAfterTestPeriod { cutoff: last, end });
        }
        Ok(TestPeriod { cutoffs: cutoffs.to_vec(), end })
    }
}

/// A threshold and the rows it was applied to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CutoffDecision {
    /// The test cutoff.
    pub cutoff: Time,
    /// The lowest score contacted; `None` where it was best to contact nobody.
    pub threshold: Option<f64>,
    /// Number of earlier rows that the threshold was chosen on.
    pub n_rows: usize,
    /// Number of cutoffs of those rows.
    pub n_cutoffs: usize,
    /// Number of earlier rows left out, because their outcome was not known by the cutoff.
    pub n_purged: usize,
    /// The rows at the cutoff, ascending.
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
/// [`Error::Empty`], [`Error::Length`] or [`Error::NanScore`] for rows that do not fit together,
/// [`Error::UnknownCutoff`] for a test cutoff without rows, [`Error::HorizonPastTestPeriod`] if an
/// outcome window of a test row ends after the test period, [`Error::NoEarlierCutoff`] if no
/// row is earlier than a test cutoff, [`Error::NoOutcomeKnown`] if the horizon is so long that no
/// earlier outcome is known by then, [`Error::OneClass`] where the rule needs churned and retained
/// rows, and [`Error::NotAShare`] for a share outside `[0, 1]`.
///
/// # Examples
///
/// ```
/// use refrain_core::{Span, Time};
/// use refrain_eval::decisions::{TestPeriod, ThresholdRule, thresholds_from_earlier};
/// use refrain_eval::ObservedRows;
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
    if labels.len() != rows.n_rows() {
        let (what, expected, found) = ("the list of labels", rows.n_rows(), labels.len());
        return Err(Error::Length { what, expected, found });
    }
    rule.check()?;
    let decide = |cutoff: &Time| {
        let test = test_rows(rows, *cutoff, period.end)?;
        let earlier = Earlier::new(rows, *cutoff)?;
        earlier.decide(labels, scores, rule, test)
    };
    period.cutoffs.iter().map(decide).collect()
}

/// The rows at a cutoff, whose outcome windows must end by the end of the test.
fn test_rows(rows: &ObservedRows<'_>, cutoff: Time, end: Time) -> Result<Vec<usize>, Error> {
    let test: Vec<usize> =
        (0..rows.n_rows()).filter(|row| rows.cutoffs()[*row] == cutoff).collect();
    if test.is_empty() {
        return Err(Error::UnknownCutoff { cutoff });
    }
    match test.iter().find(|row| rows.window_ends()[**row] > end) {
        Some(row) => {
            let (row, window_end) = (*row, rows.window_ends()[*row]);
            Err(Error::HorizonPastTestPeriod { row, cutoff, window_end, end })
        }
        None => Ok(test),
    }
}

/// The rows known by a cutoff.
struct Earlier {
    cutoff: Time,
    known: Vec<usize>,
    n_cutoffs: usize,
    n_purged: usize,
}

impl Earlier {
    fn new(rows: &ObservedRows<'_>, cutoff: Time) -> Result<Earlier, Error> {
        let earlier = (0..rows.n_rows()).filter(|row| rows.cutoffs()[*row] < cutoff);
        let (known, purged): (Vec<usize>, Vec<usize>) =
            earlier.partition(|row| rows.window_ends()[*row] <= cutoff);
        let first_known = purged.iter().map(|row| rows.window_ends()[*row]).min();
        match first_known {
            Some(first_known) if known.is_empty() => {
                return Err(Error::NoOutcomeKnown { cutoff, first_known });
            }
            None if known.is_empty() => return Err(Error::NoEarlierCutoff { cutoff }),
            _ => {}
        }
        let mut cutoffs: Vec<Time> = known.iter().map(|row| rows.cutoffs()[*row]).collect();
        cutoffs.sort_unstable();
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
