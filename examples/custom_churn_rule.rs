//! A churn rule of one's own: a customer has left once no song was played for two weeks, whatever
//! else they clicked on.

use std::error::Error;

use refrain::base::{EventLog, Events, History, OutcomeWindow, Span, Time};
use refrain::events::EventSchema;
use refrain::labels::{ChurnRule, Error as LabelError, unfit};
use refrain::sim::{Simulation, SimulationOptions};
use refrain::{Pipeline, report};

struct NoSongs {
    silence: Span,
}

impl ChurnRule for NoSongs {
    fn name(&self) -> String {
        format!("no songs for {}", self.silence)
    }

    fn check(&self, _log: &EventLog, horizon: Span) -> Result<(), LabelError> {
        if self.silence <= horizon {
            return Ok(());
        }
        Err(unfit(self, format!("it cannot be seen in a horizon of {horizon}; lengthen that")))
    }

    // The window ends with the horizon or with the log; silence beyond either is not known.
    fn churned_at(&self, window: &OutcomeWindow<'_>) -> Option<Time> {
        let observed = window.observed();
        let mut since = observed.start;
        for song in songs(&window.events()).chain([observed.end]) {
            if since + self.silence <= song {
                return Some(since + self.silence);
            }
            since = song;
        }
        None
    }

    // Who never played a song counts as silent since they are known.
    fn left_at(&self, history: &History<'_>) -> Option<Time> {
        let last = songs(&history.events()).last().or(history.known_since());
        last.map(|last| last + self.silence).filter(|left| *left <= history.cutoff())
    }
}

fn songs<'a>(events: &Events<'a>) -> impl Iterator<Item = Time> + use<'a> {
    let song = events.kind_code("NextSong");
    let events = events.times().iter().zip(events.kind_codes());
    events.filter(move |(_, kind)| **kind == song).map(|(time, _)| *time)
}

fn main() -> Result<(), Box<dyn Error>> {
    let simulation = Simulation::new(SimulationOptions::new().users(300).days(61).seed(5))?;
    let log = simulation.event_log()?;

    let rule = Box::new(NoSongs { silence: Span::from_days(14) });
    let pipeline = Pipeline::with_rule(&EventSchema::sparkify(), rule).horizon(Span::from_days(21));
    let (labels, dataset) = pipeline.dataset(&log)?;
    println!("{}\n", labels.rule());
    println!("{}", report::risk_table(&labels).show(20, 100));
    println!("{}", pipeline.backtest(&dataset)?.show());
    Ok(())
}
