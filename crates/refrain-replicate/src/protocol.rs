//! The protocols by name.

use std::fmt;
use std::str::FromStr;

use refrain::Error;

use crate::problem::ReplicationProblem;

/// A way in which churn models are published.
///
/// # Examples
///
/// ```
/// use refrain_replicate::PublishedProtocol;
///
/// let protocol: PublishedProtocol = "clock-only".parse()?;
/// assert!(protocol.description().starts_with("how long customers were there"));
/// # Ok::<(), refrain::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PublishedProtocol {
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

impl PublishedProtocol {
    /// All protocols, those of the two source projects first.
    pub const ALL: [PublishedProtocol; 5] = [
        PublishedProtocol::SessionShares,
        PublishedProtocol::UserTotals,
        PublishedProtocol::ClockOnly,
        PublishedProtocol::CancelCount,
        PublishedProtocol::OversampleFirst,
    ];

    /// Returns the name.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_replicate::PublishedProtocol;
    ///
    /// assert_eq!(PublishedProtocol::ClockOnly.name(), "clock-only");
    /// assert_eq!("clock-only".parse::<PublishedProtocol>()?, PublishedProtocol::ClockOnly);
    /// # Ok::<(), refrain::Error>(())
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            PublishedProtocol::SessionShares => "session-shares",
            PublishedProtocol::UserTotals => "user-totals",
            PublishedProtocol::ClockOnly => "clock-only",
            PublishedProtocol::CancelCount => "cancel-count",
            PublishedProtocol::OversampleFirst => "oversample-first",
        }
    }

    /// Returns what it does, in a few words.
    pub const fn description(self) -> &'static str {
        match self {
            PublishedProtocol::SessionShares => {
                "what sessions consist of; all rows scaled to [0, 1], then 70 % of the customers \
                 drawn for training"
            }
            PublishedProtocol::UserTotals => {
                "what customers did in all; 80 % of the customers drawn for training"
            }
            PublishedProtocol::ClockOnly => {
                "how long customers were there and how often, nothing of what they did; five folds"
            }
            PublishedProtocol::CancelCount => {
                "events of each kind, the page of leaving among them; 80 % of the customers drawn \
                 for training"
            }
            PublishedProtocol::OversampleFirst => {
                "what customers did in all; those who left repeated until they are half of the \
                 rows, then 80 % of the rows drawn for training"
            }
        }
    }
}

impl fmt::Display for PublishedProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for PublishedProtocol {
    type Err = Error;

    fn from_str(name: &str) -> Result<PublishedProtocol, Error> {
        let found = PublishedProtocol::ALL.into_iter().find(|protocol| protocol.name() == name);
        let known = || PublishedProtocol::ALL.map(PublishedProtocol::name).join(", ");
        let unknown =
            || ReplicationProblem::UnknownProtocol { found: name.to_owned(), known: known() };
        Ok(found.ok_or_else(unknown)?)
    }
}

/// Reads names of protocols separated by commas, or `all`; each counts once, in the order of
/// [`PublishedProtocol::ALL`].
///
/// # Errors
///
/// [`ErrorKind::Argument`](refrain::ErrorKind::Argument) for another name.
///
/// # Examples
///
/// ```
/// use refrain_replicate::{PublishedProtocol, parse_protocols};
///
/// let named = parse_protocols("clock-only, user-totals")?;
/// assert_eq!(named, [PublishedProtocol::UserTotals, PublishedProtocol::ClockOnly]);
/// assert_eq!(parse_protocols("all")?.len(), 5);
/// # Ok::<(), refrain::Error>(())
/// ```
pub fn parse_protocols(text: &str) -> Result<Vec<PublishedProtocol>, Error> {
    if text.trim() == "all" {
        return Ok(PublishedProtocol::ALL.to_vec());
    }
    let named = text.split(',').map(|name| name.trim().parse());
    let mut protocols = named.collect::<Result<Vec<PublishedProtocol>, Error>>()?;
    protocols.sort_unstable();
    protocols.dedup();
    Ok(protocols)
}
