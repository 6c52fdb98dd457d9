//! Gaps between sessions: `mean_session_gap`.

use super::statistic::Statistic;
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;

const MILLIS_PER_HOUR: f64 = 3_600_000.0;

/// Hours from the end of a session that began in the lookback to the start of the next one before
/// the cutoff.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionGap(pub(crate) Statistic);

impl Measure for SessionGap {
    fn read(name: Name<'_>, _lexicon: &Lexicon<'_>) -> Option<SessionGap> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| {
            (rest == "session_gap").then_some(SessionGap(statistic))
        })
    }

    fn name(&self) -> String {
        format!("{}_session_gap", self.0.name())
    }

    fn words(&self) -> String {
        format!(
            "{} hours from the end of a session to the start of the next, of the sessions that \
             began",
            self.0.words()
        )
    }

    fn unit(&self) -> String {
        "h".to_owned()
    }

    fn family(&self) -> &'static str {
        "session"
    }

    fn missing(&self) -> String {
        self.0.missing("no session that began in the lookback was followed by another")
    }

    fn needs(&self) -> Vec<Need> {
        Vec::new()
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        inputs.sessions();
        let statistic = self.0;
        Box::new(move |cutoff, counts| {
            statistic.of(cutoff.sessions(counts).filter_map(|(index, session)| {
                let next = cutoff.session_after(index)?;
                Some(next.start.millis_since(session.end) as f64 / MILLIS_PER_HOUR)
            }))
        })
    }
}
