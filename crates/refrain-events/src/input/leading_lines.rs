//! Lines before the header of a table.

use crate::input::table_header::begins_with_row;
use crate::rows::csv::{Dialect, likeness};
use crate::schema::TableSpec;

/// Lines that stand before a table and are no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LeadingLines {
    pub(crate) n_bytes: usize,
    pub(crate) n_lines: u64,
    /// The delimiter that a line `sep=;` names, as Excel reads it.
    pub(crate) separator: Option<char>,
    /// Set where lines that begin with `#` are among them.
    pub(crate) has_comments: bool,
}

/// Finds the lines before the table of a text: blank ones, one that names the separator, and
/// comments, which begin with `#`. A header may begin so as well.
pub(crate) fn leading_lines(text: &[u8], form: &TableSpec) -> LeadingLines {
    let mut leading = LeadingLines::default();
    // Kept apart until it is clear that a table comes after them.
    let mut comments: Vec<&[u8]> = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let content = line.trim_ascii();
        match named_separator(content) {
            Some(separator) if leading.separator.is_none() && comments.is_empty() => {
                leading.separator = Some(separator);
            }
            _ if content.is_empty() => {}
            _ if content.starts_with(b"#") => comments.push(content),
            _ => break,
        }
        leading.n_bytes += line.len();
        leading.n_lines += 1;
    }
    match comments.is_empty() {
        true => leading,
        false => up_to_header(text, leading, form),
    }
}

/// Ends the leading lines before the last one where that is the header: where it begins with `#`,
/// has as many fields as the table, and the table begins with a row.
fn up_to_header(text: &[u8], leading: LeadingLines, form: &TableSpec) -> LeadingLines {
    let (lines, table) = text.split_at(leading.n_bytes);
    let start =
        lines.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let last = lines[start..].trim_ascii();
    let is_comment = form.comment == Some('#');
    let separator = form.separator.or(leading.separator);
    let form = TableSpec { separator, comment: None, ..form.clone() };
    let is_said = is_comment || !last.starts_with(b"#");
    if is_said || !is_header(last, table, Dialect::detect(table, &form)) {
        return LeadingLines { has_comments: true, ..leading };
    }
    LeadingLines {
        n_bytes: start,
        n_lines: lines[..start].iter().filter(|byte| **byte == b'\n').count() as u64,
        has_comments: lines[..start].contains(&b'#'),
        ..leading
    }
}

fn is_header(line: &[u8], table: &[u8], dialect: Dialect) -> bool {
    let n_columns = likeness(line, dialect).n_columns;
    begins_with_row(table, dialect).is_some_and(|n_fields| n_fields == n_columns)
}

fn named_separator(line: &[u8]) -> Option<char> {
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (word, separator) = line.split_at_checked(4)?;
    // Trimmed of the tab that it may name.
    let separator = if separator.is_empty() { b"\t" } else { separator };
    match (word.eq_ignore_ascii_case(b"sep="), separator) {
        (true, [separator @ (b',' | b';' | b'\t' | b'|')]) => Some(char::from(*separator)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn leads(text: &str, n_lines: u64, separator: Option<char>) {
        let found = leading_lines(text.as_bytes(), &TableSpec::default());
        assert_eq!((found.n_lines, found.separator), (n_lines, separator), "{text}");
        assert_eq!(text[..found.n_bytes].matches('\n').count() as u64, n_lines, "{text}");
    }

    #[test]
    fn a_table_begins_behind_blank_lines_and_comments() {
        leads("user,at\n1,2\n", 0, None);
        leads("\n \r\nuser,at\n1,2\n", 2, None);
        leads("# exported\nuser,at\n1,2\n", 1, None);
        leads("# user, at and what\n# of May\nuser,at\n1,2\n", 2, None);
        leads("# user, at\nuser,at\n1,2\n", 1, None);
        leads("", 0, None);
    }

    #[test]
    fn a_header_may_begin_like_a_comment() {
        leads("#user,at\n1,2\n", 0, None);
        leads("# of May\n#user,at\n1,2\n", 1, None);
    }

    #[test]
    fn a_line_names_the_separator() {
        leads("sep=;\nuser;at\n1;2\n", 1, Some(';'));
        leads("SEP=\t\r\nuser\tat\n", 1, Some('\t'));
        leads("\"sep=|\"\nuser|at\n", 1, Some('|'));
        leads("sep=,;\nuser\n", 0, None);
    }
}
