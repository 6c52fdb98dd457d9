//! Thresholds chosen on earlier test cutoffs, and what they gave on later ones.

use std::fmt::Write as _;

use refrain_core::{Dataset, Span, Time};
use refrain_eval::decisions::{CutoffDecision, TestPeriod, ThresholdRule, thresholds_from_earlier};
use refrain_eval::profit::{expected_maximum_profit, maximum_profit};
use refrain_eval::{Acceptance, Campaign, ObservedRows};

use super::Backtest;
use super::test_splits::test_times;
use crate::Error;
use crate::report::day;

/// Test of a threshold rule: at each test cutoff but the first, the threshold is chosen on earlier
/// test cutoffs whose outcomes were known by then.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ThresholdTest {
    /// Rule that chose the thresholds.
    pub rule: ThresholdRule,
    /// Results, by ascending cutoff.
    pub cutoffs: Vec<ThresholdAtCutoff>,
    /// Most profit that any cut of the same rows would have made, for a rule by profit.
    pub in_hindsight: Option<f64>,
}

/// Result of a threshold at one test cutoff.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ThresholdAtCutoff {
    /// Threshold, and the tested rows it reaches, counted among those of the backtest.
    pub decision: CutoffDecision,
    /// Number of the tested rows that churned.
    pub n_churned: usize,
    /// Number of those that the threshold reaches.
    pub n_found: usize,
    /// Expected profit of contacting the rows it reaches, for a rule by profit.
    pub profit: Option<f64>,
}

impl Backtest {
    /// Tests a threshold rule on the scores of the estimator: the models that made them did not
    /// train on the rows they scored, and no threshold sees an outcome that was not known on its
    /// day. `dataset` is the one that was tested.
    ///
    /// # Errors
    ///
    /// If no outcome is known by any test cutoff, as where there is a single one.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::eval::decisions::ThresholdRule;
    /// use refrain::models::Logistic;
    /// use refrain::{BacktestOptions, backtest};
    ///
    /// # use refrain::base::{Column, Dataset, Span, Time};
    /// # let cutoff = |row: u32| Time::from_millis(0) + Span::from_days(10 * (row / 40));
    /// # let silent = |row: u32| (row * 7 + row / 40 * 3) % 20;
    /// # let left = |row: u32| (silent(row) > 13) != (row % 9 == 0);
    /// # let ids: Vec<String> = (0..160).map(|row| format!("{:02}", row % 40)).collect();
    /// # let cutoffs: Vec<Time> = (0..160).map(cutoff).collect();
    /// # let recency = Column::number("recency_days", "days since the last event");
    /// # let columns = vec![(recency, (0..160).map(|row| f64::from(silent(row))).collect())];
    /// # let (left, horizon) = ((0..160).map(left).collect(), Span::from_days(10));
    /// # let dataset = Dataset::from_columns(&ids, &cutoffs, columns, left, horizon)?;
    /// let options = BacktestOptions::default().n_resamples(50);
    /// let test = backtest("logistic", &Logistic::default(), &dataset, options)?;
    /// let chosen = test.thresholds(&dataset, ThresholdRule::F1)?;
    /// // On the first test cutoff, for the second.
    /// assert_eq!((test.cutoffs.len(), chosen.cutoffs.len()), (2, 1));
    /// assert!(chosen.cutoffs[0].n_found <= chosen.cutoffs[0].n_churned);
    /// assert!(chosen.show().contains("together: precision"));
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn thresholds(
        &self,
        dataset: &Dataset,
        rule: ThresholdRule,
    ) -> Result<ThresholdTest, Error> {
        let tested = Tested::new(self, dataset);
        let ids = self.test_rows.iter().map(|row| dataset.features().entity_id(*row));
        let rows = ObservedRows::new(ids, &tested.cutoffs, &tested.window_ends)?;
        let end = tested.window_ends.iter().max().copied().unwrap_or(Time::MAX);
        let mut cutoffs: Vec<Time> = self.cutoffs.clone();
        cutoffs.retain(|cutoff| tested.can_choose(*cutoff));
        if cutoffs.is_empty() {
            // Refused below, with the reason.
            cutoffs.extend(self.cutoffs.last());
        }
        // A window that begins and ends at the last cutoff still has to lie in the period.
        let end = cutoffs.last().map_or(end, |last| end.max(*last + Span::MILLISECOND));
        let period = TestPeriod::new(&cutoffs, end)?;
        let (labels, scores) = (&tested.labels, &self.candidates[0].probabilities);
        let decisions = thresholds_from_earlier(&rows, labels, scores, rule, &period)?;
        let in_hindsight = in_hindsight(rule, &decisions, labels, scores)?;
        let at = |decision| tested.judge(rule, decision);
        Ok(ThresholdTest { rule, cutoffs: decisions.into_iter().map(at).collect(), in_hindsight })
    }
}

/// Tested rows, in the order of the backtest.
struct Tested {
    cutoffs: Vec<Time>,
    window_ends: Vec<Time>,
    labels: Vec<bool>,
}

impl Tested {
    fn new(backtest: &Backtest, dataset: &Dataset) -> Tested {
        let times = test_times(dataset);
        let rows = || backtest.test_rows.iter();
        Tested {
            cutoffs: rows().map(|row| times[*row]).collect(),
            window_ends: rows().map(|row| dataset.window_ends()[*row]).collect(),
            labels: rows().map(|row| dataset.labels()[*row]).collect(),
        }
    }

    /// Returns `true` if churned and retained rows were known by a cutoff.
    fn can_choose(&self, cutoff: Time) -> bool {
        let known = |row: &usize| self.cutoffs[*row] < cutoff && self.window_ends[*row] <= cutoff;
        let churned = (0..self.labels.len()).filter(known).map(|row| self.labels[row]);
        let (any, all) =
            churned.fold((false, true), |(any, all), label| (any || label, all && label));
        any && !all
    }

    fn judge(&self, rule: ThresholdRule, decision: CutoffDecision) -> ThresholdAtCutoff {
        let churned = |rows: &[usize]| rows.iter().filter(|row| self.labels[**row]).count();
        let (n_churned, n_found) = (churned(&decision.test), churned(&decision.contacted));
        let n_contacted = decision.contacted.len();
        let profit = terms(rule).map(|(campaign, acceptance)| {
            let of = |probability| campaign.expected_profit(probability, acceptance.mean());
            n_found as f64 * of(1.0) + (n_contacted - n_found) as f64 * of(0.0)
        });
        ThresholdAtCutoff { decision, n_churned, n_found, profit }
    }
}

fn terms(rule: ThresholdRule) -> Option<(Campaign, Acceptance)> {
    match rule {
        ThresholdRule::Profit { campaign, acceptance } => Some((campaign, acceptance)),
        _ => None,
    }
}

/// Computes the maximum profit on all rows decided on: for an uncertain acceptance, its expectation.
fn in_hindsight(
    rule: ThresholdRule,
    decisions: &[CutoffDecision],
    labels: &[bool],
    scores: &[f64],
) -> Result<Option<f64>, Error> {
    let Some((campaign, acceptance)) = terms(rule) else { return Ok(None) };
    let rows: Vec<usize> = decisions.iter().flat_map(|at| at.test.clone()).collect();
    let labels: Vec<bool> = rows.iter().map(|row| labels[*row]).collect();
    let scores: Vec<f64> = rows.iter().map(|row| scores[*row]).collect();
    if !labels.contains(&true) || !labels.contains(&false) {
        return Ok(None);
    }
    let per_row = match acceptance {
        Acceptance::Known(share) => maximum_profit(&labels, &scores, &campaign, share)?.profit,
        Acceptance::Uncertain(prior) => {
            expected_maximum_profit(&labels, &scores, &campaign, &prior)?.profit
        }
    };
    Ok(Some(per_row * rows.len() as f64))
}

impl ThresholdTest {
    /// Lays the thresholds out for a terminal.
    pub fn show(&self) -> String {
        let mut text = "threshold chosen on earlier cutoffs, what it gave on later ones:\n\n\
                        cutoff                threshold  contacted        churned among them\n"
            .to_owned();
        for at in &self.cutoffs {
            let decision = &at.decision;
            let threshold =
                decision.threshold.map_or("nobody".to_owned(), |score| format!("{score:.4}"));
            let (n_contacted, n_tested) = (decision.contacted.len(), decision.test.len());
            let contacted = format!("{n_contacted} of {n_tested}");
            let found = format!("{} of {}", at.n_found, at.n_churned);
            let profit = at.profit.map_or(String::new(), |profit| format!("  profit {profit:.2}"));
            let cutoff = day(decision.cutoff);
            let _ =
                writeln!(text, "{cutoff:<20}  {threshold:>9}  {contacted:<15}  {found}{profit}");
        }
        let _ = write!(text, "\n{}\n", self.together());
        text
    }

    /// Adds up what was found, and earned, at all cutoffs.
    fn together(&self) -> String {
        let sum = |of: fn(&ThresholdAtCutoff) -> usize| self.cutoffs.iter().map(of).sum::<usize>();
        let (n_found, n_churned) = (sum(|at| at.n_found), sum(|at| at.n_churned));
        let n_contacted = sum(|at| at.decision.contacted.len());
        let share = |whole: usize| match whole {
            0 => "none".to_owned(),
            whole => format!("{:.3}", n_found as f64 / whole as f64),
        };
        let mut text =
            format!("together: precision {}, recall {}", share(n_contacted), share(n_churned));
        if let Some(most) = self.in_hindsight {
            let profit: f64 = self.cutoffs.iter().filter_map(|at| at.profit).sum();
            let _ = write!(
                text,
                "\nprofit {profit:.2} expected; {most:.2} with the best threshold in hindsight"
            );
        }
        text
    }
}
