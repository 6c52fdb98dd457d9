//! Numbers as logs write them.

use crate::rows::scan::word::load;

/// A number of plain digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Decimal(f64),
}

/// Digits that fit an i64 whatever they are.
const MAX_DIGITS: usize = 18;

/// Whole numbers below this (2^53) are exact as floats.
const EXACT: u64 = 1 << 53;

/// The powers of ten that are exact as floats.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The powers of ten that fewer than eight digits need.
const WHOLE_POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

/// Eight digits zero.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Parses the number that begins at `at`; returns it and where it ends.
///
/// `None` for what needs more care than it is worth here: exponents, more digits than are exact,
/// `-0`, and what is no JSON number at all.
#[inline(always)]
pub(super) fn parse_number(padded: &[u8], at: usize) -> Option<(Number, usize)> {
    let is_negative = padded[at] == b'-';
    let start = at + usize::from(is_negative);
    let (whole, end) = parse_digits(padded, start, 0);
    let n_digits = end - start;
    let has_leading_zero = padded[start] == b'0' && n_digits > 1;
    if n_digits == 0 || n_digits > MAX_DIGITS || has_leading_zero {
        return None;
    }
    match padded[end] {
        b'.' => parse_decimals(padded, end + 1, whole, n_digits, is_negative),
        b'e' | b'E' => None,
        _ if is_negative && whole == 0 => None,
        _ => {
            let number = if is_negative { -(whole as i64) } else { whole as i64 };
            Some((Number::Integer(number), end))
        }
    }
}

fn parse_decimals(
    padded: &[u8],
    start: usize,
    whole: u64,
    n_digits: usize,
    is_negative: bool,
) -> Option<(Number, usize)> {
    let (digits, end) = parse_digits(padded, start, whole);
    let n_decimals = end - start;
    let too_many = n_digits + n_decimals > MAX_DIGITS;
    if n_decimals == 0 || too_many || digits >= EXACT || matches!(padded[end], b'e' | b'E') {
        return None;
    }
    // Both operands are exact, so the quotient is the float nearest to the number written.
    let magnitude = digits as f64 / POWERS[n_decimals];
    Some((Number::Decimal(if is_negative { -magnitude } else { magnitude }), end))
}

/// Reads digits onto a number; what overflows is refused by their count later.
#[inline(always)]
fn parse_digits(padded: &[u8], start: usize, number: u64) -> (u64, usize) {
    let (mut number, mut at) = (number, start);
    loop {
        let word = load(padded, at);
        let n_digits = leading_digits(word);
        if n_digits < 8 {
            let number = number.wrapping_mul(WHOLE_POWERS[n_digits]);
            return (number.wrapping_add(first_digits(word, n_digits)), at + n_digits);
        }
        number = number.wrapping_mul(100_000_000).wrapping_add(eight_digits(word));
        at += 8;
        // A number this long is refused anyway; a line of digits is not read to its end.
        if at - start > 24 {
            return (number, at);
        }
    }
}

/// Counts the digits among eight bytes, from the first.
#[inline(always)]
fn leading_digits(word: u64) -> usize {
    // Per byte: xor with '0' leaves 0..=9 for digits, and adding 0x76 carries above 9 into the
    // high bit; bytes that had it set before are no digits either.
    let values = word ^ ZEROS;
    let above = ((values & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676) | values;
    ((above & 0x8080_8080_8080_8080).trailing_zeros() / 8) as usize
}

/// The number that the first `n_digits` bytes of eight write, of which it takes less than eight.
#[inline(always)]
fn first_digits(word: u64, n_digits: usize) -> u64 {
    // The other bytes are shifted out behind the digits, and zeros in before them; in two steps,
    // because a shift of all 64 bits is none.
    let shift = 8 * (7 - n_digits as u32);
    number_of_values((word ^ ZEROS) << shift << 8)
}

/// The number that eight digits write, the first byte the highest.
#[inline(always)]
fn eight_digits(word: u64) -> u64 {
    number_of_values(word ^ ZEROS)
}

#[inline(always)]
fn number_of_values(digits: u64) -> u64 {
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::scan::PADDING;

    fn parse(text: &str) -> Option<(Number, usize)> {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, 0);
        parse_number(&padded, 0)
    }

    #[test]
    fn whole_numbers_of_every_length_are_read() {
        for n_digits in 1..=18 {
            let text: String = "123456789123456789".chars().take(n_digits).collect();
            let number = text.parse().expect("it fits");
            assert_eq!(parse(&format!("{text},")), Some((Number::Integer(number), n_digits)));
            assert_eq!(
                parse(&format!("-{text}}}")),
                Some((Number::Integer(-number), n_digits + 1))
            );
        }
        assert_eq!(parse("0,"), Some((Number::Integer(0), 1)));
    }

    #[test]
    fn decimals_are_those_of_the_standard_library() {
        for text in ["277.89016", "0.1", "-3.25", "123456.789", "0.000001", "9007199254.740991"] {
            let expected = Number::Decimal(text.parse().expect("a number"));
            assert_eq!(parse(text), Some((expected, text.len())), "{text}");
        }
    }

    #[test]
    fn what_needs_care_is_given_back() {
        for text in [
            "01",
            "-",
            "-0",
            "1.",
            "1e5",
            "1.5e3",
            "1234567890123456789",
            "+1",
            "",
            "0.1234567890123456789",
            "90071992547409.93",
            ".5",
            "123456789012345678901234567890",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
