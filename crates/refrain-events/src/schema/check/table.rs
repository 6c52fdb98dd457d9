//! Forms of delimited text that contradict themselves.

use super::{columns, first_repeated};
use crate::schema::lines::SchemaLines;
use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{DecimalMark, SchemaSpec};
use crate::suggestion::did_you_mean;

/// Characters that may stand between fields.
const SEPARATORS: [char; 5] = [',', ';', '\t', '|', ' '];

pub(super) fn check(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    check_columns(spec, lines)?;
    let table = &spec.table;
    if let Some(found) = table.separator.filter(|found| !SEPARATORS.contains(found)) {
        return Err(SchemaProblem::Separator { found }.of("table.separator"));
    }
    let begins_no_field = |sign: &char| {
        sign.is_ascii_punctuation()
            && !matches!(sign, '"' | '\'' | '-' | '.' | '+')
            && table.separator != Some(*sign)
    };
    if let Some(found) = table.comment.filter(|sign| !begins_no_field(sign)) {
        return Err(SchemaProblem::Comment { found }.of("table.comment"));
    }
    if table.decimal == DecimalMark::Comma && table.separator == Some(',') {
        let separator = lines.reference("table.separator");
        return Err(SchemaProblem::DecimalComma { separator }.of("table.decimal"));
    }
    Ok(())
}

fn check_columns(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    let key = "table.columns";
    let columns = &spec.table.columns;
    if columns.is_empty() {
        return match lines.has(key) {
            true => Err(SchemaProblem::EmptyList { key: "columns" }.of(key)),
            false => Ok(()),
        };
    }
    if columns.iter().any(String::is_empty) {
        return Err(SchemaProblem::EmptyName { key: key.to_owned() }.of(key));
    }
    if let Some(name) = first_repeated(columns) {
        return Err(SchemaProblem::NamedTwice { key: "columns", name }.of(key));
    }
    let missing = columns::uses(spec).find(|used| !columns.iter().any(|c| c == used.column));
    missing.map_or(Ok(()), |used| {
        let suggestion = did_you_mean(used.column, columns.iter().map(String::as_str));
        let used_as = format!("`{}`, {},", used.column, used.used_as);
        let columns = lines.reference(key);
        Err(SchemaProblem::NotAmongColumns { used_as, columns, suggestion }.of(used.key))
    })
}
