//! Names of features, read back to their definitions.

use super::{AnyForm, Definition};
use crate::lexicon::Lexicon;
use crate::lookback::split_span;
use crate::{Error, ErrorKind, Vocabulary};
use refrain_core::{Problem, nearest};

impl Definition {
    /// Returns the definition that a name stands for in the words of a product.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] if it stands for none, with the nearest that there is, or if a
    /// lookback in it makes no sense.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_features::{Definition, Vocabulary};
    ///
    /// let words = Vocabulary::new(["play"]);
    /// let definition = Definition::parse("mean_gap_of_play_30d", &words)?;
    /// assert_eq!(definition.name(), "mean_gap_of_play_30d");
    /// assert_eq!(definition.column().unit, "days");
    /// assert!(Definition::parse("mean_gap_of_plai_30d", &words).is_err());
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn parse(name: &str, vocabulary: &Vocabulary) -> Result<Definition, Error> {
        parse(name, &Lexicon::new(vocabulary))
    }

    /// `true` if its name stands for it, and not for another or for none.
    pub(crate) fn reads_back(&self, lexicon: &Lexicon<'_>) -> bool {
        AnyForm::read(&self.name(), lexicon).as_ref() == Some(&self.0)
    }
}

/// Returns the definition that a name stands for.
pub(crate) fn parse(name: &str, lexicon: &Lexicon<'_>) -> Result<Definition, Error> {
    let Some(form) = AnyForm::read(name, lexicon) else { return Err(unknown(name, lexicon)) };
    // `24h` and `007d` are spans, but a column has one name.
    if form.name() != name {
        let nearest = Some(form.name());
        return Err(NameProblem::Unknown { feature: name.to_owned(), nearest }.into());
    }
    match form.check() {
        Ok(()) => Ok(Definition(form)),
        Err(reason) => Err(NameProblem::Lookback { feature: name.to_owned(), reason }.into()),
    }
}

fn unknown(name: &str, lexicon: &Lexicon<'_>) -> Error {
    let definitions = super::standard::definitions(lexicon.vocabulary());
    let mut known: Vec<String> = definitions.iter().map(Definition::name).collect();
    // A word that is wrong in an unusual name is found by what it should have been.
    known.extend(lexicon.selections().iter().map(|of| of.name.clone()));
    let bare = split_span(name).map_or(name, |(bare, _)| bare);
    let nearest = |name| nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
    let nearest = nearest(name).or_else(|| nearest(bare));
    NameProblem::Unknown { feature: name.to_owned(), nearest }.into()
}

/// A name that is no feature's.
#[derive(Debug, thiserror::Error)]
enum NameProblem {
    #[error(
        "`{feature}` is the name of no feature{}; docs/features.md tells how names are made",
        .nearest.as_ref().map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
    )]
    Unknown { feature: String, nearest: Option<String> },
    #[error("the lookback of `{feature}` cannot be used: {reason}")]
    Lookback { feature: String, reason: &'static str },
}

impl Problem for NameProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Argument
    }
}
