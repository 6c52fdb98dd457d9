//! Exposure-time proxies: columns that tell how long an entity was observed.

use crate::subject::names;
use crate::subject::relations::{is_count, is_fractional, is_product, whole_quotient};
use crate::table::AuditTable;

/// Columns of a table that tell how long an entity was observed, alone or together.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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
    /// Proxies and spans that the rates are found to be over.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) multiplied: Vec<String>,
    /// Times that a total divided by a rate gives and no column holds: name and values.
    #[cfg_attr(feature = "serde", serde(skip))]
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
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_audit::ExposureProxies;
    ///
    /// let mut proxies = ExposureProxies::default();
    /// proxies.tenures.push("days_active".to_owned());
    /// proxies.rates.push("songs_per_day".to_owned());
    /// assert_eq!(proxies.columns(), ["days_active"]);
    /// assert!(proxies.contains("songs_per_day"), "a rate helps to make one");
    /// ```
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
        // A whole span times any rate that was made of a count is whole too, so a count alone proves
        // only a span that is not whole; a whole one needs the total itself as a column.
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
        // No span among the columns: look for a total whose quotient is a whole number of days.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::AuditColumn;

    fn find(columns: &[(&str, &[f64])]) -> ExposureProxies {
        let columns =
            columns.iter().map(|(name, values)| AuditColumn::numbers(*name, values.to_vec()));
        let labels = (0..40).map(|row| row % 2 == 0).collect();
        ExposureProxies::find(&AuditTable::new("t", columns.collect(), labels).unwrap())
    }

    fn days() -> Vec<f64> {
        (0..40).map(|row| f64::from(11 + row)).collect()
    }

    fn total() -> Vec<f64> {
        (0..40).map(|row| f64::from(100 + row * 7 % 31)).collect()
    }

    fn quotient(total: &[f64], days: &[f64]) -> Vec<f64> {
        total.iter().zip(days).map(|(total, days)| total / days).collect()
    }

    #[test]
    fn names_tell_tenure_and_recency() {
        let proxies = find(&[("tenure", &days()), ("last_seen", &total()), ("songs", &total())]);
        assert_eq!(
            (&proxies.tenures[..], &proxies.recencies[..]),
            (&["tenure".to_owned()][..], &["last_seen".to_owned()][..])
        );
        assert_eq!(proxies.columns(), ["tenure", "last_seen"]);
        assert!(proxies.contains("tenure") && !proxies.contains("songs") && !proxies.is_empty());
        assert!(find(&[("songs", &total())]).is_empty());
    }

    #[test]
    fn rate_over_a_column_makes_a_span_of_it() {
        let rate = quotient(&total(), &days());
        let proxies = find(&[("x", &days()), ("songs_per_day", &rate), ("songs", &total())]);
        assert_eq!(
            (&proxies.spans[..], &proxies.rates[..]),
            (&["x".to_owned()][..], &["songs_per_day".to_owned()][..])
        );
        assert_eq!((&proxies.multiplied[..], proxies.rebuilt.len()), (&["x".to_owned()][..], 0));
        assert!(
            proxies.contains("x")
                && proxies.contains("songs_per_day")
                && !proxies.contains("songs")
        );
        assert_eq!(proxies.columns(), ["x"]);
    }

    #[test]
    fn rates_over_one_span_name_it_once_and_a_tenure_is_no_span() {
        let rates = [quotient(&total(), &days()), quotient(&days(), &days())];
        let doubled: Vec<f64> = rates[0].iter().map(|rate| 2.0 * rate).collect();
        let songs_twice: Vec<f64> = total().iter().map(|total| 2.0 * total).collect();
        let columns: [(&str, &[f64]); 5] = [
            ("days_active", &days()),
            ("songs_per_day", &rates[0]),
            ("ads_per_day", &doubled),
            ("songs", &total()),
            ("ads", &songs_twice),
        ];
        let proxies = find(&columns);
        assert_eq!(proxies.rates, ["songs_per_day", "ads_per_day"]);
        assert_eq!(proxies.multiplied, ["days_active"]);
        assert!(proxies.spans.is_empty() && proxies.tenures == ["days_active"]);
    }

    #[test]
    fn fractional_span_needs_no_total() {
        let span: Vec<f64> = days().iter().map(|days| days + 0.25).collect();
        let rate = quotient(&total(), &span);
        let proxies = find(&[("x", &span), ("songs_per_day", &rate)]);
        assert_eq!(
            (proxies.spans, proxies.rates),
            (vec!["x".to_owned()], vec!["songs_per_day".to_owned()])
        );
        // Whole days times a rate are a count by name only where a total says so.
        let whole = find(&[("x", &days()), ("songs_per_day", &quotient(&total(), &days()))]);
        assert_eq!(whole.spans, [""; 0]);
    }

    #[test]
    fn total_over_a_rate_is_a_time_that_no_column_holds() {
        let rate = quotient(&total(), &days());
        let proxies = find(&[("songs", &total()), ("songs_per_day", &rate)]);
        assert_eq!(proxies.rates, ["songs_per_day"]);
        assert_eq!(proxies.rebuilt[0].0, "songs / songs_per_day");
        let rounded: Vec<f64> = proxies.rebuilt[0].1.iter().map(|days| days.round()).collect();
        assert_eq!(rounded, days());
        assert!(proxies.columns().is_empty() && !proxies.is_empty());
    }

    #[test]
    fn bounded_lookbacks_and_rates_per_session_are_no_proxies() {
        let rate = quotient(&total(), &days());
        assert!(find(&[("songs_7d", &total()), ("songs_per_day", &rate)]).is_empty());
        assert!(
            find(&[("x", &days()), ("songs_per_session", &rate), ("songs", &total())]).is_empty()
        );
        assert!(
            find(&[("x", &days()), ("songs_per_day_7d", &rate), ("songs", &total())]).is_empty()
        );
    }
}
