//! Grids: a backtest for every horizon and lead.

use refrain_core::{Dataset, Fit, Span};
use refrain_eval::{Interval, StandardMetric};
use refrain_models::RecencyRule;

use super::problem::StudyProblem;
use crate::backtest::{TestRows, out_of_fold, test_splits};
use crate::report::signed;
use crate::table::{Cells, Table, TableColumn};
use crate::{BacktestOptions, Error, ScoreView};

/// An estimator tested for several outcome windows.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Grid {
    /// The cells, by horizon and then by lead, in the order they were asked for.
    pub cells: Vec<GridCell>,
}

/// An outcome window and how the estimator did for it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GridCell {
    /// Length of the outcome window.
    pub horizon: Span,
    /// From the cutoff to its start.
    pub lead: Span,
    /// The figures, or why there are none.
    pub figures: Result<GridFigures, String>,
}

/// The figures of one outcome window.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GridFigures {
    /// Number of test rows.
    pub n_rows: usize,
    /// Number of them that churned.
    pub n_churned: usize,
    /// ROC AUC.
    pub roc_auc: Interval,
    /// Average precision; an uninformed model has the base rate.
    pub average_precision: Interval,
    /// By which share the Brier score is below that of the test rows' own base rate.
    pub brier_skill: Interval,
    /// By how much the ROC AUC exceeds that of recency alone, where the features have it.
    pub auc_over_recency: Option<Interval>,
}

impl GridFigures {
    /// Returns the share of test rows that churned.
    pub fn base_rate(&self) -> f64 {
        self.n_churned as f64 / self.n_rows as f64
    }
}

/// Tests an estimator for every horizon and lead; `dataset` makes the rows of a lead and a horizon.
///
/// Every cell is a backtest of its own: the rows that are complete, those that are purged and with
/// them the test rows differ between cells. A cell whose window the data cannot judge says why.
///
/// # Errors
///
/// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) without a horizon or a lead, and the first error if no cell has figures.
///
/// # Examples
///
/// ```
/// use refrain::models::Logistic;
/// use refrain::{BacktestOptions, grid};
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
/// // A pipeline labels the log anew for each window; here all windows have the same labels.
/// let make = |_lead, _horizon| Ok(dataset.clone());
/// let (ten, none) = (Span::from_days(10), Span::ZERO);
/// let options = BacktestOptions::default().n_resamples(50);
/// let grid = grid(&Logistic::default(), make, &[ten], &[none], &options)?;
/// let figures = grid.cells[0].figures.as_ref().expect("there are figures");
/// assert_eq!(figures.base_rate(), figures.n_churned as f64 / 80.0);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn grid<E: Fit>(
    estimator: &E,
    dataset: impl Fn(Span, Span) -> Result<Dataset, Error>,
    horizons: &[Span],
    leads: &[Span],
    options: &BacktestOptions,
) -> Result<Grid, Error> {
    let mut first_error = None;
    let mut cells = Vec::new();
    for horizon in horizons {
        for lead in leads {
            let figures = dataset(*lead, *horizon)
                .and_then(|dataset| figures(estimator, &dataset, options))
                .map_err(|error| {
                    let reason = error.to_string();
                    // Told only if no cell has figures: some windows may be too long for the log.
                    first_error.get_or_insert(error);
                    reason
                });
            cells.push(GridCell { horizon: *horizon, lead: *lead, figures });
        }
    }
    match first_error {
        _ if cells.is_empty() => Err(StudyProblem::EmptyGrid.into()),
        Some(error) if cells.iter().all(|cell| cell.figures.is_err()) => Err(error),
        _ => Ok(Grid { cells }),
    }
}

fn figures<E: Fit>(
    estimator: &E,
    dataset: &Dataset,
    options: &BacktestOptions,
) -> Result<GridFigures, Error> {
    let splits = test_splits(dataset, &options.protocol)?;
    let test = TestRows::new(dataset, &splits, options)?;
    let scores = out_of_fold(estimator, dataset, &splits)?;
    let ranks = test.seen(ScoreView::RankInSplit, &scores);
    let ranking = [StandardMetric::RocAuc, StandardMetric::AveragePrecision];
    let ranking = test.intervals(&ranking, &ranks)?;
    let probabilities = test.seen(ScoreView::Probability, &scores);
    let recency = match dataset.features().position(RecencyRule::DEFAULT_COLUMN) {
        Some(_) => Some(out_of_fold(&RecencyRule::default(), dataset, &splits)?),
        None => None,
    };
    let gain = recency.map(|recency| test.auc_gain(&scores, &recency)).transpose()?;
    Ok(GridFigures {
        n_rows: test.labels.len(),
        n_churned: test.labels.iter().filter(|churned| **churned).count(),
        roc_auc: ranking[0],
        average_precision: ranking[1],
        auc_over_recency: gain,
        brier_skill: test.bootstrap.interval(
            StandardMetric::BrierSkill,
            &test.labels,
            &probabilities,
            &test.groups,
        )?,
    })
}

impl Grid {
    /// Makes a table: horizon, lead, rows, churned, base rate, each figure with the ends of its
    /// interval, and why there are no figures.
    pub fn table(&self) -> Table {
        let number = |name: &str, value: &dyn Fn(&GridFigures) -> f64| {
            let values =
                self.cells.iter().map(|cell| cell.figures.as_ref().map_or(f64::NAN, value));
            TableColumn::new(name, Cells::Number(values.collect()))
        };
        let text = |name: &str, value: &dyn Fn(&GridCell) -> Option<String>| {
            TableColumn::new(name, Cells::Text(self.cells.iter().map(value).collect()))
        };
        let mut columns = vec![
            text("horizon", &|cell| Some(cell.horizon.to_string())),
            text("lead", &|cell| Some(cell.lead.to_string())),
            number("rows", &|figures| figures.n_rows as f64),
            number("churned", &|figures| figures.n_churned as f64),
            number("base_rate", &GridFigures::base_rate),
        ];
        for (name, interval) in FIGURES {
            let of = |figures: &GridFigures, end: fn(Interval) -> f64| {
                interval(figures).map_or(f64::NAN, end)
            };
            columns.push(number(name, &|figures| of(figures, |interval| interval.estimate)));
            columns.push(number(&format!("{name}_low"), &|figures| of(figures, |i| i.low)));
            columns.push(number(&format!("{name}_high"), &|figures| of(figures, |i| i.high)));
        }
        columns.push(text("problem", &|cell| cell.figures.as_ref().err().cloned()));
        Table::new(columns).expect("one value per cell under distinct names")
    }

    /// Lays the cells out for a terminal.
    pub fn show(&self) -> String {
        let mut text = format!(
            "{:<8}  {:<5}  {:>6}  {:>7}  {:>9}  {:<22}  {:<22}  {:<22}  over recency\n",
            "horizon",
            "lead",
            "rows",
            "churned",
            "base rate",
            "ROC AUC",
            "average precision",
            "Brier skill"
        );
        for cell in &self.cells {
            // As text first: a span does not mind a width.
            let (horizon, lead) = (cell.horizon.to_string(), cell.lead.to_string());
            text.push_str(&format!("{horizon:<8}  {lead:<5}  "));
            text.push_str(&match &cell.figures {
                Ok(figures) => shown(figures),
                Err(problem) => format!("{problem}\n"),
            });
        }
        text
    }
}

/// Name of a figure and where it stands.
type NamedFigure = (&'static str, fn(&GridFigures) -> Option<Interval>);

const FIGURES: [NamedFigure; 4] = [
    ("roc_auc", |figures| Some(figures.roc_auc)),
    ("average_precision", |figures| Some(figures.average_precision)),
    ("brier_skill", |figures| Some(figures.brier_skill)),
    ("auc_over_recency", |figures| figures.auc_over_recency),
];

fn shown(figures: &GridFigures) -> String {
    let GridFigures { n_rows, n_churned, roc_auc, average_precision, brier_skill, .. } = figures;
    format!(
        "{n_rows:>6}  {n_churned:>7}  {:>9.3}  {:<22}  {:<22}  {:<22}  {}\n",
        figures.base_rate(),
        interval(roc_auc),
        interval(average_precision),
        interval(brier_skill),
        figures.auc_over_recency.as_ref().map_or("-".to_owned(), signed),
    )
}

fn interval(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.estimate, interval.low, interval.high)
}
