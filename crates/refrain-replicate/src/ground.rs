//! The log, options and customers that all protocols share.

use refrain::base::{Dataset, EventLog, Span, Time};
use refrain::eval::{Bootstrap, Protocol, TestedEntities};
use refrain::events::EventSchema;
use refrain::features::FeatureSet;
use refrain::labels::Schedule;

use crate::ReplicationOptions;
use crate::division::shuffled_places;
use crate::models::Candidate;
use crate::preparation::{Preparation, Prepared};
use crate::recipe::Recipe;
use crate::tested::{Tested, test};
use refrain::parts::Part;
use refrain::test_splits;
use refrain::whole_log_dataset;
use refrain::{Error, Pipeline, parse_rule};

/// The log, the options, and the customers that are kept.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) log: &'a EventLog,
    pub(crate) schema: &'a EventSchema,
    pub(crate) options: ReplicationOptions,
    pub(crate) bootstrap: Bootstrap,
    kept: Vec<bool>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(
        log: &'a EventLog,
        schema: &'a EventSchema,
        options: ReplicationOptions,
    ) -> Result<Ground<'a>, Error> {
        let bootstrap = Bootstrap::new(options.n_resamples, 0.95, options.seed)?;
        Ok(Ground { log, schema, options, bootstrap, kept: kept(log, options)? })
    }

    pub(crate) fn n_entities(&self) -> usize {
        self.kept.iter().filter(|kept| **kept).count()
    }

    /// The kept entities, once each, and whether they ever left.
    pub(crate) fn whole_log(&self, features: &FeatureSet) -> Result<Dataset, Error> {
        let rule = parse_rule("cancel", self.schema)?;
        Ok(self.of_kept(whole_log_dataset(self.log, features, rule.as_ref())?))
    }

    /// The kept entities at risk at each cutoff, with their outcome in the horizon.
    pub(crate) fn observed(
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
    pub(crate) fn divided(
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
    pub(crate) fn honest(&self, recipe: &Recipe) -> Result<Tested, Error> {
        let ReplicationOptions { every, horizon, n_folds, seed, .. } = self.options;
        let dataset = self.observed(recipe, Schedule::Every(every), horizon)?;
        let entities = TestedEntities::Disjoint { n_folds };
        let protocol = Protocol::default().entities(entities).seed(seed);
        let splits = test_splits(&dataset, &protocol)?;
        let parts: Vec<Part> = splits.into_iter().map(Part::from).collect();
        test(&dataset, &parts, &estimators(&recipe.models, recipe.preparation), self.bootstrap)
    }

    /// The midnight before the middle of the log, and the time from there to its end.
    pub(crate) fn middle(&self) -> (Time, Span) {
        let range = self.log.range();
        let middle = Time::from_millis(range.start.millis() + range.span().millis() / 2);
        // A log of less than a day has no midnight in it.
        let middle = self.log.calendar().start_of_day(middle).max(range.start + Span::MILLISECOND);
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
pub(crate) fn estimators(
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
