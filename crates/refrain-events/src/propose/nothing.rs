//! Words that stand for nothing, and commas that stand for points.

use super::sample::RowSample;
use crate::rows::cell::Cell;

/// Words that nobody has as a name; `none` and `unknown` may be values.
const CERTAIN: [&str; 13] = [
    "-", "--", "\\N", "NULL", "null", "(null)", "(empty)", "NaN", "nan", "N/A", "n/a", "#N/A",
    "<nil>",
];

/// The words for nothing that a log writes: in two columns at least, or beside numbers alone.
///
/// A single column of texts may have `-` for somebody nobody knows, which is a guest.
pub(super) fn words_for_nothing(sample: &RowSample) -> Vec<String> {
    let is_word = |word: &&&str| {
        let holding: Vec<usize> =
            (0..sample.n_columns()).filter(|idx| has_word(sample, *idx, word)).collect();
        holding.len() > 1 || holding.iter().any(|idx| is_numeric_beside(sample, *idx))
    };
    CERTAIN.iter().filter(is_word).map(|word| (*word).to_owned()).collect()
}

fn has_word(sample: &RowSample, column: usize, word: &str) -> bool {
    sample.values(column).iter().any(|cell| matches!(cell, Cell::Text(text) if text.trim() == word))
}

/// Tells whether all other values of a column are numbers.
fn is_numeric_beside(sample: &RowSample, column: usize) -> bool {
    let is_word =
        |cell: &&Cell<'_>| matches!(cell, Cell::Text(text) if CERTAIN.contains(&text.trim()));
    let values = || sample.values(column).iter().filter(|cell| !cell.is_missing());
    let mut others = values().filter(|cell| !is_word(cell)).peekable();
    others.peek().is_some() && others.all(|cell| cell.number().is_ok())
}

/// Tells whether the numbers of a log have commas before their decimals: some column has numbers
/// with one comma, and none that a point divides.
pub(super) fn has_decimal_commas(sample: &RowSample) -> bool {
    (0..sample.n_columns()).any(|column| is_of_commas(sample.values(column)))
}

/// Tells whether all texts of a column are numbers with a decimal comma, and one of them is for
/// certain: `1,234` may be a thousand.
pub(super) fn is_of_commas(values: &[Cell<'static>]) -> bool {
    let texts = || values.iter().filter(|cell| !cell.is_missing());
    let is_one = |cell: &Cell<'_>| with_point(cell).is_some();
    let is_certain = |cell: &Cell<'_>| {
        let Cell::Text(text) = cell else { return false };
        text.rsplit_once(',').is_some_and(|(_, decimals)| decimals.len() != 3)
    };
    texts().next().is_some() && texts().all(is_one) && texts().any(is_certain)
}

/// The number with a point that a text with a comma is: `1.234,5` is 1234.5.
pub(super) fn with_point(cell: &Cell<'_>) -> Option<f64> {
    let Cell::Text(text) = cell else { return None };
    let text = text.trim();
    let (whole, decimals) = text.split_once(',').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.trim_start_matches('-').split('.');
    let first = groups.next().filter(|first| is_digits(first) && !first.is_empty())?;
    let are_groups = groups.all(|group| group.len() == 3 && is_digits(group));
    let is_number = are_groups && is_digits(decimals) && first.len() <= 15;
    is_number.then(|| format!("{}.{decimals}0", whole.replace('.', "")).parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rows: &[[&str; 2]]) -> RowSample {
        let mut sample = RowSample::new(100);
        let cell = |text: &str| Cell::from(text.to_owned());
        rows.iter().for_each(|[a, b]| sample.push([("a", cell(a)), ("b", cell(b))]));
        sample
    }

    #[test]
    fn a_dash_beside_numbers_or_in_two_columns_is_nothing() {
        assert_eq!(words_for_nothing(&sample(&[["x", "5"], ["y", "-"]])), ["-"]);
        assert_eq!(words_for_nothing(&sample(&[["-", "u"], ["y", "-"]])), ["-"]);
        assert!(words_for_nothing(&sample(&[["-", "u"], ["y", "v"]])).is_empty());
    }

    #[test]
    fn commas_are_decimal_where_every_number_has_them() {
        assert!(has_decimal_commas(&sample(&[["1,5", "x"], ["1.234,25", "y"], ["7", "z"]])));
        assert!(!has_decimal_commas(&sample(&[["1,234", "x"], ["12,345", "y"]])));
        assert!(!has_decimal_commas(&sample(&[["1,5", "x"], ["1.5", "y"]])));
        assert_eq!(with_point(&Cell::from("-1.234,5")), Some(-1234.5));
        assert_eq!(with_point(&Cell::from("1,2,3")), None);
    }
}
