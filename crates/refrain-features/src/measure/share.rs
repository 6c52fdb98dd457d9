//! Share of selected events among all: `share_of_night_events`.

use super::count::special_family;
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Share of all events that are selected; missing without an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Share(pub(crate) Selection);

impl Measure for Share {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Share> {
        let Name::Composed(name) = name else { return None };
        lexicon.selection(name.strip_prefix("share_of_")?).map(Share)
    }

    fn name(&self) -> String {
        format!("share_of_{}", self.0.name)
    }

    fn words(&self) -> String {
        format!("Share of {} among all", self.0.words)
    }

    fn unit(&self) -> String {
        "share".to_owned()
    }

    fn family(&self) -> &'static str {
        special_family(&self.0).unwrap_or("time")
    }

    fn missing(&self) -> String {
        "no event in the lookback".to_owned()
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let selected = inputs.selection(&self.0);
        Box::new(move |_, counts| counts.of(&selected) as f64 / counts.rows.len() as f64)
    }
}
