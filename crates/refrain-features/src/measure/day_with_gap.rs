//! Gaps between days with a selected event: `mean_gap_of_days_with_purchases`.

use super::statistic::{Statistic, differences};
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Days from one day with a selected event to the next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayWithGap(pub(crate) Statistic, pub(crate) Selection);

impl Measure for DayWithGap {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<DayWithGap> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| {
            let of = lexicon.selection(rest.strip_prefix("gap_of_days_with_")?)?;
            Some(DayWithGap(statistic, of))
        })
    }

    fn name(&self) -> String {
        format!("{}_gap_of_days_with_{}", self.0.name(), self.1.name)
    }

    fn words(&self) -> String {
        format!("{} days between successive UTC days with {}", self.0.words(), self.1.words)
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn missing(&self) -> String {
        self.0.missing(format!("fewer than two days with {} in the lookback", self.1.words))
    }

    fn needs(&self) -> Vec<Need> {
        self.1.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.days();
        let (statistic, selected) = (self.0, inputs.selection(&self.1));
        Box::new(move |cutoff, counts| {
            let days = cutoff.days_with(counts, &selected).into_iter();
            statistic.of(differences(days, |from, to| (to - from) as f64))
        })
    }
}
