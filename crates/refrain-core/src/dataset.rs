//! Features with labels.

pub(crate) mod matrix;
pub(crate) mod observation;

use std::sync::Arc;

use crate::error::check_length;
use crate::{Column, Error, ErrorKind, FeatureMatrix, Lifetime, Outcome, Problem, Span, Time};

/// Features with what is needed to train and test on them: the label, the group (entity), the
/// time (cutoff and end of the outcome window) and the weight of each row; for survival models also
/// the interval under observation that each row stands for, and for models of purchases the
/// population that the rows are drawn from.
#[derive(Debug, Clone)]
pub struct Dataset {
    features: FeatureMatrix,
    labels: Vec<bool>,
    window_ends: Vec<Time>,
    weights: Vec<f64>,
    lifetimes: Option<Vec<Lifetime>>,
    population: Option<Arc<FeatureMatrix>>,
}

/// Half a millisecond: days are quotients of milliseconds, and rounded.
const ROUNDING_DAYS: f64 = 0.5 / 86_400_000.0;

impl Dataset {
    /// Joins features with the outcome of each row and the end of its outcome window; every row
    /// weighs 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one outcome and one window end per row,
    /// [`ErrorKind::Data`] at the first row without a label and at the first whose window ends
    /// before its cutoff.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, Dataset, ErrorKind, FeatureMatrix, Outcome, Span, Time};
    ///
    /// let cutoffs = [Time::from_millis(0); 2];
    /// let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, 2.0])];
    /// let features = FeatureMatrix::from_columns(&["dan", "ada"], &cutoffs, columns)?;
    /// let ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10)).to_vec();
    ///
    /// let at = cutoffs[1] + Span::from_days(3);
    /// let outcomes = [Outcome::Retained, Outcome::Churned { at }];
    /// let train = Dataset::new(features.clone(), &outcomes, ends.clone())?;
    /// assert_eq!(train.labels(), [false, true]);
    ///
    /// // Whom the log does not follow to the end of the window has no label.
    /// let censored = Dataset::new(features, &[Outcome::Retained, Outcome::Censored], ends);
    /// assert_eq!(censored.unwrap_err().kind(), ErrorKind::Data);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn new(
        features: FeatureMatrix,
        outcomes: &[Outcome],
        window_ends: Vec<Time>,
    ) -> Result<Dataset, Error> {
        check_length("the list of outcomes", features.n_rows(), outcomes.len())?;
        let label = |(row, outcome): (usize, &Outcome)| {
            outcome.label().ok_or(DatasetProblem::Censored { row })
        };
        let labels =
            outcomes.iter().enumerate().map(label).collect::<Result<_, DatasetProblem>>()?;
        Dataset::from_labels(features, labels, window_ends)
    }

    /// Joins features with the label of each row, `true` where its entity churned in the outcome
    /// window; every row weighs 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one label and one window end per row,
    /// [`ErrorKind::Data`] at the first row whose window ends before its cutoff.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    ///
    /// let cutoff: Time = "2018-11-01".parse()?;
    /// let columns = vec![Column::number("songs", "")];
    /// let features = FeatureMatrix::from_rows(&["dan", "ada"], &[cutoff; 2], columns, &[4.0, 0.0])?;
    /// let train = Dataset::from_labels(features, vec![false, true], Span::from_days(10))?;
    /// assert_eq!(train.window_ends()[0].to_string(), "2018-11-11T00:00:00Z");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn from_labels(
        features: FeatureMatrix,
        labels: Vec<bool>,
        window_ends: impl Into<WindowEnds>,
    ) -> Result<Dataset, Error> {
        check_length("the list of labels", features.n_rows(), labels.len())?;
        let window_ends = window_ends.into().of_rows(&features)?;
        let weights = vec![1.0; features.n_rows()];
        Ok(Dataset { features, labels, window_ends, weights, lifetimes: None, population: None })
    }

    /// Builds a dataset from a table: the id and the cutoff of each row, the columns with their
    /// values, the labels, and the end of each row's outcome window or one horizon for all.
    ///
    /// Ids may stand in any order and repeat; rows stay in the order given.
    ///
    /// # Errors
    ///
    /// Like [`FeatureMatrix::from_columns`] and [`Dataset::from_labels`].
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, Dataset, Span, Time};
    ///
    /// let cutoffs: [Time; 3] = ["2018-11-01".parse()?, "2018-11-08".parse()?, "2018-11-01".parse()?];
    /// let songs = (Column::number("songs", "songs heard"), vec![40.0, 35.0, 2.0]);
    /// let errors = (Column::number("errors", "errors met"), vec![0.0, f64::NAN, 3.0]);
    /// let train = Dataset::from_columns(
    ///     &["dan", "dan", "ada"],
    ///     &cutoffs,
    ///     vec![songs, errors],
    ///     vec![false, false, true],
    ///     Span::from_days(10),
    /// )?;
    /// assert_eq!((train.n_rows(), train.n_churned()), (3, 1));
    /// assert_eq!(train.features().entity_id(1), "dan");
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn from_columns<S: AsRef<str>>(
        ids: &[S],
        cutoffs: &[Time],
        columns: Vec<(Column, Vec<f64>)>,
        labels: Vec<bool>,
        window_ends: impl Into<WindowEnds>,
    ) -> Result<Dataset, Error> {
        let features = FeatureMatrix::from_columns(ids, cutoffs, columns)?;
        Dataset::from_labels(features, labels, window_ends)
    }

    /// Returns the same rows with other weights: a row of weight 2 counts as two rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one weight per row, [`ErrorKind::Data`] at the first
    /// that is negative or not finite, and if all are zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// let heavy = data.weighted(vec![1.0, 5.0, 1.0])?;
    /// assert_eq!(heavy.weights(), [1.0, 5.0, 1.0]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn weighted(self, weights: Vec<f64>) -> Result<Dataset, Error> {
        check_weights(self.n_rows(), &weights)?;
        if !weights.is_empty() && weights.iter().all(|weight| *weight == 0.0) {
            return Err(DatasetProblem::NoWeight { n_rows: weights.len() }.into());
        }
        Ok(Dataset { weights, ..self })
    }

    /// Returns the same rows with the interval under observation of each, counted in days of
    /// tenure, which survival models learn from.
    ///
    /// A row's features are those of its cutoff, so its interval belongs to the days right after:
    /// from the cutoff (or the beginning of the outcome window) to the next cutoff or the churn. It
    /// ends within the outcome window at the latest. So whoever trains on rows whose outcome was
    /// known by some day sees nothing later in their intervals either, and the lifetime of a whole
    /// customer, joined with the features at its end, is refused.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] if there is not one interval per row, at the first that is longer
    /// than from the cutoff to the end of the outcome window, and at the first that ends with churn
    /// although the row is labelled as retained. (The reverse is possible: a row can churn after
    /// the next cutoff.)
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::Lifetime;
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// let lifetimes = vec![
    ///     Lifetime::new(30.0, 40.0, false)?,
    ///     Lifetime::new(5.0, 8.0, true)?,
    ///     Lifetime::new(90.0, 100.0, false)?,
    /// ];
    /// let data = data.with_lifetimes(lifetimes)?;
    /// assert!(data.lifetimes().is_some_and(|lifetimes| lifetimes[1].churned()));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn with_lifetimes(self, lifetimes: Vec<Lifetime>) -> Result<Dataset, Error> {
        check_length("the list of lifetimes", self.n_rows(), lifetimes.len())?;
        for (row, lifetime) in lifetimes.iter().enumerate() {
            self.check_lifetime(row, lifetime)?;
        }
        Ok(Dataset { lifetimes: Some(lifetimes), ..self })
    }

    fn check_lifetime(&self, row: usize, lifetime: &Lifetime) -> Result<(), Error> {
        let cutoff = self.features.observations()[row].cutoff;
        let window_days = self.window_ends[row].days_since(cutoff);
        let days_at_risk = lifetime.days_at_risk();
        if days_at_risk > window_days + ROUNDING_DAYS {
            return Err(IntervalProblem::BeyondWindow { row, days_at_risk, window_days }.into());
        }
        if lifetime.churned() && !self.labels[row] {
            return Err(IntervalProblem::ChurnWithoutLabel { row }.into());
        }
        Ok(())
    }

    /// Returns the same rows with features of the population behind them: of everyone seen before
    /// each cutoff, whether or not they are still at risk.
    ///
    /// Rows of a risk set leave out those who went silent long ago, and a model of how customers
    /// come and go would learn from them that nobody goes. There is no outcome in a population, and
    /// its columns need not be those of the rows. [`select`](Dataset::select) keeps it whole.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    ///
    /// let cutoff: Time = "2018-11-01".parse()?;
    /// let days = |values: &[f64]| vec![(Column::number("active_days", ""), values.to_vec())];
    /// let everyone = ["ada", "bob", "dan"];
    /// let everyone = FeatureMatrix::from_columns(&everyone, &[cutoff; 3], days(&[9.0, 1.0, 2.0]))?;
    ///
    /// // Bob has been silent for too long to be at risk.
    /// let (columns, left) = (days(&[9.0, 2.0]), vec![false, true]);
    /// let horizon = Span::from_days(10);
    /// let train = Dataset::from_columns(&["ada", "dan"], &[cutoff; 2], columns, left, horizon)?;
    /// let train = train.with_population(everyone);
    /// assert_eq!(train.select(&[0]).population().map(FeatureMatrix::n_rows), Some(3));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn with_population(self, population: impl Into<Arc<FeatureMatrix>>) -> Dataset {
        Dataset { population: Some(population.into()), ..self }
    }

    /// Returns the features of everyone seen before the cutoffs; `None` unless
    /// [`with_population`](Dataset::with_population) gave them.
    pub fn population(&self) -> Option<&FeatureMatrix> {
        self.population.as_deref()
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.labels.len()
    }

    /// Returns the features.
    pub fn features(&self) -> &FeatureMatrix {
        &self.features
    }

    /// Returns the label of each row: whether the entity churned.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// assert_eq!(data.labels(), [false, true, false]);
    /// assert_eq!((data.n_churned(), data.weights()), (1, &[1.0; 3][..]));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn labels(&self) -> &[bool] {
        &self.labels
    }

    /// Returns the number of rows whose entity churned.
    pub fn n_churned(&self) -> usize {
        self.labels.iter().filter(|churned| **churned).count()
    }

    /// Returns the weight of each row, 1 unless said otherwise.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Returns the group of each row: the index of its entity.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// // By the order of the ids, so that rows of one customer stay together.
    /// assert_eq!(data.groups(), [2, 0, 1]);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn groups(&self) -> Vec<usize> {
        self.features.observations().iter().map(|row| row.entity.position()).collect()
    }

    /// Returns the cutoff of each row.
    pub fn cutoffs(&self) -> Vec<Time> {
        self.features.observations().iter().map(|row| row.cutoff).collect()
    }

    /// Returns the end of each row's outcome window: when its label is known.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let (ids, left) = (["dan", "ada", "bob"], vec![false, true, false]);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, left, Span::from_days(10))?;
    /// # let features = data.features();
    /// assert_eq!(data.window_ends()[0].days_since(data.cutoffs()[0]), 10.0);
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn window_ends(&self) -> &[Time] {
        &self.window_ends
    }

    /// Returns the interval under observation of each row; `None` unless
    /// [`with_lifetimes`](Dataset::with_lifetimes) gave them.
    pub fn lifetimes(&self) -> Option<&[Lifetime]> {
        self.lifetimes.as_deref()
    }

    /// Returns the dataset of some of its rows, in the order given.
    ///
    /// # Panics
    ///
    /// If a row is not below the number of rows.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{Column, Dataset, FeatureMatrix, Span, Time};
    /// # let cutoffs = [Time::from_millis(0); 3];
    /// # let columns = vec![(Column::number("songs", "songs heard"), vec![40.0, f64::NAN, 2.0])];
    /// # let ids = ["dan", "ada", "bob"];
    /// # let horizon = Span::from_days(10);
    /// # let data = Dataset::from_columns(&ids, &cutoffs, columns, vec![false, true, false], horizon)?;
    /// # let features = data.features();
    /// let retained = data.select(&[0, 2]);
    /// assert_eq!((retained.n_rows(), retained.n_churned()), (2, 0));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn select(&self, rows: &[usize]) -> Dataset {
        Dataset {
            features: self.features.select(rows),
            labels: rows.iter().map(|row| self.labels[*row]).collect(),
            window_ends: rows.iter().map(|row| self.window_ends[*row]).collect(),
            weights: rows.iter().map(|row| self.weights[*row]).collect(),
            lifetimes: self
                .lifetimes
                .as_ref()
                .map(|all| rows.iter().map(|row| all[*row]).collect()),
            population: self.population.clone(),
        }
    }
}

/// The ends of the outcome windows of a dataset's rows: one for each, or so long after its cutoff.
///
/// Made by `into` from a `Vec<Time>` or a [`Span`], the horizon of all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WindowEnds {
    /// One end for each row.
    Each(Vec<Time>),
    /// Each window ends so long after its row's cutoff.
    After(Span),
}

impl From<Vec<Time>> for WindowEnds {
    fn from(ends: Vec<Time>) -> WindowEnds {
        WindowEnds::Each(ends)
    }
}

impl From<Span> for WindowEnds {
    fn from(horizon: Span) -> WindowEnds {
        WindowEnds::After(horizon)
    }
}

impl WindowEnds {
    fn of_rows(self, features: &FeatureMatrix) -> Result<Vec<Time>, Error> {
        let rows = features.observations();
        let ends = match self {
            WindowEnds::Each(ends) => ends,
            WindowEnds::After(horizon) => rows.iter().map(|row| row.cutoff + horizon).collect(),
        };
        check_length("the list of window ends", rows.len(), ends.len())?;
        match rows.iter().zip(&ends).position(|(row, end)| *end < row.cutoff) {
            None => Ok(ends),
            Some(row) => Err(DatasetProblem::EarlyEnd {
                row,
                id: features.entity_id(row).to_owned(),
                end: ends[row],
                cutoff: rows[row].cutoff,
            }
            .into()),
        }
    }
}

/// Checks that there is one weight for each row, each finite and not negative.
///
/// # Errors
///
/// [`ErrorKind::Mismatch`] if there is not one weight per row, [`ErrorKind::Data`] at the first
/// that no row can have.
///
/// # Examples
///
/// ```
/// use refrain_core::check_weights;
///
/// assert!(check_weights(2, &[1.0, 0.5]).is_ok());
/// let error = check_weights(2, &[1.0, -1.0]).unwrap_err();
/// assert_eq!(error.to_string(), "row 1 has the weight -1; weights are finite and not negative");
/// ```
pub fn check_weights(n_rows: usize, weights: &[f64]) -> Result<(), Error> {
    check_length("the list of weights", n_rows, weights.len())?;
    let impossible = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.iter().position(impossible) {
        Some(row) => Err(DatasetProblem::Weight { row, found: weights[row] }.into()),
        None => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
enum DatasetProblem {
    #[error("the outcome of observation {row} is censored, so it has no label; leave it out")]
    Censored { row: usize },
    #[error("row {row} (`{id}`): its outcome window ends at {end}, before its cutoff {cutoff}")]
    EarlyEnd { row: usize, id: String, end: Time, cutoff: Time },
    #[error("row {row} has the weight {found}; weights are finite and not negative")]
    Weight { row: usize, found: f64 },
    #[error("all {n_rows} rows have the weight 0; at least one must count")]
    NoWeight { n_rows: usize },
}

impl Problem for DatasetProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

/// Intervals that do not belong to the rows they are given for.
#[derive(Debug, thiserror::Error)]
enum IntervalProblem {
    #[error(
        "row {row} is under observation for {days_at_risk} days, but its outcome is known \
         {window_days} days after its cutoff: features of a cutoff go with the days up to the next \
         cutoff, not with a whole lifetime"
    )]
    BeyondWindow { row: usize, days_at_risk: f64, window_days: f64 },
    #[error("row {row} leaves in its interval and is labelled as retained")]
    ChurnWithoutLabel { row: usize },
}

impl Problem for IntervalProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Mismatch
    }
}
