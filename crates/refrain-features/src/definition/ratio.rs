//! Measures per another over the same lookback: `roll_advert_per_song_30d`.

use refrain_core::{Column, Span};

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::{Inputs, Window};
use crate::feature::Need;
use crate::lexicon::{Lexicon, splits};
use crate::lookback::Lookback;
use crate::measure::count::Count;
use crate::measure::{AnyMeasure, Name, Per};

/// One measure divided by another over the same lookback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ratio {
    pub(crate) measure: AnyMeasure,
    pub(crate) per: AnyMeasure,
    pub(crate) lookback: Lookback,
}

impl Ratio {
    fn denominator(&self) -> Per {
        self.per.per().unwrap_or_else(|| Per::named("unit"))
    }

    /// The denominator of which one has this name.
    fn read_per(one: &str, lexicon: &Lexicon<'_>) -> Option<AnyMeasure> {
        let reserved = AnyMeasure::read(Name::Per(one), lexicon);
        reserved.or_else(|| lexicon.one_of(one).map(|of| Count(of).into()))
    }
}

impl Form for Ratio {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<Ratio> {
        let (body, lookback) = Lookback::split(name, lexicon);
        splits(body, "_per_").find_map(|(measure, per)| {
            let measure = AnyMeasure::named(measure, lexicon)?;
            Some(Ratio { measure, per: Ratio::read_per(per, lexicon)?, lookback })
        })
    }

    fn name(&self) -> String {
        format!("{}_per_{}{}", self.measure.name(), self.denominator().one, self.lookback.suffix())
    }

    fn column(&self) -> Column {
        let per = self.denominator();
        let one = per.one.replace('_', " ");
        let no_occasion = match per.is_never_zero {
            true => String::new(),
            false => format!("no {one} in the lookback"),
        };
        let missing = [self.measure.missing(), no_occasion].into_iter().filter(|m| !m.is_empty());
        number(self, format!("{} per {} {}", self.measure.words(), per.words, self.lookback))
            .unit(format!("{} per {one}", self.measure.unit()))
            .family(self.measure.family())
            .missing(missing.collect::<Vec<_>>().join("; or "))
    }

    fn lookback(&self) -> Option<Span> {
        self.lookback.span()
    }

    fn needs(&self) -> Vec<Need> {
        [self.measure.needs(), self.per.needs()].concat()
    }

    fn check(&self) -> Result<(), &'static str> {
        let spans: Vec<Span> = self.lookback.span().into_iter().collect();
        Lookback::check_spans(&spans)?;
        self.measure.check(&spans)
    }

    fn compile(&self, inputs: &mut Inputs) -> Put {
        let (value, per) = (self.measure.compile(inputs), self.per.compile(inputs));
        let window = inputs.window(Window::last(self.lookback));
        Box::new(move |cutoff, row| {
            let counts = cutoff.counts(window);
            // Nothing per nothing is NaN: no occasion, no rate.
            row.number(match per(cutoff, counts) {
                0.0 => f64::NAN,
                per => value(cutoff, counts) / per,
            });
        })
    }
}
