//! Schemas as TOML.

use super::spec::SchemaSpec;
use crate::error::{Error, SchemaProblem};
use crate::names::nearest;

pub(super) fn parse(text: &str) -> Result<SchemaSpec, Error> {
    toml::from_str(text).map_err(|cause| located(text, &cause))
}

pub(super) fn print(spec: &SchemaSpec) -> String {
    toml::to_string_pretty(spec).expect("a schema holds only strings, lists and tables of them")
}

fn located(text: &str, cause: &toml::de::Error) -> Error {
    let message = cause.message().trim().replace('\n', ", ");
    let problem = Box::new(SchemaProblem::Malformed { nearest: suggestion(&message), message });
    let (line, column) = match cause.span() {
        Some(span) => line_and_column(text, span.start),
        None => (None, None),
    };
    Error::Schema { file: None, line, column, problem }
}

fn line_and_column(text: &str, offset: usize) -> (Option<usize>, Option<usize>) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    (Some(line), Some(column))
}

/// The name nearest to the unknown one of a message of serde's form
/// "unknown field `a`, expected one of `b`, `c`".
fn suggestion(message: &str) -> Option<String> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    nearest(unknown, quoted).map(str::to_owned)
}
