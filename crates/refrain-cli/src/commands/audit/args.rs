//! Options of `refrain audit`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use refrain::base::{Calendar, Span};
use refrain::labels::Schedule;
use refrain::{TableRoles, parse_cutoffs};

use crate::failure::Failure;
use crate::options::{FeatureArgs, LabelArgs, LogArgs};

/// Says when the input is taken for a table.
const INPUTS: &str = "LOG may be a table with labels (CSV, JSON or Parquet): one that has the column \
                      of --label, or one named like a label. The exit code is 3 if something \
                      severe was found.";

#[derive(Debug, Args)]
#[command(after_help = INPUTS)]
pub(crate) struct AuditArgs {
    /// Log that the table was made from, to recompute columns as of their cutoff
    #[arg(long = "log", value_name = "LOG", value_hint = ValueHint::AnyPath)]
    pub(crate) beside: Vec<String>,

    /// Observe at every stride from the first midnight, such as 7d
    #[arg(long, value_name = "SPAN", conflicts_with = "cutoff")]
    pub(crate) every: Option<Span>,

    /// Audit features over the whole log with the label "ever left", as the field publishes them
    #[arg(long, conflicts_with_all = ["cutoff", "every"])]
    pub(crate) ever: bool,

    /// Seed of the folds of the control model
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,

    /// Write the report as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(flatten)]
    pub(crate) roles: RoleArgs,

    #[command(flatten)]
    pub(crate) features: FeatureArgs,

    #[command(flatten)]
    pub(crate) labels: LabelArgs,
}

/// Roles of the columns of a table.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns of a table")]
pub(crate) struct RoleArgs {
    /// Column that says whether the row churned [default: one named churn, label or the like]
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,

    /// Column with the entity's id [default: one named userId, customer_id or the like]
    #[arg(long, value_name = "COLUMN")]
    entity: Option<String>,

    /// Of a table: the column with the end of the features [default: `cutoff`]. Of a log: when to
    /// observe, `end` or dates or times separated by commas [default: every 7 days]
    #[arg(long, value_name = "COLUMN|TIME,…")]
    pub(crate) cutoff: Option<String>,

    /// Column with the side (train, test) or the fold
    #[arg(long, value_name = "COLUMN")]
    split: Option<String>,

    /// Column with the score of a model
    #[arg(long, value_name = "COLUMN")]
    score: Option<String>,

    /// Column with the prediction of a model, 1 or 0
    #[arg(long, value_name = "COLUMN")]
    prediction: Option<String>,

    /// Columns that are no features
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    ignore: Vec<String>,
}

impl AuditArgs {
    pub(crate) fn roles(&self) -> TableRoles {
        let RoleArgs { label, entity, cutoff, split, score, prediction, ignore } = &self.roles;
        TableRoles {
            label: label.clone(),
            entity: entity.clone(),
            cutoff: cutoff.clone(),
            split: split.clone(),
            score: score.clone(),
            prediction: prediction.clone(),
            ignore: ignore.clone(),
        }
    }

    /// Tells whether an option was given that only a table has a use for.
    pub(crate) fn names_columns(&self) -> bool {
        let roles = TableRoles { cutoff: None, ..self.roles() };
        roles != TableRoles::default()
    }

    /// The cutoffs asked for, or every seven days.
    pub(crate) fn schedule(&self, calendar: &Calendar) -> Result<Schedule, Failure> {
        match &self.roles.cutoff {
            Some(text) => Ok(parse_cutoffs(text, calendar)?),
            None => Ok(Schedule::Every(self.every.unwrap_or(Span::from_days(7)))),
        }
    }
}
