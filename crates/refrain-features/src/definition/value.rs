//! Measures over a lookback: `songs_7d`.

use refrain_core::{Column, Span};

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::{Inputs, Window};
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::measure::AnyMeasure;

/// A measure over a lookback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) measure: AnyMeasure,
    pub(crate) lookback: Lookback,
}

impl Form for Value {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Value> {
        let (body, lookback) = Lookback::split(name, lexicon);
        Some(Value { measure: AnyMeasure::named(body, lexicon)?, lookback })
    }

    fn name(&self) -> String {
        self.measure.name() + &self.lookback.suffix()
    }

    fn column(&self) -> Column {
        number(self, format!("{} {}", self.measure.words(), self.lookback))
            .unit(self.measure.unit())
            .family(self.measure.family())
            .missing(self.measure.missing())
    }

    fn lookback(&self) -> Option<Span> {
        self.lookback.span()
    }

    fn needs(&self) -> Vec<Need> {
        self.measure.needs()
    }

    fn check(&self) -> Result<(), &'static str> {
        let spans: Vec<Span> = self.lookback.span().into_iter().collect();
        Lookback::check_spans(&spans)?;
        self.measure.check(&spans)
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let value = self.measure.compile(inputs);
        let window = inputs.window(Window::last(self.lookback));
        Box::new(move |cutoff, row| row.number(value(cutoff, cutoff.counts(window))))
    }
}
