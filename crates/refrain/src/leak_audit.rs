//! The leak audit on files and logs.

mod problem;
mod recomputed;
mod roles;

use refrain_audit::{AuditOptions, AuditReport, PipelineRows, audit_pipeline, audit_table};
use refrain_core::{Dataset, EventLog, Observation, Span, Time};
use refrain_events::EventSchema;
use refrain_features::FeatureSet;
use refrain_labels::ChurnRule;

use crate::Error;
use crate::studies::first_churn;
use crate::table::Table;

pub use recomputed::audit_against_log;
pub use roles::{TableRoles, guess_label};

/// Audits a table for leaks.
///
/// Columns that the roles do not name are those a model would be trained on. The report says which
/// column was taken for the label and which for the entity where that was guessed.
///
/// # Errors
///
/// If the table has no label or one that is not of two values, naming column and row, or a column
/// that the roles name is not there or does not hold what it should.
///
/// # Examples
///
/// ```
/// use refrain::audit::AuditOptions;
/// use refrain::table::{Cells, Table, TableColumn};
/// use refrain::{TableRoles, audit_any_table};
///
/// // `closed_account` is the label under another name.
/// let ids = (0..60).map(|row| Some(format!("{row:02}"))).collect();
/// let label: Vec<f64> = (0..60).map(|row| f64::from(row % 3 == 0)).collect();
/// let songs = (0..60).map(|row| f64::from(row * 7 % 20)).collect();
/// let table = Table::new(vec![
///     TableColumn::new("userId", Cells::Text(ids)),
///     TableColumn::new("songs", Cells::Number(songs)),
///     TableColumn::new("closed_account", Cells::Number(label.clone())),
///     TableColumn::new("churn", Cells::Number(label)),
/// ])?;
/// let options = AuditOptions::default();
/// let report = audit_any_table("customers", &table, &TableRoles::default(), &options)?;
/// assert_eq!((report.n_rows, report.n_churned), (60, 20));
/// assert!(report.has_severe());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn audit_any_table(
    name: &str,
    table: &Table,
    roles: &TableRoles,
    options: &AuditOptions,
) -> Result<AuditReport, Error> {
    let (table, notes) = table.told(roles.assign(name, table))?;
    let mut report = audit_table(&table, options)?;
    report.notes.splice(0..0, notes);
    Ok(report)
}

/// A log and how features and labels are made of it, to be audited.
#[derive(Clone, Copy)]
pub struct LogAudit<'a> {
    /// Name of the report.
    pub name: &'a str,
    /// The log.
    pub log: &'a EventLog,
    /// Its schema, which says which kinds mean churn.
    pub schema: &'a EventSchema,
    /// The features.
    pub features: &'a FeatureSet,
    /// Rule that says who left.
    pub rule: &'a dyn ChurnRule,
    /// Time from the cutoff to the outcome window.
    pub lead: Span,
    /// Options of the audit.
    pub options: &'a AuditOptions,
}

impl std::fmt::Debug for LogAudit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogAudit")
            .field("name", &self.name)
            .field("features", &self.features)
            .field("rule", &self.rule.name())
            .finish_non_exhaustive()
    }
}

impl LogAudit<'_> {
    /// Audits the dataset that a pipeline makes.
    ///
    /// The rows are held against who was at risk where leaving is an event of the log; other rules,
    /// such as a silence, say no single instant.
    ///
    /// # Errors
    ///
    /// If the features cannot be computed, or the rows hold one class only.
    pub fn dataset(&self, dataset: &Dataset) -> Result<AuditReport, Error> {
        let compute = |log: &EventLog, observations: &[Observation]| {
            Ok(self.features.compute(log, observations)?)
        };
        let is_event = self.rule.name() == CANCEL;
        let churned_at = if is_event { churns(self.log, self.rule) } else { Vec::new() };
        let kinds = ways_out(self.log, self.schema);
        let observations = dataset.features().observations();
        let rows = PipelineRows::new(observations, dataset.labels(), dataset.window_ends())
            .lead(self.lead)
            .churned_at(&churned_at)
            .churn_kinds(&kinds);
        audit_pipeline(self.name, self.log, &compute, &rows, self.options)
    }

    /// Audits features over the whole log under the label "ever left", as the field publishes them.
    ///
    /// # Errors
    ///
    /// As [`dataset`](LogAudit::dataset).
    pub fn ever(&self) -> Result<AuditReport, Error> {
        self.dataset(&crate::whole_log_dataset(self.log, self.features, self.rule)?)
    }
}

/// The name of the rule by which leaving is an event.
const CANCEL: &str = "cancel";

/// Returns the time at which each entity first churned, anywhere in the log.
fn churns(log: &EventLog, rule: &dyn ChurnRule) -> Vec<Option<Time>> {
    log.entities().map(|entity| first_churn(log, rule, entity)).collect()
}

/// Kinds of event that mean churn, and those named like the way there.
fn ways_out(log: &EventLog, schema: &EventSchema) -> Vec<String> {
    let churn = &schema.kinds().churn;
    let leads_out = |kind: &&str| {
        churn.iter().any(|churn| churn == kind) || kind.to_lowercase().starts_with("cancel")
    };
    log.kinds().iter().filter(leads_out).map(str::to_owned).collect()
}
