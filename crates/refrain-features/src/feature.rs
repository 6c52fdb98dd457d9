//! Features: the trait, its needs, and the row that takes its values.

pub(crate) mod built_in;

use std::borrow::Cow;
use std::collections::HashMap;

use refrain_core::{AttributeType, Column, History, Time};

/// Computes one or more columns from an entity's history.
///
/// # Determinism
///
/// The values must depend on the history alone.
pub trait Feature: Send + Sync {
    /// Returns the columns it gives, in order.
    fn columns(&self) -> Vec<Column>;

    /// Returns the attributes it reads, so that a log without them is refused at the door.
    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    /// Puts one value per column into the row, in order.
    fn compute<'a>(&self, history: &History<'a>, row: &mut Row<'a>);
}

/// An attribute that a feature reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Name of the attribute.
    pub attribute: String,
    /// Type it must have.
    pub kind: AttributeType,
}

impl Need {
    /// Needs a text attribute.
    pub fn text(attribute: impl Into<String>) -> Need {
        Need { attribute: attribute.into(), kind: AttributeType::Text }
    }

    /// Needs a number attribute.
    pub fn number(attribute: impl Into<String>) -> Need {
        Need { attribute: attribute.into(), kind: AttributeType::Number }
    }
}

/// A numeric feature from a closure.
pub struct FeatureFn<F> {
    column: Column,
    value: F,
}

impl<F: Fn(&History<'_>) -> f64 + Send + Sync> FeatureFn<F> {
    /// Makes the closure's result the values of a column; NaN is a missing value.
    pub fn new(column: Column, value: F) -> FeatureFn<F> {
        FeatureFn { column, value }
    }
}

impl<F> std::fmt::Debug for FeatureFn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeatureFn").field("column", &self.column.name).finish_non_exhaustive()
    }
}

impl<F: Fn(&History<'_>) -> f64 + Send + Sync> Feature for FeatureFn<F> {
    fn columns(&self) -> Vec<Column> {
        vec![self.column.clone()]
    }

    fn compute<'a>(&self, history: &History<'a>, row: &mut Row<'a>) {
        row.number((self.value)(history));
    }
}

/// Receives the values of one observation, column by column.
#[derive(Debug, Default)]
pub struct Row<'a> {
    pub(crate) values: Vec<f64>,
    /// Positions of the values that are categories.
    pub(crate) categories: Vec<usize>,
    pub(crate) names: Vec<Cow<'a, str>>,
    codes: HashMap<Cow<'a, str>, u32>,
}

impl<'a> Row<'a> {
    /// Puts a number; NaN is a missing value.
    pub fn number(&mut self, value: f64) {
        self.values.push(value);
    }

    /// Puts a count.
    pub fn count(&mut self, count: u64) {
        self.values.push(count as f64);
    }

    /// Puts an instant.
    pub fn instant(&mut self, instant: Option<Time>) {
        self.values.push(instant.map_or(f64::NAN, |time| time.millis() as f64));
    }

    /// Puts the name of a category. The column's kind must be
    /// [`ColumnKind::Category`](refrain_core::ColumnKind); its list of names is filled in from
    /// all rows, so leave it empty.
    pub fn category(&mut self, name: Option<&'a str>) {
        self.put_category(name.map(Cow::Borrowed));
    }

    /// Puts the name of a category that was made for the purpose.
    pub(crate) fn named_category(&mut self, name: Option<String>) {
        self.put_category(name.map(Cow::Owned));
    }

    fn put_category(&mut self, name: Option<Cow<'a, str>>) {
        let value = name.map_or(f64::NAN, |name| f64::from(self.code(name)));
        self.categories.push(self.values.len());
        self.values.push(value);
    }

    fn code(&mut self, name: Cow<'a, str>) -> u32 {
        *self.codes.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            (self.names.len() - 1) as u32
        })
    }
}
