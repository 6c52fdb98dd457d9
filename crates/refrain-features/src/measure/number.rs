//! Statistics of a number attribute: `mean_length_of_songs`.

use super::statistic::Statistic;
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;
use refrain_core::plain_words;

/// A number attribute of the selected events.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) statistic: Statistic,
    pub(crate) attribute: String,
    pub(crate) of: Selection,
}

impl Measure for Number {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<Number> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| {
            lexicon.number_of(rest).map(|(attribute, of)| Number { statistic, attribute, of })
        })
    }

    fn name(&self) -> String {
        format!("{}_{}_of_{}", self.statistic.name(), plain_words(&self.attribute), self.of.name)
    }

    fn words(&self) -> String {
        format!("{} `{}` of {}", self.statistic.words(), self.attribute, self.of.words)
    }

    fn unit(&self) -> String {
        format!("unit of `{}`", self.attribute)
    }

    fn family(&self) -> &'static str {
        "volume"
    }

    fn missing(&self) -> String {
        self.statistic
            .missing(format!("no {} with a `{}` in the lookback", self.of.words, self.attribute))
    }

    fn is_total(&self) -> bool {
        self.statistic == Statistic::Sum
    }

    fn needs(&self) -> Vec<Need> {
        [vec![Need::number(&self.attribute)], self.of.needs()].concat()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let number = inputs.number(&self.attribute, &self.of);
        match self.statistic {
            Statistic::Sum => Box::new(move |_, counts| counts.numbers[number].sum),
            Statistic::Mean => Box::new(move |_, counts| {
                let run = &counts.numbers[number];
                run.sum / f64::from(run.n)
            }),
            Statistic::Max => Box::new(move |_, counts| counts.numbers[number].max),
            Statistic::Last => Box::new(move |_, counts| counts.numbers[number].last),
            // Two passes: a running sum of squares loses digits where the numbers are alike.
            Statistic::Std => {
                Box::new(move |cutoff, counts| Statistic::Std.of(cutoff.numbers(counts, number)))
            }
        }
    }
}
