//! Gaps between active days: `max_gap_of_active_days`.

use super::statistic::{Statistic, differences};
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

/// Days from one active day to the next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActiveDayGap(pub(crate) Statistic);

impl Measure for ActiveDayGap {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<ActiveDayGap> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| {
            (rest == "gap_of_active_days").then_some(ActiveDayGap(statistic))
        })
    }

    fn name(&self) -> String {
        format!("{}_gap_of_active_days", self.0.name())
    }

    fn words(&self) -> String {
        format!("{} days between successive UTC days with an event", self.0.words())
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn missing(&self) -> String {
        self.0.missing("fewer than two active days in the lookback")
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.days();
        let statistic = self.0;
        Box::new(move |cutoff, counts| {
            let mut days = cutoff.days(counts).to_vec();
            days.dedup();
            statistic.of(differences(days.into_iter(), |from, to| (to - from) as f64))
        })
    }
}
