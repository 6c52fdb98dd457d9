//! The protocols by name.

use std::fmt;
use std::str::FromStr;

use refrain::Error;

use crate::problem::ReplicationProblem;

/// A way in which churn models are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `session-shares`: what sessions consist of over the whole log, all rows scaled to `[0, 1]`
    /// before 70 % of the customers are drawn for training.
    SessionShares,
    /// `user-totals`: what a customer did in all over the whole log, 80 % of the customers drawn
    /// for training.
    UserTotals,
    /// `clock-only`: how long a customer was there and how often, and nothing of what they did.
    ClockOnly,
    /// `cancel-count`: events of each kind over the whole log, the page of leaving among them.
    CancelCount,
    /// `oversample-first`: those who left repeated until there are as many as others, and only then
    /// a split of the rows.
    OversampleFirst,
}

impl Protocol {
    /// All protocols, those of the two source projects first.
    pub const ALL: [Protocol; 5] = [
        Protocol::SessionShares,
        Protocol::UserTotals,
        Protocol::ClockOnly,
        Protocol::CancelCount,
        Protocol::OversampleFirst,
    ];

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Protocol::SessionShares => "session-shares",
            Protocol::UserTotals => "user-totals",
            Protocol::ClockOnly => "clock-only",
            Protocol::CancelCount => "cancel-count",
            Protocol::OversampleFirst => "oversample-first",
        }
    }

    /// Returns what it does, in a few words.
    pub const fn description(self) -> &'static str {
        match self {
            Protocol::SessionShares => {
                "what sessions consist of; all rows scaled to [0, 1], then 70 % of the customers \
                 drawn for training"
            }
            Protocol::UserTotals => {
                "what customers did in all; 80 % of the customers drawn for training"
            }
            Protocol::ClockOnly => {
                "how long customers were there and how often, nothing of what they did; five folds"
            }
            Protocol::CancelCount => {
                "events of each kind, the page of leaving among them; 80 % of the customers drawn \
                 for training"
            }
            Protocol::OversampleFirst => {
                "what customers did in all; those who left repeated until they are half of the \
                 rows, then 80 % of the rows drawn for training"
            }
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Protocol {
    type Err = Error;

    fn from_str(name: &str) -> Result<Protocol, Error> {
        let found = Protocol::ALL.into_iter().find(|protocol| protocol.name() == name);
        let known = || Protocol::ALL.map(Protocol::name).join(", ");
        let unknown =
            || ReplicationProblem::UnknownProtocol { found: name.to_owned(), known: known() };
        Ok(found.ok_or_else(unknown)?)
    }
}

/// Reads names of protocols separated by commas, or `all`; each counts once, in the order of
/// [`Protocol::ALL`].
///
/// # Errors
///
/// [`ErrorKind::Argument`](refrain::ErrorKind::Argument) for another name.
pub fn parse_protocols(text: &str) -> Result<Vec<Protocol>, Error> {
    if text.trim() == "all" {
        return Ok(Protocol::ALL.to_vec());
    }
    let named = text.split(',').map(|name| name.trim().parse());
    let mut protocols = named.collect::<Result<Vec<Protocol>, Error>>()?;
    protocols.sort_unstable();
    protocols.dedup();
    Ok(protocols)
}
