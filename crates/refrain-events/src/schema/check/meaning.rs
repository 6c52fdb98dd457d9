//! Attributes with a meaning: they exist and have the type.

use refrain_core::AttributeType;

use crate::schema::problem::{Found, SchemaProblem};
use crate::schema::spec::{AttributeSpec, SchemaSpec};
use crate::suggestion::did_you_mean;

pub(super) fn check(spec: &SchemaSpec) -> Result<(), Found> {
    let meaning = &spec.meaning;
    let named = [
        ("plan", &meaning.plan, AttributeType::Text),
        ("revenue", &meaning.revenue, AttributeType::Number),
        ("quantity", &meaning.quantity, AttributeType::Number),
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
        true => Err(SchemaProblem::PaidPlansWithoutPlan.of("meaning.paid_plans")),
        false => Ok(()),
    }
}

fn check_attribute_of(
    spec: &SchemaSpec,
    key: &'static str,
    name: &str,
    expected: AttributeType,
) -> Result<(), Found> {
    let place = format!("meaning.{key}");
    let Some(attribute) = spec.attributes.iter().find(|attribute| attribute.name == name) else {
        let names = spec.attributes.iter().map(|attribute: &AttributeSpec| attribute.name.as_str());
        let suggestion = did_you_mean(name, names);
        let problem = SchemaProblem::UnknownAttribute { key, name: name.to_owned(), suggestion };
        return Err(problem.of(place));
    };
    if attribute.kind != expected {
        let problem = SchemaProblem::AttributeType {
            key,
            name: name.to_owned(),
            expected: expected.name(),
            found: attribute.kind.name(),
        };
        return Err(problem.of(place));
    }
    Ok(())
}
