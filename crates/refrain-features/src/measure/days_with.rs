//! Days with a selected event: `days_with_purchases`.

use super::{Measure, Name, Per};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Days with a selected event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DaysWith(pub(crate) Selection);

impl Measure for DaysWith {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<DaysWith> {
        match name {
            Name::Composed(name) => lexicon.selection(name.strip_prefix("days_with_")?),
            Name::Per(one) => lexicon.one_of(one.strip_prefix("day_with_")?),
            Name::Reserved(_) => None,
        }
        .map(DaysWith)
    }

    fn name(&self) -> String {
        format!("days_with_{}", self.0.name)
    }

    fn words(&self) -> String {
        format!("UTC days with {}", self.0.words)
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn per(&self) -> Option<Per> {
        let words = format!("UTC day with {}", self.0.words);
        Some(Per::named(&format!("day_with_{}", self.0.singular)).words(words))
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.days();
        let selected = inputs.selection(&self.0);
        Box::new(move |cutoff, counts| cutoff.days_with(counts, &selected).len() as f64)
    }
}
