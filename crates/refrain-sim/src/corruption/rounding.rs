//! Times as spreadsheets export them.

use crate::corruption::damage::Damage;
use crate::corruption::field::value_range;

/// From here on a time to the second has more digits than are written.
const FIRST_ROUNDED: i64 = 1_000_000_000;

/// Writes `ts` as a text of six digits, `None` if they hold every second and it stays.
pub(crate) fn round(text: &mut String, ts: i64) -> Option<Damage> {
    let range = value_range(text, r#""ts":"#).filter(|_| ts >= FIRST_ROUNDED)?;
    let written = six_digits(ts);
    text.replace_range(range, &format!("\"{written}\""));
    Some(Damage::Rounded { written })
}

/// Writes a number in scientific notation with up to six digits: half goes up, trailing zeros go.
fn six_digits(number: i64) -> String {
    // In whole numbers: a double would round a second time.
    let exponent = number.ilog10();
    let unit = 10_i64.pow(exponent - 5);
    // 999999.5 and more make a digit more.
    let (digits, exponent) = match (number + unit / 2) / unit {
        1_000_000 => (100_000, exponent + 1),
        digits => (digits, exponent),
    };
    let decimals = format!("{:05}", digits % 100_000);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{}{point}{decimals}E+{exponent:02}", digits / 100_000)
}
