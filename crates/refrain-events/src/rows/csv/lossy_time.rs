//! Times that a spreadsheet has rounded.

/// Tells whether a time is written in scientific notation with so few digits that more than
/// `ignored_digits` of the whole number it stands for are lost.
///
/// Spreadsheets write `1.54111E+12` for 1541110994796: six digits of thirteen, which leaves a span
/// of nearly three hours. Trailing zeros count as digits, leading ones do not. Text that is not
/// a number in scientific notation is not lossy.
///
/// Java and Spark drop trailing zeros of doubles, so that `1.538352117E12` is exactly
/// 1538352117000: the caller ignores the digits below a second, which is what whole logs are
/// rounded to by themselves.
pub(crate) fn is_lossy_time(text: &str, ignored_digits: i64) -> bool {
    unwritten_digits(text).is_some_and(|n_digits| n_digits > ignored_digits)
}

/// Returns the number of digits that are not written before the decimal point of the whole number:
/// the exponent, less the decimals of the mantissa.
fn unwritten_digits(text: &str) -> Option<i64> {
    let (mantissa, exponent) = text.trim().split_once(['e', 'E'])?;
    let exponent: i64 = exponent.parse().ok()?;
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(decimals.bytes());
    // Ids in hexadecimal, such as `3fe7`, have an `e` as well.
    let is_number = digits().all(|byte| byte.is_ascii_digit());
    let is_zero = digits().all(|byte| byte == b'0');
    (is_number && !is_zero).then_some(exponent.saturating_sub(decimals.len() as i64))
}
