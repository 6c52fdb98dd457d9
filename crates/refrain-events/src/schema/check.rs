//! Checks of a schema beyond its form.

use refrain_core::AttributeType;

use super::problem::SchemaProblem;
use super::spec::{AttributeSpec, Kinds, SchemaSpec};
use crate::suggestion::did_you_mean;

pub(super) fn check(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    check_no_empty_name(spec)?;
    check_roles(spec)?;
    check_attributes(spec)?;
    check_time_range(spec)?;
    check_meaning(spec)
}

fn check_no_empty_name(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    let roles = spec.roles.iter().map(|(role, column)| (format!("roles.{role}"), column));
    let attributes = spec.attributes.iter().flat_map(|attribute| {
        [("attributes.name", attribute.name.as_str()), ("attributes.column", attribute.column())]
    });
    // Columns of the guest rule may have another use: often it is the registration that guests
    // lack.
    let guests = spec.guests.missing.iter().chain(spec.guests.values.keys());
    let guests = guests.map(|column| ("guests", column.as_str()));
    let Kinds { main, churn, downgrade, upgrade, counted, .. } = &spec.kinds;
    let kinds = main.iter().chain(churn).chain(downgrade).chain(upgrade).chain(counted);
    let kinds = kinds.map(|kind| ("kinds", kind.as_str()));
    let named = attributes.chain(guests).chain(kinds).map(|(key, name)| (key.to_owned(), name));
    match roles.chain(named).find(|(_, name)| name.is_empty()) {
        Some((key, _)) => Err(SchemaProblem::EmptyName { key }),
        None => Ok(()),
    }
}

fn check_roles(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    let roles: Vec<_> = spec.roles.iter().map(|(role, c)| (format!("role `{role}`"), c)).collect();
    check_distinct_columns(&roles)
}

fn check_attributes(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    for (index, attribute) in spec.attributes.iter().enumerate() {
        if spec.attributes[..index].iter().any(|earlier| earlier.name == attribute.name) {
            return Err(SchemaProblem::DuplicateAttribute { name: attribute.name.clone() });
        }
    }
    let roles = spec.roles.iter().map(|(role, column)| (format!("role `{role}`"), column));
    let attributes =
        spec.attributes.iter().map(|a| (format!("attribute `{}`", a.name), a.column()));
    // Roles again, among the attributes: a role's column cannot be kept as an attribute too.
    check_distinct_columns(&roles.chain(attributes).collect::<Vec<_>>())
}

/// Each column has one use; a second one would be a slip of the pen.
fn check_distinct_columns(uses: &[(String, &str)]) -> Result<(), SchemaProblem> {
    for (index, (second, column)) in uses.iter().enumerate() {
        if let Some((first, _)) = uses[..index].iter().find(|(_, earlier)| earlier == column) {
            return Err(SchemaProblem::ColumnUsedTwice {
                column: (*column).to_owned(),
                first: first.clone(),
                second: second.clone(),
            });
        }
    }
    Ok(())
}

fn check_time_range(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    let range = spec.time.plausible();
    // An `until` before `from` gives an empty range as well.
    if range.span().is_zero() {
        return Err(SchemaProblem::EmptyTimeRange { range });
    }
    Ok(())
}

fn check_meaning(spec: &SchemaSpec) -> Result<(), SchemaProblem> {
    let meaning = &spec.meaning;
    let named = [
        ("plan", &meaning.plan, AttributeType::Text),
        ("duration", &meaning.duration, AttributeType::Number),
        ("item", &meaning.item, AttributeType::Text),
        ("creator", &meaning.creator, AttributeType::Text),
        ("user_agent", &meaning.user_agent, AttributeType::Text),
        ("location", &meaning.location, AttributeType::Text),
    ];
    for (key, name, expected) in named {
        if let Some(name) = name {
            check_attribute_of(spec, key, name, expected)?;
        }
    }
    for name in &meaning.profile {
        check_attribute_of(spec, "profile", name, AttributeType::Text)?;
    }
    match meaning.plan.is_none() && !meaning.paid_plans.is_empty() {
        true => Err(SchemaProblem::PaidPlansWithoutPlan),
        false => Ok(()),
    }
}

fn check_attribute_of(
    spec: &SchemaSpec,
    key: &'static str,
    name: &str,
    expected: AttributeType,
) -> Result<(), SchemaProblem> {
    let Some(attribute) = spec.attributes.iter().find(|attribute| attribute.name == name) else {
        let names = spec.attributes.iter().map(|attribute: &AttributeSpec| attribute.name.as_str());
        let suggestion = did_you_mean(name, names);
        return Err(SchemaProblem::UnknownAttribute { key, name: name.to_owned(), suggestion });
    };
    if attribute.kind != expected {
        return Err(SchemaProblem::AttributeType {
            key,
            name: name.to_owned(),
            expected: expected.name(),
            found: attribute.kind.name(),
        });
    }
    Ok(())
}
