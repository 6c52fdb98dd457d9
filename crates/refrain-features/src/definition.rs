//! What a standard column is, and its name.

use refrain_core::{Code, Column, Events, History, Span};

use crate::tally::Tally;
use crate::vocabulary::{CountedKind, Plan};

/// Something that can be totalled over a lookback.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Quantity {
    Events,
    ActiveDays,
    Sessions,
    SessionHours,
    Seconds,
    Kind(CountedKind),
}

/// One column of the standard set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Definition {
    /// Total over a lookback.
    Total(Quantity, Span),
    /// One total divided by another over the same lookback.
    Rate(Quantity, Quantity, Span),
    /// Total per known day of a short lookback less that of a long one.
    Trend(Quantity, Span, Span),
    RecencyDays,
    TenureDays,
    IsPaid(Plan),
    PaidShare(Plan, Span),
}

impl Quantity {
    /// Name of the total in column names.
    fn name(&self) -> &str {
        match self {
            Quantity::Events => "events",
            Quantity::ActiveDays => "active_days",
            Quantity::Sessions => "sessions",
            Quantity::SessionHours => "session_hours",
            Quantity::Seconds => "seconds",
            Quantity::Kind(kind) => &kind.name,
        }
    }

    /// Name of one of it, after `per`.
    fn singular(&self) -> &str {
        match self {
            Quantity::Events => "event",
            Quantity::ActiveDays => "active_day",
            Quantity::Sessions => "session",
            Quantity::SessionHours => "session_hour",
            Quantity::Seconds => "second",
            Quantity::Kind(kind) => &kind.singular,
        }
    }

    fn words(&self) -> String {
        match self {
            Quantity::Kind(kind) => format!("{} events", kind.kind),
            Quantity::Events => "all events".to_owned(),
            Quantity::ActiveDays => "UTC days with an event".to_owned(),
            Quantity::Sessions => "sessions".to_owned(),
            Quantity::SessionHours => "hours in sessions".to_owned(),
            Quantity::Seconds => "seconds consumed".to_owned(),
        }
    }

    fn unit(&self) -> &'static str {
        match self {
            Quantity::Events | Quantity::Kind(_) => "events",
            Quantity::ActiveDays => "days",
            Quantity::Sessions => "sessions",
            Quantity::SessionHours => "h",
            Quantity::Seconds => "s",
        }
    }

    fn family(&self) -> &'static str {
        match self {
            Quantity::Kind(_) => "behaviour",
            Quantity::ActiveDays => "time",
            Quantity::Sessions | Quantity::SessionHours => "session",
            Quantity::Events | Quantity::Seconds => "volume",
        }
    }

    fn of(&self, tally: &Tally, events: &Events<'_>) -> f64 {
        match self {
            Quantity::Events => tally.events,
            Quantity::ActiveDays => tally.active_days,
            Quantity::Sessions => tally.sessions,
            Quantity::SessionHours => tally.session_hours,
            Quantity::Seconds => tally.seconds,
            Quantity::Kind(kind) => tally.kind(events.kind_code(&kind.kind)),
        }
    }
}

impl Definition {
    /// The lookbacks it needs, the longest last.
    pub(crate) fn lookbacks(&self) -> Vec<Span> {
        match self {
            Definition::Total(_, lookback)
            | Definition::Rate(_, _, lookback)
            | Definition::PaidShare(_, lookback) => vec![*lookback],
            Definition::Trend(_, short, long) => vec![*short, *long],
            Definition::RecencyDays | Definition::TenureDays | Definition::IsPaid(_) => Vec::new(),
        }
    }

    pub(crate) fn column(&self) -> Column {
        Column { lookback: self.lookbacks().last().copied(), ..self.described() }
    }

    fn described(&self) -> Column {
        match self {
            Definition::Total(quantity, lookback) => {
                let name = format!("{}_{lookback}", quantity.name());
                let description = format!("Total of {} in the last {lookback}", quantity.words());
                Column::number(name, description).unit(quantity.unit()).family(quantity.family())
            }
            Definition::Rate(quantity, per, lookback) => rate_column(quantity, per, *lookback),
            Definition::Trend(quantity, short, long) => trend_column(quantity, *short, *long),
            Definition::RecencyDays => {
                Column::number("recency_days", "Days from the last event to the cutoff")
                    .unit("days")
                    .family("time")
                    .missing("no event before the cutoff")
            }
            Definition::TenureDays => tenure_column(),
            Definition::IsPaid(plan) => {
                let words =
                    format!("1 if the last {} before the cutoff pays, else 0", plan.attribute);
                Column::number("is_paid", words)
                    .unit("0 or 1")
                    .family("subscription")
                    .missing("no plan stated")
            }
            Definition::PaidShare(plan, lookback) => {
                let words = format!(
                    "Share of events of a paying {} in the last {lookback}",
                    plan.attribute
                );
                Column::number(format!("paid_share_{lookback}"), words)
                    .unit("share")
                    .family("subscription")
                    .missing("no event with a plan in the lookback")
            }
        }
    }

    /// Computes the value; `tally` gives the tally of a lookback.
    pub(crate) fn value<'t>(
        &self,
        history: &History<'_>,
        tally: impl Fn(Span) -> &'t Tally,
    ) -> f64 {
        let events = history.events();
        let total = |quantity: &Quantity, lookback| quantity.of(tally(lookback), &events);
        match self {
            Definition::Total(quantity, lookback) => total(quantity, *lookback),
            // Zero per zero is NaN: no occasion, no rate.
            Definition::Rate(quantity, per, lookback) => {
                let occasions = total(per, *lookback);
                if occasions == 0.0 { f64::NAN } else { total(quantity, *lookback) / occasions }
            }
            Definition::Trend(quantity, short, long) => {
                let per_day = |lookback| total(quantity, lookback) / tally(lookback).known_days;
                per_day(*short) - per_day(*long)
            }
            Definition::RecencyDays => {
                let last = events.times().last();
                last.map_or(f64::NAN, |last| history.cutoff().days_since(*last))
            }
            Definition::TenureDays => tenure_days(history),
            Definition::IsPaid(plan) => is_paid(&events, plan),
            Definition::PaidShare(plan, lookback) => paid_share(&history.last(*lookback), plan),
        }
    }
}

fn rate_column(quantity: &Quantity, per: &Quantity, lookback: Span) -> Column {
    let name = format!("{}_per_{}_{lookback}", quantity.name(), per.singular());
    let description = format!(
        "Total of {} divided by that of {} in the last {lookback}",
        quantity.words(),
        per.words()
    );
    Column::number(name, description)
        .unit(format!("{} per {}", quantity.unit(), per.singular()))
        .family(quantity.family())
        .missing(format!("no {} in the lookback", per.words()))
}

fn trend_column(quantity: &Quantity, short: Span, long: Span) -> Column {
    let description = format!(
        "Total of {} per day in the last {short} less the same in the last {long}; days before \
         the first event do not count",
        quantity.words()
    );
    Column::number(format!("{}_{short}_against_{long}", quantity.name()), description)
        .unit(format!("{} per day", quantity.unit()))
        .family("trend")
}

fn tenure_column() -> Column {
    let description = "Days from the registration, or the first event if that came earlier or \
                       nothing is stated, to the cutoff";
    Column::number("tenure_days", description).unit("days").family("time")
}

fn tenure_days(history: &History<'_>) -> f64 {
    history.known_since().map_or(f64::NAN, |since| history.cutoff().days_since(since))
}

fn is_paid(events: &Events<'_>, plan: &Plan) -> f64 {
    let values = events.text(&plan.attribute).expect("checked against the needs before");
    let pays = |level: &str| plan.paid.iter().any(|paid| paid == level);
    values.last().map_or(f64::NAN, |level| f64::from(pays(level)))
}

/// NaN of no event with a plan.
fn paid_share(events: &Events<'_>, plan: &Plan) -> f64 {
    let values = events.text(&plan.attribute).expect("checked against the needs before");
    let paid: Vec<Code> = plan.paid.iter().map(|level| values.code_of(level)).collect();
    let stated: Vec<Code> = (0..events.len()).filter_map(|index| values.code(index)).collect();
    let n_paid = stated.iter().filter(|code| paid.contains(code)).count();
    n_paid as f64 / stated.len() as f64
}
