//! Numbers with a decimal comma.

use crate::schema::DecimalMark;

/// Reads a number as text writes it, with this mark before its decimals.
///
/// Before a comma a point or a blank may divide the digits into groups of three: `1.234,5`. One
/// that divides them otherwise is no such number: `1.5` is no 15.
pub(crate) fn parse_decimal(text: &str, mark: DecimalMark) -> Option<f64> {
    let text = text.trim();
    match mark {
        DecimalMark::Point => text.parse().ok(),
        DecimalMark::Comma => with_point(text)?.parse().ok(),
    }
}

fn with_point(text: &str) -> Option<String> {
    let (whole, decimals) = match text.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    if decimals.is_some_and(|decimals| decimals.contains('.')) {
        return None;
    }
    let mut number = match whole.find(is_group_mark) {
        Some(at) => ungrouped(whole, whole[at..].chars().next()?)?,
        None => whole.to_owned(),
    };
    if let Some(decimals) = decimals {
        number.push('.');
        number.push_str(decimals);
    }
    Some(number)
}

/// A point, or one of the blanks that do not break a line.
fn is_group_mark(character: char) -> bool {
    matches!(character, '.' | ' ' | '\u{a0}' | '\u{202f}')
}

fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let digits = whole.trim_start_matches(['+', '-']);
    let mut groups = digits.split(mark);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next()?;
    let sound = matches!(first.len(), 1..=3)
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group));
    sound.then(|| whole.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comma(text: &str) -> Option<f64> {
        parse_decimal(text, DecimalMark::Comma)
    }

    #[test]
    fn decimal_commas_are_read() {
        assert_eq!(comma("12,5"), Some(12.5));
        assert_eq!(comma(" -0,25 "), Some(-0.25));
        assert_eq!(comma("7"), Some(7.0));
        assert_eq!(comma("1,5e3"), Some(1500.0));
    }

    #[test]
    fn groups_of_three_digits_may_be_divided() {
        for text in ["1.234,5", "1 234,5", "1\u{a0}234,5", "1\u{202f}234,5"] {
            assert_eq!(comma(text), Some(1234.5), "{text}");
        }
        assert_eq!(comma("1.234"), Some(1234.0));
        assert_eq!(comma("-12.345.678"), Some(-12_345_678.0));
    }

    #[test]
    fn what_is_divided_otherwise_is_no_number() {
        for text in
            ["1.5", "1,2,3", "1.23,4", "12.34.567", ".234", "1.234 567", "1,5.0", "1234.567"]
        {
            assert_eq!(comma(text), None, "{text}");
        }
    }
}
