//! Churn rules by name.

use refrain_core::{ErrorKind, Problem, Span};
use refrain_events::EventSchema;
use refrain_labels::{AnyOf, Cancellation, ChurnRule, Inactivity, Lapse, Outcomes, RecurrentEvent};

use crate::Error;

/// Reads a churn rule:
///
/// - `cancel`: an event of one of the schema's churn kinds;
/// - `cancel:KIND`: an event of that kind;
/// - `downgrade`, `upgrade`: an event of the schema's kinds of that name, among those on a paid
///   plan or those on another;
/// - `inactive:SPAN`: no sign of life for that span after the cutoff, among those who gave one in
///   the span before it;
/// - `lapsed:SPAN`: the end of a silence of that length since the last sign of life;
/// - `inactive:KIND+KIND:SPAN`, `lapsed:KIND+KIND:SPAN`: the same, where only these kinds of event
///   are signs of life;
/// - `any:RULE+RULE`: whichever of several rules says so first.
///
/// # Errors
///
/// If the text is none of them, has both meanings of silence, or the schema does not name what the
/// rule needs.
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
    RuleParser::new(schema).rule(text)
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
    RuleParser::new(schema).outcomes(text)
}

/// Reader of churn rules for logs of a schema, with what their text does not say.
///
/// # Examples
///
/// ```
/// use refrain::RuleParser;
/// use refrain::base::Span;
/// use refrain::events::EventSchema;
///
/// let schema = EventSchema::sparkify();
/// let parser = RuleParser::new(&schema).active_within(Span::from_days(90));
/// let rule = parser.rule("inactive:60d")?;
/// assert_eq!(rule.name(), "inactive:60d, active within 90d");
/// # Ok::<(), refrain::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RuleParser<'s> {
    schema: &'s EventSchema,
    active_within: Option<Span>,
}

impl<'s> RuleParser<'s> {
    /// Makes the reader for logs of a schema.
    pub fn new(schema: &'s EventSchema) -> RuleParser<'s> {
        RuleParser { schema, active_within: None }
    }

    /// Sets the span before the cutoff within which whoever is at risk of `inactive:SPAN` gave a
    /// sign of life; SPAN itself by default. Other rules do not ask for it.
    pub fn active_within(self, active_within: Span) -> RuleParser<'s> {
        RuleParser { active_within: Some(active_within), ..self }
    }

    /// Reads a rule, see [`parse_rule`].
    ///
    /// # Errors
    ///
    /// As [`parse_rule`].
    pub fn rule(&self, text: &str) -> Result<Box<dyn ChurnRule>, Error> {
        self.read(|found| self.one(text, found))
    }

    /// Reads several outcomes, see [`parse_outcomes`].
    ///
    /// # Errors
    ///
    /// As [`parse_outcomes`].
    pub fn outcomes(&self, text: &str) -> Result<Outcomes, Error> {
        let named = self.read(|found| {
            let named = text.split(',').map(|part| {
                let part = part.trim();
                let (name, rule) = match part.split_once('=') {
                    // The kind of `cancel:KIND` may hold the sign.
                    Some((name, rule)) if !name.contains(':') => (name.trim(), rule.trim()),
                    _ => (part, part),
                };
                Ok((name.to_owned(), self.one(rule, found)?))
            });
            named.collect::<Result<_, Error>>()
        })?;
        Outcomes::new(named)
    }

    /// Reads rules and refuses two meanings of silence among them.
    fn read<T>(&self, read: impl FnOnce(&mut Silences) -> Result<T, Error>) -> Result<T, Error> {
        let mut found = Silences::default();
        let rules = read(&mut found)?;
        match found {
            Silences { inactive: Some(inactive), lapsed: Some(lapsed) } => {
                Err(RuleProblem::TwoSilences { inactive, lapsed }.into())
            }
            _ => Ok(rules),
        }
    }

    fn one(&self, text: &str, found: &mut Silences) -> Result<Box<dyn ChurnRule>, Error> {
        let schema = self.schema;
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
            Some(("inactive", rest)) => {
                let (kinds, span) = self.silence(text, rest)?;
                found.inactive = Some(text.to_owned());
                let rule = Inactivity::new(span)?.of_kinds(kinds);
                Ok(Box::new(rule.active_within(self.active_within.unwrap_or(span))))
            }
            Some(("lapsed", rest)) => {
                let (kinds, span) = self.silence(text, rest)?;
                found.lapsed = Some(text.to_owned());
                Ok(Box::new(Lapse::new(span)?.of_kinds(kinds)))
            }
            Some(("any", rules)) => {
                let rules = any_parts(rules).into_iter().map(|rule| self.one(&rule, found));
                Ok(Box::new(AnyOf::new(rules.collect::<Result<_, _>>()?)?))
            }
            _ => Err(RuleProblem::Unknown { found: text.to_owned() }.into()),
        }
    }

    /// The kinds that are signs of life, none for all, and the span.
    fn silence(&self, rule: &str, rest: &str) -> Result<(Vec<String>, Span), Error> {
        let Some((kinds, span)) = rest.rsplit_once(':') else {
            return Ok((Vec::new(), rest.parse()?));
        };
        let span = span.parse()?;
        // A kind may have the sign that separates two.
        if self.knows(kinds) {
            return Ok((vec![kinds.to_owned()], span));
        }
        let kinds: Vec<String> = kinds.split('+').map(|kind| kind.trim().to_owned()).collect();
        match kinds.iter().any(String::is_empty) {
            true => Err(RuleProblem::Unknown { found: rule.to_owned() }.into()),
            false => Ok((kinds, span)),
        }
    }

    /// Returns `true` if the schema names a kind.
    fn knows(&self, kind: &str) -> bool {
        let kinds = self.schema.kinds();
        let lists = [&kinds.churn, &kinds.downgrade, &kinds.upgrade, &kinds.counted];
        let mut named = lists.into_iter().flatten().chain(&kinds.main).chain(kinds.names.keys());
        named.any(|named| named == kind)
    }
}

/// The rules found that ask about silence, one of each meaning.
#[derive(Debug, Default)]
struct Silences {
    inactive: Option<String>,
    lapsed: Option<String>,
}

/// The rules of `any:`, where the kinds of a silence are separated as the rules are.
fn any_parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split('+') {
        match parts.last_mut().filter(|last| lacks_span(last)) {
            Some(last) => *last = format!("{last}+{part}"),
            None => parts.push(part.trim_start().to_owned()),
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

/// Returns `true` for a rule of silence whose span is still to come.
fn lacks_span(rule: &str) -> bool {
    let is_silence = rule.starts_with("inactive:") || rule.starts_with("lapsed:");
    let ends_in_span = |(_, span): (&str, &str)| span.trim().parse::<Span>().is_ok();
    is_silence && !rule.rsplit_once(':').is_some_and(ends_in_span)
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
        "`{found}` is not a churn rule; there are cancel, cancel:KIND, downgrade, upgrade, inactive:SPAN such as inactive:14d, lapsed:SPAN, and any:RULE+RULE"
    )]
    Unknown { found: String },
    #[error(
        "a command takes one meaning of silence: {inactive} asks what follows the cutoff, {lapsed} when the silent days had passed"
    )]
    TwoSilences { inactive: String, lapsed: String },
    #[error("the rule {rule} needs `{key}` in the schema's `[{part}]`, which does not say it")]
    SchemaLacks { rule: &'static str, part: &'static str, key: &'static str },
}

impl Problem for RuleProblem {
    fn kind(&self) -> ErrorKind {
        match self {
            RuleProblem::Unknown { .. } | RuleProblem::TwoSilences { .. } => ErrorKind::Argument,
            RuleProblem::SchemaLacks { .. } => ErrorKind::Mismatch,
        }
    }
}
