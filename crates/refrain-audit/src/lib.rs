//! The leak audit: what in a table, an experiment or a pipeline knows the outcome.
//!
//! Eighteen [`Pattern`]s are looked for. There are four doors: [`audit_table`] for anybody's table
//! with labels, [`audit_record`] for an experiment as it was done, [`audit_procedure`] for code that
//! learns, and [`audit_pipeline`] for features and labels made from a log that is at hand.
//!
//! ```
//! use refrain_audit::{AuditColumn, AuditTable, Pattern};
//!
//! let labels: Vec<bool> = (0..60).map(|row| row % 3 == 0).collect();
//! let left = labels.iter().map(|churned| f64::from(*churned)).collect();
//! let table = AuditTable::new("mine.csv", vec![AuditColumn::numbers("has_left", left)], labels)?;
//! # use refrain_core::{Dataset, FeatureMatrix, Fit, PredictProba};
//! # struct First(Vec<String>);
//! # impl PredictProba for First {
//! #     type Error = refrain_core::Error;
//! #     fn feature_names(&self) -> &[String] { &self.0 }
//! #     fn predict_proba(&self, f: &FeatureMatrix) -> Result<Vec<f64>, Self::Error> {
//! #         Ok(f.values(0).to_vec())
//! #     }
//! # }
//! # struct TakesFirst;
//! # impl Fit for TakesFirst {
//! #     type Fitted = First;
//! #     type Error = refrain_core::Error;
//! #     fn fit(&self, d: &Dataset) -> Result<First, Self::Error> {
//! #         Ok(First(d.features().names().map(str::to_owned).collect()))
//! #     }
//! # }
//! # let estimator = TakesFirst;
//! let report = refrain_audit::audit_table(&table, &estimator, Default::default())?;
//! assert_eq!(report.findings[0].pattern, Some(Pattern::LabelTwin));
//! assert!(report.has_severe());
//! # Ok::<(), refrain_eval::Error>(())
//! ```
//!
//! A severe finding rests on what an honest pipeline cannot produce; what may have an honest
//! explanation is a warning.

mod auc;
mod audit;
mod columns;
mod control;
mod figures;
mod finding;
mod options;
mod pipeline;
mod procedure;
mod record;
mod report;
mod splits;
mod subject;
mod table;

pub use auc::AucInterval;
pub use audit::{audit_record, audit_table};
pub use control::Control;
pub use finding::{Finding, Measured, Pattern, Severity};
pub use options::AuditOptions;
pub use pipeline::{ComputeFeatures, PipelineRows, audit_pipeline};
pub use procedure::{Predicted, Procedure, audit_procedure};
pub use record::{ClaimedMetric, ExperimentRecord, FittedStep, Population, RecordedRows, Scaling};
pub use report::{AuditReport, audit_json};
pub use subject::{Clocks, ColumnAlone};
pub use table::{AuditColumn, AuditTable, AuditValues, Parts};

pub use refrain_eval::Error;
