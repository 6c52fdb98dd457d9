//! Roles of the columns of somebody's table.

use std::collections::BTreeSet;

use refrain_audit::{AuditColumn, AuditTable, Parts};
use refrain_core::{Error, Time};

use super::problem::RoleProblem;
use crate::table::{Cells, Table, TableColumn, bad_cell, interval_columns};

/// Names that labels go by, the likeliest first, in lower case.
const LABELS: [&str; 10] = [
    "churned",
    "churn",
    "is_churn",
    "is_churned",
    "ischurn",
    "churn_label",
    "exited",
    "label",
    "target",
    "y",
];

/// Names that entities go by, without underscores and in lower case.
const ENTITIES: [&str; 10] = [
    "userid",
    "customerid",
    "accountid",
    "entityid",
    "entity",
    "memberid",
    "msno",
    "clientid",
    "subscriberid",
    "id",
];

/// Names of the columns that are no features; those that are `None` are guessed or absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRoles {
    /// Label; guessed from names such as `churn`.
    pub label: Option<String>,
    /// The entity; guessed from names such as `userId`.
    pub entity: Option<String>,
    /// The instant at which the features end; a column `cutoff` is taken for it.
    pub cutoff: Option<String>,
    /// The side or fold of each row.
    pub split: Option<String>,
    /// The score of each row.
    pub score: Option<String>,
    /// Prediction of churn.
    pub prediction: Option<String>,
    /// Columns to leave alone.
    pub ignore: Vec<String>,
}

/// Returns the column that is the label by its name.
///
/// # Examples
///
/// ```
/// use refrain::guess_label;
///
/// assert_eq!(guess_label(["userId", "songs", "Churn"]), Some("Churn"));
/// assert_eq!(guess_label(["userId", "songs"]), None);
/// ```
pub fn guess_label<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let names: Vec<&str> = names.into_iter().collect();
    let named = |label: &&str| names.iter().find(|name| name.to_lowercase() == **label).copied();
    LABELS.iter().find_map(named)
}

impl TableRoles {
    /// Divides a table into roles and features, and says what was guessed.
    pub(super) fn assign(
        &self,
        name: &str,
        table: &Table,
    ) -> Result<(AuditTable, Vec<String>), Error> {
        let mut notes = Vec::new();
        let label = self.label_of(table, &mut notes)?;
        let entity = self.entity_of(table, &mut notes)?;
        let cutoff = match &self.cutoff {
            Some(name) => Some(table.named(name)?),
            None => table.column("cutoff"),
        };
        let window_end = table.column("window_end").filter(|_| cutoff.is_some());
        let given = |name: &Option<String>| name.as_deref().map(|n| table.named(n)).transpose();
        let (split, score, prediction) =
            (given(&self.split)?, given(&self.score)?, given(&self.prediction)?);
        for name in &self.ignore {
            table.named(name)?;
        }
        let roles: BTreeSet<&str> =
            [Some(label), entity, cutoff, window_end, split, score, prediction]
                .into_iter()
                .flatten()
                .map(|column| column.name.as_str())
                .chain(interval_columns(table).iter().copied())
                .chain(self.ignore.iter().map(String::as_str))
                .collect();
        let features = table.columns().iter().filter(|c| !roles.contains(c.name.as_str()));
        let mut audited = AuditTable::new(
            name,
            features.map(feature).collect(),
            binary(label, "a label: 1 or 0")?,
        )?;
        if let Some(entity) = entity {
            audited = audited.with_entities(ids(entity)?)?;
        }
        if let Some(cutoff) = cutoff {
            audited = audited.with_cutoffs(instants(cutoff)?)?;
        }
        if let Some(end) = window_end {
            audited = audited.with_window_ends(instants(end)?)?;
        }
        if let Some(split) = split {
            audited = audited.with_parts(Parts::new(&ids(split)?))?;
        }
        if let Some(score) = score {
            audited = audited.with_scores(numbers(score)?)?;
        }
        if let Some(prediction) = prediction {
            audited = audited.with_predictions(binary(prediction, "a prediction: 1 or 0")?)?;
        }
        Ok((audited, notes))
    }

    fn label_of<'a>(
        &self,
        table: &'a Table,
        notes: &mut Vec<String>,
    ) -> Result<&'a TableColumn, Error> {
        if let Some(name) = &self.label {
            return table.named(name);
        }
        let names = || table.columns().iter().map(|column| column.name.as_str());
        let Some(name) = guess_label(names()) else {
            let known = names().map(str::to_owned).collect();
            return Err(RoleProblem::NoLabel { known }.into());
        };
        notes.push(format!("the label is `{name}`, by its name; --label says otherwise"));
        table.named(name)
    }

    pub(super) fn entity_of<'a>(
        &self,
        table: &'a Table,
        notes: &mut Vec<String>,
    ) -> Result<Option<&'a TableColumn>, Error> {
        if let Some(name) = &self.entity {
            return table.named(name).map(Some);
        }
        let plain = |name: &str| name.to_lowercase().replace(['_', ' ', '-'], "");
        let named = |entity: &&str| {
            let is = |column: &&TableColumn| plain(&column.name) == **entity;
            table.columns().iter().find(is)
        };
        let found = ENTITIES.iter().find_map(named);
        match found {
            Some(column) => notes.push(format!(
                "the entity is `{}`, by its name; --entity says otherwise",
                column.name
            )),
            None => notes.push(
                "no column is an entity's id by its name, so every row counts as one entity; \
                 --entity names it"
                    .to_owned(),
            ),
        }
        Ok(found)
    }
}

fn feature(column: &TableColumn) -> AuditColumn {
    let millis = |times: &[Option<Time>]| {
        let number = |time: &Option<Time>| time.map_or(f64::NAN, |time| time.millis() as f64);
        AuditColumn::numbers(&column.name, times.iter().map(number).collect())
    };
    match &column.values {
        Cells::Number(values) => AuditColumn::numbers(&column.name, values.clone()),
        // The first column of a CSV is read as text, and so is one with a word for what is missing.
        Cells::Text(values) => match numbers_in(values) {
            Some(numbers) => AuditColumn::numbers(&column.name, numbers),
            None => AuditColumn::texts(&column.name, values.clone()),
        },
        Cells::Millis(times) | Cells::Instant(times) => millis(times),
    }
}

/// Words by which tools write that a value is missing, in lower case.
const MISSING: [&str; 8] = ["", "na", "n/a", "nan", "null", "none", "nil", "?"];

/// The numbers of texts that are nothing else, NaN where one is missing.
fn numbers_in(texts: &[Option<String>]) -> Option<Vec<f64>> {
    let number = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or_default().trim();
        if MISSING.contains(&text.to_lowercase().as_str()) {
            return Some(f64::NAN);
        }
        text.parse().ok()
    };
    let numbers: Vec<f64> = texts.iter().map(number).collect::<Option<_>>()?;
    numbers.iter().any(|number| !number.is_nan()).then_some(numbers)
}

/// Yes or no, as people write it.
fn binary(column: &TableColumn, expected: &'static str) -> Result<Vec<bool>, Error> {
    let yes = ["1", "true", "yes", "y", "churned", "churn", "left", "exited", "cancelled"];
    let no = ["0", "false", "no", "n", "retained", "not churned", "stayed", "active", "existing"];
    let value = |row: usize| {
        let text = column.values.text(row).unwrap_or_default().trim().to_lowercase();
        match text.as_str() {
            text if yes.contains(&text) => Ok(true),
            text if no.contains(&text) => Ok(false),
            _ => Err(bad_cell(column, row, expected)),
        }
    };
    (0..column.values.n_rows()).map(value).collect()
}

pub(super) fn ids(column: &TableColumn) -> Result<Vec<String>, Error> {
    let id = |row| column.values.text(row).ok_or_else(|| bad_cell(column, row, "a value"));
    (0..column.values.n_rows()).map(id).collect()
}

fn numbers(column: &TableColumn) -> Result<Vec<f64>, Error> {
    let number = |row: usize| match &column.values {
        Cells::Number(values) if !values[row].is_nan() => Ok(values[row]),
        _ => {
            let text = column.values.text(row).unwrap_or_default();
            text.parse().map_err(|_| bad_cell(column, row, "a number"))
        }
    };
    (0..column.values.n_rows()).map(number).collect()
}

pub(super) fn instants(column: &TableColumn) -> Result<Vec<Time>, Error> {
    let instant = |row: usize| {
        let found = match &column.values {
            Cells::Instant(values) | Cells::Millis(values) => values[row],
            Cells::Number(values) if values[row].fract() == 0.0 => {
                Some(Time::from_millis(values[row] as i64))
            }
            Cells::Number(_) => None,
            Cells::Text(values) => {
                values[row].as_deref().and_then(|text| text.parse::<Time>().ok())
            }
        };
        found.ok_or_else(|| bad_cell(column, row, "a date or an RFC 3339 time"))
    };
    (0..column.values.n_rows()).map(instant).collect()
}

/// The labels of a table.
pub(super) fn labels(roles: &TableRoles, table: &Table) -> Result<Vec<bool>, Error> {
    binary(roles.label_of(table, &mut Vec::new())?, "a label: 1 or 0")
}
