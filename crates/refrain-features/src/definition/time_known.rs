//! Recency and tenure: `recency_days`, `tenure_days`.

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

/// Days since the last event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recency;

impl Form for Recency {
    fn read(name: &str, _lexicon: &Lexicon<'_>) -> Option<Recency> {
        (name == "recency_days").then_some(Recency)
    }

    fn name(&self) -> String {
        "recency_days".to_owned()
    }

    fn column(&self) -> Column {
        number(self, "Days from the last event to the cutoff")
            .unit("days")
            .family("time")
            .missing("no event before the cutoff")
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, _inputs: &mut Inputs) -> Put {
        Box::new(|cutoff, row| row.number(cutoff.days_since(cutoff.last_row())))
    }
}

/// Days since the registration or the first event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tenure;

impl Form for Tenure {
    fn read(name: &str, _lexicon: &Lexicon<'_>) -> Option<Tenure> {
        (name == "tenure_days").then_some(Tenure)
    }

    fn name(&self) -> String {
        "tenure_days".to_owned()
    }

    fn column(&self) -> Column {
        number(
            self,
            "Days from the registration, or the first event if that came earlier or nothing is \
             stated, to the cutoff",
        )
        .unit("days")
        .family("time")
        .missing("no event and no registration before the cutoff")
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, _inputs: &mut Inputs) -> Put {
        Box::new(|cutoff, row| {
            let history = cutoff.history();
            let days = history.known_since().map(|since| history.cutoff().days_since(since));
            row.number(days.unwrap_or(f64::NAN));
        })
    }
}
