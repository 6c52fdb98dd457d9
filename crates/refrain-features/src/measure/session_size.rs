//! Sizes of sessions: `mean_session_seconds`, `max_session_songs`.

use super::statistic::Statistic;
use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::forward::Session;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use crate::selection::Selection;

/// Size of the sessions that began in the lookback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SessionSize {
    pub(crate) statistic: Statistic,
    /// Counts selected events; `None` for seconds from the first to the last event.
    pub(crate) counted: Option<Selection>,
}

impl Measure for SessionSize {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<SessionSize> {
        let Name::Composed(name) = name else { return None };
        Statistic::read(name, |statistic, rest| match rest.strip_prefix("session_")? {
            "seconds" => Some(SessionSize { statistic, counted: None }),
            of => lexicon.selection(of).map(|of| SessionSize { statistic, counted: Some(of) }),
        })
    }

    fn name(&self) -> String {
        let counted = self.counted.as_ref().map_or("seconds", |of| &of.name);
        format!("{}_session_{counted}", self.statistic.name())
    }

    fn words(&self) -> String {
        let of = match (&self.counted, self.statistic) {
            (None, Statistic::Last) => {
                return "Seconds from first to last event of the last session that began"
                    .to_owned();
            }
            (Some(of), Statistic::Last) => {
                return format!("Number of {} of the last session that began", of.words);
            }
            (None, _) => "seconds from first to last event".to_owned(),
            (Some(of), _) => format!("number of {}", of.words),
        };
        format!("{} {of} of the sessions that began", self.statistic.words())
    }

    fn unit(&self) -> String {
        if self.counted.is_some() { "events" } else { "s" }.to_owned()
    }

    fn family(&self) -> &'static str {
        "session"
    }

    fn missing(&self) -> String {
        self.statistic.missing("no session began in the lookback")
    }

    fn needs(&self) -> Vec<Need> {
        self.counted.as_ref().map_or_else(Vec::new, Selection::needs)
    }

    fn compile(&self, inputs: &mut Inputs) -> MeasureFn {
        let statistic = self.statistic;
        match &self.counted {
            None => {
                inputs.sessions();
                Box::new(move |cutoff, counts| {
                    statistic.of(cutoff.sessions(counts).map(|(_, session)| seconds(session)))
                })
            }
            Some(of) => {
                let count = inputs.session_count(of);
                Box::new(move |cutoff, counts| {
                    let n_events = |index| f64::from(cutoff.session_count(count, index));
                    statistic.of(cutoff.sessions(counts).map(|(index, _)| n_events(index)))
                })
            }
        }
    }
}

fn seconds(session: &Session) -> f64 {
    session.end.millis_since(session.start) as f64 / 1_000.0
}
