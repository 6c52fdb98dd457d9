//! One definition of an id, whatever the format wrote it as.

use std::borrow::Cow;

use crate::rows::cell::Misfit;
use crate::schema::IdDifference;

/// Beyond this size (2^53) a float may stand for several whole numbers.
const FIRST_INEXACT: u64 = 9_007_199_254_740_992;

/// Digits of the greatest exact number; an exponent that writes more is beyond it.
const MAX_DIGITS: usize = 16;

/// Reads a text as an id, without the blanks around it; `None` if nothing is left.
///
/// A number with a point and a whole value is that whole number, since pandas writes a column of
/// ids with one missing value so: `17850.0` and `1.785E4` are `17850`. Without a point a text
/// stays what it is: `017850` is no number, and `12E4` is as likely a hexadecimal id.
pub(crate) fn id_of_text(text: &str) -> Result<Option<Cow<'_, str>>, Misfit> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match Decimal::parse(text) {
        Some(decimal) => decimal.id(text).map(Some),
        None => Ok(Some(Cow::Borrowed(text))),
    }
}

/// Reads a float as an id; one that cannot be exact is refused, since two ids could have become
/// one in it.
pub(crate) fn id_of_float(number: f64) -> Result<String, Misfit> {
    match number.fract() == 0.0 && number.abs() < FIRST_INEXACT as f64 {
        true => Ok((number as i64).to_string()),
        false => Err(Misfit),
    }
}

/// Takes the differences that do not count out of an id.
pub(crate) fn fold_id<'t>(id: Cow<'t, str>, ignored: &[IdDifference]) -> Cow<'t, str> {
    ignored.iter().fold(id, |id, difference| match difference {
        IdDifference::Case => Cow::Owned(id.to_lowercase()),
        IdDifference::Blanks => Cow::Owned(id.split_whitespace().collect::<Vec<_>>().join(" ")),
        // Of an id of zeros alone one is left.
        IdDifference::Zeros if is_digits(&id) && id.starts_with('0') => {
            let digits = id.trim_start_matches('0');
            Cow::Owned(if digits.is_empty() { "0" } else { digits }.to_owned())
        }
        IdDifference::Zeros => id,
    })
}

/// Returns `true` if the text certainly is the id it says: this is so for nearly every one.
#[inline]
pub(crate) fn is_plain_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return false };
    // Blanks beyond ASCII are found by a closer look alone.
    let is_inner = |byte: u8| byte > b' ' && byte.is_ascii();
    let may_be_decimal = (first.is_ascii_digit() || first == b'-')
        && (last.is_ascii_digit() || last == b'.')
        && holds_point(bytes);
    is_inner(first) && is_inner(last) && !may_be_decimal
}

/// Looks for a point, eight bytes at a time.
#[inline]
fn holds_point(bytes: &[u8]) -> bool {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, rest) = bytes.as_chunks::<8>();
    let in_word = |word: &[u8; 8]| {
        let zero_at_point = u64::from_le_bytes(*word) ^ (LOW * u64::from(b'.'));
        zero_at_point.wrapping_sub(LOW) & !zero_at_point & HIGH != 0
    };
    words.iter().any(in_word) || rest.contains(&b'.')
}

/// A number written with a point: `-17850.0`, `1.785E4`, `7.`.
struct Decimal<'t> {
    is_negative: bool,
    /// Without leading zeros, save for `0` itself.
    whole: &'t str,
    /// Without the zeros at its end.
    fraction: &'t str,
    exponent: usize,
}

impl<'t> Decimal<'t> {
    fn parse(text: &'t str) -> Option<Decimal<'t>> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, rest) = digits.split_once('.')?;
        let (fraction, exponent) = match rest.split_once(['e', 'E']) {
            Some((fraction, exponent)) => (fraction, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
        (!whole.is_empty() && !has_leading_zero && is_digits(whole) && is_digits(fraction)).then(
            || Decimal { is_negative, whole, fraction: fraction.trim_end_matches('0'), exponent },
        )
    }

    fn id(&self, text: &'t str) -> Result<Cow<'t, str>, Misfit> {
        if self.whole == "0" && self.fraction.is_empty() {
            return Ok(Cow::Borrowed("0"));
        }
        // Not whole: a text like any other.
        if self.fraction.len() > self.exponent {
            return Ok(Cow::Borrowed(text));
        }
        if self.exponent > 0 {
            return self.written_out().map(Cow::Owned);
        }
        exact(self.whole)?;
        Ok(Cow::Borrowed(&text[..usize::from(self.is_negative) + self.whole.len()]))
    }

    fn written_out(&self) -> Result<String, Misfit> {
        if self.exponent > MAX_DIGITS + self.fraction.len() {
            return Err(Misfit);
        }
        let zeros = "0".repeat(self.exponent - self.fraction.len());
        let digits = format!("{}{}{zeros}", self.whole, self.fraction);
        let number = exact(digits.trim_start_matches('0'))?;
        let sign = if self.is_negative { "-" } else { "" };
        Ok(format!("{sign}{number}"))
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_exponent(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !is_digits(digits) {
        return None;
    }
    // One too large for its type is too large for an id as well.
    Some(digits.parse().unwrap_or(usize::MAX))
}

fn exact(digits: &str) -> Result<u64, Misfit> {
    digits.parse().ok().filter(|number| *number < FIRST_INEXACT).ok_or(Misfit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Option<Option<String>> {
        id_of_text(text).ok().map(|id| id.map(Cow::into_owned))
    }

    #[test]
    fn spellings_of_a_whole_number_are_one_id() {
        for text in ["7", " 7 ", "7.0", "7.", "7.000", "0.7e1", "7.0E0", "\u{a0}7.0\u{2003}"] {
            assert_eq!(id(text), Some(Some("7".into())), "{text:?}");
        }
        assert_eq!(id("1.785E+4"), Some(Some("17850".into())));
        assert_eq!(id("-17850.00"), Some(Some("-17850".into())));
        assert_eq!(id("-0.0"), Some(Some("0".into())));
        assert_eq!(id("9007199254740991.0"), Some(Some("9007199254740991".into())));
    }

    #[test]
    fn what_is_no_whole_number_with_a_point_stays_text() {
        for text in
            ["017850", "017850.0", "12E4", "7.5", "1.2.3", "10.0.0.1", ".5", "-", "-.0", "1.0e-3"]
                .into_iter()
                .chain(["1.0e", "1.e+", "1.0e1.0", "٧.0", "a.0", "12345678901234567890", "1.75e1"])
        {
            assert_eq!(id(text), Some(Some(text.into())));
        }
        assert_eq!(id(" \t\u{3000}"), Some(None));
    }

    #[test]
    fn floats_that_cannot_be_exact_are_refused() {
        for text in ["9007199254740992.0", "7.2e+18", "1.0e400", "1.0e99999999999999999999"] {
            assert_eq!(id(text), None, "{text}");
        }
        assert!(id_of_float(9_007_199_254_740_992.0).is_err());
        assert_eq!(id_of_float(-9_007_199_254_740_991.0).ok(), Some("-9007199254740991".into()));
    }

    #[test]
    fn ids_are_folded_as_asked() {
        use IdDifference::*;
        let fold =
            |id: &'static str, ignored: &[IdDifference]| fold_id(id.into(), ignored).into_owned();
        assert_eq!(fold("ÄDA  Smith", &[Case]), "äda  smith");
        assert_eq!(fold("ÄDA  Smith", &[Case, Blanks]), "äda smith");
        assert_eq!(fold("0017850", &[Zeros]), "17850");
        assert_eq!(fold("000", &[Zeros]), "0");
        assert_eq!(fold("00a1", &[Zeros]), "00a1");
        assert_eq!(fold("0A", &[]), "0A");
    }

    #[test]
    fn a_plain_id_is_itself() {
        let parts = ["", "7", ".", "-", " ", "e", "0", "\u{a0}", "é", "abcdefghijk"];
        for first in parts {
            for second in parts {
                for third in parts {
                    let text = format!("{first}{second}{third}");
                    if is_plain_id(&text) {
                        assert_eq!(id(&text), Some(Some(text)));
                    }
                }
            }
        }
    }
}
