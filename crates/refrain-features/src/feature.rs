//! Features: the trait, its needs, and the row that takes its values.

pub(crate) mod built_in;

use std::collections::HashMap;
use std::sync::Arc;

use refrain_core::{AttributeType, Column, ColumnKind, History, Time};

/// Computes one or more columns from an entity's history.
///
/// # Determinism
///
/// The values must depend on the history alone.
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, History, SampleLog};
/// use refrain_features::{Feature, FeatureSet, Row, check_feature, seen_before};
///
/// /// Longest run of plays with nothing in between.
/// struct LongestRun;
///
/// impl Feature for LongestRun {
///     fn columns(&self) -> Vec<Column> {
///         vec![Column::number("longest_run", "Most plays in a row").unit("plays")]
///     }
///     fn compute(&self, history: &History<'_>, row: &mut Row) {
///         let events = history.events();
///         let play = events.kind_code("play");
///         let runs = events.kind_codes().chunk_by(|left, right| left == right);
///         row.count(runs.filter(|run| run[0] == play).map(|run| run.len() as u64).max().unwrap_or(0));
///     }
/// }
///
/// let log = SampleLog::new(["play", "search"]).build()?;
/// assert_eq!(check_feature(LongestRun, &log)?, []);
/// let set = FeatureSet::new("mine").with(LongestRun);
/// let matrix = set.compute(&log, &seen_before(&log, &[log.range().end]))?;
/// assert_eq!(matrix.n_rows(), log.n_entities());
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub trait Feature: Send + Sync {
    /// Returns the columns it gives, in order.
    fn columns(&self) -> Vec<Column>;

    /// Returns the attributes it reads, so that a log without them is refused at the door.
    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    /// Puts one value per column into the row, in order.
    fn compute(&self, history: &History<'_>, row: &mut Row);
}

impl<F: Feature + ?Sized> Feature for Box<F> {
    fn columns(&self) -> Vec<Column> {
        F::columns(self)
    }

    fn needs(&self) -> Vec<Need> {
        F::needs(self)
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        F::compute(self, history, row);
    }
}

impl<F: Feature + ?Sized> Feature for Arc<F> {
    fn columns(&self) -> Vec<Column> {
        F::columns(self)
    }

    fn needs(&self) -> Vec<Need> {
        F::needs(self)
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        F::compute(self, history, row);
    }
}

/// An attribute that a feature reads.
///
/// # Examples
///
/// ```
/// use refrain_core::{AttributeType, ErrorKind, SampleLog};
/// use refrain_features::{FeatureSet, Need, Vocabulary, seen_before};
///
/// assert_eq!(Need::text("plan").kind, AttributeType::Text);
/// // A log without what a feature needs is refused before anything is computed.
/// let words = Vocabulary::new(["play"]).plan("plan", ["gold"]);
/// let set = FeatureSet::new("mine").with_named(&["is_paid"], &words)?;
/// let log = SampleLog::new(["play"]).build()?;
/// let refused = set.compute(&log, &seen_before(&log, &[log.range().end]));
/// assert_eq!(refused.unwrap_err().kind(), ErrorKind::Mismatch);
/// # Ok::<(), refrain_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, SampleLog};
/// use refrain_features::{FeatureFn, FeatureSet, seen_before};
///
/// let log = SampleLog::new(["play", "search"]).build()?;
/// let column = Column::number("events", "Number of events").unit("events");
/// let set = FeatureSet::new("mine")
///     .with(FeatureFn::new(column, |history| history.events().len() as f64));
/// let matrix = set.compute(&log, &seen_before(&log, &[log.range().end]))?;
/// assert_eq!(matrix.column("events")?.iter().sum::<f64>(), log.n_events() as f64);
/// # Ok::<(), refrain_core::Error>(())
/// ```
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

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        row.number((self.value)(history));
    }
}

/// A feature of categories from a closure, for names that are known only from the histories.
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, SampleLog};
/// use refrain_features::{CategoryFn, FeatureSet, seen_before};
///
/// let log = SampleLog::new(["play", "search"]).build()?;
/// let column = Column::category("last_kind", "Kind of the last event").missing("no event");
/// let last_kind = CategoryFn::new(column, |history| {
///     history.events().iter().next_back().map(|event| event.kind().to_uppercase())
/// });
/// let set = FeatureSet::new("mine").with(last_kind);
/// let matrix = set.compute(&log, &seen_before(&log, &[log.range().end]))?;
/// // The names are sorted, whatever order they were met in.
/// let names = ["PLAY".to_owned(), "SEARCH".to_owned()].to_vec();
/// assert_eq!(matrix.columns()[0].kind, refrain_core::ColumnKind::Category(names));
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub struct CategoryFn<F> {
    column: Column,
    name: F,
}

impl<F: Fn(&History<'_>) -> Option<String> + Send + Sync> CategoryFn<F> {
    /// Makes the names that the closure gives the categories of a column, whatever kind that was;
    /// `None` is a missing value.
    pub fn new(column: Column, name: F) -> CategoryFn<F> {
        CategoryFn { column: column.kind(ColumnKind::Category(Vec::new())), name }
    }
}

impl<F> std::fmt::Debug for CategoryFn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CategoryFn").field("column", &self.column.name).finish_non_exhaustive()
    }
}

impl<F: Fn(&History<'_>) -> Option<String> + Send + Sync> Feature for CategoryFn<F> {
    fn columns(&self) -> Vec<Column> {
        vec![self.column.clone()]
    }

    fn compute(&self, history: &History<'_>, row: &mut Row) {
        row.category((self.name)(history).as_deref());
    }
}

/// Receives the values of one observation, column by column.
#[derive(Debug, Default)]
pub struct Row {
    pub(crate) values: Vec<f64>,
    /// Positions of the values that are categories.
    pub(crate) categories: Vec<usize>,
    codes: HashMap<String, u32>,
}

impl Row {
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

    /// Puts the name of a category, `None` for a missing value.
    ///
    /// The column is a [`Column::category`]; its list of names is filled in from all rows, sorted,
    /// so leave it empty.
    pub fn category(&mut self, name: Option<&str>) {
        let value = name.map_or(f64::NAN, |name| f64::from(self.code(name)));
        self.categories.push(self.values.len());
        self.values.push(value);
    }

    fn code(&mut self, name: &str) -> u32 {
        if let Some(code) = self.codes.get(name) {
            return *code;
        }
        let code = self.codes.len() as u32;
        self.codes.insert(name.to_owned(), code);
        code
    }

    /// The names of the categories, in the order of their codes.
    pub(crate) fn into_names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.codes.len()];
        for (name, code) in self.codes {
            names[code as usize] = name;
        }
        names
    }
}
