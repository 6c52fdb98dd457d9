//! Month of the registration: `registration_cohort`.

use refrain_core::{Column, Time};

use super::{Form, category};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

const MILLIS_PER_DAY: i64 = 86_400_000;

/// The month of the registration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RegistrationCohort;

impl Form for RegistrationCohort {
    fn read(name: &str, _lexicon: &Lexicon<'_>) -> Option<RegistrationCohort> {
        (name == "registration_cohort").then_some(RegistrationCohort)
    }

    fn name(&self) -> String {
        "registration_cohort".to_owned()
    }

    fn column(&self) -> Column {
        category(self, "Month of the registration (UTC)")
            .missing("never stated, or later than the cutoff")
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, _inputs: &mut Inputs) -> Put {
        Box::new(|cutoff, row| {
            let history = cutoff.history();
            // Rows may state a registration that is still to come.
            let known = |time: &Time| *time < history.cutoff();
            let calendar = history.events().calendar();
            let month = |time| month(calendar.day(time));
            row.category(history.registration().filter(known).map(month).as_deref());
        })
    }
}

/// Year and month of a day, as `2018-09`.
fn month(day: i64) -> String {
    let text = Time::from_millis(day * MILLIS_PER_DAY).to_string();
    let end = text.match_indices('-').nth(1).map_or(text.len(), |(at, _)| at);
    text[..end].to_owned()
}
