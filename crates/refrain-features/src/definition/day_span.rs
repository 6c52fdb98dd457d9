//! Whole days between days with selected events: `days_from_first_to_last_purchase_day`.
//!
//! Beside the number of such days they are what BG/NBD is fitted to (Fader, Hardie and Lee 2005).

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Days from the first day with a selected event to the last.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FirstToLastDay(pub(crate) Selection);

impl Form for FirstToLastDay {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<FirstToLastDay> {
        let one = name.strip_prefix("days_from_first_to_last_")?.strip_suffix("_day")?;
        lexicon.one_of(one).map(FirstToLastDay)
    }

    fn name(&self) -> String {
        format!("days_from_first_to_last_{}_day", self.0.singular)
    }

    fn column(&self) -> Column {
        let words = &self.0.words;
        number(self, format!("Days from the first to the last UTC day with {words}"))
            .unit("days")
            .family("time")
            .missing("never happened")
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        inputs.days();
        let selected = inputs.first_and_last(&self.0);
        Box::new(move |cutoff, row| {
            let days = cutoff.first_and_last_day(&selected);
            row.number(days.map_or(f64::NAN, |(first, last)| (last - first) as f64));
        })
    }
}

/// Days from the first day with a selected event to the day of the cutoff.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SinceFirstDay(pub(crate) Selection);

impl Form for SinceFirstDay {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<SinceFirstDay> {
        let one = name.strip_prefix("days_since_first_")?.strip_suffix("_day")?;
        lexicon.one_of(one).map(SinceFirstDay)
    }

    fn name(&self) -> String {
        format!("days_since_first_{}_day", self.0.singular)
    }

    fn column(&self) -> Column {
        let words = &self.0.words;
        number(self, format!("Days from the first UTC day with {words} to the day of the cutoff"))
            .unit("days")
            .family("time")
            .missing("never happened")
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        inputs.days();
        let selected = inputs.first_and_last(&self.0);
        Box::new(move |cutoff, row| {
            let first = cutoff.first_and_last_day(&selected).map(|(first, _)| first);
            row.number(first.map_or(f64::NAN, |first| (cutoff.day() - first) as f64));
        })
    }
}
