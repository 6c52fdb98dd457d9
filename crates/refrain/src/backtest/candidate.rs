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
    pub fn figure(&self, metric: &str) -> Option<&Interval> {
        let figure = self.figures.iter().find(|figure| figure.metric.name() == metric)?;
        Some(&figure.interval)
    }
}
