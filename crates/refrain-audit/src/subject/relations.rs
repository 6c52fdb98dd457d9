//! Relations between columns: products, counts and quotients.

/// Relative difference up to which two values are one, after rounding in files.
const TOLERANCE: f64 = 1e-6;

/// Share of the rows with values in which a relation must hold: projects write zero where a rate
/// would divide by zero.
const SHARE: f64 = 0.98;

/// Fewer rows than this prove nothing.
const MIN_ROWS: usize = 20;

/// Values that a column needs for a relation not to hold by accident.
const MIN_DISTINCT: usize = 8;

/// Tells whether `rate * span = total` in nearly all rows.
pub(crate) fn is_product(rate: &[f64], span: &[f64], total: &[f64]) -> bool {
    let holds = |row: usize| {
        let product = rate[row] * span[row];
        (product - total[row]).abs() <= TOLERANCE * total[row].abs().max(1.0)
    };
    holds_in_nearly_all(&[rate, span, total], holds)
}

/// Tells whether `rate * span` is a whole number in nearly all rows: a count.
pub(crate) fn is_count(rate: &[f64], span: &[f64]) -> bool {
    let holds = |row: usize| {
        let product = rate[row] * span[row];
        (product - product.round()).abs() <= TOLERANCE * product.abs().max(1.0)
    };
    holds_in_nearly_all(&[rate, span], holds)
}

/// Returns `total / rate` if it is a whole number in nearly all rows: days observed.
pub(crate) fn whole_quotient(total: &[f64], rate: &[f64]) -> Option<Vec<f64>> {
    let quotient: Vec<f64> = total
        .iter()
        .zip(rate)
        .map(|(total, rate)| if *rate == 0.0 { f64::NAN } else { total / rate })
        .collect();
    let holds = |row: usize| {
        (quotient[row] - quotient[row].round()).abs() <= TOLERANCE * quotient[row].abs().max(1.0)
    };
    let is_whole = holds_in_nearly_all(&[total, rate, &quotient], holds);
    (is_whole && is_fractional(rate)).then_some(quotient)
}

/// Tells whether more than half of the values are no whole numbers.
pub(crate) fn is_fractional(values: &[f64]) -> bool {
    let present = values.iter().filter(|value| value.is_finite());
    let (n, n_fractional) = present.fold((0, 0), |(n, fractional), value| {
        (n + 1, fractional + usize::from(value.fract() != 0.0))
    });
    n_fractional * 2 > n
}

/// Counts the different values, up to a limit.
pub(crate) fn n_distinct(values: &[f64], limit: usize) -> usize {
    let mut seen: Vec<u64> = Vec::new();
    for value in values.iter().filter(|value| !value.is_nan()) {
        let bits = (*value + 0.0).to_bits();
        if !seen.contains(&bits) {
            seen.push(bits);
        }
        if seen.len() >= limit {
            break;
        }
    }
    seen.len()
}

fn holds_in_nearly_all(columns: &[&[f64]], holds: impl Fn(usize) -> bool) -> bool {
    if columns.iter().any(|column| n_distinct(column, MIN_DISTINCT) < MIN_DISTINCT) {
        return false;
    }
    let n_rows = columns[0].len();
    let usable = |row: &usize| columns.iter().all(|column| column[*row].is_finite());
    let informative = |row: &usize| columns.iter().all(|column| column[*row] != 0.0);
    // Most pairs of columns fail in the first rows, so that all pairs of a wide table are cheap.
    let allowed = (n_rows as f64 * (1.0 - SHARE)) as usize;
    let (mut n_usable, mut n_failed) = (0, 0);
    for row in (0..n_rows).filter(usable).filter(informative) {
        n_usable += 1;
        n_failed += usize::from(!holds(row));
        if n_failed > allowed {
            return false;
        }
    }
    n_usable >= MIN_ROWS && n_failed as f64 <= n_usable as f64 * (1.0 - SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` rows of a rate and a span of many values, and their product.
    fn product(n: usize) -> [Vec<f64>; 3] {
        let rate: Vec<f64> = (0..n).map(|row| 1.5 + (row % 9) as f64).collect();
        let span: Vec<f64> = (0..n).map(|row| 2.0 + (row % 10) as f64).collect();
        let total = rate.iter().zip(&span).map(|(rate, span)| rate * span).collect();
        [rate, span, total]
    }

    fn holds([rate, span, total]: &[Vec<f64>; 3]) -> bool {
        is_product(rate, span, total)
    }

    fn broken(n: usize, rows: std::ops::Range<usize>) -> [Vec<f64>; 3] {
        let mut columns = product(n);
        columns[2][rows].iter_mut().for_each(|total| *total += 0.1);
        columns
    }

    #[test]
    fn product_needs_twenty_rows() {
        assert!(holds(&product(20)) && !holds(&product(19)));
    }

    #[test]
    fn product_may_fail_in_two_of_a_hundred_rows() {
        assert!(holds(&broken(100, 40..42)) && !holds(&broken(100, 40..43)));
        assert!(!holds(&broken(40, 0..1)), "one of forty is more");
    }

    #[test]
    fn rows_of_zero_and_without_value_prove_nothing() {
        let zeroed = |n_zero: usize, value: f64| {
            let mut columns = product(25);
            columns[0][..n_zero].fill(value);
            columns
        };
        assert!(holds(&zeroed(5, 0.0)) && !holds(&zeroed(6, 0.0)));
        assert!(holds(&zeroed(5, f64::NAN)) && !holds(&zeroed(6, f64::NAN)));
        assert!(holds(&zeroed(5, f64::INFINITY)) && !holds(&zeroed(6, f64::INFINITY)));
    }

    #[test]
    fn product_needs_eight_values_in_each_column() {
        let with = |n_values: usize| {
            let rate: Vec<f64> = (0..40).map(|row| 1.5 + (row % n_values) as f64).collect();
            let [_, span, _] = product(40);
            let total = rate.iter().zip(&span).map(|(rate, span)| rate * span).collect();
            [rate, span, total]
        };
        assert!(holds(&with(8)) && !holds(&with(7)));
    }

    #[test]
    fn tolerance_is_a_millionth_of_the_total_and_of_one() {
        let off = |scale: f64, by: f64| {
            let [rate, span, mut total] = product(40);
            let rate = rate.iter().map(|rate| rate * scale).collect();
            total.iter_mut().for_each(|total| *total = *total * scale * (1.0 + by));
            holds(&[rate, span, total])
        };
        assert!(off(100.0, 0.9e-6) && !off(100.0, 1.2e-6));
        // Totals of .003 and more: off by 3e-7 at the least.
        assert!(off(0.001, 1e-5) && !off(0.001, 1e-2));
    }

    #[test]
    fn count_is_a_rate_times_a_span_that_is_whole() {
        let span: Vec<f64> = (0..40).map(|row| 1.25 + row as f64).collect();
        let count: Vec<f64> = (0..40).map(|row| 10.0 + (row * 7 % 31) as f64).collect();
        let rate: Vec<f64> = count.iter().zip(&span).map(|(count, span)| count / span).collect();
        assert!(is_count(&rate, &span));
        let off: Vec<f64> = rate.iter().zip(&span).map(|(rate, span)| rate + 0.3 / span).collect();
        assert!(!is_count(&off, &span));
    }

    #[test]
    fn whole_quotients_are_the_days_observed() {
        let days: Vec<f64> = (0..40).map(|row| 11.0 + row as f64).collect();
        let total: Vec<f64> = (0..40).map(|row| 100.0 + (row * 7 % 31) as f64).collect();
        let mut rate: Vec<f64> =
            total.iter().zip(&days).map(|(total, days)| total / days).collect();
        let rounded =
            |quotient: Vec<f64>| -> Vec<f64> { quotient.iter().map(|q| q.round()).collect() };
        assert_eq!(whole_quotient(&total, &rate).map(rounded), Some(days.clone()));
        rate[3] = 0.0;
        assert!(whole_quotient(&total, &rate).is_some_and(|quotient| quotient[3].is_nan()));
        let off: Vec<f64> = total.iter().map(|total| total + 0.4).collect();
        assert_eq!(whole_quotient(&off, &rate), None);
        let whole_rate: Vec<f64> = (0..40).map(|row| 1.0 + (row % 9) as f64).collect();
        let multiple: Vec<f64> = whole_rate.iter().zip(&days).map(|(rate, d)| rate * d).collect();
        assert_eq!(whole_quotient(&multiple, &whole_rate), None, "no rate: its values are whole");
    }

    #[test]
    fn fractional_is_more_than_half_of_the_finite_values() {
        assert!(is_fractional(&[0.5, 1.5, 2.0]) && !is_fractional(&[0.5, 1.5, 2.0, 3.0]));
        assert!(is_fractional(&[0.5, f64::INFINITY, f64::NAN]));
        assert!(!is_fractional(&[]));
    }

    #[test]
    fn distinct_values_are_counted_up_to_the_limit() {
        assert_eq!(n_distinct(&[1.0, 2.0, 1.0, f64::NAN, 3.0], 9), 3);
        assert_eq!(n_distinct(&[1.0, 2.0, 3.0, 4.0], 2), 2);
        assert_eq!(n_distinct(&[0.0, -0.0], 9), 1);
    }
}
