//! How far a feature looks back.

use std::fmt;

use refrain_core::Span;

/// The part of a history that a feature is computed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lookback {
    /// The last so much before the cutoff.
    Last(Span),
    /// All of it.
    All,
    /// From the first event of the present plan on; all of it if the plan never changed.
    SincePlanChange,
}

impl Lookback {
    /// Days before the cutoff.
    pub const fn days(days: u32) -> Lookback {
        Lookback::Last(Span::from_days(days))
    }

    /// The span, where it is one.
    pub(crate) fn span(self) -> Option<Span> {
        match self {
            Lookback::Last(span) => Some(span),
            Lookback::All | Lookback::SincePlanChange => None,
        }
    }

    /// What names of features end in.
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
