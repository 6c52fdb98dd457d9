//! Parts of a place in the United States: `state`, `division`.

use refrain_core::Column;

use super::{Form, category};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::profile::place;

/// A part of the place stated last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacePart {
    part: Part,
    attribute: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    State,
    Division,
}

const PARTS: [Part; 2] = [Part::State, Part::Division];

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::State => "state",
            Part::Division => "division",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Part::State => "state (of several the first)",
            Part::Division => "division of the United States Census Bureau",
        }
    }

    fn of(self, location: &str) -> Option<&str> {
        match self {
            Part::State => place::state(location),
            Part::Division => place::division(location),
        }
    }
}

impl PlacePart {
    /// All parts of the place in an attribute.
    pub(crate) fn all(attribute: &str) -> [PlacePart; 2] {
        PARTS.map(|part| PlacePart { part, attribute: attribute.to_owned() })
    }
}

impl Form for PlacePart {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<PlacePart> {
        let part = PARTS.into_iter().find(|part| part.name() == name)?;
        Some(PlacePart { part, attribute: lexicon.vocabulary().location.clone()? })
    }

    fn name(&self) -> String {
        self.part.name().to_owned()
    }

    fn column(&self) -> Column {
        category(self, format!("The {} of `{}` as last stated", self.part.words(), self.attribute))
            .missing("never stated, or not in one")
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.attribute)]
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let (part, text) = (self.part, inputs.text(&self.attribute));
        Box::new(move |cutoff, row| {
            row.category(cutoff.last_text(text).and_then(|location| part.of(location)));
        })
    }
}
