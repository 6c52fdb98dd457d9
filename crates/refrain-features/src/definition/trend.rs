//! Trends: a measure over a short lookback against a longer one, `songs_7d_against_30d`.

use refrain_core::{Column, Span};

use super::change::either;
use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::{Inputs, Window};
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::lookback::split_span;
use crate::measure::known_days::KnownDays;
use crate::measure::{AnyMeasure, Measure};

/// A measure over a short lookback less the same over a longer one, totals per day known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trend {
    pub(crate) measure: AnyMeasure,
    pub(crate) short: Span,
    pub(crate) long: Span,
}

impl Form for Trend {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Trend> {
        let (rest, long) = split_span(name)?;
        let (body, short) = split_span(rest.strip_suffix("_against")?)?;
        Some(Trend { measure: AnyMeasure::named(body, lexicon)?, short, long })
    }

    fn name(&self) -> String {
        format!("{}_{}_against_{}", self.measure.name(), self.short, self.long)
    }

    fn column(&self) -> Column {
        let (words, unit) = (self.measure.words(), self.measure.unit());
        let (per_day, unit) = match self.measure.is_total() {
            true => (" per day since the first event (at least one)", format!("{unit} per day")),
            false => ("", unit),
        };
        let (short, long) = (self.short, self.long);
        number(
            self,
            format!("{words} in the last {short}{per_day}, less the same in the last {long}"),
        )
        .unit(unit)
        .family("trend")
        .missing(either(&self.measure))
    }

    fn lookback(&self) -> Option<Span> {
        Some(self.short.max(self.long))
    }

    fn needs(&self) -> Vec<Need> {
        self.measure.needs()
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.short >= self.long {
            return Err("the first lookback must be shorter than the second");
        }
        let spans = [self.short, self.long];
        Lookback::check_spans(&spans)?;
        self.measure.check(&spans)
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let value = self.measure.compile(inputs);
        let days = self.measure.is_total().then(|| KnownDays.compile(inputs));
        let windows =
            [self.short, self.long].map(|span| inputs.window(Window::last(Lookback::Last(span))));
        Box::new(move |cutoff, row| {
            let [short, long] = windows.map(|window| {
                let counts = cutoff.counts(window);
                // Per day known: a new customer has few songs in 30 days without a decline.
                match &days {
                    Some(days) => value(cutoff, counts) / days(cutoff, counts),
                    None => value(cutoff, counts),
                }
            });
            row.number(short - long);
        })
    }
}
