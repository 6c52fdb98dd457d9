//! Models tested on the rows of one side.

use std::collections::BTreeSet;

use rayon::prelude::*;
use refrain::base::{Dataset, Fit, Time};
use refrain::eval::{Bootstrap, Interval, Metric, StandardMetric, group_by_id};

use refrain::Error;
use refrain::parts::{Part, ids, predict};
use refrain::shares_below;

/// Churn is predicted from this probability on, as libraries do by default.
const THRESHOLD: f64 = 0.5;

/// Models tested on the same rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Tested {
    /// Number of test rows.
    pub n_rows: usize,
    /// Number of them that churned.
    pub n_churned: usize,
    /// Number of entities among them.
    pub n_entities: usize,
    /// The cutoffs tested, ascending.
    pub cutoffs: Vec<Time>,
    /// Each model with its figures.
    pub models: Vec<TestedModel>,
    /// Figures of predicting that all stay.
    pub all_stay: Figures,
}

/// A model's figures.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TestedModel {
    /// Its name.
    pub name: &'static str,
    /// Its figures.
    pub figures: Figures,
}

/// The figures that are published, and those that tell more; intervals by bootstrap over entities.
///
/// Accuracy and weighted F1 predict churn from a probability of one half on. The other two rank
/// rows within their fold or cutoff.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Figures {
    /// Share of rows predicted right.
    pub accuracy: Interval,
    /// F1 of both classes, weighted by their rows.
    pub weighted_f1: Interval,
    /// Area under the ROC curve.
    pub roc_auc: Interval,
    /// Average precision.
    pub average_precision: Interval,
}

impl Tested {
    /// Returns the figures of a model.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_replicate::{PublishedProtocol, ReplicationOptions, Replicator};
    ///
    /// # use refrain::events::EventSchema;
    /// # use refrain::sim::{Simulation, SimulationOptions};
    /// # let simulated = SimulationOptions::new().users(150).days(61).seed(1);
    /// # let log = Simulation::new(simulated)?.event_log()?;
    /// # let schema = EventSchema::sparkify();
    /// let options = ReplicationOptions::default().n_resamples(40);
    /// let clocks = Replicator::new(&log, &schema, options)?.run(PublishedProtocol::ClockOnly)?;
    /// let best = clocks.honest.best();
    /// assert_eq!(clocks.honest.figures(best.name), Some(&best.figures));
    /// assert_eq!(best.figures.named().len(), 4);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub fn figures(&self, model: &str) -> Option<&Figures> {
        self.models.iter().find(|tested| tested.name == model).map(|tested| &tested.figures)
    }

    /// Returns the model of the greatest ROC AUC, the first of those alike.
    pub fn best(&self) -> &TestedModel {
        let better = |best: &'_ TestedModel, other: &TestedModel| {
            other.figures.roc_auc.estimate > best.figures.roc_auc.estimate
        };
        let mut models = self.models.iter();
        let first = models.next().expect("every protocol has models");
        models.fold(first, |best, other| if better(best, other) { other } else { best })
    }
}

impl Figures {
    /// Returns the figures under their names in tables.
    pub fn named(&self) -> [(&'static str, Interval); 4] {
        [
            ("accuracy", self.accuracy),
            ("weighted_f1", self.weighted_f1),
            ("roc_auc", self.roc_auc),
            ("average_precision", self.average_precision),
        ]
    }
}

/// Fits each estimator on the training rows of each part and judges what it says of the test rows.
pub(crate) fn test<E: Fit>(
    dataset: &Dataset,
    parts: &[Part],
    estimators: &[(&'static str, E)],
    bootstrap: Bootstrap,
) -> Result<Tested, Error> {
    let rows: Vec<usize> = parts.iter().flat_map(|part| part.test.clone()).collect();
    let tested = dataset.select(&rows);
    let groups = group_by_id(&ids(&tested));
    let judge = Judge { labels: tested.labels(), groups: &groups, bootstrap };
    let predicted = |(name, estimator): &(&'static str, E)| {
        let of_parts = parts.iter().map(|part| predict(estimator, dataset, part));
        Ok((*name, of_parts.collect::<Result<Vec<_>, Error>>()?))
    };
    let scores = estimators.iter().map(predicted).collect::<Result<Vec<_>, Error>>()?;
    let judged = |(name, scores): &(&'static str, Vec<Vec<f64>>)| {
        Ok(TestedModel { name, figures: judge.figures(scores)? })
    };
    let cutoffs: BTreeSet<Time> = tested.cutoffs().into_iter().collect();
    Ok(Tested {
        n_rows: tested.n_rows(),
        n_churned: tested.n_churned(),
        n_entities: groups.iter().collect::<BTreeSet<_>>().len(),
        cutoffs: cutoffs.into_iter().collect(),
        models: scores.par_iter().map(judged).collect::<Result<_, Error>>()?,
        all_stay: judge.figures(&[vec![0.0; tested.n_rows()]])?,
    })
}

/// The test rows and how their scores are judged.
struct Judge<'a> {
    labels: &'a [bool],
    groups: &'a [usize],
    bootstrap: Bootstrap,
}

impl Judge<'_> {
    fn figures(&self, of_parts: &[Vec<f64>]) -> Result<Figures, Error> {
        let ranks: Vec<f64> = of_parts.iter().flat_map(|scores| shares_below(scores)).collect();
        let ranking = [StandardMetric::RocAuc, StandardMetric::AveragePrecision];
        let ranked = self.bootstrap.intervals(&ranking, self.labels, &ranks, self.groups)?;
        let probabilities = of_parts.concat();
        let of_threshold = [
            Box::new(StandardMetric::Accuracy { threshold: THRESHOLD }) as Box<dyn Metric>,
            Box::new(StandardMetric::WeightedFBeta { threshold: THRESHOLD, beta: 1.0 }),
        ];
        let (labels, groups) = (self.labels, self.groups);
        let decided = self.bootstrap.intervals(&of_threshold, labels, &probabilities, groups)?;
        Ok(Figures {
            accuracy: decided[0],
            weighted_f1: decided[1],
            roc_auc: ranked[0],
            average_precision: ranked[1],
        })
    }
}
