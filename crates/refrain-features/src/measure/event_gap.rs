//! Gaps between selected events: `max_gap_of_songs`.

use super::statistic::{Statistic, differences};
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Days from one selected event to the next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EventGap(Statistic, Selection);

impl Measure for EventGap {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<EventGap> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| {
            let of = lexicon.selection(rest.strip_prefix("gap_of_")?)?;
            Some(EventGap(statistic, of))
        })
    }

    fn name(&self) -> String {
        format!("{}_gap_of_{}", self.0.name(), self.1.name)
    }

    fn words(&self) -> String {
        format!("{} days between successive {}", self.0.words(), self.1.words)
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn missing(&self) -> String {
        self.0.missing(format!("fewer than two {} in the lookback", self.1.words))
    }

    fn needs(&self) -> Vec<Need> {
        self.1.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let (statistic, selected) = (self.0, inputs.selection(&self.1));
        Box::new(move |cutoff, counts| {
            let times = cutoff.times(counts, &selected);
            statistic.of(differences(times, |from, to| to.days_since(from)))
        })
    }
}
