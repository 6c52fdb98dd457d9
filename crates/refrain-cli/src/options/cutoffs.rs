//! Options that say when customers are observed.

use std::str::FromStr;

use clap::Args;
use refrain::base::{Calendar, Span};
use refrain::labels::Schedule;
use refrain::{parse_cutoffs, parse_tenures};

#[derive(Debug, Args)]
#[command(next_help_heading = "Cutoffs")]
pub(crate) struct CutoffArgs {
    /// Cutoffs to observe at: `end`, or dates or times separated by commas
    #[arg(long)]
    cutoff: Option<GivenCutoffs>,

    /// Observe at every stride from the first midnight, such as 7d
    #[arg(long, value_name = "SPAN", conflicts_with = "cutoff")]
    every: Option<Span>,
}

/// Cutoffs as they were written, which the calendar of the log places.
#[derive(Debug, Clone)]
pub(crate) struct GivenCutoffs(String);

impl GivenCutoffs {
    pub(crate) fn schedule(&self, calendar: &Calendar) -> Schedule {
        parse_cutoffs(&self.0, calendar).expect("the text was read before")
    }
}

impl FromStr for GivenCutoffs {
    type Err = refrain::Error;

    fn from_str(text: &str) -> Result<GivenCutoffs, refrain::Error> {
        // In any calendar, so that a slip shows before the log is read.
        parse_cutoffs(text, &Calendar::utc())?;
        Ok(GivenCutoffs(text.to_owned()))
    }
}

/// Cutoffs of the whole log, or of each entity.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cutoffs")]
pub(crate) struct ScheduleArgs {
    #[command(flatten)]
    cutoffs: CutoffArgs,

    /// Observe each customer so long after registration (or the first event, where none is
    /// stated): spans separated by commas, such as 30d,60d
    #[arg(long, value_name = "SPAN,…", value_parser = parse_tenures, conflicts_with_all = ["cutoff", "every"])]
    tenure: Option<Schedule>,

    /// Observe each customer just after each event of this kind; may be given more than once
    #[arg(long, value_name = "KIND", conflicts_with_all = ["cutoff", "every", "tenure"])]
    at_event: Vec<String>,
}

impl ScheduleArgs {
    /// The schedule asked for, or every seven days.
    pub(crate) fn schedule(&self, calendar: &Calendar) -> Schedule {
        let CutoffArgs { cutoff, every } = &self.cutoffs;
        let at_events =
            (!self.at_event.is_empty()).then(|| Schedule::AtEvents(self.at_event.clone()));
        let cutoff = cutoff.as_ref().map(|given| given.schedule(calendar));
        let given = cutoff.or(self.tenure.clone()).or(at_events);
        given.unwrap_or(Schedule::Every(every.unwrap_or(Span::from_days(7))))
    }
}

impl CutoffArgs {
    /// Tells whether cutoffs were asked for.
    pub(crate) fn are_given(&self) -> bool {
        self.cutoff.is_some() || self.every.is_some()
    }

    /// The schedule asked for, or every seven days.
    pub(crate) fn schedule_or_weekly(&self, calendar: &Calendar) -> Schedule {
        let every = Schedule::Every(self.every.unwrap_or(Span::from_days(7)));
        self.given(calendar).unwrap_or(every)
    }

    /// The schedule asked for, or the end of the log.
    pub(crate) fn schedule_or_end(&self, calendar: &Calendar) -> Schedule {
        let every = self.every.map_or(Schedule::End, Schedule::Every);
        self.given(calendar).unwrap_or(every)
    }

    fn given(&self, calendar: &Calendar) -> Option<Schedule> {
        self.cutoff.as_ref().map(|given| given.schedule(calendar))
    }
}
