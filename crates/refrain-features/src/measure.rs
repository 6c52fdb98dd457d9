//! What is measured over a lookback.

use crate::vocabulary::selection::Selection;
use crate::vocabulary::{Plan, plain};

/// Something that has a value over any part of a history.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// Number of events.
    Count(Selection),
    /// Share of all events that are selected; missing without an event.
    Share(Selection),
    /// UTC days with an event.
    ActiveDays,
    /// Active days per day known; missing without a day.
    ActiveShare,
    /// Days of the lookback since the first event, with fraction, at least one.
    KnownDays,
    /// Sessions with an event.
    Sessions,
    /// Hours from the first to the last event of each session, added up.
    SessionHours,
    /// Sessions that began in the lookback and hold a selected event.
    SessionsWith(Selection),
    /// The same, as far as they do not also hold another.
    SessionsWithout(Selection, Selection),
    /// A number attribute of the selected events.
    Number(Statistic, String, Selection),
    /// Distinct values of a text attribute of the selected events.
    Distinct(String, Selection),
    /// Selected events with a value of a text attribute that no selected event before had.
    New(String, Selection),
    /// Entropy, in nats, of how events are spread.
    Entropy(Spread),
    /// Sessions that began in the lookback.
    Session(Statistic, SessionSize),
    /// Hours from the end of a session that began in the lookback to the start of the next one
    /// before the cutoff.
    SessionGap(Statistic),
    /// Days from one selected event to the next.
    Gap(Statistic, Selection),
    /// Days from one active day to the next.
    ActiveDayGap(Statistic),
    /// Slope of the line fitted to the number of selected events per day by least squares.
    Slope(Selection),
    /// Days on a plan that pays, or does not.
    PlanDays(Plan, bool),
    /// Changes of the plan.
    PlanChanges(Plan),
    /// Difference of two counts divided by their sum.
    Balance(Selection, Selection),
}

/// What is told of several numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Their sum, zero of none.
    Sum,
    /// Their mean.
    Mean,
    /// Their standard deviation as a population (divided by their number).
    Std,
    /// The greatest.
    Max,
    /// The last in time.
    Last,
}

/// How much there is in a session.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionSize {
    /// Seconds from its first to its last event.
    Seconds,
    /// Selected events.
    Events(Selection),
}

/// Over what events are spread.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// Hours of the day, UTC.
    Hours,
    /// Days of the week, UTC.
    Weekdays,
    /// Kinds of event.
    Kinds,
    /// Values of a text attribute of the selected events.
    Values(String, Selection),
}

impl Statistic {
    pub(crate) const ALL: [Statistic; 5] =
        [Statistic::Sum, Statistic::Mean, Statistic::Std, Statistic::Max, Statistic::Last];

    /// Name in names of features.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Statistic::Sum => "sum",
            Statistic::Mean => "mean",
            Statistic::Std => "std",
            Statistic::Max => "max",
            Statistic::Last => "last",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Statistic::Sum => "Sum of the",
            Statistic::Mean => "Mean",
            Statistic::Std => "Standard deviation (of a population) of the",
            Statistic::Max => "Greatest",
            Statistic::Last => "Last",
        }
    }

    /// The statistic of numbers; NaN of none, but for the sum.
    pub(crate) fn of(self, numbers: impl Iterator<Item = f64> + Clone) -> f64 {
        let mean = || {
            let (n, sum) = numbers.clone().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
            (n, sum / n)
        };
        match self {
            Statistic::Sum => numbers.fold(0.0, |sum, number| sum + number),
            Statistic::Mean => mean().1,
            Statistic::Std => {
                let (n, mean) = mean();
                let squares = numbers.fold(0.0, |sum, number| sum + (number - mean).powi(2));
                (squares / n).sqrt()
            }
            Statistic::Max => numbers.fold(f64::NAN, f64::max),
            Statistic::Last => numbers.last().unwrap_or(f64::NAN),
        }
    }
}

impl SessionSize {
    fn name(&self) -> &str {
        match self {
            SessionSize::Seconds => "seconds",
            SessionSize::Events(selection) => &selection.name,
        }
    }
}

impl Measure {
    /// Name in names of features.
    pub(crate) fn name(&self) -> String {
        match self {
            Measure::Count(selection) => selection.name.clone(),
            Measure::Share(selection) => format!("share_of_{}", selection.name),
            Measure::ActiveDays => "active_days".to_owned(),
            Measure::ActiveShare => "share_of_active_days".to_owned(),
            Measure::KnownDays => "known_days".to_owned(),
            Measure::Sessions => "sessions".to_owned(),
            Measure::SessionHours => "session_hours".to_owned(),
            Measure::SessionsWith(selection) => format!("sessions_with_{}", selection.singular),
            Measure::SessionsWithout(selection, other) => {
                format!("sessions_with_{}_without_{}", selection.singular, other.singular)
            }
            Measure::Number(statistic, attribute, selection) => {
                format!("{}_{}_of_{}", statistic.name(), plain(attribute), selection.name)
            }
            Measure::Distinct(attribute, selection) => {
                format!("distinct_{}_of_{}", plain(attribute), selection.name)
            }
            Measure::New(attribute, selection) => {
                format!("new_{}_of_{}", plain(attribute), selection.name)
            }
            Measure::Entropy(spread) => match spread {
                Spread::Hours => "entropy_of_hours".to_owned(),
                Spread::Weekdays => "entropy_of_weekdays".to_owned(),
                Spread::Kinds => "entropy_of_kinds".to_owned(),
                Spread::Values(attribute, selection) => {
                    format!("entropy_of_{}_of_{}", plain(attribute), selection.name)
                }
            },
            Measure::Session(statistic, size) => {
                format!("{}_session_{}", statistic.name(), size.name())
            }
            Measure::SessionGap(statistic) => format!("{}_session_gap", statistic.name()),
            Measure::Gap(statistic, selection) => {
                format!("{}_gap_of_{}", statistic.name(), selection.name)
            }
            Measure::ActiveDayGap(statistic) => format!("{}_gap_of_active_days", statistic.name()),
            Measure::Slope(selection) => format!("slope_of_{}", selection.name),
            Measure::PlanDays(_, true) => "paid_days".to_owned(),
            Measure::PlanDays(_, false) => "free_days".to_owned(),
            Measure::PlanChanges(_) => "plan_changes".to_owned(),
            Measure::Balance(selection, other) => {
                format!("balance_of_{}_and_{}", selection.name, other.name)
            }
        }
    }

    /// Name of one of it, after `per`; `None` if nothing is given per it.
    pub(crate) fn singular(&self) -> Option<&str> {
        match self {
            Measure::Count(selection) => Some(&selection.singular),
            Measure::ActiveDays => Some("active_day"),
            Measure::KnownDays => Some("day"),
            Measure::Sessions => Some("session"),
            Measure::SessionHours => Some("hour"),
            _ => None,
        }
    }

    /// What it is, as the beginning of a sentence.
    pub(crate) fn words(&self) -> String {
        match self {
            Measure::Count(selection) => format!("Number of {}", selection.words),
            Measure::Share(selection) => format!("Share of {} among all", selection.words),
            Measure::ActiveDays => "UTC days with an event".to_owned(),
            Measure::ActiveShare => {
                "UTC days with an event, divided by the days since the first event (at least one) \
                 and at most 1,"
                    .to_owned()
            }
            Measure::KnownDays => "Days since the first event, at least 1,".to_owned(),
            Measure::Sessions => "Sessions with an event".to_owned(),
            Measure::SessionHours => {
                "Hours from first to last event of each session, as far as it lies".to_owned()
            }
            Measure::SessionsWith(selection) => {
                format!("Sessions that began and hold {},", selection.words)
            }
            Measure::SessionsWithout(selection, other) => {
                format!("Sessions that began and hold {}, but no {},", selection.words, other.words)
            }
            Measure::Number(statistic, attribute, selection) => {
                format!("{} `{attribute}` of {}", statistic.words(), selection.words)
            }
            Measure::Distinct(attribute, selection) => {
                format!("Distinct values of `{attribute}` of {}", selection.words)
            }
            Measure::New(attribute, selection) => format!(
                "Number of {} with a value of `{attribute}` that none before had,",
                selection.words
            ),
            Measure::Entropy(spread) => match spread {
                Spread::Hours => "Entropy of the events' hours of the day (UTC)".to_owned(),
                Spread::Weekdays => "Entropy of the events' days of the week (UTC)".to_owned(),
                Spread::Kinds => "Entropy of the events' kinds".to_owned(),
                Spread::Values(attribute, selection) => {
                    format!("Entropy of the values of `{attribute}` of {}", selection.words)
                }
            },
            Measure::Session(statistic, size) => {
                let of = match size {
                    SessionSize::Seconds if *statistic == Statistic::Last => {
                        return "Seconds from first to last event of the last session that began"
                            .to_owned();
                    }
                    SessionSize::Events(selection) if *statistic == Statistic::Last => {
                        let words = &selection.words;
                        return format!("Number of {words} of the last session that began");
                    }
                    SessionSize::Seconds => "seconds from first to last event".to_owned(),
                    SessionSize::Events(selection) => format!("number of {}", selection.words),
                };
                format!("{} {of} of the sessions that began", statistic.words())
            }
            Measure::SessionGap(statistic) => format!(
                "{} hours from the end of a session to the start of the next, of the sessions that \
                 began",
                statistic.words()
            ),
            Measure::Gap(statistic, selection) => {
                format!("{} days between successive {}", statistic.words(), selection.words)
            }
            Measure::ActiveDayGap(statistic) => {
                format!("{} days between successive UTC days with an event", statistic.words())
            }
            Measure::Slope(selection) => format!(
                "Slope of the least-squares line through the daily numbers of {}, over days of 24 \
                 hours back from the cutoff to the first event,",
                selection.words
            ),
            Measure::PlanDays(plan, pays) => {
                let pays = if *pays { "pays" } else { "does not pay" };
                format!(
                    "Days on a {} that {pays}, each holding until the next is stated or the cutoff,",
                    plan.attribute
                )
            }
            Measure::PlanChanges(plan) => format!("Changes of the {}", plan.attribute),
            Measure::Balance(selection, other) => format!(
                "Number of {} less that of {}, divided by both together,",
                selection.words, other.words
            ),
        }
    }

    pub(crate) fn unit(&self) -> String {
        match self {
            Measure::Count(_) | Measure::New(..) => "events".to_owned(),
            Measure::Share(_) | Measure::ActiveShare | Measure::Balance(..) => "share".to_owned(),
            Measure::ActiveDays
            | Measure::KnownDays
            | Measure::Gap(..)
            | Measure::ActiveDayGap(_)
            | Measure::PlanDays(..) => "days".to_owned(),
            Measure::Sessions | Measure::SessionsWith(_) | Measure::SessionsWithout(..) => {
                "sessions".to_owned()
            }
            Measure::SessionHours | Measure::SessionGap(_) => "h".to_owned(),
            Measure::Number(_, attribute, _) => format!("unit of `{attribute}`"),
            Measure::Distinct(..) => "values".to_owned(),
            Measure::Entropy(_) => "nats".to_owned(),
            Measure::Session(_, SessionSize::Seconds) => "s".to_owned(),
            Measure::Session(_, SessionSize::Events(_)) => "events".to_owned(),
            Measure::Slope(_) => "events per day, per day".to_owned(),
            Measure::PlanChanges(_) => "changes".to_owned(),
        }
    }

    pub(crate) fn family(&self) -> &'static str {
        match self {
            Measure::Count(selection) | Measure::Share(selection)
                if selection.name == "exposures" =>
            {
                "exposure"
            }
            Measure::SessionsWith(_) => "exposure",
            Measure::SessionsWithout(..) | Measure::PlanDays(..) | Measure::PlanChanges(_) => {
                "subscription"
            }
            Measure::Count(selection) | Measure::Share(selection) if is_of_plan(selection) => {
                "subscription"
            }
            Measure::Count(selection) if selection.is_all() => "volume",
            Measure::Count(_) | Measure::Balance(..) => "behaviour",
            Measure::ActiveDays
            | Measure::ActiveShare
            | Measure::KnownDays
            | Measure::Share(_)
            | Measure::Entropy(_)
            | Measure::Gap(..)
            | Measure::ActiveDayGap(_) => "time",
            Measure::Sessions
            | Measure::SessionHours
            | Measure::Session(..)
            | Measure::SessionGap(_) => "session",
            Measure::Number(..) | Measure::Distinct(..) | Measure::New(..) => "volume",
            Measure::Slope(_) => "trend",
        }
    }

    /// What a missing value means; empty if there is none.
    pub(crate) fn missing(&self) -> String {
        let none = |words: &str| format!("no {words} in the lookback");
        let few = |words: &str| format!("fewer than two {words} in the lookback");
        match self {
            Measure::Share(_)
            | Measure::Entropy(Spread::Hours | Spread::Weekdays | Spread::Kinds) => none("event"),
            Measure::Entropy(Spread::Values(attribute, selection)) => {
                none(&format!("{} with a `{attribute}`", selection.words))
            }
            Measure::Number(Statistic::Sum, ..)
            | Measure::SessionGap(Statistic::Sum)
            | Measure::Gap(Statistic::Sum, _)
            | Measure::ActiveDayGap(Statistic::Sum) => String::new(),
            Measure::Number(_, attribute, selection) => {
                none(&format!("{} with a `{attribute}`", selection.words))
            }
            Measure::Session(Statistic::Sum, _) => String::new(),
            Measure::Session(..) => "no session began in the lookback".to_owned(),
            Measure::SessionGap(_) => {
                "no session that began in the lookback was followed by another".to_owned()
            }
            Measure::Gap(_, selection) => few(&selection.words),
            Measure::ActiveDayGap(_) => few("active days"),
            Measure::Slope(_) => "first event less than a day before the cutoff".to_owned(),
            Measure::PlanDays(..) => "no plan stated before the cutoff".to_owned(),
            Measure::Balance(selection, other) => {
                none(&format!("{} or {}", selection.words, other.words))
            }
            _ => String::new(),
        }
    }

    /// Whether it grows with the length of the lookback, so that it is compared per day.
    pub(crate) fn is_total(&self) -> bool {
        matches!(
            self,
            Measure::Count(_)
                | Measure::ActiveDays
                | Measure::Sessions
                | Measure::SessionHours
                | Measure::SessionsWith(_)
                | Measure::SessionsWithout(..)
                | Measure::Number(Statistic::Sum, ..)
                | Measure::New(..)
                | Measure::PlanDays(..)
                | Measure::PlanChanges(_)
        )
    }

    /// The selections it is about.
    pub(crate) fn selections(&self) -> Vec<&Selection> {
        match self {
            Measure::Count(selection)
            | Measure::Share(selection)
            | Measure::SessionsWith(selection)
            | Measure::Number(_, _, selection)
            | Measure::Distinct(_, selection)
            | Measure::New(_, selection)
            | Measure::Entropy(Spread::Values(_, selection))
            | Measure::Session(_, SessionSize::Events(selection))
            | Measure::Gap(_, selection)
            | Measure::Slope(selection) => vec![selection],
            Measure::SessionsWithout(selection, other) | Measure::Balance(selection, other) => {
                vec![selection, other]
            }
            _ => Vec::new(),
        }
    }

    /// Names of the attributes it reads, with whether they are numbers.
    pub(crate) fn attributes(&self) -> Vec<(&str, bool)> {
        let own = match self {
            Measure::Number(_, attribute, _) => Some((attribute.as_str(), true)),
            Measure::Distinct(attribute, _)
            | Measure::New(attribute, _)
            | Measure::Entropy(Spread::Values(attribute, _)) => Some((attribute.as_str(), false)),
            Measure::PlanDays(plan, _) | Measure::PlanChanges(plan) => {
                Some((plan.attribute.as_str(), false))
            }
            _ => None,
        };
        own.into_iter()
            .chain(self.selections().into_iter().flat_map(Selection::attributes))
            .collect()
    }
}

fn is_of_plan(selection: &Selection) -> bool {
    matches!(selection.name.as_str(), "paid_events" | "free_events")
}
