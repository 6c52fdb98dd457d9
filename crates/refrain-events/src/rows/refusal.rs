//! Rows that end a read, since they show the schema to be wrong about the log.

use crate::report::rule::CleaningRule;
use crate::rows::cleaning::Reject;

/// What a row shows a schema to be wrong about; `place` is that of the key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The path of this column leads into an array.
    InsideArray { place: String, column: String },
    /// A time states an offset beside the zone of times that state none.
    OffsetBesideZone { place: String, time: String },
}

/// Reason why a row is not in the log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unclean {
    /// It is dropped under a rule.
    Rejected(Reject),
    /// No rule is for it.
    Refused(Refusal),
}

impl Unclean {
    pub(crate) fn rejected(rule: CleaningRule, detail: String) -> Unclean {
        Unclean::Rejected(Reject { rule, detail })
    }
}

impl From<Reject> for Unclean {
    fn from(reject: Reject) -> Unclean {
        Unclean::Rejected(reject)
    }
}
