//! Finding the three columns among features.

use refrain_core::{ColumnKind, FeatureMatrix};

use super::BgNbdColumns;
use super::customer::Positions;
use super::problem::BgNbdProblem;
use crate::Error;
use crate::suggestion::did_you_mean;

/// Forms of the names: what stands before and after the word for a purchase, and the name where
/// every event is one.
const PURCHASE_DAYS: Form = Form { begin: "days_with_", end: "", of_events: "days_with_events" };
const FIRST_TO_LAST: Form = Form {
    begin: "days_from_first_to_last_",
    end: "_day",
    of_events: "days_from_first_to_last_event_day",
};
const SINCE_FIRST: Form =
    Form { begin: "days_since_first_", end: "_day", of_events: "days_since_first_event_day" };

struct Form {
    begin: &'static str,
    end: &'static str,
    of_events: &'static str,
}

impl BgNbdColumns {
    pub(super) fn positions(&self, features: &FeatureMatrix) -> Result<Positions, Error> {
        Ok(Positions {
            purchase_days: position(features, self.purchase_days.as_deref(), &PURCHASE_DAYS)?,
            first_to_last: position(features, self.first_to_last_days.as_deref(), &FIRST_TO_LAST)?,
            since_first: position(features, self.since_first_days.as_deref(), &SINCE_FIRST)?,
        })
    }
}

/// The position of the column of a name, or else of the one whose name has the form.
fn position(features: &FeatureMatrix, named: Option<&str>, form: &Form) -> Result<usize, Error> {
    let alike: Vec<&str> = features.names().filter(|name| form.fits(name)).collect();
    let name = match (named, alike.as_slice()) {
        (Some(name), _) => name,
        (None, [name]) => name,
        (None, []) => form.of_events,
        (None, several) => {
            let (n_selections, names) = (several.len(), several.join(", "));
            return Err(BgNbdProblem::SeveralSelections { n_selections, names }.into());
        }
    };
    let column = name.to_owned();
    let Some(position) = features.position(name) else {
        let suggestion = did_you_mean(name, features.names());
        return Err(BgNbdProblem::NoSuchFeature { column, suggestion }.into());
    };
    match features.columns()[position].kind {
        ColumnKind::Category(_) => Err(BgNbdProblem::NotANumber { column }.into()),
        ColumnKind::Number | ColumnKind::Instant => Ok(position),
    }
}

impl Form {
    fn fits(&self, name: &str) -> bool {
        let inside = name.strip_prefix(self.begin).and_then(|rest| rest.strip_suffix(self.end));
        inside.is_some_and(|inside| !inside.is_empty() && !ends_in_lookback(inside))
    }
}

/// Tells `purchases_90d`, which is not of the whole history.
fn ends_in_lookback(name: &str) -> bool {
    let last = name.rsplit('_').next().unwrap_or(name);
    last.starts_with(|first: char| first.is_ascii_digit())
}
