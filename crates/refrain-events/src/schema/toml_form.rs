//! Schemas as TOML.

use super::problem::{FaultySchema, SchemaProblem};
use super::spec::SchemaSpec;
use crate::suggestion::did_you_mean;

pub(super) fn parse(text: &str) -> Result<SchemaSpec, FaultySchema> {
    toml::from_str(text).map_err(|cause| located(text, &cause))
}

pub(super) fn print(spec: &SchemaSpec) -> String {
    toml::to_string_pretty(spec).expect("a schema holds only strings, lists and tables of them")
}

fn located(text: &str, cause: &toml::de::Error) -> FaultySchema {
    let message = cause.message().trim().replace('\n', ", ");
    let problem = SchemaProblem::Malformed { suggestion: suggestion(&message), message };
    FaultySchema::at(cause.span().map(|span| line_and_column(text, span.start)), problem)
}

pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    // Characters, as an editor counts them.
    let column = before[line_start..].chars().count() + 1;
    (line, column)
}

/// Suggests the name nearest to the unknown one of a message of serde's form
/// "unknown field `a`, expected one of `b`, `c`", and what to write where there is no kind.
fn suggestion(message: &str) -> String {
    if message == "missing field `kind`" {
        return "; of a log whose rows are all of one kind say kind = { constant = \"visit\" }"
            .to_owned();
    }
    // serde tells an unknown name from other faults in its message only.
    if !message.starts_with("unknown ") {
        return String::new();
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    quoted.next().map_or_else(String::new, |unknown| did_you_mean(unknown, quoted))
}
