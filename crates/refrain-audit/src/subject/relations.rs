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
