//! Text whose UTF-8 bytes were read as Latin-1.

use crate::corruption::damage::Damage;
use crate::corruption::field::value_range;

const FIELDS: [(&str, &str); 2] = [("artist", r#""artist":"#), ("song", r#""song":"#)];

/// Encodes artist and song anew, `None` if both are ASCII or absent and stay what they are.
pub(crate) fn encode(text: &mut String, rounds: u32) -> Option<Damage> {
    let mut fields = Vec::new();
    for (name, key) in FIELDS {
        let Some(range) = value_range(text, key) else { continue };
        // ASCII reads the same in Latin-1, and must not be listed as damaged.
        if !text[range.clone()].is_ascii() {
            let encoded =
                (0..rounds).fold(text[range.clone()].to_owned(), |text, _| misread(&text));
            text.replace_range(range, &encoded);
            fields.push(name);
        }
    }
    (!fields.is_empty()).then_some(Damage::DoubleEncoded { rounds, fields })
}

/// Reads UTF-8 as Latin-1, of which every byte is a character of the same number. ASCII, and
/// with it what JSON escapes, stays.
fn misread(text: &str) -> String {
    text.bytes().map(char::from).collect()
}
