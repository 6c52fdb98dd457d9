//! Lines that are no JSON any more.

use crate::corruption::damage::Damage;
use crate::random::{Stream, uniform};

const MOST_OVERWRITTEN: usize = 8;

/// Cuts a line off after its first character at the earliest: no proper beginning of an object
/// is JSON.
pub(crate) fn truncate(text: &mut String, stream: &mut Stream) -> Damage {
    let at = boundary_before(text, 1 + draw_below(text.len() - 1, stream));
    Damage::Truncated { lost: text.split_off(at) }
}

/// Overwrites some bytes between the braces with control characters, which JSON has neither in
/// texts nor between them.
pub(crate) fn corrupt(text: &mut String, stream: &mut Stream) -> Damage {
    let close = text.len() - 1;
    let offset = boundary_before(text, 1 + draw_below(close - 1, stream));
    let mut end = (offset + 1 + draw_below(MOST_OVERWRITTEN, stream)).min(close);
    // Characters are overwritten whole, so that the line stays UTF-8.
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let was = text[offset..end].to_owned();
    let controls: String = was.bytes().map(|_| control_character(stream)).collect();
    text.replace_range(offset..end, &controls);
    Damage::Corrupt { offset, was }
}

/// Draws one of U+0001 to U+0008 and U+000E to U+001F: the white space among the control
/// characters lies between.
fn control_character(stream: &mut Stream) -> char {
    let code = 1 + draw_below(26, stream) as u8;
    char::from(if code > 8 { code + 5 } else { code })
}

/// Takes one random number whatever `n` is.
fn draw_below(n: usize, stream: &mut Stream) -> usize {
    (uniform(stream) * n as f64) as usize
}

fn boundary_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
