//! Days since selected events: `days_since_last_roll_advert`, `days_since_first_add_friend`.

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::measure::Measure;
use crate::measure::count::Count;
use crate::selection::Selection;

/// Days since the last selected event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SinceLast(pub(crate) Selection);

impl Form for SinceLast {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<SinceLast> {
        lexicon.one_of(name.strip_prefix("days_since_last_")?).map(SinceLast)
    }

    fn name(&self) -> String {
        format!("days_since_last_{}", self.0.singular)
    }

    fn column(&self) -> Column {
        number(self, format!("Days from the last of {} to the cutoff", self.0.words))
            .unit("days")
            .family(Count(self.0.clone()).family())
            .missing("never happened")
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let selected = inputs.first_and_last(&self.0);
        Box::new(move |cutoff, row| {
            let last = cutoff.first_and_last(&selected).map(|(_, last)| last);
            row.number(cutoff.days_since(last));
        })
    }
}

/// Days since the first selected event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SinceFirst(pub(crate) Selection);

impl Form for SinceFirst {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<SinceFirst> {
        lexicon.one_of(name.strip_prefix("days_since_first_")?).map(SinceFirst)
    }

    fn name(&self) -> String {
        format!("days_since_first_{}", self.0.singular)
    }

    fn column(&self) -> Column {
        number(self, format!("Days from the first of {} to the cutoff", self.0.words))
            .unit("days")
            .family(Count(self.0.clone()).family())
            .missing("never happened")
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let selected = inputs.first_and_last(&self.0);
        Box::new(move |cutoff, row| {
            let first = cutoff.first_and_last(&selected).map(|(first, _)| first);
            row.number(cutoff.days_since(first));
        })
    }
}
