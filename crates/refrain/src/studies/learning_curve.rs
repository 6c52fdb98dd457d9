//! Learning curves: figures by days observed and by the span trained on.

use refrain_core::{Dataset, EventLog, Fit, Span, check_length};
use refrain_eval::{Bootstrap, Interval, Protocol, StandardMetric, TrainingWindow, auc_interval};

use super::problem::StudyProblem;
use crate::backtest::{TestRows, out_of_fold, test_splits};
use crate::table::{Cells, Table, TableColumn};
use crate::{BacktestOptions, Error, ScoreView};

/// The figures of one model by days of history, twice.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LearningCurve {
    /// The test rows of one backtest, by how many days their entity had been observed.
    pub by_days_observed: Vec<LearningCurvePoint>,
    /// All test rows, by how far back training reached.
    pub by_training_window: Vec<LearningCurvePoint>,
}

/// A point of a learning curve.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LearningCurvePoint {
    /// Name of its rows: days observed such as `7 to 14`, or a training window.
    pub name: String,
    /// Number of test rows.
    pub n_rows: usize,
    /// Number of them that churned.
    pub n_churned: usize,
    /// ROC AUC and log loss, or why they have no value.
    pub figures: Result<[Interval; 2], String>,
}

/// Days observed at which one group of customers ends and the next begins.
pub const DEFAULT_EDGES: [f64; 4] = [7.0, 14.0, 28.0, 56.0];

/// Training windows that are tried, besides the one without end.
const WINDOW_DAYS: [u32; 5] = [7, 14, 28, 56, 112];

/// Returns how many days lie between the first event of each row's entity and the row's cutoff.
///
/// The log must be the one that the dataset was made of.
pub fn days_observed(log: &EventLog, dataset: &Dataset) -> Vec<f64> {
    let days = |row: usize| {
        let observation = dataset.features().observations()[row];
        let history = log.history(observation.entity, observation.cutoff);
        let first = history.events().times().first().copied();
        first.map_or(0.0, |first| observation.cutoff.days_since(first))
    };
    (0..dataset.n_rows()).map(days).collect()
}

/// Tests an estimator once, and says how it did on customers observed for so many days; then trains
/// it on ever longer windows and tests it on all of them.
///
/// `days_observed` has one number for each row; `edges` ascend. Ranks are within a split, as in a
/// backtest, so ROC AUC of a group says whether its churners rank above its own retained customers.
///
/// # Errors
///
/// If the backtest fails, there is not one number a row, or edges do not ascend. A group or a window
/// that has no figures says why instead.
///
/// # Examples
///
/// ```
/// use refrain::models::Logistic;
/// use refrain::{BacktestOptions, learning_curve};
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
/// let days: Vec<f64> = (0..160).map(|row| f64::from(row % 40)).collect();
/// let options = BacktestOptions::default().n_resamples(50);
/// let curve = learning_curve(&Logistic::default(), &dataset, &days, &[20.0], &options)?;
/// let rows: Vec<usize> = curve.by_days_observed.iter().map(|point| point.n_rows).collect();
/// assert_eq!(rows, [40, 40]);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn learning_curve<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    days_observed: &[f64],
    edges: &[f64],
    options: &BacktestOptions,
) -> Result<LearningCurve, Error> {
    check_length("the list of days observed", dataset.n_rows(), days_observed.len())?;
    if let Some(pair) = edges.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(StudyProblem::EdgesOutOfOrder { first: pair[0], second: pair[1] }.into());
    }
    Ok(LearningCurve {
        by_days_observed: by_days(estimator, dataset, days_observed, edges, options)?,
        by_training_window: by_window(estimator, dataset, options),
    })
}

fn by_days<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    days_observed: &[f64],
    edges: &[f64],
    options: &BacktestOptions,
) -> Result<Vec<LearningCurvePoint>, Error> {
    let splits = test_splits(dataset, &options.protocol)?;
    let test = TestRows::new(dataset, &splits, options)?;
    let scores = out_of_fold(estimator, dataset, &splits)?;
    let ranks = test.seen(ScoreView::RankInSplit, &scores);
    let probabilities = test.seen(ScoreView::Probability, &scores);
    let rows = splits.iter().flat_map(|split| split.test.iter().copied());
    let days: Vec<f64> = rows.map(|row| days_observed[row]).collect();
    let mut points = Vec::new();
    for bin in 0..=edges.len() {
        let from = if bin == 0 { 0.0 } else { edges[bin - 1] };
        let until = edges.get(bin).copied();
        let within = |day: f64| day >= from && until.is_none_or(|until| day < until);
        let rows: Vec<usize> = (0..days.len()).filter(|row| within(days[*row])).collect();
        let name = match until {
            Some(until) => format!("{from} to {until}"),
            None => format!("{from} and more"),
        };
        points.push(Group { test: &test, rows }.point(name, &ranks, &probabilities));
    }
    Ok(points)
}

fn by_window<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    options: &BacktestOptions,
) -> Vec<LearningCurvePoint> {
    let sliding = WINDOW_DAYS.map(|days| TrainingWindow::Sliding(Span::from_days(days)));
    let windows = sliding.into_iter().chain([TrainingWindow::Expanding]);
    let point = |window| {
        let protocol = options.protocol.clone().window(window);
        let tried = trained_in(estimator, dataset, &protocol, options);
        let name = protocol.window.to_string();
        let failed = |error: Error| LearningCurvePoint {
            name: name.clone(),
            n_rows: 0,
            n_churned: 0,
            figures: Err(error.to_string()),
        };
        tried.map_or_else(failed, |point| LearningCurvePoint { name: name.clone(), ..point })
    };
    windows.map(point).collect()
}

fn trained_in<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    protocol: &Protocol,
    options: &BacktestOptions,
) -> Result<LearningCurvePoint, Error> {
    let splits = test_splits(dataset, protocol)?;
    let test = TestRows::new(dataset, &splits, options)?;
    let scores = out_of_fold(estimator, dataset, &splits)?;
    let ranks = test.seen(ScoreView::RankInSplit, &scores);
    let probabilities = test.seen(ScoreView::Probability, &scores);
    let rows = (0..test.labels.len()).collect();
    Ok(Group { test: &test, rows }.point(String::new(), &ranks, &probabilities))
}

/// Some of the test rows.
struct Group<'a> {
    test: &'a TestRows,
    rows: Vec<usize>,
}

impl Group<'_> {
    fn point(&self, name: String, ranks: &[f64], probabilities: &[f64]) -> LearningCurvePoint {
        let labels: Vec<bool> = self.rows.iter().map(|row| self.test.labels[*row]).collect();
        let groups: Vec<usize> = self.rows.iter().map(|row| self.test.groups[*row]).collect();
        let of_rows = |values: &[f64]| self.rows.iter().map(|row| values[*row]).collect::<Vec<_>>();
        let n_churned = labels.iter().filter(|churned| **churned).count();
        let bootstrap = &self.test.bootstrap;
        let figures =
            figures(bootstrap, &labels, &of_rows(ranks), &of_rows(probabilities), &groups);
        LearningCurvePoint {
            name,
            n_rows: labels.len(),
            n_churned,
            figures: figures.map_err(|error| error.to_string()),
        }
    }
}

fn figures(
    bootstrap: &Bootstrap,
    labels: &[bool],
    ranks: &[f64],
    probabilities: &[f64],
    groups: &[usize],
) -> Result<[Interval; 2], refrain_core::Error> {
    let log_loss = bootstrap.interval(StandardMetric::LogLoss, labels, probabilities, groups)?;
    Ok([auc_interval(labels, ranks, groups, log_loss.level)?, log_loss])
}

impl LearningCurve {
    /// Makes a table: curve, history, rows, churned, ROC AUC and log loss with the ends of their
    /// intervals, and why there are no figures.
    pub fn table(&self) -> Table {
        let points: Vec<(&str, &LearningCurvePoint)> = self.named().collect();
        let number = |name: &str, value: &dyn Fn(&LearningCurvePoint) -> f64| {
            let values = points.iter().map(|(_, point)| value(point));
            TableColumn::new(name, Cells::Number(values.collect()))
        };
        let text = |name: &str, value: &dyn Fn(&(&str, &LearningCurvePoint)) -> Option<String>| {
            TableColumn::new(name, Cells::Text(points.iter().map(value).collect()))
        };
        let mut columns = vec![
            text("curve", &|(curve, _)| Some((*curve).to_owned())),
            text("history", &|(_, point)| Some(point.name.clone())),
            number("rows", &|point| point.n_rows as f64),
            number("churned", &|point| point.n_churned as f64),
        ];
        for (index, name) in ["roc_auc", "log_loss"].into_iter().enumerate() {
            let of = |value: fn(&Interval) -> f64| {
                move |point: &LearningCurvePoint| {
                    point.figures.as_ref().map_or(f64::NAN, |figures| value(&figures[index]))
                }
            };
            columns.push(number(name, &of(|interval| interval.estimate)));
            columns.push(number(&format!("{name}_low"), &of(|interval| interval.low)));
            columns.push(number(&format!("{name}_high"), &of(|interval| interval.high)));
        }
        columns.push(text("problem", &|(_, point)| point.figures.as_ref().err().cloned()));
        Table::new(columns).expect("one value per point under distinct names")
    }

    /// Lays both curves out for a terminal.
    pub fn show(&self) -> String {
        let mut text = String::new();
        let curves = [
            ("days observed", &self.by_days_observed),
            ("training window", &self.by_training_window),
        ];
        for (name, points) in curves {
            text.push_str(&format!(
                "{name:<16}  {:>6}  {:>7}  {:<22}  log loss\n",
                "rows", "churned", "ROC AUC"
            ));
            points.iter().for_each(|point| text.push_str(&point.shown()));
            text.push('\n');
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }

    fn named(&self) -> impl Iterator<Item = (&str, &LearningCurvePoint)> {
        let observed = self.by_days_observed.iter().map(|point| ("days_observed", point));
        let trained = self.by_training_window.iter().map(|point| ("training_window", point));
        observed.chain(trained)
    }
}

impl LearningCurvePoint {
    fn shown(&self) -> String {
        let figures = match &self.figures {
            Ok([auc, log_loss]) => format!("{:<22}  {}", interval(auc), interval(log_loss)),
            Err(problem) => problem.clone(),
        };
        format!("{:<16}  {:>6}  {:>7}  {figures}\n", self.name, self.n_rows, self.n_churned)
    }
}

fn interval(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.estimate, interval.low, interval.high)
}
