//! A JSON array as lines: one line for each of its elements.

use crate::input::turned::Turn;

/// Turns the text of an array into lines, byte by byte and without a tree.
///
/// Line ends between tokens become spaces and commas between elements become line ends. What is
/// no array any more is handed on so that the lines made of it cannot be parsed: it is counted,
/// not lost.
#[derive(Debug)]
pub(crate) struct ArrayTurn {
    place: Place,
    depth: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    BeforeArray,
    /// At the beginning of an element; only space so far.
    Element,
    Inside,
    InString,
    AfterBackslash,
    AfterArray,
}

impl ArrayTurn {
    /// Begins before the array.
    pub(crate) fn before() -> ArrayTurn {
        ArrayTurn { place: Place::BeforeArray, depth: 0 }
    }

    /// Begins behind the bracket that opens the array.
    pub(crate) fn inside() -> ArrayTurn {
        ArrayTurn { place: Place::Element, depth: 0 }
    }

    /// Returns `true` once the bracket that closes the array was turned.
    pub(crate) fn is_over(&self) -> bool {
        self.place == Place::AfterArray
    }

    /// Returns the byte of the lines that stands for one of the array.
    pub(crate) fn turn(&mut self, byte: u8) -> u8 {
        use Place::{AfterArray, AfterBackslash, BeforeArray, Element, InString, Inside};
        let is_space = byte.is_ascii_whitespace();
        match (self.place, byte) {
            (BeforeArray, b'[') => self.go(Element, b' '),
            (BeforeArray, _) => b' ',
            (Element | Inside, b'"') => self.go(InString, byte),
            (Element | Inside, b'{' | b'[') => {
                self.depth += 1;
                self.go(Inside, byte)
            }
            // A bracket that was never opened ends the array instead.
            (Inside, b'}' | b']') if self.depth > 0 => {
                self.depth -= 1;
                byte
            }
            (Inside, b',') if self.depth == 0 => self.go(Element, b'\n'),
            // An empty element is an error that must not pass for a blank line.
            (Element, b',') => self.go(Inside, byte),
            (Element | Inside, b']') => self.go(AfterArray, b'\n'),
            // Line ends between tokens: an element must stay on one line.
            (Element | Inside, _) if is_space => b' ',
            (Element, _) => self.go(Inside, byte),
            (InString, b'"') => self.go(Inside, byte),
            (InString, b'\\') => self.go(AfterBackslash, byte),
            // A line end inside a string is no JSON; another control character is none either.
            (InString | AfterBackslash, b'\n') => self.go(InString, 0x0B),
            (AfterBackslash, _) => self.go(InString, byte),
            (AfterArray, _) if is_space => b' ',
            (Inside | InString | AfterArray, _) => byte,
        }
    }

    fn go(&mut self, place: Place, byte: u8) -> u8 {
        self.place = place;
        byte
    }
}

impl Turn for ArrayTurn {
    fn take(&mut self, bytes: &[u8], lines: &mut Vec<u8>) {
        lines.extend(bytes.iter().map(|byte| self.turn(*byte)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::turned::lines_of;

    fn lines(text: &str) -> Vec<String> {
        lines_of(text, ArrayTurn::before())
    }

    #[test]
    fn each_element_is_a_line() {
        assert_eq!(lines("[{\"a\":1},{\"a\":2}]"), ["{\"a\":1}", "{\"a\":2}"]);
        assert_eq!(lines("\n[\n  {\n \"a\": [1,\n2]\n },\n 7 ]\n"), ["{  \"a\": [1, 2]  }", "7"]);
        assert_eq!(lines(r#"[{"a":"],[\"\\"},{"b":","}]"#), [r#"{"a":"],[\"\\"}"#, r#"{"b":","}"#]);
        assert_eq!(lines("[]"), [""; 0]);
    }

    #[test]
    fn what_is_no_array_stays_to_be_counted() {
        assert_eq!(lines("[1,,2]"), ["1", ",2"]);
        assert_eq!(lines("[1] 2"), ["1", "2"]);
        assert_eq!(lines("[{\"a\":1"), ["{\"a\":1"]);
        assert_eq!(lines("[\"a\nb\"]"), ["\"a\u{b}b\""]);
    }
}
