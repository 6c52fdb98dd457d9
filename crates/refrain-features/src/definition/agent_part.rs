//! Parts of a user agent: `os`, `browser`, `device`.

use refrain_core::Column;

use super::{Form, category};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::profile::agent;

/// A part of the user agent stated last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AgentPart {
    part: Part,
    attribute: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Os,
    Browser,
    Device,
}

const PARTS: [Part; 3] = [Part::Os, Part::Browser, Part::Device];

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Os => "os",
            Part::Browser => "browser",
            Part::Device => "device",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Part::Os => "operating system",
            Part::Browser => "browser",
            Part::Device => "device",
        }
    }

    fn of(self, text: &str) -> &'static str {
        match self {
            Part::Os => agent::operating_system(text),
            Part::Browser => agent::browser(text),
            Part::Device => agent::device(text),
        }
    }
}

impl AgentPart {
    /// All parts of the agent in an attribute.
    pub(crate) fn all(attribute: &str) -> [AgentPart; 3] {
        PARTS.map(|part| AgentPart { part, attribute: attribute.to_owned() })
    }
}

impl Form for AgentPart {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<AgentPart> {
        let part = PARTS.into_iter().find(|part| part.name() == name)?;
        Some(AgentPart { part, attribute: lexicon.vocabulary().user_agent.clone()? })
    }

    fn name(&self) -> String {
        self.part.name().to_owned()
    }

    fn column(&self) -> Column {
        let (attribute, part) = (&self.attribute, self.part.words());
        category(self, format!("What `{attribute}` as last stated tells of the {part}"))
            .missing("never stated")
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.attribute)]
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let (part, text) = (self.part, inputs.text(&self.attribute));
        Box::new(move |cutoff, row| {
            row.category(cutoff.last_text(text).map(|agent| part.of(agent)));
        })
    }
}
