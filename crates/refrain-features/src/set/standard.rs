//! The standard set: all that a log of a product tells of its customers, over recent windows and
//! over the whole history.

use refrain_core::Span;

use crate::definition::lookback::Lookback;
use crate::definition::parse::Parser;
use crate::definition::{AgentPart, Definition, PlacePart};
use crate::measure::{Measure, SessionSize, Spread, Statistic};
use crate::vocabulary::Vocabulary;
use crate::vocabulary::selection::Selection;

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
    all.extend(time());
    all.extend(subscription(vocabulary));
    all.extend(volume(vocabulary));
    all.extend(sessions(vocabulary));
    all.extend(behaviour(vocabulary));
    all.extend(exposure(vocabulary));
    all.extend(trends(vocabulary));
    // A name without a lookback may mean something else, as `state` does in a log that has both
    // places and events of that kind.
    let parser = Parser::new(vocabulary);
    all.retain(|definition| !is_whole(definition) || parser.reads_back(definition));
    all
}

fn over(measure: Measure, span: Span) -> Definition {
    Definition::Value(measure, Lookback::Last(span))
}

fn per(measure: Measure, per: Measure) -> Definition {
    Definition::Ratio(measure, per, Lookback::Last(MONTH))
}

/// A measure over the whole history: thirty days are a small sample of what a customer is like.
fn whole(measure: Measure) -> Definition {
    Definition::Value(measure, Lookback::All)
}

fn whole_per(measure: Measure, per: Measure) -> Definition {
    Definition::Ratio(measure, per, Lookback::All)
}

fn is_whole(definition: &Definition) -> bool {
    matches!(definition, Definition::Value(_, Lookback::All) | Definition::Ratio(.., Lookback::All))
}

fn profile(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all: Vec<Definition> =
        vocabulary.profile.iter().cloned().map(Definition::Last).collect();
    if let Some(agent) = &vocabulary.user_agent {
        all.extend(AgentPart::ALL.map(|part| Definition::Agent(part, agent.clone())));
    }
    if let Some(location) = &vocabulary.location {
        all.extend(PlacePart::ALL.map(|part| Definition::Place(part, location.clone())));
    }
    all.push(Definition::Cohort);
    all
}

fn time() -> Vec<Definition> {
    let mut all = vec![Definition::Recency, Definition::Tenure];
    all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(Measure::ActiveDays, span)));
    all.push(over(Measure::ActiveShare, MONTH));
    let gap = |statistic| over(Measure::ActiveDayGap(statistic), MONTH);
    all.extend([Statistic::Mean, Statistic::Std, Statistic::Max].map(gap));
    let spreads = [Spread::Hours, Spread::Weekdays, Spread::Kinds];
    all.extend(spreads.map(|spread| over(Measure::Entropy(spread), MONTH)));
    all.extend(clock().into_iter().map(|selection| over(Measure::Share(selection), MONTH)));
    all.push(whole(Measure::KnownDays));
    all
}

/// The parts of the day and the week.
fn clock() -> Vec<Selection> {
    let words = Vocabulary::default();
    let names = ["night", "morning", "afternoon", "evening", "weekend"];
    names.iter().filter_map(|name| words.selection(&format!("{name}_events"))).collect()
}

fn subscription(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    if let Some(plan) = &vocabulary.plan {
        all.push(Definition::IsPaid(plan.clone()));
        let paid = vocabulary.selection("paid_events");
        all.extend(paid.clone().map(Definition::Ever));
        all.push(Definition::SincePlanChange(plan.clone()));
        all.extend(paid.map(|paid| over(Measure::Share(paid), MONTH)));
        for span in [MONTH, TWO_MONTHS] {
            all.push(over(Measure::PlanDays(plan.clone(), true), span));
            all.push(over(Measure::PlanDays(plan.clone(), false), span));
        }
        all.push(Definition::Value(Measure::PlanChanges(plan.clone()), Lookback::All));
        let events = Measure::Count(Selection::all());
        let since = Lookback::SincePlanChange;
        all.push(Definition::Ratio(events, Measure::KnownDays, since));
    }
    for (visit, submission) in &vocabulary.submissions {
        let find = |kind: &String| vocabulary.counted.iter().find(|c| c.kind == *kind);
        let (Some(visit), Some(submission)) = (find(visit), find(submission)) else { continue };
        let (visit, submission) = (Selection::kind(visit), Selection::kind(submission));
        all.push(Definition::SinceLast(submission.clone()));
        all.push(over(Measure::SessionsWithout(visit, submission), MONTH));
    }
    all
}

fn volume(vocabulary: &Vocabulary) -> Vec<Definition> {
    let events = || Measure::Count(Selection::all());
    let mut all = Vec::new();
    all.extend([DAY, THREE_DAYS, WEEK, FORTNIGHT, MONTH].map(|span| over(events(), span)));
    all.push(per(events(), Measure::ActiveDays));
    let main = vocabulary.main_kind().map(Selection::kind);
    if let (Some(duration), Some(main)) = (&vocabulary.duration, &main) {
        let number = |statistic| Measure::Number(statistic, duration.clone(), main.clone());
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(number(Statistic::Sum), span)));
        all.push(per(number(Statistic::Sum), Measure::ActiveDays));
        all.push(over(number(Statistic::Mean), MONTH));
    }
    let Some(main) = main else { return all };
    for attribute in vocabulary.creator.iter().chain(&vocabulary.item) {
        let distinct = || Measure::Distinct(attribute.clone(), main.clone());
        all.extend([WEEK, MONTH].map(|span| over(distinct(), span)));
        let one = Measure::Count(main.clone());
        // How varied, and how much of it new: what is left of one is repeated.
        all.push(per(distinct(), one.clone()));
        all.push(per(Measure::New(attribute.clone(), main.clone()), one));
    }
    all
}

fn sessions(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    for measure in [Measure::Sessions, Measure::SessionHours] {
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(measure.clone(), span)));
        all.push(per(measure, Measure::ActiveDays));
    }
    let main = vocabulary.main_kind().map_or_else(Selection::all, Selection::kind);
    for size in [SessionSize::Events(main), SessionSize::Seconds] {
        let of = |statistic| over(Measure::Session(statistic, size.clone()), MONTH);
        all.extend([Statistic::Mean, Statistic::Std, Statistic::Max, Statistic::Last].map(of));
    }
    let gap = |statistic| over(Measure::SessionGap(statistic), MONTH);
    all.extend([Statistic::Mean, Statistic::Std, Statistic::Max].map(gap));
    if let Some(skips) = vocabulary.selection("skips") {
        all.push(over(Measure::Count(skips.clone()), MONTH));
        let main = vocabulary.main_kind().map(Selection::kind).map(Measure::Count);
        all.extend(main.map(|main| per(Measure::Count(skips), main)));
    }
    all.push(whole(Measure::Sessions));
    all.push(whole_per(Measure::Sessions, Measure::KnownDays));
    all.push(whole(Measure::SessionGap(Statistic::Mean)));
    all
}

/// What the customer does and meets with, kind by kind.
fn behaviour(vocabulary: &Vocabulary) -> Vec<Definition> {
    let mut all = Vec::new();
    let main = vocabulary.main_kind();
    for kind in &vocabulary.counted {
        let count = || Measure::Count(Selection::kind(kind));
        all.extend([WEEK, FORTNIGHT, MONTH].map(|span| over(count(), span)));
        all.push(per(count(), Measure::ActiveDays));
        if let Some(main) = main.filter(|main| *main != kind) {
            all.push(per(count(), Measure::Count(Selection::kind(main))));
        }
    }
    for (liked, disliked) in &vocabulary.opposites {
        let find = |kind: &String| vocabulary.counted.iter().find(|c| c.kind == *kind);
        let (Some(liked), Some(disliked)) = (find(liked), find(disliked)) else { continue };
        let (liked, disliked) = (Selection::kind(liked), Selection::kind(disliked));
        all.push(over(Measure::Balance(liked, disliked), MONTH));
    }
    all.extend(habits(vocabulary));
    all
}

/// What the customer has done since the first event, kind by kind, per day and per main event.
fn habits(vocabulary: &Vocabulary) -> Vec<Definition> {
    let count = |kind| Measure::Count(Selection::kind(kind));
    let counts = || vocabulary.counted.iter().map(count);
    let mut all: Vec<Definition> = counts().map(whole).collect();
    let main = vocabulary.main_kind().map(count);
    let daily = main.clone().unwrap_or_else(|| Measure::Count(Selection::all()));
    all.push(whole_per(daily, Measure::KnownDays));
    if let Some(main) = main {
        let others = counts().filter(|count| *count != main);
        let skips = vocabulary.selection("skips").map(Measure::Count);
        all.extend(others.chain(skips).map(|count| whole_per(count, main.clone())));
    }
    all
}

/// Visits to where leaving begins.
fn exposure(vocabulary: &Vocabulary) -> Vec<Definition> {
    let Some(exposures) = vocabulary.selection("exposures") else { return Vec::new() };
    let count = || Measure::Count(exposures.clone());
    let mut all: Vec<Definition> = [DAY, WEEK, MONTH].map(|span| over(count(), span)).to_vec();
    all.push(per(count(), Measure::KnownDays));
    all.push(over(Measure::SessionsWith(exposures.clone()), MONTH));
    all.push(Definition::SinceLast(exposures.clone()));
    all.push(whole(count()));
    all.push(whole_per(count(), Measure::KnownDays));
    let main = vocabulary.main_kind().map(Selection::kind).map(Measure::Count);
    all.extend(main.map(|main| whole_per(count(), main)));
    all
}

fn trends(vocabulary: &Vocabulary) -> Vec<Definition> {
    let events = Selection::all;
    let mut totals = vec![Measure::Count(events()), Measure::ActiveDays, Measure::Sessions];
    totals.extend(vocabulary.counted.iter().map(|kind| Measure::Count(Selection::kind(kind))));
    let mut all: Vec<Definition> =
        totals.into_iter().map(|total| Definition::Trend(total, WEEK, MONTH)).collect();
    let main = vocabulary.main_kind().map(Selection::kind);
    let compared = [Some(events()), main].into_iter().flatten();
    for selection in compared {
        all.push(Definition::Change(Measure::Count(selection.clone()), FORTNIGHT));
        all.push(over(Measure::Slope(selection), MONTH));
    }
    all.push(Definition::Change(Measure::ActiveDays, FORTNIGHT));
    all.push(Definition::Change(Measure::Sessions, FORTNIGHT));
    all
}
