//! Sessions that hold an event: `sessions_with_help`,
//! `sessions_with_upgrade_without_submit_upgrade`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::lexicon::splits;
use crate::selection::Selection;

/// Sessions that began in the lookback and hold a selected event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionsWith(pub(crate) Selection);

impl Measure for SessionsWith {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<SessionsWith> {
        let Name::Composed(name) = name else { return None };
        lexicon.one_of(name.strip_prefix("sessions_with_")?).map(SessionsWith)
    }

    fn name(&self) -> String {
        format!("sessions_with_{}", self.0.singular)
    }

    fn words(&self) -> String {
        format!("Sessions that began and hold {},", self.0.words)
    }

    fn unit(&self) -> String {
        "sessions".to_owned()
    }

    fn family(&self) -> &'static str {
        "exposure"
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        self.0.needs()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let with = inputs.session_count(&self.0);
        Box::new(move |cutoff, counts| {
            let sessions = cutoff.sessions(counts).map(|(index, _)| index);
            sessions.filter(|index| cutoff.session_count(with, *index) > 0).count() as f64
        })
    }
}

/// Sessions that began in the lookback, hold one selected event and do not hold another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionsWithout(pub(crate) Selection, pub(crate) Selection);

impl Measure for SessionsWithout {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<SessionsWithout> {
        let Name::Composed(name) = name else { return None };
        splits(name.strip_prefix("sessions_with_")?, "_without_").find_map(|(left, right)| {
            Some(SessionsWithout(lexicon.one_of(left)?, lexicon.one_of(right)?))
        })
    }

    fn name(&self) -> String {
        format!("sessions_with_{}_without_{}", self.0.singular, self.1.singular)
    }

    fn words(&self) -> String {
        format!("Sessions that began and hold {}, but no {},", self.0.words, self.1.words)
    }

    fn unit(&self) -> String {
        "sessions".to_owned()
    }

    fn family(&self) -> &'static str {
        "subscription"
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        [self.0.needs(), self.1.needs()].concat()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let (with, without) = (inputs.session_count(&self.0), inputs.session_count(&self.1));
        Box::new(move |cutoff, counts| {
            let holds = |count, index| cutoff.session_count(count, index) > 0;
            let sessions = cutoff.sessions(counts).map(|(index, _)| index);
            sessions.filter(|index| holds(with, *index) && !holds(without, *index)).count() as f64
        })
    }
}
