//! The end of a string.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
};

use crate::rows::scan::word::load;

/// Bytes looked at together: most texts of logs are shorter, so that one step finds their end.
const STEP: usize = 32;

/// The greatest control character, which no string holds unescaped; line ends are among them.
const LAST_CONTROL: u8 = 0x1F;

/// Finds the quote that ends the string whose content begins at `start`; also says whether there
/// is a backslash before it. `None` if the line ends before the string does, or a control
/// character or an escape that JSON has not stands in it.
///
/// Whether surrogates come in pairs is left to whoever decodes the string, as in `serde_json`.
#[inline]
pub(super) fn string_end(padded: &[u8], start: usize) -> Option<(usize, bool)> {
    let mut at = start;
    let mut has_escape = false;
    loop {
        // The zeros of the padding are special, so that no step begins behind them.
        let mask = specials(padded, at);
        if mask == 0 {
            at += STEP;
            continue;
        }
        at += mask.trailing_zeros() as usize;
        match padded[at] {
            b'"' => return Some((at, has_escape)),
            b'\\' => {
                has_escape = true;
                at = escape_end(padded, at + 1)?;
            }
            _ => return None,
        }
    }
}

/// Finds the end of the escape whose backslash stands before `at`.
#[inline]
fn escape_end(padded: &[u8], at: usize) -> Option<usize> {
    match padded[at] {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => padded[at + 1..at + 5].iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

/// One bit per byte of a step: whether it is a quote, a backslash or a control character.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[expect(unsafe_code, reason = "vector instructions of SSE2, which every x86-64 has")]
fn specials(padded: &[u8], at: usize) -> u32 {
    let bytes: &[u8; STEP] = padded[at..at + STEP].try_into().expect("as many bytes");
    let half = |at: usize| {
        // SAFETY: this function needs nothing but SSE2, which is part of the x86-64 architecture
        // for which alone this is compiled; it takes and returns values and touches no memory.
        unsafe { specials_of_vector(load(bytes, at), load(bytes, at + 8)) }
    };
    half(0) | half(16) << 16
}

#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn specials_of_vector(low: u64, high: u64) -> u32 {
    let bytes = _mm_set_epi64x(high as i64, low as i64);
    let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
    let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
    let controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(LAST_CONTROL as i8)), bytes);
    _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls)) as u32
}

/// One bit per byte of a step: whether it is a quote, a backslash or a control character.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn specials(padded: &[u8], at: usize) -> u32 {
    (0..STEP / 8)
        .fold(0, |mask, word| mask | specials_of_word(load(padded, at + 8 * word)) << (8 * word))
}

#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline(always)]
fn specials_of_word(word: u64) -> u32 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The high bit of each byte that is zero; this form of the test carries nothing over.
    let zeros = |word: u64| !(((word & !HIGH) + !HIGH) | word) & HIGH;
    let quotes = zeros(word ^ (LOW * u64::from(b'"')));
    let backslashes = zeros(word ^ (LOW * u64::from(b'\\')));
    let controls = zeros(word & (LOW * u64::from(!LAST_CONTROL)));
    // One bit of each byte, gathered into the highest byte by a product.
    let found = (quotes | backslashes | controls) >> 7;
    (found.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::scan::PADDING;

    fn end(text: &str) -> Option<(usize, bool)> {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, 0);
        string_end(&padded, 0)
    }

    #[test]
    fn the_quote_is_found_wherever_it_stands() {
        for n_bytes in 0..100 {
            let text = format!("{}\" and \"more\"", "x".repeat(n_bytes));
            assert_eq!(end(&text), Some((n_bytes, false)));
        }
        assert_eq!(end("no end"), None);
        assert_eq!(end("a line\n that ends\""), None);
        assert_eq!(end("a line\\\n that ends\""), None);
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        for n_bytes in 0..40 {
            let before = "x".repeat(n_bytes);
            assert_eq!(end(&format!("{before}\\\"y\"")), Some((n_bytes + 3, true)));
            assert_eq!(end(&format!("{before}\\\\\"y\"")), Some((n_bytes + 2, true)));
            assert_eq!(end(&format!("{before}\\")), None);
        }
    }

    #[test]
    fn only_the_escapes_of_json_are_passed_over() {
        assert_eq!(end(r#"\"\\\/\b\f\n\r\t""#), Some((16, true)));
        assert_eq!(end(r#"\u00e9\uD83D""#), Some((12, true)));
        for broken in
            [r#"\q""#, r#"\ ""#, r#"\é""#, r#"\u12""#, r#"\u12G4""#, r"\u123", r"\u", r"\"]
        {
            assert_eq!(end(broken), None, "{broken}");
        }
    }

    #[test]
    fn words_and_vectors_find_the_same() {
        let alphabet = [
            b'"', b'\\', b'a', 0, 0x1F, 0x20, 0x7F, 0x80, 0xA2, 0xDC, 0xFF, 0x21, 0x23, 0x5B, 0x5D,
        ];
        let mut state = 7u32;
        for _ in 0..10_000 {
            let bytes: Vec<u8> = (0..STEP)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    alphabet[(state >> 16) as usize % alphabet.len()]
                })
                .collect();
            let expected = bytes
                .iter()
                .enumerate()
                .filter(|(_, byte)| matches!(byte, b'"' | b'\\' | 0..0x20))
                .fold(0, |mask, (at, _)| mask | 1 << at);
            let word = |at: usize| specials_of_word(load(&bytes, at)) << at;
            let words = (0..STEP).step_by(8).fold(0, |mask, at| mask | word(at));
            assert_eq!(words, expected, "{bytes:?}");
            assert_eq!(specials(&bytes, 0), expected, "{bytes:?}");
        }
    }
}
