//! Searching for parameters inside every split.

use refrain_core::{Dataset, Fit};
use refrain_models::search::{Search, SearchOptions, Setting, time_ordered_folds};
use refrain_models::{AnyEstimator, AnyModel, Error as ModelError, ModelKind};

use super::problem::StudyProblem;
use crate::Error;

/// An estimator that searches for its own parameters whenever it is fitted.
///
/// [`fit`](Fit::fit) runs the search of `refrain-models` in folds of the training rows, apart in
/// entities and in time, and fits the winner on all of them. In a [`backtest`](crate::backtest) the
/// search therefore sees the training rows of one split only, and what it chose is tested once, on
/// rows that had no part in the choice: figures of a search over all rows flatter, because the
/// parameters were chosen by the rows they are tested on (Cawley and Talbot 2010).
#[derive(Debug, Clone)]
pub struct NestedSearch {
    kind: ModelKind,
    base: AnyEstimator,
    options: SearchOptions,
    n_folds: usize,
}

impl NestedSearch {
    /// Sets up a search over the parameters of a kind of model, from `base` on, which is of that
    /// kind; settings are scored by log loss in `n_folds` folds of the training rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](refrain_core::ErrorKind::Argument) for a kind without parameters to search for, and what
    /// [`Search::new`] says of the options.
    pub fn new(
        kind: ModelKind,
        base: AnyEstimator,
        options: SearchOptions,
        n_folds: usize,
    ) -> Result<NestedSearch, Error> {
        let nothing = StudyProblem::NothingToSearch { model: kind.name() };
        let space = kind.search_space().ok_or(nothing)?;
        Search::new(space, options)?;
        Ok(NestedSearch { kind, base, options, n_folds })
    }

    /// Returns the setting that the search chooses on some rows.
    ///
    /// # Errors
    ///
    /// If the rows cannot be divided into folds, or every trial fails.
    pub fn best_setting(&self, train: &Dataset) -> Result<Setting, ModelError> {
        let space = self.kind.search_space().expect("a kind without a space is refused at first");
        let folds = time_ordered_folds(train, self.n_folds)?;
        let build = |setting: &Setting| self.base.clone().with_setting(setting);
        let found = Search::new(space, self.options)?.run(train, &folds, build, |_| {})?;
        Ok(found.best_trial().setting.clone())
    }
}

impl Fit for NestedSearch {
    type Fitted = AnyModel;
    type Error = ModelError;

    fn fit(&self, train: &Dataset) -> Result<AnyModel, ModelError> {
        let best = self.best_setting(train)?;
        self.base.clone().with_setting(&best)?.fit(train)
    }
}
