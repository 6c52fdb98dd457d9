//! A JSON array as lines: one line for each of its elements.

use std::io::{self, Read};

/// Bytes read from the array at once.
const STEP_BYTES: usize = 64 << 10;

/// Turns the text of an array into lines while it is read, byte by byte and without a tree.
///
/// Line ends between tokens become spaces and commas between elements become line ends. What is
/// no array any more is handed on so that the lines made of it cannot be parsed: it is counted,
/// not lost.
pub(crate) struct ArrayLines<R> {
    reader: R,
    buffer: Vec<u8>,
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

impl<R: Read> ArrayLines<R> {
    pub(crate) fn new(reader: R) -> ArrayLines<R> {
        ArrayLines { reader, buffer: vec![0; STEP_BYTES], place: Place::BeforeArray, depth: 0 }
    }

    /// Returns the byte of the lines that stands for one of the array.
    fn turn(&mut self, byte: u8) -> u8 {
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

impl<R: Read> Read for ArrayLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_asked = buffer.len().min(STEP_BYTES);
        // Taken out, since turning a byte needs the rest of the reader.
        let mut own = std::mem::take(&mut self.buffer);
        let read = self.reader.read(&mut own[..n_asked]);
        if let Ok(n_read) = read {
            for (target, byte) in buffer.iter_mut().zip(&own[..n_read]) {
                *target = self.turn(*byte);
            }
        }
        self.buffer = own;
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let mut turned = String::new();
        ArrayLines::new(text.as_bytes()).read_to_string(&mut turned).expect("the text is UTF-8");
        turned.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
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
