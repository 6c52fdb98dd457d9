//! Published churn protocols, run as published and honestly.
//!
//! A [`Replicator`] runs a [`PublishedProtocol`] of the field on a log twice. As published: one row a
//! customer, features over the whole log, the label "ever left", a random split. Honestly: the same
//! features and models as of cutoffs, the label "leaves within the horizon", models fitted on other
//! customers at earlier cutoffs ([`backtest`](refrain::backtest())). Between the two it repairs one
//! fault after the other, to tell which of them made the figures.
//!
//! # Examples
//!
//! ```
//! use refrain::events::EventSchema;
//! use refrain_replicate::{PublishedProtocol, ReplicationOptions, Replicator};
//! use refrain::sim::{Simulation, SimulationOptions};
//!
//! let options = SimulationOptions::new().users(150).days(61).seed(1);
//! let log = Simulation::new(options)?.event_log()?;
//! let schema = EventSchema::sparkify();
//! let options = ReplicationOptions::default().n_resamples(40);
//!
//! let replicator = Replicator::new(&log, &schema, options)?;
//! let clocks = replicator.run(PublishedProtocol::ClockOnly)?;
//! let auc = |tested: &refrain_replicate::Tested| tested.best().figures.roc_auc.estimate;
//! assert!(auc(&clocks.published) > auc(&clocks.honest));
//! # Ok::<(), refrain::Error>(())
//! ```

mod audited;
mod clocks;
mod columns;
mod control;
mod copies;
mod division;
mod ground;
mod kind_totals;
mod min_max;
mod models;
mod preparation;
mod problem;
mod protocol;
mod reasons;
mod recipe;
mod repetition;
mod replicator;
mod show;
mod steps;
mod strongest;
mod table;
mod tested;

use refrain::audit::AuditFinding;
use refrain::base::Span;

pub use protocol::{PublishedProtocol, parse_protocols};
pub use replicator::Replicator;
pub use show::show_together;
pub use steps::{Repair, Step};
pub use table::replication_table;
pub use tested::{Figures, Tested, TestedModel};

/// Options of a replication.
///
/// # Examples
///
/// ```
/// use refrain::base::Span;
/// use refrain_replicate::ReplicationOptions;
///
/// let options = ReplicationOptions::default().horizon(Span::from_days(30)).max_entities(5_000);
/// assert_eq!((options.n_folds, options.max_entities), (5, Some(5_000)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplicationOptions {
    /// Stride between the cutoffs of the honest side. Default 7 days.
    pub every: Span,
    /// Length of its outcome windows. Default 10 days.
    pub horizon: Span,
    /// Its folds of entities. Default 5.
    pub n_folds: usize,
    /// Resamples of the bootstrap over entities, on both sides. Default 1,000.
    pub n_resamples: usize,
    /// Seed of the splits, the folds and the bootstrap. Default 7.
    pub seed: u64,
    /// The most customers to run on, drawn by a hash of their ids; `None` is all.
    pub max_entities: Option<usize>,
}

impl Default for ReplicationOptions {
    fn default() -> ReplicationOptions {
        ReplicationOptions {
            every: Span::from_days(7),
            horizon: Span::from_days(10),
            n_folds: 5,
            n_resamples: 1_000,
            seed: 7,
            max_entities: None,
        }
    }
}

impl ReplicationOptions {
    /// Sets the stride between the cutoffs of the honest side.
    pub fn every(self, every: Span) -> ReplicationOptions {
        ReplicationOptions { every, ..self }
    }

    /// Sets the length of its outcome windows.
    pub fn horizon(self, horizon: Span) -> ReplicationOptions {
        ReplicationOptions { horizon, ..self }
    }

    /// Sets its folds of entities.
    pub fn n_folds(self, n_folds: usize) -> ReplicationOptions {
        ReplicationOptions { n_folds, ..self }
    }

    /// Sets the resamples of the bootstrap over entities, on both sides.
    pub fn n_resamples(self, n_resamples: usize) -> ReplicationOptions {
        ReplicationOptions { n_resamples, ..self }
    }

    /// Sets the seed of the splits, the folds and the bootstrap.
    pub fn seed(self, seed: u64) -> ReplicationOptions {
        ReplicationOptions { seed, ..self }
    }

    /// Runs on so many customers at most, drawn by a hash of their ids.
    pub fn max_entities(self, max_entities: usize) -> ReplicationOptions {
        ReplicationOptions { max_entities: Some(max_entities), ..self }
    }
}

/// A protocol run both ways on one log.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Replication {
    /// The protocol.
    pub protocol: PublishedProtocol,
    /// Number of features, on both sides the same.
    pub n_features: usize,
    /// The models as published.
    pub published: Tested,
    /// The same models tested on the future of customers they were not fitted on.
    pub honest: Tested,
    /// Figures of the forest of the protocol after each repair, from published to honest.
    pub steps: Vec<Step>,
    /// Reasons why the published figures are high, in sentences with what was measured on this log.
    pub reasons: Vec<String>,
    /// Findings of the leak audit in the experiment as published.
    pub findings: Vec<AuditFinding>,
}

/// The program of the page of the crate, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
