//! TOML as a tree of nodes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::config::node::{Content, Entry, Node};
use crate::config::place::line_and_column;
use crate::config::problem::FileProblem;

pub(crate) fn parse(text: &str) -> Result<Node, Error> {
    let table = DeTable::parse(text).map_err(|error| malformed(text, &error))?;
    Ok(Node { span: table.span(), content: Content::Table(entries(table.get_ref())) })
}

fn malformed(text: &str, error: &toml::de::Error) -> Error {
    let (line, column) = line_and_column(text, error.span().map_or(0, |span| span.start));
    FileProblem::Syntax { line, column, message: error.message().trim().replace('\n', ", ") }.into()
}

/// The parser sorts keys by name; the file's own order is that of their places.
fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
        key: String::from(key.get_ref() as &str),
        at: key.span().start,
        node: node(value),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let content = match value.get_ref() {
        DeValue::String(text) => Content::Text(text.clone().into_owned()),
        // Wider than any key wants, so that a number too great is told as that and not as no
        // number.
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or(Content::Other, Content::Whole),
        DeValue::Float(number) => number.as_str().parse().map_or(Content::Other, Content::Number),
        DeValue::Boolean(truth) => Content::Truth(*truth),
        DeValue::Datetime(date) => Content::Date(date.to_string()),
        DeValue::Array(items) => Content::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Content::Table(entries(table)),
    };
    Node { span: value.span(), content }
}
