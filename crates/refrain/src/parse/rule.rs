//! Churn rules by name.

use refrain_core::{ErrorKind, Problem, Span};
use refrain_events::EventSchema;
use refrain_labels::{AnyOf, Cancellation, ChurnRule, Inactivity, Outcomes, RecurrentEvent};

use crate::Error;

/// Reads a churn rule:
///
/// - `cancel`: an event of one of the schema's churn kinds;
/// - `cancel:KIND`: an event of that kind;
/// - `downgrade`, `upgrade`: an event of the schema's kinds of that name, among those on a paid
///   plan or those on another;
/// - `inactive:SPAN`: a silence of that length;
/// - `any:RULE+RULE`: whichever of several rules says so first.
///
/// # Errors
///
/// If the text is none of them, or the schema does not name what the rule needs.
///
/// # Examples
///
/// ```
/// use refrain::events::EventSchema;
/// use refrain::parse_rule;
///
/// let schema = EventSchema::sparkify();
/// assert_eq!(parse_rule("any:cancel+inactive:14d", &schema)?.name(), "any:cancel+inactive:14d");
/// assert!(parse_rule("cancelled", &schema).is_err());
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_rule(text: &str, schema: &EventSchema) -> Result<Box<dyn ChurnRule>, Error> {
    let kinds = schema.kinds();
    match text.split_once(':') {
        None if text == "cancel" => Ok(Box::new(Cancellation::new(kinds.churn.clone())?)),
        None if text == "downgrade" => {
            let rule = plan_change("downgrade", &kinds.downgrade, schema)?;
            let (plan, paid) = plans("downgrade", schema)?;
            Ok(Box::new(rule.among(plan, paid)))
        }
        None if text == "upgrade" => {
            let rule = plan_change("upgrade", &kinds.upgrade, schema)?;
            let (plan, paid) = plans("upgrade", schema)?;
            Ok(Box::new(rule.not_among(plan, paid)))
        }
        Some(("cancel", kind)) if !kind.is_empty() => Ok(Box::new(Cancellation::new([kind])?)),
        Some(("inactive", span)) => Ok(Box::new(Inactivity::new(span.parse::<Span>()?)?)),
        Some(("any", rules)) => {
            let rules = rules.split('+').map(|rule| parse_rule(rule.trim(), schema));
            Ok(Box::new(AnyOf::new(rules.collect::<Result<_, _>>()?)?))
        }
        _ => Err(RuleProblem::Unknown { found: text.to_owned() }.into()),
    }
}

/// Reads several outcomes: rules separated by commas, each named by what stands before a `=`, or
/// else by its own text, such as `cancel,downgrade,silent=inactive:14d`.
///
/// # Errors
///
/// As [`parse_rule`], and if two have one name or a name is taken.
///
/// # Examples
///
/// ```
/// use refrain::events::EventSchema;
/// use refrain::parse_outcomes;
///
/// let outcomes = parse_outcomes("cancel,silent=inactive:14d", &EventSchema::sparkify())?;
/// assert_eq!(outcomes.names(), ["cancel", "silent"]);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_outcomes(text: &str, schema: &EventSchema) -> Result<Outcomes, Error> {
    let named = text.split(',').map(|part| {
        let part = part.trim();
        let (name, rule) = match part.split_once('=') {
            // The kind of `cancel:KIND` may hold the sign.
            Some((name, rule)) if !name.contains(':') => (name.trim(), rule.trim()),
            _ => (part, part),
        };
        Ok((name.to_owned(), parse_rule(rule, schema)?))
    });
    Outcomes::new(named.collect::<Result<_, Error>>()?)
}

/// An event of these kinds that can happen again until the entity cancels.
fn plan_change(
    rule: &'static str,
    kinds: &[String],
    schema: &EventSchema,
) -> Result<RecurrentEvent, Error> {
    if kinds.is_empty() {
        return Err(RuleProblem::SchemaLacks { rule, part: "kinds", key: rule }.into());
    }
    Ok(RecurrentEvent::new(rule, kinds.to_vec())?.ended_by(schema.kinds().churn.clone()))
}

/// The attribute that names the plan, and its values that are paid for.
fn plans(rule: &'static str, schema: &EventSchema) -> Result<(String, Vec<String>), Error> {
    let lacks = |key| RuleProblem::SchemaLacks { rule, part: "meaning", key };
    let plan = schema.meaning().plan.clone().ok_or_else(|| lacks("plan"))?;
    let paid = schema.meaning().paid_plans.clone();
    if paid.is_empty() {
        return Err(lacks("paid_plans").into());
    }
    Ok((plan, paid))
}

/// A churn rule that cannot be made.
#[derive(Debug, thiserror::Error)]
enum RuleProblem {
    #[error(
        "`{found}` is not a churn rule; there are cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN such as inactive:14d, and any:RULE+RULE"
    )]
    Unknown { found: String },
    #[error("the rule {rule} needs `{key}` in the schema's `[{part}]`, which does not say it")]
    SchemaLacks { rule: &'static str, part: &'static str, key: &'static str },
}

impl Problem for RuleProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RuleProblem::Unknown { .. } => ErrorKind::Argument,
            RuleProblem::SchemaLacks { .. } => ErrorKind::Mismatch,
        }
    }
}
