//! Tables as an audit sees them: features, labels, and what else is known of the rows.

mod column;

use std::collections::BTreeSet;

use refrain_core::{Time, check_length, nearest};
use refrain_eval::{group_by_id, labels_from_numbers};

use crate::Error;
use crate::problem::AuditProblem;

pub use column::{AuditColumn, AuditValues};

/// Part of a split that each row is in: a side, or a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub(crate) names: Vec<String>,
    pub(crate) of_row: Vec<usize>,
}

impl Parts {
    /// Takes the name of each row's part, such as `train` and `test`, or the number of its fold.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditTable, Parts};
    ///
    /// // Folds by number do as well as names.
    /// let parts = Parts::new(&["0", "1", "0"]);
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// assert!(table.with_parts(parts).is_ok());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn new<S: AsRef<str>>(of_rows: &[S]) -> Parts {
        let of_rows: Vec<&str> = of_rows.iter().map(AsRef::as_ref).collect();
        let of_row = group_by_id(&of_rows);
        let names: BTreeSet<&str> = of_rows.into_iter().collect();
        // Both in the order of the names.
        Parts { names: names.into_iter().map(str::to_owned).collect(), of_row }
    }

    /// Returns the part that is tested, where its name says so.
    pub(crate) fn test(&self) -> Option<usize> {
        let is_test = |name: &String| {
            let name = name.to_lowercase();
            ["test", "holdout", "hold-out", "hold_out"].contains(&name.as_str())
        };
        // A table of test rows alone has no other side.
        if self.names.len() < 2 { None } else { self.names.iter().position(is_test) }
    }
}

/// A table with labels.
///
/// Everything but the columns and the labels is optional; what is not there is not judged.
///
/// # Examples
///
/// Labels and ids are columns like the others:
///
/// ```
/// use refrain_audit::AuditTable;
///
/// let columns = vec![
///     ("customer", vec!["dan", "ada", "cleo", "bob"]).into(),
///     ("songs", vec![31.0, 5.0, 12.0, f64::NAN]).into(),
///     ("churned", vec![false, true, false, true]).into(),
/// ];
/// let table = AuditTable::from_columns("mine.csv", columns, "churned")?
///     .with_entity_column("customer")?;
/// assert_eq!(table.labels(), [false, true, false, true]);
/// assert_eq!(table.columns().len(), 1, "songs are what a model is trained on");
/// # Ok::<(), refrain_audit::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AuditTable {
    pub(crate) name: String,
    pub(crate) columns: Vec<AuditColumn>,
    pub(crate) labels: Vec<bool>,
    pub(crate) entities: Option<Vec<String>>,
    pub(crate) cutoffs: Option<Vec<Time>>,
    pub(crate) window_ends: Option<Vec<Time>>,
    pub(crate) parts: Option<Parts>,
    pub(crate) scores: Option<Vec<f64>>,
    pub(crate) predictions: Option<Vec<bool>>,
    pub(crate) last_events: Option<Vec<Time>>,
    pub(crate) churned_at: Option<Vec<Option<Time>>>,
}

impl AuditTable {
    /// Takes the columns that a model would be trained on, and whether each row churned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) without a row, unless some rows churned and some
    /// were retained, and if two columns have one name;
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if a column has another length than the
    /// labels.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditColumn, AuditTable};
    ///
    /// let songs = AuditColumn::new("songs", vec![31.0, 5.0]);
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true])?;
    /// assert_eq!(table.n_rows(), 2);
    ///
    /// let short = AuditColumn::new("ads", vec![1.0]);
    /// let error = AuditTable::new("mine.csv", vec![short], vec![false, true]).unwrap_err();
    /// assert_eq!(error.to_string(), "the column `ads` has 1 values for 2 rows");
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn new(
        name: impl Into<String>,
        columns: Vec<AuditColumn>,
        labels: Vec<bool>,
    ) -> Result<AuditTable, Error> {
        if labels.is_empty() {
            return Err(AuditProblem::NoRows.into());
        }
        for column in &columns {
            let what = format!("the column `{}`", column.name);
            check_length(&what, labels.len(), column.n_rows())?;
        }
        check_names(&columns)?;
        check_classes(&labels)?;
        Ok(AuditTable {
            name: name.into(),
            columns,
            labels,
            entities: None,
            cutoffs: None,
            window_ends: None,
            parts: None,
            scores: None,
            predictions: None,
            last_events: None,
            churned_at: None,
        })
    }

    /// Takes columns of which one is the label: 1 where the row churned, 0 where it was retained.
    ///
    /// All the others are those that a model would be trained on, until
    /// [`with_entity_column`](AuditTable::with_entity_column) or
    /// [`without_columns`](AuditTable::without_columns) takes one out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is no column of this name,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if it is text, and at the first row where it is
    /// neither 1 nor 0 (NaN among them); those of [`new`](AuditTable::new).
    pub fn from_columns(
        name: impl Into<String>,
        mut columns: Vec<AuditColumn>,
        label: &str,
    ) -> Result<AuditTable, Error> {
        check_names(&columns)?;
        let label = columns.remove(position(&columns, label)?);
        let Some(numbers) = label.as_numbers() else {
            return Err(AuditProblem::TextLabel { column: label.name }.into());
        };
        let labels = labels_from_numbers(numbers)?;
        AuditTable::new(name, columns, labels)
    }

    /// Says which entity each row is of: an id of text or a number for each, in any order, repeated
    /// where an entity has several rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::AuditTable;
    ///
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// let table = table.with_entities(["dan", "ada", "dan"])?;
    /// let error = table.with_entities([7, 8]).unwrap_err();
    /// assert_eq!(error.to_string(), "the list of entities has 2 values for 3 rows");
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_entities<I: ToString>(
        self,
        entities: impl IntoIterator<Item = I>,
    ) -> Result<AuditTable, Error> {
        let entities: Vec<String> = entities.into_iter().map(|id| id.to_string()).collect();
        check_length("the list of entities", self.n_rows(), entities.len())?;
        Ok(AuditTable { entities: Some(entities), ..self })
    }

    /// Says which column holds the id of each row's entity; no model is trained on it then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if there is no column of this name,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first row without an id.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::AuditTable;
    ///
    /// let columns = vec![("id", vec![4_i64, 1, 4]).into(), ("churned", vec![true, false, true]).into()];
    /// let table = AuditTable::from_columns("mine.csv", columns, "churned")?;
    /// assert!(table.with_entity_column("id")?.columns().is_empty());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_entity_column(mut self, column: &str) -> Result<AuditTable, Error> {
        let column = self.columns.remove(position(&self.columns, column)?);
        let no_id = |row| AuditProblem::NoId { row, column: column.name.clone() };
        let id = |row: usize| column.text(row).ok_or_else(|| no_id(row));
        let ids = (0..column.n_rows()).map(id).collect::<Result<Vec<String>, _>>()?;
        self.with_entities(ids)
    }

    /// Leaves out columns that no model would be trained on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) at the first that there is not.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditColumn, AuditTable};
    ///
    /// let songs = AuditColumn::new("songs", vec![31.0, 5.0]);
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true])?;
    /// let error = table.without_columns(&["song"]).unwrap_err();
    /// assert_eq!(error.to_string(), "the table has no column `song`; did you mean `songs`?");
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn without_columns<S: AsRef<str>>(mut self, columns: &[S]) -> Result<AuditTable, Error> {
        for column in columns {
            self.columns.remove(position(&self.columns, column.as_ref())?);
        }
        Ok(self)
    }

    /// Says at which instant the features of each row end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditTable, times_from_text};
    ///
    /// let songs = ("songs", vec![31.0, 5.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true])?
    ///     .with_cutoffs(times_from_text(&["2018-11-01", "2018-11-08"])?)?;
    /// assert_eq!(table.n_rows(), 2);
    /// let few = times_from_text(&["2018-11-01"])?;
    /// assert!(table.with_cutoffs(few).is_err());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_cutoffs(self, cutoffs: Vec<Time>) -> Result<AuditTable, Error> {
        check_length("the list of cutoffs", self.n_rows(), cutoffs.len())?;
        Ok(AuditTable { cutoffs: Some(cutoffs), ..self })
    }

    /// Says when the outcome window of each row ends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditTable, times_from_text};
    ///
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// let table = table
    ///     .with_cutoffs(times_from_text(&["2018-11-01"; 3])?)?
    ///     .with_window_ends(times_from_text(&["2018-11-11"; 3])?)?;
    /// assert_eq!(table.n_rows(), 3);
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_window_ends(self, window_ends: Vec<Time>) -> Result<AuditTable, Error> {
        check_length("the list of window ends", self.n_rows(), window_ends.len())?;
        Ok(AuditTable { window_ends: Some(window_ends), ..self })
    }

    /// Says in which part of a split each row is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::{AuditTable, Parts};
    ///
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// assert!(table.with_parts(Parts::new(&["train", "train", "test"])).is_ok());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_parts(self, parts: Parts) -> Result<AuditTable, Error> {
        check_length("the list of sides", self.n_rows(), parts.of_row.len())?;
        Ok(AuditTable { parts: Some(parts), ..self })
    }

    /// Adds the score of each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row, [`ErrorKind::Data`](crate::ErrorKind::Data) at the first NaN.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::AuditTable;
    ///
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// let error = table.with_scores(vec![0.1, f64::NAN, 0.3]).unwrap_err();
    /// assert!(error.to_string().starts_with("the score of row 1 is not a number (NaN)"));
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_scores(self, scores: Vec<f64>) -> Result<AuditTable, Error> {
        check_length("the list of scores", self.n_rows(), scores.len())?;
        match scores.iter().position(|score| score.is_nan()) {
            Some(row) => Err(AuditProblem::NanScore { row }.into()),
            None => Ok(AuditTable { scores: Some(scores), ..self }),
        }
    }

    /// Adds whether churn was predicted for each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_predictions(self, predictions: Vec<bool>) -> Result<AuditTable, Error> {
        check_length("the list of predictions", self.n_rows(), predictions.len())?;
        Ok(AuditTable { predictions: Some(predictions), ..self })
    }

    /// Says when the last event of each row's entity is in the whole log.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_last_events(self, last_events: Vec<Time>) -> Result<AuditTable, Error> {
        check_length("the list of last events", self.n_rows(), last_events.len())?;
        Ok(AuditTable { last_events: Some(last_events), ..self })
    }

    /// Says when each row's entity first churned in the whole log, if it ever did.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::AuditTable;
    ///
    /// let songs = ("songs", vec![31.0, 5.0, 8.0]).into();
    /// let table = AuditTable::new("mine.csv", vec![songs], vec![false, true, false])?;
    /// let left = "2018-11-07T09:30:00Z".parse()?;
    /// assert!(table.with_churned_at(vec![None, Some(left), None]).is_ok());
    /// # Ok::<(), refrain_audit::Error>(())
    /// ```
    pub fn with_churned_at(self, churned_at: Vec<Option<Time>>) -> Result<AuditTable, Error> {
        check_length("the list of churns", self.n_rows(), churned_at.len())?;
        Ok(AuditTable { churned_at: Some(churned_at), ..self })
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.labels.len()
    }

    /// Returns the columns.
    pub fn columns(&self) -> &[AuditColumn] {
        &self.columns
    }

    /// Returns the labels.
    pub fn labels(&self) -> &[bool] {
        &self.labels
    }

    /// Returns the group of each row: its entity, or itself.
    pub(crate) fn groups(&self) -> Vec<usize> {
        match &self.entities {
            Some(entities) => group_by_id(entities),
            None => (0..self.n_rows()).collect(),
        }
    }

    /// Returns the id of each row's entity, or its number.
    pub(crate) fn ids(&self) -> Vec<String> {
        let number = |row: usize| row.to_string();
        self.entities.clone().unwrap_or_else(|| (0..self.n_rows()).map(number).collect())
    }
}

/// Returns where the column of this name is.
fn position(columns: &[AuditColumn], name: &str) -> Result<usize, AuditProblem> {
    let unknown = || AuditProblem::UnknownColumn {
        name: name.to_owned(),
        near: nearest(name, columns.iter().map(|column| column.name.as_str())).map(str::to_owned),
    };
    columns.iter().position(|column| column.name == name).ok_or_else(unknown)
}

/// Checks that a name stands for one column, or a finding would not say which.
fn check_names(columns: &[AuditColumn]) -> Result<(), AuditProblem> {
    let mut known = BTreeSet::new();
    match columns.iter().find(|column| !known.insert(column.name.as_str())) {
        Some(column) => Err(AuditProblem::TwoColumns { name: column.name.clone() }),
        None => Ok(()),
    }
}

fn check_classes(labels: &[bool]) -> Result<(), Error> {
    let missing = match (labels.contains(&true), labels.contains(&false)) {
        (true, true) => return Ok(()),
        (false, _) => "churned",
        _ => "was retained",
    };
    Err(AuditProblem::OneClass { missing, n_rows: labels.len() }.into())
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn part_that_is_tested_is_told_by_its_name_among_others() {
        assert_eq!(Parts::new(&["train", "test", "train"]).test(), Some(0), "in order of names");
        assert_eq!(Parts::new(&["Hold-out", "train"]).test(), Some(0));
        assert_eq!(Parts::new(&["a", "test"]).test(), Some(1));
        assert_eq!(Parts::new(&["test", "test"]).test(), None, "rows of one side alone");
        assert_eq!(Parts::new(&["1", "2"]).test(), None);
    }
}
