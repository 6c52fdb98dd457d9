//! Searching for parameters inside every split.

use std::fmt;
use std::sync::Arc;

use refrain_core::{Dataset, Fit};
use refrain_eval::{Protocol, TestCutoffs};
use refrain_models::search::{Search, SearchOptions, SearchSpace, Setting};
use refrain_models::{AnyEstimator, ModelKind};

use super::problem::StudyProblem;
use super::search_splits::search_splits;
use crate::Error;

/// An estimator that searches for its own parameters whenever it is fitted.
///
/// [`fit`](Fit::fit) runs the search of `refrain-models` in splits of the training rows, made by a
/// protocol as [`search_splits`] does, and fits the winner on all of them. In a [`backtest`](crate::backtest) the
/// search therefore sees the training rows of one split only, and what it chose is tested once, on
/// rows that had no part in the choice: figures of a search over all rows flatter, because the
/// parameters were chosen by the rows they are tested on (Cawley and Talbot 2010).
#[derive(Clone)]
pub struct NestedSearch<E = AnyEstimator> {
    space: SearchSpace,
    build: Build<E>,
    options: SearchOptions,
    protocol: Protocol,
}

/// Makes the estimator of a setting.
type Build<E> = Arc<dyn Fn(&Setting) -> Result<E, Error> + Send + Sync>;

impl<E> fmt::Debug for NestedSearch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NestedSearch")
            .field("space", &self.space)
            .field("options", &self.options)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

impl NestedSearch {
    /// Sets up a search over the parameters of a kind of model, from `base` on, which is of that
    /// kind; settings are scored by log loss in splits of the training rows under a protocol. Test
    /// cutoffs that it names lie after the training rows of most splits; the later half of their
    /// cutoffs stands for them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) for a kind without parameters to search for, and what
    /// [`Search::new`] says of the options.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::NestedSearch;
    /// use refrain::base::Fit;
    /// use refrain::eval::Protocol;
    /// use refrain::models::search::{SearchBudget, SearchOptions};
    /// use refrain::models::{AnyEstimator, ModelKind};
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
    /// let base = AnyEstimator::from(ModelKind::Logistic);
    /// let options = SearchOptions::default().budget(SearchBudget::Trials(4));
    /// let search = NestedSearch::new(ModelKind::Logistic, base, options, Protocol::default())?;
    /// assert_eq!(search.fit(&dataset)?.kind(), ModelKind::Logistic);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn new(
        kind: ModelKind,
        base: AnyEstimator,
        options: SearchOptions,
        protocol: Protocol,
    ) -> Result<NestedSearch, Error> {
        let nothing = StudyProblem::NothingToSearch { model: kind.name() };
        let space = kind.search_space().ok_or(nothing)?;
        let build = move |setting: &Setting| base.clone().with_setting(setting);
        NestedSearch::over(space, build, options, protocol)
    }
}

impl<E> NestedSearch<E> {
    /// Sets up a search over a space of settings, of which `build` makes the estimators: of one
    /// type, or boxed ([`DynEstimator`](refrain_core::DynEstimator)). Otherwise as
    /// [`new`](NestedSearch::new).
    ///
    /// # Errors
    ///
    /// What [`Search::new`] says of the options.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::NestedSearch;
    /// use refrain::base::DynEstimator;
    /// use refrain::eval::Protocol;
    /// use refrain::models::search::{Range, SearchOptions, SearchSpace, Setting};
    /// use refrain::models::{BaseRate, Logistic};
    ///
    /// let space = SearchSpace::new([("model", Range::choice(["base-rate", "logistic"]))])?;
    /// let build = |setting: &Setting| -> Result<Box<dyn DynEstimator>, refrain::Error> {
    ///     Ok(match setting.text("model")? {
    ///         "logistic" => Box::new(Logistic::default()),
    ///         _ => Box::new(BaseRate),
    ///     })
    /// };
    /// let search =
    ///     NestedSearch::over(space, build, SearchOptions::default(), Protocol::default())?;
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn over(
        space: SearchSpace,
        build: impl Fn(&Setting) -> Result<E, Error> + Send + Sync + 'static,
        options: SearchOptions,
        protocol: Protocol,
    ) -> Result<NestedSearch<E>, Error> {
        Search::new(space.clone(), options)?;
        let test_cutoffs = match protocol.test_cutoffs.clone() {
            TestCutoffs::At(_) => TestCutoffs::LaterHalf,
            relative => relative,
        };
        let protocol = protocol.test_cutoffs(test_cutoffs);
        Ok(NestedSearch { space, build: Arc::new(build), options, protocol })
    }
}

impl<E: Fit> NestedSearch<E> {
    /// Returns the setting that the search chooses on some rows.
    ///
    /// # Errors
    ///
    /// If the rows cannot be split, or every trial fails.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain::NestedSearch;
    /// use refrain::eval::Protocol;
    /// use refrain::models::search::{SearchBudget, SearchOptions};
    /// use refrain::models::{AnyEstimator, ModelKind};
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
    /// let base = AnyEstimator::from(ModelKind::Logistic);
    /// let options = SearchOptions::default().budget(SearchBudget::Trials(4));
    /// let search = NestedSearch::new(ModelKind::Logistic, base, options, Protocol::default())?;
    /// assert!(search.best_setting(&dataset)?.number("l2")? >= 10.0);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn best_setting(&self, train: &Dataset) -> Result<Setting, Error> {
        let splits = search_splits(train, &self.protocol)?;
        let search = Search::new(self.space.clone(), self.options)?;
        let found = search.run(train, &splits, |setting| (self.build)(setting), |_| {})?;
        Ok(found.best_trial().setting.clone())
    }
}

impl<E: Fit> Fit for NestedSearch<E> {
    type Fitted = E::Fitted;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<E::Fitted, Error> {
        let best = self.best_setting(train)?;
        (self.build)(&best)?.fit(train).map_err(Error::other)
    }
}
