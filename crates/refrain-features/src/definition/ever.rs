//! Selected events that ever happened: `ever_paid_event`.

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::measure::Measure;
use crate::measure::count::Count;
use crate::selection::Selection;

/// 1 if a selected event ever happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ever(pub(crate) Selection);

impl Form for Ever {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Ever> {
        lexicon.one_of(name.strip_prefix("ever_")?).map(Ever)
    }

    fn name(&self) -> String {
        format!("ever_{}", self.0.singular)
    }

    fn column(&self) -> Column {
        number(self, format!("1 if there ever were {}, else 0", self.0.words))
            .unit("0 or 1")
            .family(Count(self.0.clone()).family())
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let selected = inputs.first_and_last(&self.0);
        Box::new(move |cutoff, row| {
            row.number(f64::from(cutoff.first_and_last(&selected).is_some()));
        })
    }
}
