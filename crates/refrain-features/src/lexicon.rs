//! Lexicon: the words that names of features are made of, looked up.

use refrain_core::{AttributeType, Plan, Vocabulary, plain_words};

use crate::selection::Selection;

/// The words of one product, for reading names.
pub(crate) struct Lexicon<'v> {
    vocabulary: &'v Vocabulary,
    /// Those of the vocabulary and of a set, which every name is looked up in several times.
    selections: Vec<Selection>,
}

impl<'v> Lexicon<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary) -> Lexicon<'v> {
        Lexicon { vocabulary, selections: Selection::all_named(vocabulary) }
    }

    /// Adds selections that do not come with the vocabulary.
    pub(crate) fn with(mut self, own: &[Selection]) -> Lexicon<'v> {
        self.selections.extend_from_slice(own);
        self
    }

    pub(crate) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// All selections.
    pub(crate) fn selections(&self) -> &[Selection] {
        &self.selections
    }

    /// The selection of this name.
    pub(crate) fn selection(&self, name: &str) -> Option<Selection> {
        self.selections.iter().find(|selection| selection.name == name).cloned()
    }

    /// The selection of which one event has this name.
    pub(crate) fn one_of(&self, singular: &str) -> Option<Selection> {
        self.selections.iter().find(|selection| selection.singular == singular).cloned()
    }

    /// The plan of the product.
    pub(crate) fn plan(&self) -> Option<Plan> {
        self.vocabulary.plan.clone()
    }

    /// A text attribute.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.attribute(name, AttributeType::Text)
    }

    /// A text attribute of a selection: `song_of_songs`.
    pub(crate) fn text_of(&self, name: &str) -> Option<(String, Selection)> {
        self.attribute_of(name, AttributeType::Text)
    }

    /// A number attribute of a selection: `length_of_songs`.
    pub(crate) fn number_of(&self, name: &str) -> Option<(String, Selection)> {
        self.attribute_of(name, AttributeType::Number)
    }

    fn attribute_of(&self, name: &str, kind: AttributeType) -> Option<(String, Selection)> {
        splits(name, "_of_").find_map(|(attribute, of)| {
            Some((self.attribute(attribute, kind)?, self.selection(of)?))
        })
    }

    fn attribute(&self, name: &str, kind: AttributeType) -> Option<String> {
        let of_kind = || self.vocabulary.attributes.iter().filter(|(_, of)| *of == kind);
        let exact = of_kind().find(|(attribute, _)| attribute == name);
        let mut like = of_kind().filter(|(attribute, _)| plain_words(attribute) == name);
        // Of two that look alike in plain words neither is meant.
        let only = || like.next().filter(|_| like.next().is_none());
        exact.or_else(only).map(|(attribute, _)| attribute.clone())
    }
}

/// Iterates over the two sides of a word in a name, for every place where it stands.
pub(crate) fn splits<'n>(name: &'n str, word: &'n str) -> impl Iterator<Item = (&'n str, &'n str)> {
    name.match_indices(word).map(move |(at, _)| (&name[..at], &name[at + word.len()..]))
}
