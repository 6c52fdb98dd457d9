//! Rows inside of an object of JSON as lines: one line for each element of the array at a path.

use std::io;

use refrain_core::Error;

use crate::input::json_array::ArrayTurn;
use crate::input::problem::InputProblem;
use crate::input::turned::Turn;

/// Turns the elements of the array at a path into lines and passes over everything else.
///
/// Several objects may follow each other, or stand in an array: each has rows of its own.
#[derive(Debug)]
pub(crate) struct WrappedTurn {
    /// The place of the path in the schema.
    said_at: String,
    file: String,
    path: String,
    keys: Vec<String>,
    place: Place,
    /// The brackets that are open.
    open: Vec<u8>,
    /// The depths of the objects on the path, from the outermost one.
    on_path: Vec<usize>,
    key: Vec<u8>,
    /// The last byte that was no space, outside of strings.
    last: u8,
    /// The array that is being turned.
    rows: Option<ArrayTurn>,
    found: Found,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before a key, or a value that nobody asks for.
    Elsewhere,
    /// In a string; a key of an object on the path is kept.
    InString {
        is_key: bool,
    },
    AfterBackslash {
        is_key: bool,
    },
    /// Behind the key that is asked for.
    AtValue,
}

/// What was met at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Rows,
    /// Something that is no array.
    Other(&'static str),
}

impl WrappedTurn {
    /// Begins before the object; `said_at` is where a schema names the path.
    pub(crate) fn new(said_at: String, file: &str, path: &str) -> WrappedTurn {
        WrappedTurn {
            said_at,
            file: file.to_owned(),
            path: path.to_owned(),
            keys: path.split('.').map(str::to_owned).collect(),
            place: Place::Elsewhere,
            open: Vec::new(),
            on_path: Vec::new(),
            key: Vec::new(),
            last: b' ',
            rows: None,
            found: Found::Nothing,
        }
    }

    fn turn(&mut self, byte: u8, lines: &mut Vec<u8>) {
        if let Some(rows) = &mut self.rows {
            lines.push(rows.turn(byte));
            if rows.is_over() {
                self.rows = None;
            }
            return;
        }
        match self.place {
            Place::Elsewhere => self.elsewhere(byte),
            Place::AtValue if byte == b':' || byte.is_ascii_whitespace() => {}
            Place::AtValue => self.value(byte),
            Place::InString { is_key } => self.in_string(byte, is_key),
            Place::AfterBackslash { is_key } => {
                self.keep(byte, is_key);
                self.place = Place::InString { is_key };
            }
        }
    }

    fn elsewhere(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.key.clear();
                let is_key = self.is_on_path() && matches!(self.last, b'{' | b',');
                self.place = Place::InString { is_key };
            }
            b'{' => self.open_object(self.open.iter().all(|open| *open == b'[')),
            b'[' => self.open.push(byte),
            b'}' | b']' => {
                if self.is_on_path() {
                    self.on_path.pop();
                }
                self.open.pop();
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
    }

    /// Takes the first byte of the value whose key was asked for.
    fn value(&mut self, byte: u8) {
        self.place = Place::Elsewhere;
        let is_last = self.on_path.len() == self.keys.len();
        match byte {
            b'[' if is_last => {
                self.rows = Some(ArrayTurn::inside());
                self.found = Found::Rows;
                self.last = b']';
            }
            b'{' if !is_last => {
                self.open_object(true);
                self.last = byte;
            }
            _ => {
                self.met(byte);
                self.elsewhere(byte);
            }
        }
    }

    /// Remembers what stands in the place of rows; nothing at all is no fault.
    fn met(&mut self, byte: u8) {
        let what = match byte {
            b'n' => return,
            b'{' => "an object",
            b'[' => "an array with the path going on",
            b'"' => "text",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        if self.found == Found::Nothing {
            self.found = Found::Other(what);
        }
    }

    fn in_string(&mut self, byte: u8, is_key: bool) {
        match byte {
            b'\\' => {
                self.keep(byte, is_key);
                self.place = Place::AfterBackslash { is_key };
            }
            b'"' if is_key && self.is_wanted() => self.place = Place::AtValue,
            b'"' => self.place = Place::Elsewhere,
            _ => self.keep(byte, is_key),
        }
    }

    fn keep(&mut self, byte: u8, is_key: bool) {
        // One byte more than the longest key that is asked for tells that it is another.
        if is_key && self.key.len() <= 6 * self.path.len() {
            self.key.push(byte);
        }
    }

    fn open_object(&mut self, is_on_path: bool) {
        self.open.push(b'{');
        if is_on_path {
            self.on_path.push(self.open.len());
        }
    }

    /// Tells whether the innermost bracket is that of an object on the path.
    fn is_on_path(&self) -> bool {
        self.on_path.last() == Some(&self.open.len())
    }

    /// Tells whether the string just read is the key that leads on.
    fn is_wanted(&self) -> bool {
        let wanted = &self.keys[self.on_path.len() - 1];
        if !self.key.contains(&b'\\') {
            return self.key == wanted.as_bytes();
        }
        let quoted = [b"\"", &self.key[..], b"\""].concat();
        serde_json::from_slice::<String>(&quoted).is_ok_and(|key| key == *wanted)
    }
}

impl Turn for WrappedTurn {
    fn take(&mut self, bytes: &[u8], lines: &mut Vec<u8>) {
        bytes.iter().for_each(|byte| self.turn(*byte, lines));
    }

    fn end(&mut self) -> io::Result<()> {
        let (place, file) = (self.said_at.clone(), self.file.clone());
        let path = self.path.clone();
        let problem = match self.found {
            Found::Rows => return Ok(()),
            Found::Nothing => InputProblem::NoRowsAt { place, file, path },
            Found::Other(found) => InputProblem::NoArrayAt { place, file, path, found },
        };
        // It is taken out again where the read ends.
        Err(io::Error::other(Error::from(problem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::turned::{Turned, lines_of};

    fn turn(path: &str) -> WrappedTurn {
        WrappedTurn::new("schema line 2".to_owned(), "log.json", path)
    }

    fn lines(text: &str, path: &str) -> Vec<String> {
        lines_of(text, turn(path))
    }

    fn refusal(text: &str, path: &str) -> String {
        let mut turned = Turned::new(text.as_bytes(), turn(path));
        io::read_to_string(&mut turned).expect_err("no rows").to_string()
    }

    #[test]
    fn the_elements_at_the_path_are_lines() {
        let one = "{\n \"events\": [\n {\"a\": 1}\n ],\n \"n\": 1 }\n";
        assert_eq!(lines(one, "events"), ["{\"a\": 1}"]);
        let deep = r#"{"events":[7],"x":{"data":{"events":[8]}},"data":{"n":{"events":[9]},"events":[{"a":"]"},{"a":2}]}}"#;
        assert_eq!(lines(deep, "data.events"), ["{\"a\":\"]\"}", "{\"a\":2}"]);
        assert_eq!(lines("{\"x\":\"e\",\"y\":[1],\"e\":[2]}", "e"), ["2"]);
        assert_eq!(lines("{\"\\u0065vents\":[1,2]}", "events"), ["1", "2"]);
    }

    #[test]
    fn every_object_has_rows_of_its_own() {
        assert_eq!(lines("{\"e\":[1]}\n{\"e\":[]}{\"e\":null}{\"e\":[2]}", "e"), ["1", "2"]);
        assert_eq!(lines("[{\"e\":[1]},\n{\"e\":[2]}]", "e"), ["1", "2"]);
    }

    #[test]
    fn a_path_that_leads_to_no_rows_is_refused() {
        let nothing = "schema line 2: `log.json` has no `data.events`, where its rows should be";
        assert_eq!(refusal("{\"data\":{\"event\":[1]}}", "data.events"), nothing);
        let object = "schema line 2: `e` of `log.json` is an object, not an array of rows";
        assert_eq!(refusal("{\"e\":{\"a\":1}}", "e"), object);
        assert!(refusal("{\"e\":\"x\"}", "e").contains(" is text, not "));
        assert!(refusal("{\"e\":[{\"f\":[1]}]}", "e.f").contains(" is an array "));
    }
}
