//! Count of selected events: `songs_7d`.

use super::{Measure, Name, Per};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Number of events.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Count(pub(crate) Selection);

impl Measure for Count {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Count> {
        let Name::Composed(name) = name else { return None };
        lexicon.selection(name).map(Count)
    }

    fn name(&self) -> String {
        self.0.name.clone()
    }

    fn words(&self) -> String {
        format!("Number of {}", self.0.words)
    }

    fn unit(&self) -> String {
        "events".to_owned()
    }

    fn family(&self) -> &'static str {
        special_family(&self.0).unwrap_or(if self.0.is_all() { "volume" } else { "behaviour" })
    }

    fn per(&self) -> Option<Per> {
        Some(Per::named(&self.0.singular).words(format!("one of {}", self.0.words)))
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let selected = inputs.selection(&self.0);
        Box::new(move |_, counts| counts.of(&selected) as f64)
    }
}

/// The family of columns about a selection that has one of its own, whatever is measured of it.
pub(super) fn special_family(selection: &Selection) -> Option<&'static str> {
    match selection.name.as_str() {
        "exposures" => Some("exposure"),
        "paid_events" | "free_events" => Some("subscription"),
        _ => None,
    }
}
