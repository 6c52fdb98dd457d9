//! The leak audit: finds out where a churn table, an experiment or a pipeline knows the outcome.
//!
//! For anyone who has a table of customers with labels, whoever made it, and wants to know whether a
//! model trained on it can be believed. A severe finding rests on what an honest pipeline cannot
//! produce; what may have an honest explanation is a warning.
//!
//! ```
//! use refrain_audit::{Pattern, audit_columns};
//!
//! let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
//! let has_left: Vec<f64> = labels.iter().map(|churned| f64::from(*churned)).collect();
//! let customers: Vec<String> = (0..60).map(|row| format!("customer {row}")).collect();
//!
//! let columns = vec![("has_left", has_left).into()];
//! let report = audit_columns("mine.csv", columns, &labels, &customers)?;
//! assert_eq!(report.findings[0].pattern, Some(Pattern::LabelProxy));
//! assert!(report.has_severe());
//! # Ok::<(), refrain_audit::Error>(())
//! ```
//!
//! Eighteen [`Pattern`]s are looked for. There are four doors: [`audit_table`] for anybody's table
//! with labels ([`audit_columns`] is the same in one call), [`audit_record`] for an experiment as it was done, [`audit_procedure`] for code that
//! learns, and [`audit_pipeline`] for features and labels made from a log that is at hand.
//!
//! What tells how long a customer was observed is an exposure-time proxy ([`ExposureProxies`]). The
//! control model, boosted trees that come with the crate ([`ControlModel`]), is trained on these alone
//! and on everything else; any other estimator takes its place by
//! [`AuditOptions::controlled_by`]. Intervals are those of [`refrain_eval::auc_interval`]; where it
//! has none, because a class is of one entity, no finding rests on an AUC.
//!
//! It reads no files and draws no conclusion from what is not in the table: a clean report says that
//! none of the patterns was found.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod auc;
mod audit;
mod columns;
mod control;
mod figures;
mod finding;
mod options;
mod pipeline;
mod problem;
mod procedure;
mod record;
mod report;
mod splits;
mod subject;
mod table;

pub use audit::{audit_columns, audit_record, audit_table};
pub use control::{Control, ControlModel, FittedControlModel};
pub use finding::{AuditFinding, Measured, Pattern, Severity};
pub use options::AuditOptions;
pub use pipeline::{ComputeFeatures, PipelineRows, audit_pipeline};
pub use procedure::{Predicted, Procedure, audit_procedure};
pub use record::{
    ClaimedMetric, ExperimentRecord, FittedScaling, FittedStep, Population, RecordedRows,
};
pub use refrain_core::{Error, ErrorKind};
pub use refrain_eval::{Interval, labels_from_numbers, times_from_text};
pub use report::{AuditReport, audit_json};
pub use subject::{ColumnAlone, ExposureProxies};
pub use table::{AuditColumn, AuditTable, AuditValues, Parts};

/// The program of the page of the crate, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
