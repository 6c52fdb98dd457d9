//! Reasons in words: a feature of a customer as a sentence.

use refrain_core::{Column, ColumnKind, FeatureMatrix, Time};

/// Counts between these multiples of the usual are usual.
const USUAL: std::ops::RangeInclusive<f64> = 2.0 / 3.0..=1.5;

/// The feature that says for how long a customer is known, if there is one.
const TENURE: &str = "tenure_days";

/// The beginning of descriptions of counts.
const COUNT: &str = "Number of ";

/// Returns what a feature says of the customer in a row, in words made of the feature's
/// description: `31 Roll Advert events in the last 7d, 5.2 times the usual`.
///
/// The usual is the customer's own: the rate at which the same was counted before, over the longest
/// lookback for which the matrix holds a column of the same name. It is left out where the customer
/// is not known for longer, where nothing was counted before, and between two thirds and one and a
/// half of it.
///
/// # Panics
///
/// If there is no such row or column.
///
/// # Examples
///
/// ```
/// use refrain_core::{Column, FeatureMatrix, Span, Time};
///
/// let adverts = |days| {
///     Column::number(format!("adverts_{days}d"), format!("Number of adverts in the last {days}d"))
///         .lookback(Span::from_days(days))
/// };
/// let columns = vec![adverts(7), adverts(30)];
/// let cutoffs = [Time::from_millis(0)];
/// let features = FeatureMatrix::from_rows(&["ada"], &cutoffs, columns, &[31.0, 54.0])?;
/// let words = refrain_models::in_words(&features, 0, 0);
/// assert_eq!(words, "31 adverts in the last 7d, 4.4 times the usual");
/// # Ok::<(), refrain_core::Error>(())
/// ```
pub fn in_words(features: &FeatureMatrix, row: usize, column: usize) -> String {
    let about = &features.columns()[column];
    let value = features.value(row, column);
    let described = if about.description.is_empty() { &about.name } else { &about.description };
    if value.is_nan() {
        let meaning = if about.missing.is_empty() { "missing" } else { &about.missing };
        return format!("{described}: {meaning}");
    }
    match described.strip_prefix(COUNT).filter(|_| about.kind == ColumnKind::Number) {
        Some(counted) if value.fract() == 0.0 => {
            let usual = usual(features, row, column).map(|usual| value / usual);
            format!("{value} {counted}{}", usual.map(against_usual).unwrap_or_default())
        }
        _ => format!("{described}: {}{}", said(&about.kind, value), unit(about, described)),
    }
}

fn said(kind: &ColumnKind, value: f64) -> String {
    match kind {
        ColumnKind::Category(names) => names[value as usize].clone(),
        ColumnKind::Instant => Time::from_millis(value as i64).to_string(),
        ColumnKind::Number if value.fract() == 0.0 => value.to_string(),
        ColumnKind::Number => format!("{value:.2}"),
    }
}

/// The unit, unless it is said already.
fn unit(about: &Column, described: &str) -> String {
    let told = described.to_lowercase().contains(&about.unit) || about.kind != ColumnKind::Number;
    if told { String::new() } else { format!(" {}", about.unit) }
}

fn against_usual(times: f64) -> String {
    if USUAL.contains(&times) { String::new() } else { format!(", {times:.1} times the usual") }
}

/// The count that the customer's own rate before the lookback lets expect in it.
fn usual(features: &FeatureMatrix, row: usize, column: usize) -> Option<f64> {
    let about = &features.columns()[column];
    let days = about.lookback?.days();
    let stem = about.name.strip_suffix(&about.lookback?.to_string())?;
    let longer = features.columns().iter().enumerate().filter_map(|(position, other)| {
        let lookback = other.lookback?;
        let same = other.name.strip_suffix(&lookback.to_string())? == stem;
        (same && lookback.days() > days).then_some((lookback.days(), position))
    });
    let (longest, position) = longer.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let known = features
        .position(TENURE)
        // A customer known for five days has no rate over thirty.
        .map_or(longest, |tenure| features.value(row, tenure).min(longest));
    let before = features.value(row, position) - features.value(row, column);
    let usual = before / (known - days) * days;
    (known > days && before > 0.0).then_some(usual)
}
