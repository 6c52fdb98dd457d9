//! Active days: `active_days`, `share_of_active_days`.

use super::{Measure, Name, Per};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

/// UTC days with an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActiveDays;

impl Measure for ActiveDays {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<ActiveDays> {
        let is_it = matches!(name, Name::Reserved("active_days") | Name::Per("active_day"));
        is_it.then_some(ActiveDays)
    }

    fn name(&self) -> String {
        "active_days".to_owned()
    }

    fn words(&self) -> String {
        "UTC days with an event".to_owned()
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn per(&self) -> Option<Per> {
        Some(Per::named("active_day"))
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.days();
        Box::new(|_, counts| f64::from(counts.active_days))
    }
}

/// Active days per day known; missing without a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ActiveShare;

impl Measure for ActiveShare {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<ActiveShare> {
        matches!(name, Name::Reserved("share_of_active_days")).then_some(ActiveShare)
    }

    fn name(&self) -> String {
        "share_of_active_days".to_owned()
    }

    fn words(&self) -> String {
        "UTC days with an event, divided by the days since the first event (at least one) and at \
         most 1,"
            .to_owned()
    }

    fn unit(&self) -> String {
        "share".to_owned()
    }

    fn family(&self) -> &'static str {
        "time"
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.days();
        // A span of 24 hours may touch two UTC days, so the share could exceed 1.
        Box::new(|cutoff, counts| {
            (f64::from(counts.active_days) / cutoff.known_days(counts)).min(1.0)
        })
    }
}
