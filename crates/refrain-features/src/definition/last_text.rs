//! Text attributes as last stated: `last_gender`.

use refrain_core::Column;

use super::{Form, category};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use refrain_core::plain_words;

/// A text attribute as last stated.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LastText(pub(crate) String);

impl Form for LastText {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<LastText> {
        lexicon.text(name.strip_prefix("last_")?).map(LastText)
    }

    fn name(&self) -> String {
        format!("last_{}", plain_words(&self.0))
    }

    fn column(&self) -> Column {
        category(self, format!("`{}` as last stated", self.0)).missing("never stated")
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0)]
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let text = inputs.text(&self.0);
        Box::new(move |cutoff, row| row.category(cutoff.last_text(text)))
    }
}
