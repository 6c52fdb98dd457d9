//! Changes: a measure over a lookback against the time before, `songs_14d_against_before`.

use refrain_core::{Column, Span};

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::{Inputs, Window};
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::lookback::split_span;
use crate::measure::AnyMeasure;

/// A measure over a lookback less the same over the one of equal length before it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    pub(crate) measure: AnyMeasure,
    pub(crate) span: Span,
}

impl Form for Change {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Change> {
        let (body, span) = split_span(name.strip_suffix("_against_before")?)?;
        Some(Change { measure: AnyMeasure::named(body, lexicon)?, span })
    }

    fn name(&self) -> String {
        format!("{}_{}_against_before", self.measure.name(), self.span)
    }

    fn column(&self) -> Column {
        let (words, span) = (self.measure.words(), self.span);
        number(self, format!("{words} in the last {span}, less the same in the {span} before"))
            .unit(self.measure.unit())
            .family("trend")
            .missing(either(&self.measure))
    }

    fn lookback(&self) -> Option<Span> {
        Some(self.span + self.span)
    }

    fn needs(&self) -> Vec<Need> {
        self.measure.needs()
    }

    fn check(&self) -> Result<(), &'static str> {
        Lookback::check_spans(&[self.span])?;
        self.measure.check(&[self.span])
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let value = self.measure.compile(inputs);
        let recent = inputs.window(Window::last(Lookback::Last(self.span)));
        let before = inputs.window(Window::before_last(self.span));
        Box::new(move |cutoff, row| {
            let [recent, before] =
                [recent, before].map(|window| value(cutoff, cutoff.counts(window)));
            row.number(recent - before);
        })
    }
}

/// The meaning of a missing difference of two values of a measure.
pub(super) fn either(measure: &AnyMeasure) -> String {
    match measure.missing() {
        missing if missing.is_empty() => missing,
        missing => format!("in either of the two: {missing}"),
    }
}
