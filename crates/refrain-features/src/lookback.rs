//! Lookbacks: the part of a history that a feature is computed over.

use std::fmt;

use refrain_core::Span;

use crate::lexicon::Lexicon;

/// The part of a history that a feature is computed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lookback {
    /// The last so much before the cutoff.
    Last(Span),
    /// All of it.
    All,
    /// From the first event of the present plan on; all of it if the plan never changed.
    SincePlanChange,
}

impl Lookback {
    /// Splits a lookback off the end of a feature's name; without one it is the whole history.
    pub(crate) fn split<'n>(name: &'n str, lexicon: &Lexicon<'_>) -> (&'n str, Lookback) {
        let since = name.strip_suffix("_since_plan_change");
        if let Some(body) = since.filter(|_| lexicon.vocabulary().plan.is_some()) {
            return (body, Lookback::SincePlanChange);
        }
        match split_span(name) {
            Some((body, span)) => (body, Lookback::Last(span)),
            None => (name, Lookback::All),
        }
    }

    /// Checks that spans of lookbacks hold some time.
    pub(crate) fn check_spans(spans: &[Span]) -> Result<(), &'static str> {
        match spans.iter().any(|span| span.is_zero()) {
            true => Err("a lookback of no length holds no event"),
            false => Ok(()),
        }
    }

    /// The span, where it is one.
    pub(crate) fn span(self) -> Option<Span> {
        match self {
            Lookback::Last(span) => Some(span),
            Lookback::All | Lookback::SincePlanChange => None,
        }
    }

    /// The end of the names of its features.
    pub(crate) fn suffix(self) -> String {
        match self {
            Lookback::Last(span) => format!("_{span}"),
            Lookback::All => String::new(),
            Lookback::SincePlanChange => "_since_plan_change".to_owned(),
        }
    }
}

/// As it stands in a description, after "Songs".
impl fmt::Display for Lookback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lookback::Last(span) => write!(f, "in the last {span}"),
            Lookback::All => f.write_str("in the whole history"),
            Lookback::SincePlanChange => f.write_str(
                "from the event that last changed the plan on (if none did, from the first)",
            ),
        }
    }
}

/// Splits a span off the end of a name.
pub(crate) fn split_span(name: &str) -> Option<(&str, Span)> {
    let (rest, last) = name.rsplit_once('_')?;
    Some((rest, last.parse().ok()?))
}
