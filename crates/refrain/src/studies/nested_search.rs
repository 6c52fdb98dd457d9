//! Searching for parameters inside every split.

use refrain_core::{Dataset, Fit};
use refrain_eval::{Protocol, TestCutoffs};
use refrain_models::search::{Search, SearchOptions, Setting};
use refrain_models::{AnyEstimator, AnyModel, ModelKind};

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
#[derive(Debug, Clone)]
pub struct NestedSearch {
    kind: ModelKind,
    base: AnyEstimator,
    options: SearchOptions,
    protocol: Protocol,
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
    pub fn new(
        kind: ModelKind,
        base: AnyEstimator,
        options: SearchOptions,
        protocol: Protocol,
    ) -> Result<NestedSearch, Error> {
        let nothing = StudyProblem::NothingToSearch { model: kind.name() };
        let space = kind.search_space().ok_or(nothing)?;
        Search::new(space, options)?;
        let test_cutoffs = match protocol.test_cutoffs.clone() {
            TestCutoffs::At(_) => TestCutoffs::LaterHalf,
            relative => relative,
        };
        let protocol = protocol.test_cutoffs(test_cutoffs);
        Ok(NestedSearch { kind, base, options, protocol })
    }

    /// Returns the setting that the search chooses on some rows.
    ///
    /// # Errors
    ///
    /// If the rows cannot be split, or every trial fails.
    pub fn best_setting(&self, train: &Dataset) -> Result<Setting, Error> {
        let space = self.kind.search_space().expect("a kind without a space is refused at first");
        let splits = search_splits(train, &self.protocol)?;
        let build = |setting: &Setting| self.base.clone().with_setting(setting);
        let found = Search::new(space, self.options)?.run(train, &splits, build, |_| {})?;
        Ok(found.best_trial().setting.clone())
    }
}

impl Fit for NestedSearch {
    type Fitted = AnyModel;
    type Error = Error;

    fn fit(&self, train: &Dataset) -> Result<AnyModel, Error> {
        let best = self.best_setting(train)?;
        self.base.clone().with_setting(&best)?.fit(train)
    }
}
