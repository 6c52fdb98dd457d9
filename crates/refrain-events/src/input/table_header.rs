//! First record of a table: names of columns, or a row.

use std::io;
use std::str;

use refrain_core::{Error, Time};

use crate::input::csv_blocks::Opening;
use crate::input::double_names::check_double_names;
use crate::input::problem::InputProblem;
use crate::rows::csv::{Dialect, Found, More, Records, split_fields};
use crate::schema::EventSchema;

/// Rows below the first that are looked at.
const LOOKED_AT: usize = 20;

/// Columns of a table.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) columns: Vec<String>,
    /// Set if the first record of the file names them, and is no row.
    pub(crate) is_in_file: bool,
    /// The last line of that record, from 1.
    pub(crate) last_line: u64,
}

/// The first record of a table, and some of those below it.
struct FirstRecords {
    /// Why the first cannot be taken apart, where it cannot.
    first: Result<Vec<String>, String>,
    below: Vec<Vec<String>>,
    /// Its lines in the file, from 1.
    line: u64,
    last_line: u64,
}

impl Header {
    /// Reads the columns of a table from its first records, which come after so many other lines.
    pub(crate) fn read(
        text: &[u8],
        more: More,
        records: Records,
        lines_before: u64,
        opening: &Opening<'_>,
    ) -> io::Result<Header> {
        let first = FirstRecords::read(text, more, records, lines_before);
        match opening.schema.filter(|schema| !schema.table().columns.is_empty()) {
            Some(schema) => named_by_schema(&first, schema, opening.file).map_err(io::Error::other),
            None => named_by_file(first, opening),
        }
    }

    fn in_file(columns: Vec<String>, records: &FirstRecords) -> Header {
        Header { columns, is_in_file: true, last_line: records.last_line }
    }

    fn of_schema(columns: Vec<String>) -> Header {
        Header { columns, is_in_file: false, last_line: 0 }
    }
}

/// A file may have a header all the same, as one of many files sometimes does.
fn named_by_schema(
    records: &FirstRecords,
    schema: &EventSchema,
    file: &str,
) -> Result<Header, Error> {
    let columns = schema.table().columns.clone();
    match &records.first {
        Ok(first) if *first == columns => Ok(Header::in_file(columns, records)),
        Ok(first) if first.len() != columns.len() => Err(InputProblem::ColumnCount {
            place: schema.place_of("table.columns"),
            n_columns: columns.len(),
            file: file.to_owned(),
            line: records.line,
            n_fields: first.len(),
        }
        .into()),
        // A record that cannot be taken apart is a damaged row like any other.
        _ => Ok(Header::of_schema(columns)),
    }
}

fn named_by_file(records: FirstRecords, opening: &Opening<'_>) -> io::Result<Header> {
    let names = records.first.as_ref().map_err(|reason| no_header(reason))?;
    let is_data = || looks_like_data(names, &records.below);
    match opening.schema {
        None if is_data() => {
            let columns = (1..=names.len()).map(|place| format!("column_{place}")).collect();
            return Ok(Header::of_schema(columns));
        }
        Some(schema) => {
            let mut roles = schema.roles().iter();
            let has_role = roles.any(|(_, column)| names.iter().any(|name| name == column));
            if let (false, Some((role, column)), true) =
                (has_role, schema.roles().iter().next(), is_data())
            {
                let (role, column) = (role.to_owned(), column.to_owned());
                let file = opening.file.to_owned();
                let problem = InputProblem::NoHeader { role, column, file };
                return Err(io::Error::other(Error::from(problem)));
            }
        }
        None => {}
    }
    let line = Some(records.line);
    check_double_names(opening.file, line, names.iter().map(String::as_str))
        .map_err(io::Error::other)?;
    Ok(Header::in_file(names.clone(), &records))
}

impl FirstRecords {
    fn read(text: &[u8], more: More, mut records: Records, lines_before: u64) -> FirstRecords {
        let mut found = FirstRecords {
            first: Err("it does not end".to_owned()),
            below: Vec::new(),
            line: 0,
            last_line: lines_before,
        };
        let dialect = records.dialect();
        while let Some(next) = records.next(text, more) {
            match next {
                Found::Blank => found.last_line += u64::from(found.line == 0),
                Found::TooLong { .. } => break,
                Found::Record { bytes, n_lines } if found.line == 0 => {
                    found.line = found.last_line + 1;
                    found.last_line += n_lines;
                    found.first = texts(&text[bytes], dialect);
                    let Ok(first) = &found.first else { break };
                    records.expect_columns(first.len());
                }
                Found::Record { bytes, .. } => found.below.extend(texts(&text[bytes], dialect)),
            }
            if found.below.len() == LOOKED_AT {
                break;
            }
        }
        found
    }
}

/// The fields of a record as trimmed text.
fn texts(record: &[u8], dialect: Dialect) -> Result<Vec<String>, String> {
    let record = str::from_utf8(record).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut fields = Vec::new();
    split_fields(record, dialect, &mut fields).map_err(|error| error.to_string())?;
    Ok(fields.into_iter().map(|field| field.text().trim().to_owned()).collect())
}

fn no_header(reason: &str) -> io::Error {
    let message = format!("the first line does not name columns: {reason}");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// The number of fields of the first record of a table, if it is a row by its looks.
pub(super) fn begins_with_row(text: &[u8], dialect: Dialect) -> Option<usize> {
    let records = Records::new(dialect, usize::MAX);
    // The last line may be cut off.
    let more = if text.contains(&b'\n') { More::Yes } else { More::No };
    let found = FirstRecords::read(text, more, records, 0);
    let first = found.first.ok()?;
    looks_like_data(&first, &found.below).then_some(first.len())
}

/// Tells whether the first record of a table is a row like those below it, and not their header.
///
/// A header has names where the rows have numbers or times. A row has numbers or times itself.
fn looks_like_data(first: &[String], below: &[Vec<String>]) -> bool {
    let is_name = |column: usize| {
        let values = below.iter().filter_map(|row| row.get(column)).filter(|text| !text.is_empty());
        let mut values = values.peekable();
        values.peek().is_some() && !is_value(&first[column]) && values.all(|text| is_value(text))
    };
    let columns = || (0..first.len()).filter(|column| !first[*column].is_empty());
    columns().any(|column| is_value(&first[column])) && !columns().any(is_name)
}

/// Tells a number or a time, which are no names of columns.
fn is_value(text: &str) -> bool {
    let text = text.trim();
    let is_number =
        |text: &str| text.bytes().any(|byte| byte.is_ascii_digit()) && text.parse::<f64>().is_ok();
    is_number(text) || is_number(&text.replace('.', "").replace(',', ".")) || is_time(text)
}

/// Tells a time by its look: of which form it is matters only to who reads it.
fn is_time(text: &str) -> bool {
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let has_marks = text.contains(['-', '/', ':', '.']);
    let is_dated = text.starts_with(|sign: char| sign.is_ascii_digit())
        && n_digits >= 6
        && has_marks
        && !joins_letters(text);
    text.parse::<Time>().is_ok() || is_dated
}

/// Tells whether a digit stands beside a letter that no time has there: of an id, or of a name.
fn joins_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(2).any(|pair| {
        let letter = match (pair[0].is_ascii_digit(), pair[1].is_ascii_digit()) {
            (true, false) => pair[1],
            (false, true) => pair[0],
            _ => return false,
        };
        letter.is_ascii_alphabetic() && !b"TZAPtzap".contains(&letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_data(lines: &[&str]) -> bool {
        let row = |line: &&str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        looks_like_data(&row(&lines[0]), &lines[1..].iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn rows_are_told_from_headers() {
        assert!(is_data(&["0,2026-01-01T00:00:00Z,2140,0", "0,2026-01-01T00:01:00Z,2141,1"]));
        assert!(is_data(&["ada,12/1/2010 8:26,visit", "bob,12/2/2010 8:26,buy"]));
        assert!(is_data(&["a7,01.02.2020,1,x", "b8,02.02.2020,,y"]));
        assert!(is_data(&["1,2"]));
        assert!(!is_data(&["user,at,what", "1,2026-01-01T00:00:00Z,open"]));
        assert!(!is_data(&["user,at,2019", "1,2026-01-01T00:00:00Z,5"]));
        assert!(!is_data(&["user,plan", "ada,gold"]));
        assert!(!is_data(&["user,at,what"]));
    }

    #[test]
    fn ids_are_no_times() {
        assert!(!is_value("3fe7a1b2-9c00-4d1e-8f00-0123456789ab"));
        assert!(!is_value("10.5.x"));
        for value in ["-1.5", "1.234,5", "10/Oct/2000:13:55:36 -0700", "2019-10-01 00:00:00 UTC"] {
            assert!(is_value(value), "{value}");
        }
    }
}
