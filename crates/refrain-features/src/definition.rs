//! What one column is, and its name.

pub(crate) mod lookback;
pub(crate) mod parse;

use refrain_core::{Column, ColumnKind, Span};

use crate::definition::lookback::Lookback;
use crate::measure::Measure;
use crate::vocabulary::selection::Selection;
use crate::vocabulary::{Plan, plain};

/// The definition of one column: a measure over a lookback, or two of them compared, or what is
/// known of an entity at the cutoff.
///
/// Its [name](Self::name) is systematic and [parses](Self::parse) back to it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a set has a few hundred of them")]
pub enum Definition {
    /// A measure: `songs_7d`.
    Value(Measure, Lookback),
    /// One measure divided by another over the same lookback: `roll_advert_per_song_30d`.
    Ratio(Measure, Measure, Lookback),
    /// A measure over a short lookback less the same over a longer one, totals per day known:
    /// `songs_7d_against_30d`.
    Trend(Measure, Span, Span),
    /// A measure over a lookback less the same over the one of equal length before it:
    /// `songs_14d_against_before`.
    Change(Measure, Span),
    /// Days since the last selected event: `days_since_last_roll_advert`.
    SinceLast(Selection),
    /// Days since the first selected event: `days_since_first_add_friend`.
    SinceFirst(Selection),
    /// Whether a selected event ever happened: `ever_paid_event`.
    Ever(Selection),
    /// `recency_days`.
    Recency,
    /// `tenure_days`.
    Tenure,
    /// `is_paid`.
    IsPaid(Plan),
    /// `days_since_plan_change`.
    SincePlanChange(Plan),
    /// A text attribute as last stated: `last_gender`.
    Last(String),
    /// What the user agent stated last tells: `browser`.
    Agent(AgentPart, String),
    /// What the place stated last tells: `state`.
    Place(PlacePart, String),
    /// `registration_cohort`: the month of the registration.
    Cohort,
}

/// What a user agent tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgentPart {
    /// Operating system.
    Os,
    /// Browser.
    Browser,
    /// Desktop, phone or tablet.
    Device,
}

/// What a place in the United States tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlacePart {
    /// State, the first of several.
    State,
    /// Division of the Census Bureau.
    Division,
}

impl AgentPart {
    pub(crate) const ALL: [AgentPart; 3] = [AgentPart::Os, AgentPart::Browser, AgentPart::Device];

    pub(crate) fn name(self) -> &'static str {
        match self {
            AgentPart::Os => "os",
            AgentPart::Browser => "browser",
            AgentPart::Device => "device",
        }
    }
}

impl PlacePart {
    pub(crate) const ALL: [PlacePart; 2] = [PlacePart::State, PlacePart::Division];

    pub(crate) fn name(self) -> &'static str {
        match self {
            PlacePart::State => "state",
            PlacePart::Division => "division",
        }
    }
}

impl Definition {
    /// Returns the name of the column.
    pub fn name(&self) -> String {
        match self {
            Definition::Value(measure, lookback) => measure.name() + &lookback.suffix(),
            Definition::Ratio(measure, per, lookback) => {
                let per = per.singular().unwrap_or("unit");
                format!("{}_per_{per}{}", measure.name(), lookback.suffix())
            }
            Definition::Trend(measure, short, long) => {
                format!("{}_{short}_against_{long}", measure.name())
            }
            Definition::Change(measure, span) => {
                format!("{}_{span}_against_before", measure.name())
            }
            Definition::SinceLast(selection) => format!("days_since_last_{}", selection.singular),
            Definition::SinceFirst(selection) => format!("days_since_first_{}", selection.singular),
            Definition::Ever(selection) => format!("ever_{}", selection.singular),
            Definition::Recency => "recency_days".to_owned(),
            Definition::Tenure => "tenure_days".to_owned(),
            Definition::IsPaid(_) => "is_paid".to_owned(),
            Definition::SincePlanChange(_) => "days_since_plan_change".to_owned(),
            Definition::Last(attribute) => format!("last_{}", plain(attribute)),
            Definition::Agent(part, _) => part.name().to_owned(),
            Definition::Place(part, _) => part.name().to_owned(),
            Definition::Cohort => "registration_cohort".to_owned(),
        }
    }

    /// Returns the column with its description.
    pub fn column(&self) -> Column {
        let column = self.described();
        match self.lookback_span() {
            Some(span) => column.lookback(span),
            None => column,
        }
    }

    /// How far behind the cutoff it looks, where that is a span.
    pub(crate) fn lookback_span(&self) -> Option<Span> {
        match self {
            Definition::Value(_, lookback) | Definition::Ratio(_, _, lookback) => lookback.span(),
            Definition::Trend(_, short, long) => Some((*short).max(*long)),
            Definition::Change(_, span) => Some(*span + *span),
            _ => None,
        }
    }

    fn described(&self) -> Column {
        let column = |words: String| Column::number(self.name(), words);
        let category = |words: String| {
            column(words).kind(ColumnKind::Category(Vec::new())).unit("category").family("profile")
        };
        match self {
            Definition::Value(measure, lookback) => {
                column(format!("{} {lookback}", measure.words()))
                    .unit(measure.unit())
                    .family(measure.family())
                    .missing(measure.missing())
            }
            Definition::Ratio(measure, per, lookback) => ratio_column(
                column(format!("{} per {} {lookback}", measure.words(), per_words(per))),
                measure,
                per,
            ),
            Definition::Trend(measure, short, long) => {
                let (per_day, unit) = match measure.is_total() {
                    true => (
                        " per day since the first event (at least one)",
                        format!("{} per day", measure.unit()),
                    ),
                    false => ("", measure.unit()),
                };
                column(format!(
                    "{} in the last {short}{per_day}, less the same in the last {long}",
                    measure.words()
                ))
                .unit(unit)
                .family("trend")
                .missing(either(measure))
            }
            Definition::Change(measure, span) => column(format!(
                "{} in the last {span}, less the same in the {span} before",
                measure.words()
            ))
            .unit(measure.unit())
            .family("trend")
            .missing(either(measure)),
            Definition::SinceLast(selection) => {
                column(format!("Days from the last of {} to the cutoff", selection.words))
                    .unit("days")
                    .family(family_of(selection))
                    .missing("never happened")
            }
            Definition::SinceFirst(selection) => {
                column(format!("Days from the first of {} to the cutoff", selection.words))
                    .unit("days")
                    .family(family_of(selection))
                    .missing("never happened")
            }
            Definition::Ever(selection) => {
                column(format!("1 if there ever were {}, else 0", selection.words))
                    .unit("0 or 1")
                    .family(family_of(selection))
            }
            Definition::Recency => column("Days from the last event to the cutoff".to_owned())
                .unit("days")
                .family("time")
                .missing("no event before the cutoff"),
            Definition::Tenure => column(
                "Days from the registration, or the first event if that came earlier or nothing \
                 is stated, to the cutoff"
                    .to_owned(),
            )
            .unit("days")
            .family("time")
            .missing("no event and no registration before the cutoff"),
            Definition::IsPaid(plan) => {
                column(format!("1 if the last {} before the cutoff pays, else 0", plan.attribute))
                    .unit("0 or 1")
                    .family("subscription")
                    .missing("no plan stated")
            }
            Definition::SincePlanChange(plan) => {
                column(format!("Days from the last change of the {} to the cutoff", plan.attribute))
                    .unit("days")
                    .family("subscription")
                    .missing("it never changed")
            }
            Definition::Last(attribute) => {
                category(format!("`{attribute}` as last stated")).missing("never stated")
            }
            Definition::Agent(part, attribute) => category(format!(
                "What `{attribute}` as last stated tells of the {}",
                match part {
                    AgentPart::Os => "operating system",
                    AgentPart::Browser => "browser",
                    AgentPart::Device => "device",
                }
            ))
            .missing("never stated"),
            Definition::Place(part, attribute) => category(format!(
                "The {} of `{attribute}` as last stated",
                match part {
                    PlacePart::State => "state (of several the first)",
                    PlacePart::Division => "division of the United States Census Bureau",
                }
            ))
            .missing("never stated, or not in one"),
            Definition::Cohort => category("Month of the registration (UTC)".to_owned())
                .missing("never stated, or later than the cutoff"),
        }
    }

    /// The measures it is made of.
    pub(crate) fn measures(&self) -> Vec<&Measure> {
        match self {
            Definition::Value(measure, _)
            | Definition::Trend(measure, ..)
            | Definition::Change(measure, _) => vec![measure],
            Definition::Ratio(measure, per, _) => vec![measure, per],
            _ => Vec::new(),
        }
    }

    /// The selections it is about.
    pub(crate) fn selections(&self) -> Vec<&Selection> {
        match self {
            Definition::SinceLast(selection)
            | Definition::SinceFirst(selection)
            | Definition::Ever(selection) => vec![selection],
            _ => self.measures().into_iter().flat_map(Measure::selections).collect(),
        }
    }

    /// Names of the attributes it reads, with whether they are numbers.
    pub(crate) fn attributes(&self) -> Vec<(&str, bool)> {
        match self {
            Definition::IsPaid(plan) | Definition::SincePlanChange(plan) => {
                vec![(plan.attribute.as_str(), false)]
            }
            Definition::Last(attribute)
            | Definition::Agent(_, attribute)
            | Definition::Place(_, attribute) => vec![(attribute.as_str(), false)],
            _ => {
                let of_measures = self.measures().into_iter().flat_map(Measure::attributes);
                let of_selections = self.selections().into_iter().flat_map(Selection::attributes);
                of_measures.chain(of_selections).collect()
            }
        }
    }
}

fn per_words(per: &Measure) -> String {
    match per {
        Measure::Count(selection) => format!("one of {}", selection.words),
        Measure::SessionHours => "hour in sessions".to_owned(),
        Measure::KnownDays => "day since the first event (at least one)".to_owned(),
        _ => per.singular().unwrap_or("unit").replace('_', " "),
    }
}

fn ratio_column(column: Column, measure: &Measure, per: &Measure) -> Column {
    let per_name = per.singular().unwrap_or("unit").replace('_', " ");
    let no_occasion = match per {
        Measure::KnownDays => String::new(),
        _ => format!("no {per_name} in the lookback"),
    };
    let missing = [measure.missing(), no_occasion].into_iter().filter(|m| !m.is_empty());
    column
        .unit(format!("{} per {per_name}", measure.unit()))
        .family(measure.family())
        .missing(missing.collect::<Vec<_>>().join("; or "))
}

/// What a missing difference of two values of a measure means.
fn either(measure: &Measure) -> String {
    match measure.missing() {
        missing if missing.is_empty() => missing,
        missing => format!("in either of the two: {missing}"),
    }
}

fn family_of(selection: &Selection) -> &'static str {
    Measure::Count(selection.clone()).family()
}
