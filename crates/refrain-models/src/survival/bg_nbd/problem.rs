//! Problems that keep BG/NBD from learning or predicting.

use refrain_core::{ErrorKind, Problem};

#[derive(Debug, thiserror::Error)]
pub(super) enum BgNbdProblem {
    #[error(
        "bgnbd reads `{column}`, which these features lack{suggestion}: add it to the feature set, \
         take the standard set of a schema that says which attribute is the revenue, or name other \
         columns"
    )]
    NoSuchFeature { column: String, suggestion: String },
    #[error(
        "the features count purchase days of {n_selections} kinds of events; say which with \
         `purchase_days`, `first_to_last_days` and `since_first_days`: {names}"
    )]
    SeveralSelections { n_selections: usize, names: String },
    #[error("feature `{column}` is a category; bgnbd needs a number of days")]
    NotANumber { column: String },
    #[error("feature `{column}` is {found} in {place}; a number of days is never negative")]
    Negative { column: String, place: String, found: f64 },
    #[error("feature `{column}` is {found} in {place}; purchase days are whole numbers")]
    Fraction { column: String, place: String, found: f64 },
    #[error(
        "feature `{column}` is missing or 0 in {place}, whose other purchase days are known; all \
         three are missing, or 0, only of who has not bought yet"
    )]
    Missing { column: String, place: String },
    #[error(
        "feature `{first_to_last}` is {last} in {place}, and `{since_first}` is {age}: the last \
         purchase lies after the cutoff"
    )]
    LastAfterCutoff {
        first_to_last: String,
        since_first: String,
        place: String,
        last: f64,
        age: f64,
    },
    #[error("a customer has {found} purchase days; bgnbd learns from at most {most}")]
    TooMany { found: f64, most: f64 },
    #[error("nobody in the population has bought before {cutoff}; bgnbd learns from purchases")]
    NobodyBought { cutoff: String },
}

impl Problem for BgNbdProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}
