//! Lines of a schema file on which its keys stand, for messages about them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::toml_form::line_and_column;

/// Places of the keys of a schema: the file, and the line of each key by its dotted path.
#[derive(Debug, Clone, Default)]
pub(super) struct SchemaLines {
    /// Set if the schema was made in code, which has no lines.
    is_made: bool,
    file: Option<PathBuf>,
    lines: BTreeMap<String, usize>,
}

impl SchemaLines {
    /// The places of a schema that was made in code: none.
    pub(super) fn none() -> SchemaLines {
        SchemaLines { is_made: true, ..SchemaLines::default() }
    }

    /// Finds the lines of all keys of a text; of one that is no TOML there are none.
    pub(super) fn of(text: &str) -> SchemaLines {
        let mut lines = BTreeMap::new();
        if let Ok(table) = DeTable::parse(text) {
            note_table(text, "", table.get_ref(), &mut lines);
        }
        SchemaLines { lines, ..SchemaLines::default() }
    }

    pub(super) fn in_file(self, path: &Path) -> SchemaLines {
        SchemaLines { file: Some(path.to_owned()), ..self }
    }

    /// Returns whether the text has the key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// Line of a key, or of the section that it would stand in.
    pub(super) fn line_of(&self, key: &str) -> Option<usize> {
        let line = self.lines.get(key).copied();
        line.or_else(|| key.rsplit_once('.').and_then(|(section, _)| self.line_of(section)))
    }

    /// The line of a key as part of a sentence, ` (line 4)`, nothing if the key is not written.
    pub(super) fn reference(&self, key: &str) -> String {
        self.lines.get(key).map_or_else(String::new, |line| format!(" (line {line})"))
    }

    /// Names the place of a key at the beginning of a sentence.
    pub(super) fn place_of(&self, key: &str) -> String {
        if self.is_made {
            return "the schema".to_owned();
        }
        let place = Place { file: self.file.as_deref(), line: self.line_of(key), column: None };
        format!("schema{place}")
    }
}

fn note_table(text: &str, path: &str, table: &DeTable<'_>, lines: &mut BTreeMap<String, usize>) {
    for (key, value) in table {
        let path = match path {
            "" => key.get_ref().to_string(),
            path => format!("{path}.{}", key.get_ref()),
        };
        lines.insert(path.clone(), line_and_column(text, key.span().start).0);
        note_value(text, &path, value, lines);
    }
}

fn note_value(
    text: &str,
    path: &str,
    value: &Spanned<DeValue<'_>>,
    lines: &mut BTreeMap<String, usize>,
) {
    match value.get_ref() {
        DeValue::Table(table) => note_table(text, path, table, lines),
        DeValue::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                let path = format!("{path}.{index}");
                lines.insert(path.clone(), line_and_column(text, value.span().start).0);
                note_value(text, &path, value, lines);
            }
        }
        _ => {}
    }
}

/// As much of a place as is known, with a blank before each part.
pub(super) struct Place<'p> {
    pub(super) file: Option<&'p Path>,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = self.file {
            write!(f, " `{}`", file.display())?;
        }
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        match self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}
