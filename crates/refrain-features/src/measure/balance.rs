//! Balance of two selections: `balance_of_thumbs_up_and_thumbs_down`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lexicon::splits;
use crate::selection::Selection;

/// Difference of two counts divided by their sum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Balance(pub(crate) Selection, pub(crate) Selection);

impl Measure for Balance {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Balance> {
        let Name::Composed(name) = name else { return None };
        splits(name.strip_prefix("balance_of_")?, "_and_").find_map(|(left, right)| {
            Some(Balance(lexicon.selection(left)?, lexicon.selection(right)?))
        })
    }

    fn name(&self) -> String {
        format!("balance_of_{}_and_{}", self.0.name, self.1.name)
    }

    fn words(&self) -> String {
        format!(
            "Number of {} less that of {}, divided by both together,",
            self.0.words, self.1.words
        )
    }

    fn unit(&self) -> String {
        "share".to_owned()
    }

    fn family(&self) -> &'static str {
        "behaviour"
    }

    fn missing(&self) -> String {
        format!("no {} or {} in the lookback", self.0.words, self.1.words)
    }

    fn needs(&self) -> Vec<Need> {
        [self.0.needs(), self.1.needs()].concat()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let (left, right) = (inputs.selection(&self.0), inputs.selection(&self.1));
        Box::new(move |_, counts| {
            let (left, right) = (counts.of(&left) as f64, counts.of(&right) as f64);
            (left - right) / (left + right)
        })
    }
}
