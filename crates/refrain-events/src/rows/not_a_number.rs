//! `NaN` and `Infinity` in JSON, as Python writes them.

use memchr::memmem;

use crate::rows::cell::Cell;

/// Words for numbers that JSON has not, the longer first, and the text that stands in for each.
const WORDS: [(&str, &str); 3] =
    [("-Infinity", "\u{1}-Infinity"), ("Infinity", "\u{1}Infinity"), ("NaN", "\u{1}NaN")];

/// Writes such words outside of strings as texts that [`marked_word`] knows again; `None` if there
/// are none.
pub(crate) fn mark_not_numbers(line: &str) -> Option<String> {
    let holds = |word: &str| memmem::find(line.as_bytes(), word.as_bytes()).is_some();
    if !holds("NaN") && !holds("Infinity") {
        return None;
    }
    let mut marked = String::with_capacity(line.len() + 16);
    let mut rest = line;
    let mut has_word = false;
    while let Some(next) = rest.chars().next() {
        let word = WORDS.iter().find(|(word, _)| rest.starts_with(word));
        let n_bytes = match word {
            Some((word, _)) => {
                has_word = true;
                // No byte of JSON stands for itself below a blank, so that no text is taken for it.
                marked.push_str(&format!("\"\\u0001{word}\""));
                word.len()
            }
            None => {
                let n_bytes = if next == '"' { string_len(rest) } else { next.len_utf8() };
                marked.push_str(&rest[..n_bytes]);
                n_bytes
            }
        };
        rest = &rest[n_bytes..];
    }
    has_word.then_some(marked)
}

/// The word that a marked text stands for.
pub(crate) fn marked_word(cell: &Cell<'_>) -> Option<&'static str> {
    let Cell::Text(text) = cell else { return None };
    WORDS.iter().find(|(_, marked)| text == marked).map(|(word, _)| *word)
}

/// Bytes of the string that a text begins with, with its quotes.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_of_strings_are_marked() {
        assert_eq!(
            mark_not_numbers(r#"{"a":NaN,"b": [-Infinity , Infinity]}"#).as_deref(),
            Some(r#"{"a":"\u0001NaN","b": ["\u0001-Infinity" , "\u0001Infinity"]}"#),
        );
        assert_eq!(mark_not_numbers(r#"{"NaN":"Infinity \" NaN"}"#), None);
        assert_eq!(mark_not_numbers(r#"{"a":1}"#), None);
        assert_eq!(mark_not_numbers(r#""open NaN"#), None);
        let cell: Cell<'_> = serde_json::from_str(r#""\u0001-Infinity""#).expect("a text");
        assert_eq!(marked_word(&cell), Some("-Infinity"));
        assert_eq!(marked_word(&Cell::from("NaN")), None);
    }
}
