//! Shapes of JSON text: how the rows are laid out in it.

use serde::de::IgnoredAny;

use crate::input::json_members::Members;
use crate::schema::EventSchema;

/// Layout of the rows of JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One object a line.
    Lines,
    /// The elements of one array.
    Array,
    /// Objects one after the other, each over several lines, or several on one.
    Objects,
    /// The elements of the array at this dotted path of an object.
    Wrapped(String),
}

/// End of the first object of a text.
enum FirstEnd {
    At(usize),
    /// The text ends before.
    Beyond,
    /// It is no JSON.
    Nowhere,
}

/// Tells the shape of text that begins with `{` or `[`.
///
/// Only what could not be read line by line is another shape than lines: a damaged line is best
/// counted as one.
pub(crate) fn tell_shape(text: &[u8], is_whole: bool, schema: Option<&EventSchema>) -> Shape {
    if text.starts_with(b"[") {
        return Shape::Array;
    }
    let is_line = |object: &[u8]| !object.contains(&b'\n');
    let rows = || rows_inside(text, schema).map(Shape::Wrapped);
    match first_end(text) {
        FirstEnd::Nowhere => Shape::Lines,
        FirstEnd::Beyond => {
            let others = if is_line(text) { Shape::Lines } else { Shape::Objects };
            rows().unwrap_or(others)
        }
        FirstEnd::At(end) => {
            let (first, rest) = text.split_at(end);
            let is_only = is_whole && rest.trim_ascii().is_empty();
            let others = match rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) {
                // A comma where an array has lost its brackets.
                Some(b'{' | b',') => Shape::Objects,
                _ if is_line(first) => Shape::Lines,
                _ => Shape::Objects,
            };
            is_only.then(rows).flatten().unwrap_or(others)
        }
    }
}

/// Tells whether an object begins that is not at its end yet, so that more of the text is needed.
pub(crate) fn is_unfinished(text: &[u8]) -> bool {
    text.starts_with(b"{") && matches!(first_end(text), FirstEnd::Beyond)
}

fn first_end(text: &[u8]) -> FirstEnd {
    match parsed_end(text) {
        // Only the end is looked for, so that a number may stand in for what is no JSON in Python.
        FirstEnd::Nowhere => parsed_end(&with_numbers(text)),
        end => end,
    }
}

fn parsed_end(text: &[u8]) -> FirstEnd {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => FirstEnd::At(values.byte_offset()),
        Some(Err(error)) if error.is_eof() => FirstEnd::Beyond,
        _ => FirstEnd::Nowhere,
    }
}

/// The text with numbers of the same length for `NaN` and `Infinity`.
fn with_numbers(text: &[u8]) -> Vec<u8> {
    let mut numbers = text.to_vec();
    for (word, number) in [(&b"NaN"[..], &b"0  "[..]), (b"Infinity", b"0       ")] {
        for at in memchr::memmem::find_iter(text, word) {
            numbers[at..at + word.len()].copy_from_slice(number);
        }
    }
    numbers
}

/// The path of the array that holds the rows of an object which is none itself: the one with the
/// most objects in it. An object with a member that has a role is a row.
fn rows_inside(text: &[u8], schema: Option<&EventSchema>) -> Option<String> {
    let members = Members::of(text);
    let is_member = |column: &str| {
        let root = column.split('.').next().unwrap_or(column);
        members.names.iter().any(|name| name == column || name == root)
    };
    let is_row =
        schema.is_some_and(|schema| schema.roles().iter().any(|(_, column)| is_member(column)));
    // The first of equals: max_by_key takes the last.
    let arrays = members.arrays.into_iter().rev().max_by_key(|(_, n_objects)| *n_objects);
    arrays.filter(|_| !is_row).map(|(path, _)| path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Roles, SchemaSpec};

    #[track_caller]
    fn is_told(text: &str, expected: Shape) {
        let schema = EventSchema::new(SchemaSpec::new(Roles::new("user", "at", "what")));
        let schema = schema.expect("the schema is sound");
        assert_eq!(tell_shape(text.as_bytes(), true, Some(&schema)), expected, "{text}");
    }

    fn wrapped(path: &str) -> Shape {
        Shape::Wrapped(path.to_owned())
    }

    #[test]
    fn one_object_a_line_is_lines() {
        is_told("{\"user\":1}\n{\"user\":2}\n", Shape::Lines);
        is_told("{\"user\":1}", Shape::Lines);
        is_told("{\"user\":1}  \r\n{\"user\":2}", Shape::Lines);
        is_told("{\"user\":1,\"items\":[{\"a\":1}]}\n", Shape::Lines);
    }

    #[test]
    fn a_damaged_line_leaves_lines() {
        is_told("{\"user\":1,\"at\":\n{\"user\":2}\n{\"user\":3}\n", Shape::Lines);
        is_told("{\"user\":\"1\n{\"user\":2}\n", Shape::Lines);
        is_told("{\"user\":1,\n{\"user\":2}\n", Shape::Lines);
        is_told("{\"user\":1,\"at\":15", Shape::Lines);
        is_told("{\"user\":1} x\n", Shape::Lines);
    }

    #[test]
    fn objects_over_lines_and_several_on_one_are_objects() {
        is_told("{\n \"user\": 1\n}\n{\n \"user\": 2\n}\n", Shape::Objects);
        is_told("{\n \"user\": NaN\n}\n", Shape::Objects);
        is_told("{\"user\":1}{\"user\":2}", Shape::Objects);
        is_told("{\"user\":1} {\"user\":2}\n", Shape::Objects);
        is_told("{\"user\":1},\n{\"user\":2}\n", Shape::Objects);
        is_told("{\n \"user\": 1,\n \"a\"", Shape::Objects);
    }

    #[test]
    fn rows_inside_of_one_object_are_wrapped() {
        is_told("{\n \"events\": [\n {\"user\": 1}\n ]\n}\n", wrapped("events"));
        is_told("{\"n\":2,\"events\":[{\"user\":1},{\"user\":2}]}", wrapped("events"));
        let two = "{\"pages\":[{\"p\":1}],\"data\":{\"events\":[{\"u\":1},{\"u\":2}]},\"end\":";
        is_told(two, wrapped("data.events"));
        is_told("{\n \"user\": 1,\n \"items\": [\n {\"a\": 1}\n ]\n}\n", Shape::Objects);
        is_told("{\n \"tags\": [1, 2]\n}\n", Shape::Objects);
    }
}
