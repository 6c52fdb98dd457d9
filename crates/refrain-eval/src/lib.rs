//! Honest evaluation of churn scores: metrics, splits by entity and time, intervals.
//!
//! For anyone who has labels and scores, whoever's model made them, and wants figures that hold:
//! metrics that treat ties rightly and refuse to answer where they are undefined ([`metrics`]),
//! intervals that know that rows of one customer belong together ([`Bootstrap`]), and a [`Protocol`]
//! that trains on the past of some customers and tests on the future of others. Two models are
//! compared on the same rows ([`compare`], [`delong`]), and [`TestSize`] says what a test set can
//! tell at all. Scores become decisions ([`decisions`], [`profit`]), and decisions are tested
//! ([`experiment`], [`uplift`]).
//!
//! Figures for someone's scores, with intervals:
//!
//! ```
//! use refrain_eval::{Bootstrap, group_by_id, metrics, standard_metrics};
//!
//! let ids = ["ada", "ada", "bob", "bob", "cid", "cid", "dee", "dee", "eve", "eve"];
//! let labels = [false, true, false, false, false, true, false, false, false, false];
//! let scores = [0.3, 0.8, 0.2, 0.1, 0.4, 0.6, 0.7, 0.3, 0.1, 0.2];
//!
//! assert_eq!(metrics::roc_auc(&labels, &scores)?, 0.9375);
//! let bootstrap = Bootstrap::with_seed(7);
//! let groups = group_by_id(&ids);
//! let standard = standard_metrics(2, 0.5);
//! let intervals = bootstrap.intervals(&standard, &labels, &scores, &groups)?;
//! assert_eq!(intervals[0].estimate, 0.9375);
//! assert!(intervals[0].low < 0.9375 && intervals[0].high == 1.0);
//! # Ok::<(), refrain_eval::Error>(())
//! ```
//!
//! Which rows to train and test on, from the id, the cutoff and the end of the outcome window of
//! each row (or from a [`refrain_core::Dataset`], which knows them):
//!
//! ```
//! use refrain_core::{Span, Time};
//! use refrain_eval::{ObservedRows, Protocol};
//!
//! let day = |n| Time::from_millis(0) + Span::from_days(n);
//! let ids = ["ada", "bob", "ada", "bob", "ada", "bob"];
//! let cutoffs = [day(0), day(0), day(7), day(7), day(14), day(14)];
//! let window_ends = cutoffs.map(|cutoff| cutoff + Span::from_days(10));
//! let rows = ObservedRows::new(ids, &cutoffs, &window_ends)?;
//!
//! let protocol: Protocol = "rolling-origin:test=1,folds=2".parse()?;
//! let splits = protocol.split_rows(&rows)?;
//! for split in &splits {
//!     assert_eq!((split.cutoff, split.test.len()), (day(14), 1));
//!     // The row of day 7 is purged: its outcome is known on day 17 only.
//!     assert_eq!((split.train.len(), split.n_purged), (1, 1));
//! }
//! # Ok::<(), refrain_eval::Error>(())
//! ```
//!
//! It does not train models, choose thresholds or read files, and it never returns NaN: what is
//! undefined is an [`Error`].

mod bootstrap;
mod columns;
mod comparison;
pub mod decisions;
pub mod experiment;
mod groups;
mod interval;
mod metric_table;
pub mod metrics;
pub mod profit;
mod protocol;
#[cfg(feature = "serde")]
mod serialized;
mod special;
pub mod uplift;

pub use bootstrap::Bootstrap;
pub use columns::{labels_from_numbers, times_from_text};
pub use comparison::{Comparison, DeLong, TestSize, Verdict, auc_interval, compare, delong};
pub use groups::group_by_id;
pub use interval::Interval;
pub use metric_table::{MetricRow, MetricTable};
pub use metrics::{Metric, StandardMetric, full_metrics, standard_metrics};
pub use profit::{Acceptance, AcceptancePrior, Campaign};
pub use protocol::{Protocol, TestCutoffs, TrainingWindow};
pub use refrain_core::{
    Error, ErrorKind, ObservedRows, RollingOrigin, Split, TestedEntities, fold_by_entity,
};

/// The program of the page of the crate, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
