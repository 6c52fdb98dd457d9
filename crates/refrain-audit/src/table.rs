//! Tables as an audit sees them: features, labels, and what else is known of the rows.

use refrain_core::{Time, check_length};

use refrain_eval::group_by_id;

use crate::Error;
use crate::problem::AuditProblem;

/// A column that a model may be trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditColumn {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: AuditValues,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum AuditValues {
    /// Numbers, or instants in milliseconds; NaN where missing.
    Number(Vec<f64>),
    /// Text.
    Text(Vec<Option<String>>),
}

impl AuditColumn {
    /// Makes a column of numbers.
    pub fn numbers(name: impl Into<String>, values: Vec<f64>) -> AuditColumn {
        AuditColumn { name: name.into(), values: AuditValues::Number(values) }
    }

    /// Makes a column of texts.
    pub fn texts(name: impl Into<String>, values: Vec<Option<String>>) -> AuditColumn {
        AuditColumn { name: name.into(), values: AuditValues::Text(values) }
    }

    pub(crate) fn n_rows(&self) -> usize {
        match &self.values {
            AuditValues::Number(values) => values.len(),
            AuditValues::Text(values) => values.len(),
        }
    }

    pub(crate) fn as_numbers(&self) -> Option<&[f64]> {
        match &self.values {
            AuditValues::Number(values) => Some(values),
            AuditValues::Text(_) => None,
        }
    }
}

/// Part of a split that each row is in: a side, or a fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub(crate) names: Vec<String>,
    pub(crate) of_row: Vec<usize>,
}

impl Parts {
    /// Takes the name of each row's part, such as `train` and `test`, or the number of its fold.
    pub fn new<S: AsRef<str>>(of_rows: &[S]) -> Parts {
        let mut names: Vec<String> = of_rows.iter().map(|name| name.as_ref().to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        Parts { of_row: group_by_id(of_rows), names }
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
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) without a row or unless some rows churned and some were retained,
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if a column has another length than the labels.
    pub fn new(
        name: impl Into<String>,
        columns: Vec<AuditColumn>,
        labels: Vec<bool>,
    ) -> Result<AuditTable, Error> {
        if labels.is_empty() {
            return Err(AuditProblem::NoRows.into());
        }
        for column in &columns {
            check_length("a column of the table", labels.len(), column.n_rows())?;
        }
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

    /// Says which entity each row is of.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_entities(self, entities: Vec<String>) -> Result<AuditTable, Error> {
        check_length("the list of entities", self.n_rows(), entities.len())?;
        Ok(AuditTable { entities: Some(entities), ..self })
    }

    /// Says at which instant the features of each row end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_cutoffs(self, cutoffs: Vec<Time>) -> Result<AuditTable, Error> {
        check_length("the list of cutoffs", self.n_rows(), cutoffs.len())?;
        Ok(AuditTable { cutoffs: Some(cutoffs), ..self })
    }

    /// Says when the outcome window of each row ends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_window_ends(self, window_ends: Vec<Time>) -> Result<AuditTable, Error> {
        check_length("the list of window ends", self.n_rows(), window_ends.len())?;
        Ok(AuditTable { window_ends: Some(window_ends), ..self })
    }

    /// Says in which part of a split each row is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row.
    pub fn with_parts(self, parts: Parts) -> Result<AuditTable, Error> {
        check_length("the list of sides", self.n_rows(), parts.of_row.len())?;
        Ok(AuditTable { parts: Some(parts), ..self })
    }

    /// Adds the score of each row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) unless there is one for each row, [`ErrorKind::Data`](crate::ErrorKind::Data) at the first NaN.
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
