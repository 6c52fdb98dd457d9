//! Days known: `known_days`.

use super::{Measure, Name, Per};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

/// Days of the lookback since the first event, with fraction, at least one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownDays;

impl Measure for KnownDays {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<KnownDays> {
        matches!(name, Name::Reserved("known_days") | Name::Per("day")).then_some(KnownDays)
    }

    fn name(&self) -> String {
        "known_days".to_owned()
    }

    fn words(&self) -> String {
        "Days since the first event, at least 1,".to_owned()
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn per(&self) -> Option<Per> {
        let words = "day since the first event (at least one)".to_owned();
        Some(Per { one: "day".to_owned(), words, is_never_zero: true })
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, _inputs: &mut Inputs) -> MeasureFn {
        Box::new(|cutoff, counts| cutoff.known_days(counts))
    }
}
