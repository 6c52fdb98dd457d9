//! Values in a line of JSON.

use std::ops::Range;

/// Finds the value after a key, which is given with its quotes and its colon; a text's quotes
/// belong to the value.
///
/// The line is a flat object without blanks between its tokens, as
/// [`write_json_line`](crate::SimEvent::write_json_line) writes it. A key cannot be mistaken:
/// within a text its quotes would be escaped.
pub(crate) fn value_range(line: &str, key: &str) -> Option<Range<usize>> {
    let start = line.find(key)? + key.len();
    let rest = &line[start..];
    let len = match rest.starts_with('"') {
        true => text_len(rest),
        false => rest.find([',', '}']).unwrap_or(rest.len()),
    };
    Some(start..start + len)
}

/// Counts the bytes from the quote that a text begins with to the one that ends it.
fn text_len(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            // An escape takes the byte after it along, which may be a quote.
            b'\\' => drop(bytes.next()),
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
