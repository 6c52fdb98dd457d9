//! Checks of a schema beyond its form.

mod columns;
mod kinds;
mod meaning;
mod table;
mod times;

use super::lines::SchemaLines;
use super::problem::{Found, SchemaProblem};
use super::spec::{Duplicates, Kinds, SchemaSpec};

pub(super) fn check(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    check_no_empty_name(spec)?;
    kinds::check_source(&spec.roles.kind)?;
    columns::check_roles(spec)?;
    columns::check_attributes(spec, lines)?;
    table::check(spec, lines)?;
    check_rows(spec, lines)?;
    times::check(spec, lines)?;
    meaning::check(spec)
}

fn check_no_empty_name(spec: &SchemaSpec) -> Result<(), Found> {
    let columns = columns::uses(spec).map(|used| (used.shown_key, used.key, used.column));
    let names = spec.attributes.iter().enumerate().map(|(index, attribute)| {
        ("attributes.name".to_owned(), format!("attributes.{index}.name"), attribute.name.as_str())
    });
    let Kinds { main, churn, downgrade, upgrade, counted, .. } = &spec.kinds;
    let kinds = main.iter().chain(churn).chain(downgrade).chain(upgrade).chain(counted);
    let kinds = kinds.chain(spec.attributes.iter().flat_map(|a| &a.kinds).flatten());
    let kinds = kinds.map(|kind| ("kinds".to_owned(), "kinds".to_owned(), kind.as_str()));
    let path = spec.json.rows.iter().map(|path| {
        let key = "json.rows".to_owned();
        (key.clone(), key, path.as_str())
    });
    match names.chain(columns).chain(kinds).chain(path).find(|(.., name)| name.is_empty()) {
        Some((shown, key, _)) => Err(SchemaProblem::EmptyName { key: shown }.of(key)),
        None => Ok(()),
    }
}

fn check_rows(spec: &SchemaSpec, lines: &SchemaLines) -> Result<(), Found> {
    let key = "rows.deduplicate_by";
    let columns = &spec.rows.deduplicate_by;
    if columns.is_empty() && lines.has(key) {
        return Err(SchemaProblem::EmptyList { key: "deduplicate_by" }.of(key));
    }
    if let Some(name) = first_repeated(columns) {
        return Err(SchemaProblem::NamedTwice { key: "deduplicate_by", name }.of(key));
    }
    match spec.rows.duplicates {
        Duplicates::Keep if !columns.is_empty() => {
            let line = lines.reference(key);
            Err(SchemaProblem::KeptDuplicates { line }.of("rows.duplicates"))
        }
        _ => Ok(()),
    }
}

/// The first name that stands in a list a second time.
fn first_repeated(names: &[String]) -> Option<String> {
    let is_repeated = |(index, name): &(usize, &String)| names[..*index].contains(name);
    names.iter().enumerate().find(is_repeated).map(|(_, name)| name.clone())
}
