//! The standard set: all that a log of a product tells of its customers, over recent windows and
//! over the whole history.

mod kept;
pub(crate) mod shop;

use refrain_core::{LogDetail, Span};

use super::Definition;
use super::agent_part::AgentPart;
use super::change::Change;
use super::ever::Ever;
use super::last_text::LastText;
use super::place_part::PlacePart;
use super::plan_state::{IsPaid, SincePlanChange};
use super::ratio::Ratio;
use super::registration_cohort::RegistrationCohort;
use super::since::SinceLast;
use super::time_known::{Recency, Tenure};
use super::trend::Trend;
use super::value::Value;
use crate::lexicon::Lexicon;
use crate::lookback::Lookback;
use crate::measure::AnyMeasure;
use crate::measure::active_day_gap::ActiveDayGap;
use crate::measure::active_days::{ActiveDays, ActiveShare};
use crate::measure::balance::Balance;
use crate::measure::count::Count;
use crate::measure::distinct_values::{Distinct, New};
use crate::measure::entropy::Entropy;
use crate::measure::known_days::KnownDays;
use crate::measure::number::Number;
use crate::measure::plan_changes::PlanChanges;
use crate::measure::plan_days::PlanDays;
use crate::measure::session_gap::SessionGap;
use crate::measure::session_size::SessionSize;
use crate::measure::session_totals::{SessionHours, Sessions};
use crate::measure::sessions_with::{SessionsWith, SessionsWithout};
use crate::measure::share::Share;
use crate::measure::slope::Slope;
use crate::measure::statistic::Statistic;
use crate::selection::Selection;
use refrain_core::Vocabulary;

const DAY: Span = Span::from_days(1);
const THREE_DAYS: Span = Span::from_days(3);
const WEEK: Span = Span::from_days(7);
const FORTNIGHT: Span = Span::from_days(14);
const MONTH: Span = Span::from_days(30);
const TWO_MONTHS: Span = Span::from_days(60);

/// The columns of the set for a product, as far as it has the words for them.
///
/// Counts over the whole history and the days known grow with the log, and the cohort tells the
/// date. All others mean the same at one cutoff as at the next.
pub(crate) fn definitions(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = profile(vocabulary);
    all.extend(time(vocabulary));
    all.extend(subscription(vocabulary));
    all.extend(volume(vocabulary));
    let has_sessions = vocabulary.has(LogDetail::Sessions);
    if has_sessions {
        all.extend(sessions(vocabulary));
    }
    all.extend(skips(vocabulary));
    if has_sessions {
        all.extend(session_habits());
    }
    all.extend(behaviour(vocabulary));
    all.extend(exposure(vocabulary));
    all.extend(trends(vocabulary));
    // A name without a lookback may mean something else, as `state` does in a log that has both
    // places and events of that kind.
    let lexicon = Lexicon::new(vocabulary);
    let reads_back = |definition: &Definition| definition.reads_back(&lexicon);
    all.retain(|definition| !definition.is_of_whole_history() || reads_back(definition));
    for definition in shop::shop(vocabulary).into_iter().chain(kept::kept(vocabulary)) {
        // An attribute may be called anything, and have two meanings.
        if reads_back(&definition) && !all.contains(&definition) {
            all.push(definition);
        }
    }
    all
}

fn over(measure: impl Into<AnyMeasure>, span: Span) -> Definition {
    Value { measure: measure.into(), lookback: Lookback::Last(span) }.into()
}

fn per(measure: impl Into<AnyMeasure>, per: impl Into<AnyMeasure>) -> Definition {
    let (measure, per) = (measure.into(), per.into());
    Ratio { measure, per, lookback: Lookback::Last(MONTH) }.into()
}

/// A measure over the whole history: thirty days are a small sample of what a customer is like.
fn whole(measure: impl Into<AnyMeasure>) -> Definition {
    Value { measure: measure.into(), lookback: Lookback::All }.into()
}

fn whole_per(measure: impl Into<AnyMeasure>, per: impl Into<AnyMeasure>) -> Definition {
    Ratio { measure: measure.into(), per: per.into(), lookback: Lookback::All }.into()
}

fn change(measure: impl Into<AnyMeasure>) -> Definition {
    Change { measure: measure.into(), span: FORTNIGHT }.into()
}

fn profile(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all: Vec<Definition> =
        vocabulary.profile.iter().cloned().map(|text| LastText(text).into()).collect();
    if let Some(agent) = &vocabulary.user_agent {
        all.extend(AgentPart::all(agent).map(Definition::from));
    }
    if let Some(location) = &vocabulary.location {
        all.extend(PlacePart::all(location).map(Definition::from));
    }
    if vocabulary.has(LogDetail::Registrations) {
        all.push(RegistrationCohort.into());
    }
    all
}

fn time(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = vec![Recency.into(), Tenure.into()];
    all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(ActiveDays, span)));
    all.push(over(ActiveShare, MONTH));
    let gap = |statistic| over(ActiveDayGap(statistic), MONTH);
    all.extend([Statistic::Mean, Statistic::Std, Statistic::Max].map(gap));
    let hours = vocabulary.has(LogDetail::Hours).then_some(Entropy::Hours);
    let kinds = vocabulary.has(LogDetail::Kinds).then_some(Entropy::Kinds);
    let spreads = hours.into_iter().chain([Entropy::Weekdays]).chain(kinds);
    all.extend(spreads.map(|spread| over(spread, MONTH)));
    all.extend(clock(vocabulary).into_iter().map(|selection| over(Share(selection), MONTH)));
    all.push(whole(KnownDays));
    all
}

/// The parts of the day and the week.
fn clock(vocabulary: &Vocabulary) -> Vec<Selection> {
    let words = Vocabulary::default();
    let names: &[&str] = match vocabulary.has(LogDetail::Hours) {
        true => &["night", "morning", "afternoon", "evening", "weekend"],
        false => &["weekend"],
    };
    let named = |name: &&str| Selection::named(&format!("{name}_events"), &words);
    names.iter().filter_map(named).collect()
}

fn subscription(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    if let Some(plan) = &vocabulary.plan {
        all.push(IsPaid(plan.clone()).into());
        let paid = Selection::named("paid_events", vocabulary);
        all.extend(paid.clone().map(|paid| Ever(paid).into()));
        all.push(SincePlanChange(plan.clone()).into());
        all.extend(paid.map(|paid| over(Share(paid), MONTH)));
        for span in [MONTH, TWO_MONTHS] {
            all.push(over(PlanDays { plan: plan.clone(), pays: true }, span));
            all.push(over(PlanDays { plan: plan.clone(), pays: false }, span));
        }
        all.push(whole(PlanChanges(plan.clone())));
        let (measure, per) = (Count(Selection::all()).into(), KnownDays.into());
        all.push(Ratio { measure, per, lookback: Lookback::SincePlanChange }.into());
    }
    for (visit, submission) in &vocabulary.submissions {
        let find = |kind: &String| vocabulary.counted.iter().find(|c| c.kind == *kind);
        let (Some(visit), Some(submission)) = (find(visit), find(submission)) else { continue };
        let (visit, submission) = (Selection::kind(visit), Selection::kind(submission));
        all.push(SinceLast(submission.clone()).into());
        if vocabulary.has(LogDetail::Sessions) {
            all.push(over(SessionsWithout(visit, submission), MONTH));
        }
    }
    all
}

fn volume(vocabulary: &Vocabulary) -> Vec<Definition> {
    let events = || Count(Selection::all());
    let mut all = Vec::new();
    all.extend([DAY, THREE_DAYS, WEEK, FORTNIGHT, MONTH].map(|span| over(events(), span)));
    all.push(per(events(), ActiveDays));
    let main = vocabulary.main_kind().map(Selection::kind);
    if let (Some(duration), Some(main)) = (&vocabulary.duration, &main) {
        let (attribute, of) = (duration, main);
        let number = |statistic| Number { statistic, attribute: attribute.clone(), of: of.clone() };
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(number(Statistic::Sum), span)));
        all.push(per(number(Statistic::Sum), ActiveDays));
        all.push(over(number(Statistic::Mean), MONTH));
    }
    let Some(main) = main else { return all };
    for attribute in vocabulary.creator.iter().chain(&vocabulary.item) {
        let distinct = || Distinct(attribute.clone(), main.clone());
        all.extend([WEEK, MONTH].map(|span| over(distinct(), span)));
        let one = Count(main.clone());
        // How varied, and how much of it new: what is left of one is repeated.
        all.push(per(distinct(), one.clone()));
        all.push(per(New(attribute.clone(), main.clone()), one));
    }
    all
}

fn sessions(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    for measure in [AnyMeasure::from(Sessions), SessionHours.into()] {
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(measure.clone(), span)));
        all.push(per(measure, ActiveDays));
    }
    let main = vocabulary.main_kind().map_or_else(Selection::all, Selection::kind);
    for counted in [Some(main), None] {
        let of = |statistic| over(SessionSize { statistic, counted: counted.clone() }, MONTH);
        all.extend([Statistic::Mean, Statistic::Std, Statistic::Max, Statistic::Last].map(of));
    }
    let gap = |statistic| over(SessionGap(statistic), MONTH);
    all.extend([Statistic::Mean, Statistic::Std, Statistic::Max].map(gap));
    all
}

fn skips(vocabulary: &Vocabulary) -> Vec<Definition> {
    let Some(skips) = Selection::named("skips", vocabulary) else { return Vec::new() };
    let mut all = vec![over(Count(skips.clone()), MONTH)];
    let main = vocabulary.main_kind().map(Selection::kind).map(Count);
    all.extend(main.map(|main| per(Count(skips), main)));
    all
}

/// Sessions since the first event.
fn session_habits() -> [Definition; 3] {
    [whole(Sessions), whole_per(Sessions, KnownDays), whole(SessionGap(Statistic::Mean))]
}

/// Behaviour over recent windows, kind by kind.
fn behaviour(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    let main = vocabulary.main_kind();
    for kind in &vocabulary.counted {
        let count = || Count(Selection::kind(kind));
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(count(), span)));
        all.push(per(count(), ActiveDays));
        if let Some(main) = main.filter(|main| *main != kind) {
            all.push(per(count(), Count(Selection::kind(main))));
        }
    }
    for (liked, disliked) in &vocabulary.opposites {
        let find = |kind: &String| vocabulary.counted.iter().find(|c| c.kind == *kind);
        let (Some(liked), Some(disliked)) = (find(liked), find(disliked)) else { continue };
        let (liked, disliked) = (Selection::kind(liked), Selection::kind(disliked));
        all.push(over(Balance(liked, disliked), MONTH));
    }
    all.extend(habits(vocabulary));
    all
}

/// Habits since the first event, kind by kind, per day and per main event.
fn habits(vocabulary: &Vocabulary) -> Vec<Definition> {
    let count = |kind| Count(Selection::kind(kind));
    let counts = || vocabulary.counted.iter().map(count);
    let mut all: Vec<Definition> = counts().map(whole).collect();
    let main = vocabulary.main_kind().map(count);
    let daily = main.clone().unwrap_or_else(|| Count(Selection::all()));
    all.push(whole_per(daily, KnownDays));
    if let Some(main) = main {
        let others = counts().filter(|count| *count != main);
        let skips = Selection::named("skips", vocabulary).map(Count);
        all.extend(others.chain(skips).map(|count| whole_per(count, main.clone())));
    }
    all
}

/// Visits to where leaving begins.
fn exposure(vocabulary: &Vocabulary) -> Vec<Definition> {
    let Some(exposures) = Selection::named("exposures", vocabulary) else { return Vec::new() };
    let count = || Count(exposures.clone());
    let mut all: Vec<Definition> = [DAY, WEEK, MONTH].map(|span| over(count(), span)).to_vec();
    all.push(per(count(), KnownDays));
    if vocabulary.has(LogDetail::Sessions) {
        all.push(over(SessionsWith(exposures.clone()), MONTH));
    }
    all.push(SinceLast(exposures.clone()).into());
    all.push(whole(count()));
    all.push(whole_per(count(), KnownDays));
    let main = vocabulary.main_kind().map(Selection::kind).map(Count);
    all.extend(main.map(|main| whole_per(count(), main)));
    all
}

fn trends(vocabulary: &Vocabulary) -> Vec<Definition> {
    let events = Selection::all;
    let sessions = vocabulary.has(LogDetail::Sessions).then_some(Sessions);
    let mut totals: Vec<AnyMeasure> = vec![Count(events()).into(), ActiveDays.into()];
    totals.extend(sessions.clone().map(AnyMeasure::from));
    totals.extend(vocabulary.counted.iter().map(|kind| Count(Selection::kind(kind)).into()));
    let trend = |measure| Trend { measure, short: WEEK, long: MONTH };
    let mut all: Vec<Definition> = totals.into_iter().map(|total| trend(total).into()).collect();
    let main = vocabulary.main_kind().map(Selection::kind);
    let compared = [Some(events()), main].into_iter().flatten();
    for selection in compared {
        all.push(change(Count(selection.clone())));
        all.push(over(Slope(selection), MONTH));
    }
    all.push(change(ActiveDays));
    all.extend(sessions.map(change));
    all
}
