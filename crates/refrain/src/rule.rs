//! Churn rules by name.

use refrain_core::Span;
use refrain_events::EventSchema;
use refrain_labels::{Cancellation, ChurnRule, Inactivity};

use crate::Error;

/// Reads a churn rule: `cancel` (an event of one of the schema's churn kinds), `cancel:KIND` (an
/// event of that kind) or `inactive:SPAN` (a silence of that length).
///
/// # Errors
///
/// If the text is none of them, or the schema names no churn kind.
pub fn parse_rule(text: &str, schema: &EventSchema) -> Result<Box<dyn ChurnRule>, Error> {
    let unknown = || Error::UnknownRule { found: text.to_owned() };
    match text.split_once(':') {
        None if text == "cancel" => Ok(Box::new(Cancellation::new(schema.kinds().churn.clone())?)),
        Some(("cancel", kind)) if !kind.is_empty() => Ok(Box::new(Cancellation::new([kind])?)),
        Some(("inactive", span)) => Ok(Box::new(Inactivity::new(span.parse::<Span>()?)?)),
        _ => Err(unknown()),
    }
}
