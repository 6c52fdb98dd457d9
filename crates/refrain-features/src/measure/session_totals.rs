//! Totals of sessions: `sessions`, `session_hours`.

use super::{Measure, Name, Per};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

const MILLIS_PER_HOUR: f64 = 3_600_000.0;

/// Sessions with an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sessions;

impl Measure for Sessions {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<Sessions> {
        matches!(name, Name::Reserved("sessions") | Name::Per("session")).then_some(Sessions)
    }

    fn name(&self) -> String {
        "sessions".to_owned()
    }

    fn words(&self) -> String {
        "Sessions with an event".to_owned()
    }

    fn unit(&self) -> String {
        "sessions".to_owned()
    }

    fn family(&self) -> &'static str {
        "session"
    }

    fn per(&self) -> Option<Per> {
        Some(Per::named("session"))
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.sessions();
        Box::new(|_, counts| f64::from(counts.sessions))
    }
}

/// Hours from the first to the last event of each session, added up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionHours;

impl Measure for SessionHours {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<SessionHours> {
        matches!(name, Name::Reserved("session_hours") | Name::Per("hour")).then_some(SessionHours)
    }

    fn name(&self) -> String {
        "session_hours".to_owned()
    }

    fn words(&self) -> String {
        "Hours from first to last event of each session, as far as it lies".to_owned()
    }

    fn unit(&self) -> String {
        "h".to_owned()
    }

    fn family(&self) -> &'static str {
        "session"
    }

    fn per(&self) -> Option<Per> {
        Some(Per::named("hour").words("hour in sessions"))
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.sessions();
        Box::new(|_, counts| counts.session_millis as f64 / MILLIS_PER_HOUR)
    }
}
