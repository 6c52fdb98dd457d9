//! Names that kinds and selections cannot have.

use refrain_core::{Problem, Vocabulary};

use crate::lexicon::Lexicon;
use crate::lookback::split_span;
use crate::measure::{AnyMeasure, Name};
use crate::selection::Selection;
use crate::{Error, ErrorKind};

/// Checks that every kind has a name of its own.
pub(crate) fn check_kind_names(vocabulary: &Vocabulary) -> Result<(), Error> {
    let mut others = vocabulary.clone();
    others.counted.clear();
    others.kept.clear();
    let others = Selection::all_named(&others);
    let lexicon = Lexicon::new(vocabulary);
    for (index, kind) in vocabulary.counted.iter().enumerate() {
        let names = [kind.name.as_str(), kind.singular.as_str()];
        let is_named =
            |name: &str, singular: &str| names.contains(&name) || names.contains(&singular);
        let mut before = vocabulary.counted[..index].iter();
        let before = before.find(|other| is_named(&other.name, &other.singular));
        let other = others.iter().find(|other| is_named(&other.name, &other.singular));
        let taken = match (before, other) {
            (Some(before), _) => Some(format!("kind `{}`", before.kind)),
            (None, Some(other)) => Some(other.words.clone()),
            (None, None) => names.iter().find_map(|name| why_not(name, &lexicon)),
        };
        if let Some(other) = taken {
            let name = kind.name.clone();
            return Err(TakenName { kind: kind.kind.clone(), name, other }.into());
        }
    }
    Ok(())
}

/// The reason for which a selection cannot have this name.
pub(crate) fn why_not(name: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    if name.is_empty() {
        return Some("nothing at all: it has no letter or digit".to_owned());
    }
    if split_span(name).is_some() {
        return Some("a lookback at its end".to_owned());
    }
    let reserved = AnyMeasure::read(Name::Reserved(name), lexicon);
    let measure = reserved.or_else(|| AnyMeasure::read(Name::Per(name), lexicon));
    measure.map(|measure| format!("the measure `{}`", measure.name()))
}

/// A kind whose name in names of features means something else.
#[derive(Debug, thiserror::Error)]
#[error(
    "kind `{kind}` would be called `{name}` in names of features, which is taken by {other}; call it something else under `names` in the schema's [kinds]"
)]
struct TakenName {
    kind: String,
    name: String,
    /// The other thing of that name.
    other: String,
}

impl Problem for TakenName {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Malformed
    }
}
