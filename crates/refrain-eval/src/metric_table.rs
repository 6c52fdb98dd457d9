//! Tables of metrics with their intervals.

use std::fmt;

use refrain_core::Error;

use crate::bootstrap::Bootstrap;
use crate::interval::Interval;
use crate::metrics::Metric;

/// Metric by name, with its interval.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MetricRow {
    /// Name of the metric.
    pub metric: String,
    /// Value and interval.
    pub interval: Interval,
}

/// Metrics of the same rows with their intervals, in the order they were asked for.
///
/// Displays as lines of name, value and interval, the names padded to one width.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MetricTable {
    /// Metrics, each under its name.
    pub rows: Vec<MetricRow>,
}

impl MetricTable {
    /// Returns the interval of the metric of this name, the first of two alike.
    pub fn get(&self, metric: &str) -> Option<&Interval> {
        self.rows.iter().find(|row| row.metric == metric).map(|row| &row.interval)
    }
}

impl fmt::Display for MetricTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.metric.chars().count()).max().unwrap_or(0);
        let mut rows = self.rows.iter().peekable();
        while let Some(MetricRow { metric, interval }) = rows.next() {
            write!(f, "{metric:<width$}  {interval:.*}", f.precision().unwrap_or(3))?;
            if rows.peek().is_some() {
                f.write_str("\n")?;
            }
        }
        Ok(())
    }
}

impl Bootstrap {
    /// Computes metrics and their intervals as a table to print, by
    /// [`intervals`](Bootstrap::intervals).
    ///
    /// # Errors
    ///
    /// As [`intervals`](Bootstrap::intervals).
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_eval::{Bootstrap, StandardMetric, group_by_id};
    ///
    /// let customers = ["dan", "ada", "dan", "bob", "cleo", "eve"];
    /// let labels = [true, false, false, true, false, false];
    /// let scores = [0.8, 0.3, 0.4, 0.6, 0.1, 0.2];
    /// let metrics = [StandardMetric::RocAuc, StandardMetric::Brier];
    /// let groups = group_by_id(&customers);
    ///
    /// let table = Bootstrap::with_seed(7).table(&metrics, &labels, &scores, &groups)?;
    /// assert_eq!(table.get("roc_auc").map(|auc| auc.estimate), Some(1.0));
    /// assert!(table.to_string().starts_with("roc_auc  1.000 [1.000, 1.000]\nbrier    0.08"));
    /// # Ok::<(), refrain_eval::Error>(())
    /// ```
    pub fn table<M: Metric>(
        &self,
        metrics: &[M],
        labels: &[bool],
        scores: &[f64],
        groups: &[usize],
    ) -> Result<MetricTable, Error> {
        let intervals = self.intervals(metrics, labels, scores, groups)?;
        let row =
            |(metric, interval): (&M, Interval)| MetricRow { metric: metric.name(), interval };
        Ok(MetricTable { rows: metrics.iter().zip(intervals).map(row).collect() })
    }
}
