//! Exposure-time proxies: columns that tell how long an entity was observed.

use crate::subject::names;
use crate::subject::relations::{is_count, is_fractional, is_product, whole_quotient};
use crate::table::AuditTable;

/// Columns of a table that tell how long an entity was observed, alone or together.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct ExposureProxies {
    /// Tenure: columns that grow with the time since registration or the first event.
    pub tenures: Vec<String>,
    /// Recency: columns that tell the time of the last event.
    pub recencies: Vec<String>,
    /// Columns that rates are rates over, though their names are not those of a time.
    pub spans: Vec<String>,
    /// Rates per time, whose totals divided by them are the time.
    pub rates: Vec<String>,
    /// ExposureProxies and spans that the rates are found to be over.
    pub(crate) multiplied: Vec<String>,
    /// Times that a total divided by a rate gives and no column holds: name and values.
    pub(crate) rebuilt: Vec<(String, Vec<f64>)>,
}

impl ExposureProxies {
    pub(crate) fn find(table: &AuditTable) -> ExposureProxies {
        let mut proxies = ExposureProxies::default();
        for column in numbers(table) {
            if names::is_recency(column.0) {
                proxies.recencies.push(column.0.to_owned());
            } else if names::is_tenure(column.0) {
                proxies.tenures.push(column.0.to_owned());
            }
        }
        for (rate, values) in numbers(table).filter(|(name, _)| names::is_time_rate(name)) {
            proxies.add_rate(table, rate, values);
        }
        proxies
    }

    /// Returns the names of the columns that are a proxy by themselves.
    pub fn columns(&self) -> Vec<&str> {
        let all = self.tenures.iter().chain(&self.recencies).chain(&self.spans);
        all.map(String::as_str).collect()
    }

    /// Tells whether a column is a proxy, or a rate that makes one.
    pub fn contains(&self, column: &str) -> bool {
        self.columns().contains(&column) || self.rates.iter().any(|rate| rate == column)
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.columns().is_empty() && self.rates.is_empty()
    }

    fn add_rate(&mut self, table: &AuditTable, rate: &str, values: &[f64]) {
        let others =
            || numbers(table).filter(|(name, _)| *name != rate && !names::is_bounded(name));
        let multiplies = |span: &[f64]| {
            is_fractional(span) && is_count(values, span)
                || others().any(|(_, total)| is_product(values, span, total))
        };
        let is_rate = |name: &str| names::is_time_rate(name);
        if let Some((span, _)) = others().find(|(name, span)| !is_rate(name) && multiplies(span)) {
            self.rates.push(rate.to_owned());
            if !self.multiplied.iter().any(|known| known == span) {
                self.multiplied.push(span.to_owned());
            }
            if !self.contains(span) {
                self.spans.push(span.to_owned());
            }
            return;
        }
        let totals = others().filter(|(name, total)| !is_rate(name) && !is_fractional(total));
        let mut quotients =
            totals.filter_map(|(name, total)| Some((name, whole_quotient(total, values)?)));
        if let Some((total, quotient)) = quotients.next() {
            self.rates.push(rate.to_owned());
            self.rebuilt.push((format!("{total} / {rate}"), quotient));
        }
    }
}

fn numbers(table: &AuditTable) -> impl Iterator<Item = (&str, &[f64])> {
    let columns = table.columns.iter();
    columns.filter_map(|column| Some((column.name.as_str(), column.as_numbers()?)))
}
