//! What all protocols of a log share.

use refrain_core::{Dataset, EventLog, Span, Time};
use refrain_eval::{Bootstrap, Protocol, TestedEntities};
use refrain_events::EventSchema;
use refrain_features::FeatureSet;
use refrain_labels::Schedule;

use super::ReplicationOptions;
use super::division::shuffled_places;
use super::models::Candidate;
use super::preparation::{Preparation, Prepared};
use super::recipe::Recipe;
use super::tested::{Tested, test};
use crate::backtest::test_splits;
use crate::ever::whole_log_dataset;
use crate::parts::Part;
use crate::{Error, Pipeline, parse_rule};

/// The log, the options, and the customers that are kept.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) log: &'a EventLog,
    pub(super) schema: &'a EventSchema,
    pub(super) options: ReplicationOptions,
    pub(super) bootstrap: Bootstrap,
    kept: Vec<bool>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(
        log: &'a EventLog,
        schema: &'a EventSchema,
        options: ReplicationOptions,
    ) -> Result<Ground<'a>, Error> {
        let bootstrap = Bootstrap::new(options.n_resamples, 0.95, options.seed)?;
        Ok(Ground { log, schema, options, bootstrap, kept: kept(log, options)? })
    }

    pub(super) fn n_entities(&self) -> usize {
        self.kept.iter().filter(|kept| **kept).count()
    }

    /// The kept entities, once each, and whether they ever left.
    pub(super) fn whole_log(&self, features: &FeatureSet) -> Result<Dataset, Error> {
        let rule = parse_rule("cancel", self.schema)?;
        Ok(self.of_kept(whole_log_dataset(self.log, features, rule.as_ref())?))
    }

    /// The kept entities at risk at each cutoff, with their outcome in the horizon.
    pub(super) fn observed(
        &self,
        recipe: &Recipe,
        schedule: Schedule,
        horizon: Span,
    ) -> Result<Dataset, Error> {
        let pipeline = Pipeline::new(self.schema)?
            .features(recipe.features(self.schema, self.log)?)
            .schedule(schedule)
            .horizon(horizon);
        Ok(self.of_kept(pipeline.dataset(self.log)?.1))
    }

    /// Tests models on the division of a protocol.
    pub(super) fn divided(
        &self,
        dataset: &Dataset,
        recipe: &Recipe,
        of_training_rows: Preparation,
        models: &[Candidate],
    ) -> Result<Tested, Error> {
        let parts = recipe.division.parts(dataset, self.options.seed)?;
        test(dataset, &parts, &estimators(models, of_training_rows), self.bootstrap)
    }

    /// Tests the models of a protocol at later cutoffs of other entities.
    pub(super) fn honest(&self, recipe: &Recipe) -> Result<Tested, Error> {
        let ReplicationOptions { every, horizon, n_folds, seed, .. } = self.options;
        let dataset = self.observed(recipe, Schedule::Every(every), horizon)?;
        let entities = TestedEntities::Disjoint { n_folds };
        let protocol = Protocol { entities, seed, ..Protocol::default() };
        let splits = test_splits(&dataset, &protocol)?;
        let parts: Vec<Part> = splits.into_iter().map(Part::from).collect();
        test(&dataset, &parts, &estimators(&recipe.models, recipe.preparation), self.bootstrap)
    }

    /// The midnight (UTC) before the middle of the log, and the time from there to its end.
    pub(super) fn middle(&self) -> (Time, Span) {
        let range = self.log.range();
        let middle = Time::from_millis(range.start.millis() + range.span().millis() / 2);
        // A log of less than a day has no midnight in it.
        let middle = middle.start_of_utc_day().max(range.start + Span::MILLISECOND);
        (middle, Span::between(middle, range.end))
    }

    fn of_kept(&self, dataset: Dataset) -> Dataset {
        let groups = dataset.groups();
        let is_kept = |row: &usize| self.kept[groups[*row]];
        let rows: Vec<usize> = (0..dataset.n_rows()).filter(is_kept).collect();
        if rows.len() == dataset.n_rows() { dataset } else { dataset.select(&rows) }
    }
}

/// The models, each with its preparation fitted on training rows.
pub(super) fn estimators(
    models: &[Candidate],
    preparation: Preparation,
) -> Vec<(&'static str, Prepared)> {
    let prepared = |model: &Candidate| {
        (model.name, Prepared { preparation, estimator: model.estimator.clone() })
    };
    models.iter().map(prepared).collect()
}

/// Draws entities by a hash of their ids, up to the limit.
fn kept(log: &EventLog, options: ReplicationOptions) -> Result<Vec<bool>, Error> {
    let n_entities = log.n_entities();
    match options.max_entities {
        Some(limit) if limit < n_entities => {
            let ids: Vec<&str> = log.entities().map(|entity| log.entity_id(entity)).collect();
            let places = shuffled_places(&ids, options.seed)?;
            Ok(places.into_iter().map(|place| place < limit).collect())
        }
        _ => Ok(vec![true; n_entities]),
    }
}
