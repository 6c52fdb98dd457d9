//! Changes of a text attribute: `changes_of_country_30d`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;
use refrain_core::plain_words;

/// Events that state another value of a text attribute than the one stated before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Changes(pub(crate) String);

impl Measure for Changes {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Changes> {
        let Name::Composed(name) = name else { return None };
        lexicon.text(name.strip_prefix("changes_of_")?).map(Changes)
    }

    fn name(&self) -> String {
        format!("changes_of_{}", plain_words(&self.0))
    }

    fn words(&self) -> String {
        format!("Events with another value of `{}` than the one stated before them", self.0)
    }

    fn unit(&self) -> String {
        "changes".to_owned()
    }

    fn family(&self) -> &'static str {
        "behaviour"
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0)]
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let lane = inputs.values(&self.0, &Selection::all());
        Box::new(move |cutoff, counts| cutoff.value_changes(counts, lane) as f64)
    }
}
