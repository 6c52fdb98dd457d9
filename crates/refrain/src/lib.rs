//! From a raw event log to a ranked list of customers at risk of leaving.
//!
//! For anyone who has the log of a subscription service and wants to know who will leave, without
//! fooling themselves: features see only what was known at the cutoff, models are tested on later
//! cutoffs of customers they have not met, and every figure has an interval.
//!
//! This crate joins the others, each of which stands alone:
//!
//! | stage | crate | what it gives |
//! | --- | --- | --- |
//! | vocabulary | [`base`] | event logs, histories, outcomes, datasets |
//! | reading | [`events`] | a raw log as an event log, with an account of every row |
//! | labels | [`labels`] | who is observed when, and what became of them |
//! | features | [`features`] | point-in-time features |
//! | models | [`models`] | estimators, explanations, model files |
//! | evaluation | [`eval`] | metrics, splits by entity and time, intervals |
//! | leak audit | [`audit`] | what leaks in a table or in a pipeline |
//! | simulation | [`sim`] | a seeded log to try things on |
//!
//! [`Pipeline`] runs the stages in order:
//!
//! ```
//! use refrain::events::EventSchema;
//! use refrain::sim::{Simulation, SimulationOptions};
//! use refrain::{Pipeline, report};
//!
//! let options = SimulationOptions::new().users(60).days(40).seed(1);
//! let log = Simulation::new(options)?.event_log()?;
//!
//! let pipeline = Pipeline::new(&EventSchema::sparkify())?;
//! let (labels, dataset) = pipeline.dataset(&log)?;
//! println!("{}", report::risk_table(&labels).show(10, 80));
//!
//! let model = pipeline.fit(&dataset)?;
//! let ranking = pipeline.rank(&log, &model)?;
//! let first = &ranking.rows()[0];
//! println!("{} leaves with probability {:.2}", first.entity, first.probability);
//! assert_eq!(first.reasons.len(), 2);
//! # Ok::<(), refrain::Error>(())
//! ```
//!
//! Besides, it holds what joins stages and files: [`table`], times and rules as people write them
//! ([`parse_cutoffs`], [`parse_tenures`], [`parse_rule`], [`parse_outcomes`]), and
//! [`Timings`].
//!
//! It computes nothing of its own: for a feature, a rule, an estimator or a metric of yours, see
//! the trait in the crate of that stage.

mod backtest;
mod buckets;
mod campaign;
#[cfg(feature = "audit")]
mod leak_audit;
mod log_changes;
mod log_findings;
mod parse;
mod pipeline;
mod population;
mod ranking;
pub mod report;
#[cfg(feature = "sim")]
mod simulate;
mod studies;
pub mod table;
mod timings;
mod training_log;

#[cfg(feature = "audit")]
pub use refrain_audit as audit;
pub use refrain_core as base;
pub use refrain_eval as eval;
pub use refrain_events as events;
pub use refrain_events::arrow;
pub use refrain_features as features;
pub use refrain_labels as labels;
pub use refrain_models as models;
#[cfg(feature = "sim")]
pub use refrain_sim as sim;

pub use backtest::{
    Backtest, BacktestOptions, Candidate, Figure, ModelComparison, Oracle, OracleTest, ScoreView,
    ThresholdAtCutoff, ThresholdTest, backtest, backtest_beside, backtest_side_by_side, parts,
    shares_below, test_splits,
};
pub use buckets::{Bucketed, bucket_features, map_buckets};
pub use campaign::{
    ContactPlan, ContactTerms, Treatment, contact_plan, profit_curve_table, uplift_table,
};
#[cfg(feature = "audit")]
pub use leak_audit::{LogAudit, TableRoles, audit_against_log, audit_any_table, guess_label};
pub use log_changes::{LogChange, LogChanges, LogShift, LogSubject, LogWay};
pub use log_findings::LogFindings;
pub use parse::{RuleParser, parse_cutoffs, parse_outcomes, parse_rule, parse_tenures};
pub use pipeline::{Pipeline, check_model};
pub use ranking::{RankedEntity, Ranking, Reason};
pub use refrain_core::{Error, ErrorKind};
#[cfg(feature = "sim")]
pub use simulate::{
    Truth, assignment_to_file, damaged_to_file, simulate_to_file, simulated_batches, truth_table,
};
pub use studies::{
    CurveGroup, DEFAULT_EDGES, Effects, EverLabelled, Grid, GridCell, GridFigures, LearningCurve,
    LearningCurvePoint, NestedSearch, SurvivalCurves, days_observed, effects, ever_labelled,
    first_churn, grid, has_later_cutoffs, learning_curve, search_splits, survival_curves,
    trial_table, whole_log_dataset,
};
pub use timings::{Stage, Timings};
pub use training_log::training_log;

/// Compiles the program of the README.
#[cfg(all(doctest, feature = "sim"))]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
