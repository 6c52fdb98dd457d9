//! Objects of JSON one after the other as lines: one line for each object.

use crate::input::turned::Turn;

/// Turns objects that stand over several lines, or several on one, into lines.
///
/// Line ends inside of an object become spaces, what stands between objects stays to be counted. An
/// object that is not closed ends where another one can only begin, or at a line end inside of
/// a string, so that damage costs one object and not the rest of the file.
#[derive(Debug, Default)]
pub(crate) struct ObjectTurn {
    place: Place,
    /// The brackets that are open.
    open: Vec<u8>,
    /// The last byte that was no space, outside of strings.
    last: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Between,
    /// In something between objects that is none.
    Loose,
    Inside,
    InString,
    AfterBackslash,
}

impl ObjectTurn {
    fn turn(&mut self, byte: u8, lines: &mut Vec<u8>) {
        match self.place {
            Place::Between => self.between(byte, lines),
            Place::Loose => self.loose(byte, lines),
            Place::Inside => self.inside(byte, lines),
            // No string has a line end: its quote is missing.
            Place::InString | Place::AfterBackslash if byte == b'\n' => self.cut(lines),
            Place::InString => {
                lines.push(byte);
                match byte {
                    b'"' => self.place = Place::Inside,
                    b'\\' => self.place = Place::AfterBackslash,
                    _ => {}
                }
            }
            Place::AfterBackslash => {
                lines.push(byte);
                self.place = Place::InString;
            }
        }
    }

    fn between(&mut self, byte: u8, lines: &mut Vec<u8>) {
        match byte {
            b'{' => self.begin(lines),
            // Commas are left of an array without its brackets.
            b',' => {}
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                lines.push(byte);
                self.place = Place::Loose;
            }
        }
    }

    fn loose(&mut self, byte: u8, lines: &mut Vec<u8>) {
        match byte {
            b'\n' => self.cut(lines),
            b'{' => {
                self.cut(lines);
                self.begin(lines);
            }
            _ => lines.push(byte),
        }
    }

    fn inside(&mut self, byte: u8, lines: &mut Vec<u8>) {
        if byte.is_ascii_whitespace() {
            return lines.push(b' ');
        }
        match byte {
            b'{' if !self.may_open() => {
                self.cut(lines);
                return self.begin(lines);
            }
            b'"' => self.place = Place::InString,
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => {
                self.open.pop();
            }
            _ => {}
        }
        lines.push(byte);
        self.last = byte;
        if self.open.is_empty() {
            self.cut(lines);
        }
    }

    /// Tells whether an object may stand here: as the value of a key, or in an array.
    fn may_open(&self) -> bool {
        match self.open.last() {
            Some(b'[') => matches!(self.last, b'[' | b','),
            _ => self.last == b':',
        }
    }

    fn begin(&mut self, lines: &mut Vec<u8>) {
        self.open.push(b'{');
        self.last = b'{';
        self.place = Place::Inside;
        lines.push(b'{');
    }

    fn cut(&mut self, lines: &mut Vec<u8>) {
        self.open.clear();
        self.place = Place::Between;
        lines.push(b'\n');
    }
}

impl Turn for ObjectTurn {
    fn take(&mut self, bytes: &[u8], lines: &mut Vec<u8>) {
        lines.reserve(bytes.len() + bytes.len() / 16);
        bytes.iter().for_each(|byte| self.turn(*byte, lines));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::turned::lines_of;

    fn lines(text: &str) -> Vec<String> {
        lines_of(text, ObjectTurn::default())
    }

    #[test]
    fn each_object_is_a_line() {
        assert_eq!(
            lines("{\"a\":1}{\"a\":2} {\"a\":3}\n"),
            ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]
        );
        assert_eq!(lines("{\n \"a\": [1,\n2]\n}\n{ }\n"), ["{  \"a\": [1, 2] }", "{ }"]);
        assert_eq!(
            lines(r#"{"a":"}{\"\\"}{"b":{"c":[{},{}]}}"#),
            [r#"{"a":"}{\"\\"}"#, r#"{"b":{"c":[{},{}]}}"#]
        );
        assert_eq!(lines("{\"a\":1},\n{\"a\":2},\n"), ["{\"a\":1}", "{\"a\":2}"]);
    }

    #[test]
    fn damage_costs_one_object() {
        assert_eq!(lines("{\"a\":1 {\"a\":2}"), ["{\"a\":1", "{\"a\":2}"]);
        assert_eq!(lines("{\"a\":1,\n{\"a\":2}"), ["{\"a\":1,", "{\"a\":2}"]);
        assert_eq!(lines("{\"a\":\"1\n}\n{\"a\":2}"), ["{\"a\":\"1", "}", "{\"a\":2}"]);
        assert_eq!(lines("x {\"a\":1} y\n{\"a\":2}"), ["x", "{\"a\":1}", "y", "{\"a\":2}"]);
        assert_eq!(lines("{\"a\":1}\n{\n \"a\""), ["{\"a\":1}", "{  \"a\""]);
    }
}
