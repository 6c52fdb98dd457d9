//! Text that is a table, told by its first lines.

use crate::input::leading_lines::leading_lines;
use crate::rows::csv::{BLANK, Dialect, likeness};
use crate::schema::{EventSchema, TableSpec};

/// Lines that are looked at for objects of JSON.
const LOOKED_AT: usize = 20;

/// Tells whether text that does not begin with an object or array of JSON is a table: if its schema
/// says so, if its first line names columns, or if its lines are divided alike.
pub(crate) fn is_table(text: &[u8], schema: Option<&EventSchema>) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').take(LOOKED_AT);
    // Lines of JSON, of which the first is damaged. A table has no zero bytes either.
    if lines.any(|line| line.trim_ascii_start().starts_with(b"{")) || text.contains(&0) {
        return false;
    }
    let form = schema.map_or_else(TableSpec::default, |schema| schema.table().clone());
    let leading = leading_lines(text, &form);
    let table = &text[leading.n_bytes..];
    let is_said = !form.columns.is_empty() || form.separator.is_some();
    is_said || leading.separator.is_some() || is_header(table, schema) || is_alike(table, &form)
}

/// Tells whether the first line names columns between delimiters: the time's among them, or at
/// least nothing that no table begins with.
fn is_header(text: &[u8], schema: Option<&EventSchema>) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let delimiters = [',', ';', '\t', '|'];
    // A single column cannot be a log, which needs an entity and a time.
    if !line.contains(delimiters) {
        return false;
    }
    let names = || line.trim_end().split(delimiters).map(|name| name.trim().trim_matches('"'));
    let is_name = |name: &str| !name.is_empty() && !name.contains(['{', '}', ':', '"', '\\']);
    let is_time = |name: &str| schema.is_some_and(|schema| name == schema.roles().time);
    // A header may hold odd names; the one of the time settles it.
    names().any(is_time) || names().all(is_name)
}

/// Tells whether the lines have as many fields each, save for some that are damaged.
fn is_alike(text: &[u8], form: &TableSpec) -> bool {
    let dialect = Dialect::detect(text, form);
    let found = likeness(text, dialect);
    match dialect.delimiter == BLANK {
        // Of words a few are as many on two lines of prose.
        true => found.n_columns > 2 && found.n_alike > 1 && found.n_others == 0,
        false => found.n_columns > 1 && found.n_alike > 1 && found.n_alike > 9 * found.n_others,
    }
}
