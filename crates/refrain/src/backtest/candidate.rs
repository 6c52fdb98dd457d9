//! A model and its figures.

use refrain_eval::{Interval, Metric, StandardMetric};

use super::score_view::ScoreView;

/// A model's figures.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// The probability of each test row.
    pub probabilities: Vec<f64>,
    /// Each metric with its interval.
    pub figures: Vec<Figure>,
}

/// One metric of one model.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Figure {
    /// The metric.
    pub metric: StandardMetric,
    /// Scores that it was computed from.
    pub view: ScoreView,
    /// Its value and interval.
    pub interval: Interval,
}

impl Candidate {
    /// Returns the figure of a metric, by its name.
    ///
    /// # Examples
    ///
    /// ```
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
    /// let roc_auc = test.candidates[0].figure("roc_auc").expect("it is a standard metric");
    /// assert!(roc_auc.low <= roc_auc.estimate && roc_auc.estimate <= roc_auc.high);
    /// assert!(test.candidates[0].figure("luck").is_none());
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn figure(&self, metric: &str) -> Option<&Interval> {
        let figure = self.figures.iter().find(|figure| figure.metric.name() == metric)?;
        Some(&figure.interval)
    }
}
