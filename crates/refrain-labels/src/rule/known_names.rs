//! Names in rules, held against those of a log.

use refrain_core::{AttributeColumn, AttributeType, EventLog, nearest};

use super::problem::RuleProblem;
use crate::Error;
use crate::kinds::known;

/// Checks that the log has an event of one of these kinds.
pub(super) fn check_any(log: &EventLog, kinds: &[String]) -> Result<(), Error> {
    if kinds.iter().any(|kind| log.kinds().code(kind).is_some()) {
        return Ok(());
    }
    let known = known(log);
    let nearest = near_any(kinds, &known);
    Err(RuleProblem::UnknownKind { kinds: kinds.to_vec(), nearest, known }.into())
}

/// Returns the values of a text attribute in a log.
pub(super) fn values(log: &EventLog, rule: &str, attribute: &str) -> Result<Vec<String>, Error> {
    let position = log.attributes().position(|(name, _)| name == attribute);
    let first = log.entities().next().expect("a log holds an event");
    let column = position.map(|position| log.as_columns().attribute(position, first));
    if let Some(AttributeColumn::Text(strings, _)) = column {
        return Ok(strings.iter().map(str::to_owned).collect());
    }
    let text = log.attributes().filter(|(_, kind)| *kind == AttributeType::Text);
    let known: Vec<String> = text.map(|(name, _)| name.to_owned()).collect();
    let nearest = nearest(attribute, known.iter().map(String::as_str)).map(str::to_owned);
    let (rule, attribute) = (rule.to_owned(), attribute.to_owned());
    Err(RuleProblem::UnknownAttribute { rule, attribute, nearest, known }.into())
}

/// Checks that one of the values wanted is known.
pub(super) fn check_values(
    rule: &str,
    attribute: &str,
    wanted: &[String],
    known: Vec<String>,
) -> Result<(), Error> {
    if wanted.iter().any(|value| known.contains(value)) {
        return Ok(());
    }
    let problem = RuleProblem::UnknownValue {
        rule: rule.to_owned(),
        attribute: attribute.to_owned(),
        values: wanted.to_vec(),
        nearest: near_any(wanted, &known),
        known,
    };
    Err(problem.into())
}

/// The known name that the first of several names with a near one is near to.
fn near_any(names: &[String], known: &[String]) -> Option<String> {
    let near = |name: &String| nearest(name, known.iter().map(String::as_str));
    names.iter().find_map(near).map(str::to_owned)
}
