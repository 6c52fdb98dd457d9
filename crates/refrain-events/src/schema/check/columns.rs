//! Columns: none has two uses.

use refrain_core::AttributeType;

use crate::schema::lines::SchemaLines;
use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{KindSource, SchemaSpec};

/// A column that a schema reads, and what for.
pub(super) struct Use<'s> {
    /// Path of the key that names it.
    pub(super) key: String,
    /// The key as sentences name it.
    pub(super) shown_key: String,
    pub(super) used_as: String,
    pub(super) column: &'s str,
}

/// All columns that a schema reads.
pub(super) fn uses(spec: &SchemaSpec) -> impl Iterator<Item = Use<'_>> {
    let rows = spec.rows.deduplicate_by.iter().map(|column| {
        let key = "rows.deduplicate_by".to_owned();
        Use { shown_key: key.clone(), key, used_as: "`deduplicate_by`".to_owned(), column }
    });
    // Columns of the guest rule may have another use: often it is the registration that guests
    // lack.
    let guests = spec.guests.missing.iter().chain(spec.guests.values.keys());
    let guests = guests.map(|column| Use {
        key: "guests".to_owned(),
        shown_key: "guests".to_owned(),
        used_as: "the guest rule".to_owned(),
        column,
    });
    roles(spec).chain(cases(spec)).chain(attributes(spec)).chain(rows).chain(guests)
}

fn roles(spec: &SchemaSpec) -> impl Iterator<Item = Use<'_>> {
    spec.roles.iter().map(|(role, column)| {
        let key = format!("roles.{role}");
        Use { shown_key: key.clone(), key, used_as: format!("role `{role}`"), column }
    })
}

/// Columns of cases, which are read beside any other use.
fn cases(spec: &SchemaSpec) -> impl Iterator<Item = Use<'_>> {
    let cases = match &spec.roles.kind {
        KindSource::Cases { cases, .. } => cases.as_slice(),
        _ => &[],
    };
    cases.iter().enumerate().map(|(index, case)| Use {
        key: format!("roles.kind.cases.{index}.column"),
        shown_key: "roles.kind".to_owned(),
        used_as: "a case of role `kind`".to_owned(),
        column: &case.column,
    })
}

fn attributes(spec: &SchemaSpec) -> impl Iterator<Item = Use<'_>> {
    spec.attributes.iter().enumerate().flat_map(|(index, attribute)| {
        let product = !attribute.product.is_empty();
        let own = (!product).then(|| attribute.column());
        let key = match attribute.column {
            Some(_) => "column",
            None => "name",
        };
        own.into_iter().chain(attribute.product.iter().map(String::as_str)).map(move |column| Use {
            key: format!("attributes.{index}.{}", if product { "product" } else { key }),
            shown_key: "attributes.column".to_owned(),
            used_as: format!("attribute `{}`", attribute.name),
            column,
        })
    })
}

pub(super) fn check_roles(spec: &SchemaSpec) -> Result<(), Found> {
    check_distinct(&roles(spec).collect::<Vec<_>>())
}

pub(super) fn check_attributes(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    for (index, attribute) in spec.attributes.iter().enumerate() {
        let key = |name: &str| format!("attributes.{index}.{name}");
        let name = || attribute.name.clone();
        if spec.attributes[..index].iter().any(|earlier| earlier.name == attribute.name) {
            return Err(SchemaProblem::DuplicateAttribute { name: name() }.of(key("name")));
        }
        let found = attribute.product.len();
        if !matches!(found, 0 | 2) || (found == 0 && lines.has(&key("product"))) {
            return Err(SchemaProblem::Product { found }.of(key("product")));
        }
        if found > 0 && attribute.column.is_some() {
            let line = lines.reference(&key("column"));
            let problem = SchemaProblem::ProductAndColumn { name: name(), line };
            return Err(problem.of(key("product")));
        }
        if found > 0 && attribute.kind != AttributeType::Number {
            return Err(SchemaProblem::TextProduct { name: name() }.of(key("type")));
        }
        if attribute.kinds.as_ref().is_some_and(Vec::is_empty) {
            return Err(SchemaProblem::EmptyList { key: "kinds" }.of(key("kinds")));
        }
    }
    // Roles again, among the attributes: a role's column cannot be kept as an attribute too. A
    // product has a column as well, where the log is written as a table.
    let attributes = spec.attributes.iter().enumerate().map(|(index, attribute)| Use {
        key: format!("attributes.{index}"),
        shown_key: String::new(),
        used_as: format!("attribute `{}`", attribute.name),
        column: attribute.column(),
    });
    check_distinct(&roles(spec).chain(attributes).collect::<Vec<_>>())
}

/// Each column has one use; a second one would be a slip of the pen.
fn check_distinct(uses: &[Use<'_>]) -> Result<(), Found> {
    for (index, second) in uses.iter().enumerate() {
        if let Some(first) = uses[..index].iter().find(|first| first.column == second.column) {
            let problem = SchemaProblem::ColumnUsedTwice {
                column: second.column.to_owned(),
                first: first.used_as.clone(),
                second: second.used_as.clone(),
            };
            return Err(problem.of(second.key.clone()));
        }
    }
    Ok(())
}
