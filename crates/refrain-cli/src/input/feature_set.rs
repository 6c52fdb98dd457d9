//! Feature sets as the command line names them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use refrain::base::{Span, Time};
use refrain::events::EventSchema;
use refrain::features::FeatureSet;
use refrain::table::in_file;

use crate::failure::Failure;

/// Keys under which a model file keeps its feature set: the name, and where it came from a file,
/// the text of that.
const SET: &str = "set";
const SET_FILE: &str = "set_file";

/// A feature set, and what a model file keeps of it.
pub(crate) struct GivenSet {
    pub(crate) set: FeatureSet,
    pub(crate) kept: BTreeMap<String, String>,
}

impl GivenSet {
    /// Finds the set of a name, or reads it from a file that ends in `.toml`.
    pub(crate) fn new(given: &str, schema: &EventSchema) -> Result<GivenSet, Failure> {
        if Path::new(given).extension().is_none_or(|extension| extension != "toml") {
            if given.contains(['.', '/']) {
                let message = format!("--set {given}: the file of a feature set ends in .toml");
                return Err(Failure::usage(message));
            }
            let set = FeatureSet::named(given, &schema.vocabulary())?;
            set.check_columns()?;
            return Ok(GivenSet { kept: entry(SET, given), set });
        }
        let text = fs::read_to_string(given)
            .map_err(|cause| Failure::unreadable(Path::new(given), cause))?;
        let set = FeatureSet::from_toml(&text, &schema.vocabulary())
            .map_err(|error| in_file(Path::new(given), error))?;
        let mut kept = entry(SET, set.name());
        kept.extend(entry(SET_FILE, &text));
        Ok(GivenSet { set, kept })
    }

    /// Makes the set that a model file keeps; `None` if it keeps none.
    pub(crate) fn of_model(
        kept: &BTreeMap<String, String>,
        schema: &EventSchema,
    ) -> Result<Option<FeatureSet>, Failure> {
        let words = schema.vocabulary();
        Ok(match (kept.get(SET_FILE), kept.get(SET)) {
            (Some(text), _) => Some(FeatureSet::from_toml(text, &words)?),
            (None, Some(name)) => Some(FeatureSet::named(name, &words)?),
            (None, None) => None,
        })
    }
}

fn entry(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

/// Says if lookbacks reach beyond the start of the log.
pub(crate) fn say_lookbacks(
    longest: Option<Span>,
    start: Time,
    cutoffs: impl Iterator<Item = Time>,
) {
    let (Some(longest), Some(first)) = (longest, cutoffs.min()) else { return };
    if first - longest < start {
        eprintln!(
            "note: features look back up to {longest}, the log begins {:.1} days before the first \
             cutoff; what lies before it is not known to them",
            first.days_since(start)
        );
    }
}
