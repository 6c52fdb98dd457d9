//! Recency in units of the customer's own pace: `days_since_last_purchase_day_per_mean_gap`.

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::{Inputs, Window};
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::selection::Selection;

/// Days since the last day with a selected event, divided by the mean gap between such days.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Overdue(pub(crate) Selection);

impl Form for Overdue {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Overdue> {
        let one = name.strip_prefix("days_since_last_")?.strip_suffix("_day_per_mean_gap")?;
        lexicon.one_of(one).map(Overdue)
    }

    fn name(&self) -> String {
        format!("days_since_last_{}_day_per_mean_gap", self.0.singular)
    }

    fn column(&self) -> Column {
        let words = &self.0.words;
        let words = format!(
            "Days from the last UTC day with {words} to the day of the cutoff, divided by the mean \
             days between successive ones"
        );
        let missing = format!("fewer than two days with {}", self.0.words);
        number(self, words).unit("mean gaps").family("time").missing(missing)
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        inputs.days();
        let selected = inputs.selection(&self.0);
        let window = inputs.window(Window::last(Lookback::All));
        Box::new(move |cutoff, row| {
            let days = cutoff.days_with(cutoff.counts(window), &selected);
            row.number(match days[..] {
                [first, .., last] => {
                    let mean_gap = (last - first) as f64 / (days.len() - 1) as f64;
                    (cutoff.day() - last) as f64 / mean_gap
                }
                _ => f64::NAN,
            });
        })
    }
}
