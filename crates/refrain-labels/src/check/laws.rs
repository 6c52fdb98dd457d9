//! The requirements, each as a comparison of two answers.

use refrain_core::{EntityIdx, EventLog, Span, Time, TimeRange, entity_hash};

use super::answers::{Answer, Window, caught, words};
use super::{RuleLaw, RuleViolation};
use crate::{ChurnRule, Error};

/// Entities looked at.
const MAX_ENTITIES: usize = 40;
/// Cutoffs of each entity.
const MAX_CUTOFFS: usize = 24;
/// Cutoffs of each entity at which other logs are made.
const MAX_LOGS: usize = 6;
/// Violations of one requirement.
const MAX_VIOLATIONS: usize = 2;

const DAY: Span = Span::from_days(1);

pub(super) fn violations(
    rule: &dyn ChurnRule,
    log: &EventLog,
) -> Result<Vec<RuleViolation>, Error> {
    let horizons = horizons(rule, log)?;
    let n_entities = log.n_entities();
    // The same events under the ids of others.
    let other = |entity: EntityIdx| EntityIdx::new(n_entities - 1 - entity.position());
    let id = |entity, _| Some(log.entity_id(other(entity)).to_owned());
    let renamed = log.extract(log.range(), id)?;
    let mut found = Vec::new();
    let all: Vec<EntityIdx> = log.entities().collect();
    for entity in spread(&all, MAX_ENTITIES) {
        let cutoffs = cutoffs(log, entity);
        let mut check =
            Check { rule, log, entity, cutoffs, horizons: &horizons, found: &mut found };
        check.windows();
        check.cutoffs();
        check.standing()?;
        check.activity()?;
        check.in_log(&renamed, other(entity), "in the same log with the ids exchanged");
        check.other_logs()?;
    }
    Ok(found)
}

/// Horizons that the rule accepts: the one it fixes, or at most four, none longer than the log.
fn horizons(rule: &dyn ChurnRule, log: &EventLog) -> Result<Vec<Span>, Error> {
    if let Some(fixed) = rule.horizon() {
        rule.check(log, fixed)?;
        return Ok(vec![fixed]);
    }
    let tried = [1, 5, 24, 3 * 24, 7 * 24, 10 * 24, 14 * 24, 30 * 24, 60 * 24];
    let tried = tried.map(Span::from_hours);
    let accepted = tried.iter().copied().filter(|horizon| rule.check(log, *horizon).is_ok());
    let accepted: Vec<Span> = accepted.collect();
    let Some(first) = accepted.first() else {
        let [.., longest] = tried;
        rule.check(log, longest)?;
        return Ok(Vec::new());
    };
    let span = log.range().span();
    let fitting: Vec<Span> = accepted.iter().copied().filter(|horizon| *horizon <= span).collect();
    Ok(match fitting.is_empty() {
        true => vec![*first],
        false => spread(&fitting, 4),
    })
}

/// Cutoffs at which something may go wrong: around events, at midnights, before and after all.
fn cutoffs(log: &EventLog, entity: EntityIdx) -> Vec<Time> {
    let range = log.range();
    let times = log.history(entity, range.end).events().times();
    let mut all: Vec<Time> = times.to_vec();
    all.extend(times.iter().map(|time| *time + Span::MILLISECOND));
    all.extend(times.iter().map(|time| time.start_of_utc_day()));
    all.extend(times.iter().map(|time| time.start_of_utc_day() + DAY));
    all.extend(times.iter().map(|time| time.start_of_utc_day() + DAY + DAY));
    all.retain(|cutoff| range.start < *cutoff && *cutoff < range.end);
    all.sort_unstable();
    all.dedup();
    let id = log.entity_id(entity);
    all.sort_by_key(|cutoff| entity_hash(id, cutoff.millis() as u64));
    all.truncate(MAX_CUTOFFS);
    all.sort_unstable();
    all
}

struct Check<'c> {
    rule: &'c dyn ChurnRule,
    log: &'c EventLog,
    entity: EntityIdx,
    cutoffs: Vec<Time>,
    horizons: &'c [Span],
    found: &'c mut Vec<RuleViolation>,
}

impl<'c> Check<'c> {
    fn window(&self, cutoff: Time, horizon: Span) -> Window<'c> {
        Window { log: self.log, entity: self.entity, cutoff, lead: Span::ZERO, horizon }
    }

    /// Each window by itself, with other leads and other horizons.
    fn windows(&mut self) {
        for cutoff in self.cutoffs.clone() {
            self.no_length(cutoff);
            for (index, horizon) in self.horizons.iter().enumerate() {
                let window = self.window(cutoff, *horizon);
                let answer = window.churned_at(self.rule);
                self.inside(&window, &answer);
                self.repeated(&window, &answer);
                self.leads(&window, &answer);
                for longer in &self.horizons[index + 1..] {
                    self.longer(&window, &answer, &self.window(cutoff, *longer));
                }
            }
        }
    }

    fn no_length(&mut self, cutoff: Time) {
        let answer = self.window(cutoff, Span::ZERO).churned_at(self.rule);
        if answer != Ok(None) {
            let message = format!("{} in a window of no length", words(&answer));
            self.add(RuleLaw::InsideWindow, cutoff, message);
        }
    }

    fn inside(&mut self, window: &Window<'_>, answer: &Answer) {
        for (what, answer) in [("leaves", answer), ("leaves for good", &window.gone_at(self.rule))]
        {
            let Ok(Some(at)) = answer else { continue };
            if *at < window.start() || *at > window.observed_end() {
                let message = format!(
                    "{what} at {at} in the window {}, of which the log covers what is before {}",
                    range(window),
                    window.observed_end()
                );
                self.add(RuleLaw::InsideWindow, window.cutoff, message);
            }
        }
    }

    fn repeated(&mut self, window: &Window<'_>, answer: &Answer) {
        let again = window.churned_at(self.rule);
        if answer.is_err() || again != *answer {
            let (first, second) = (words(answer), words(&again));
            let message = format!("{first} in the window {}, then {second}", range(window));
            self.add(RuleLaw::Repeatable, window.cutoff, message);
        }
    }

    /// The same window from earlier cutoffs.
    fn leads(&mut self, window: &Window<'_>, answer: &Answer) {
        for lead in [DAY, Span::from_hours(60) + Span::MILLISECOND] {
            let earlier = Window { cutoff: window.cutoff - lead, lead, ..*window };
            let other = earlier.churned_at(self.rule);
            if other != *answer {
                let message = format!(
                    "{} in the window {} at this cutoff, and {} in the same window {lead} after \
                     the cutoff {}",
                    words(answer),
                    range(window),
                    words(&other),
                    earlier.cutoff
                );
                self.add(RuleLaw::OneWindowOneAnswer, window.cutoff, message);
            }
        }
    }

    fn longer(&mut self, window: &Window<'_>, answer: &Answer, longer: &Window<'_>) {
        let (Ok(in_short), Ok(in_long)) = (answer, &longer.churned_at(self.rule)) else { return };
        let is_broken = match (in_short, in_long) {
            (Some(_), other) => other != in_short,
            // What falls on the end itself belongs to the longer window.
            (None, Some(at)) => *at < window.observed_end(),
            (None, None) => false,
        };
        if is_broken {
            let message = format!(
                "{} in a horizon of {}, and {} in one of {}",
                words(answer),
                window.horizon,
                words(&Ok(*in_long)),
                longer.horizon
            );
            self.add(RuleLaw::AnyHorizon, window.cutoff, message);
        }
    }

    /// Windows of different cutoffs that cover one instant.
    fn cutoffs(&mut self) {
        let cutoffs = self.cutoffs.clone();
        for (index, later) in cutoffs.iter().enumerate() {
            let history = self.log.history(self.entity, *later);
            let Ok(None) = caught(|| self.rule.left_at(&history)) else { continue };
            for horizon in self.horizons {
                let Ok(Some(left)) = self.window(*later, *horizon).churned_at(self.rule) else {
                    continue;
                };
                for earlier in &cutoffs[..index] {
                    for horizon in self.horizons {
                        self.earlier(&self.window(*earlier, *horizon), *later, left);
                    }
                }
            }
        }
    }

    fn earlier(&mut self, window: &Window<'_>, later: Time, left: Time) {
        // A window that begins after a return does not cover the days before it.
        if left >= window.observed_end() || left < window.start() {
            return;
        }
        let answer = window.churned_at(self.rule);
        let is_kept = match &answer {
            Ok(Some(at)) => *at <= left,
            Ok(None) => false,
            Err(_) => return,
        };
        if !is_kept {
            let message = format!(
                "{} in the window {}; seen from the later cutoff {later}, it leaves at {left}, \
                 which that window covers",
                words(&answer),
                range(window)
            );
            self.add(RuleLaw::EarlierCutoff, window.cutoff, message);
        }
    }

    /// Checks who has left and who is exposed.
    fn standing(&mut self) -> Result<(), Error> {
        let cutoffs = self.cutoffs.clone();
        for (index, cutoff) in cutoffs.iter().enumerate() {
            let history = self.log.history(self.entity, *cutoff);
            let left = caught(|| self.rule.left_at(&history));
            let has_left = caught(|| self.rule.has_left(&history));
            match (&left, &has_left) {
                (Err(panic), _) | (_, Err(panic)) => {
                    let message = format!("{panic}, asked for who has left");
                    self.add(RuleLaw::Repeatable, *cutoff, message);
                }
                (Ok(left), Ok(has_left)) if left.is_some() != *has_left => {
                    let message = format!(
                        "`has_left` is {has_left}, and `left_at` {}",
                        left.map_or("gives no instant".to_owned(), |at| format!("gives {at}"))
                    );
                    self.add(RuleLaw::Hindsight, *cutoff, message);
                }
                (Ok(Some(left)), _) => self.hindsight(*cutoff, *left, &cutoffs[..index])?,
                _ => {}
            }
            self.exposed(*cutoff);
        }
        self.returns();
        Ok(())
    }

    /// Checks who is back, by each cutoff, of those who had left by an earlier one.
    fn returns(&mut self) {
        let cutoffs = self.cutoffs.clone();
        for (index, cutoff) in cutoffs.iter().enumerate() {
            let left = caught(|| self.rule.left_at(&self.log.history(self.entity, *cutoff)));
            let Ok(Some(left)) = left else { continue };
            let mut was_back = false;
            for later in &cutoffs[index..] {
                let history = self.log.history(self.entity, *later);
                let has_event = history.events().times().last().is_some_and(|last| *last > left);
                let is_back = caught(|| self.rule.is_back(&history, left));
                let message = match is_back {
                    Err(panic) => format!("{panic}, asked for who is back"),
                    Ok(true) if !has_event => {
                        format!("is back after {left}, with no event later than that")
                    }
                    Ok(false) if was_back => {
                        format!("was back after {left} at an earlier cutoff, and is not any more")
                    }
                    Ok(is_back) => {
                        was_back = is_back;
                        continue;
                    }
                };
                self.add(RuleLaw::Return, *later, message);
            }
        }
    }

    /// Checks that a log of this entity alone that ends at the cutoff has the same who are active.
    fn activity(&mut self) -> Result<(), Error> {
        for cutoff in spread(&self.cutoffs, MAX_LOGS) {
            let start = self.log.range().start;
            let alone =
                self.events_in(TimeRange::new(Time::MIN, cutoff), TimeRange::new(start, cutoff))?;
            let Some((log, entity)) = alone else { continue };
            let in_whole = caught(|| self.rule.is_active(&self.log.history(self.entity, cutoff)));
            let in_part = caught(|| self.rule.is_active(&log.history(entity, cutoff)));
            if in_whole.is_err() || in_whole != in_part {
                let message = format!(
                    "`is_active` is {in_whole:?}, and {in_part:?} in a log of this entity alone \
                     that ends at the cutoff"
                );
                self.add(RuleLaw::Activity, cutoff, message);
            }
        }
        Ok(())
    }

    fn hindsight(&mut self, cutoff: Time, left: Time, earlier: &[Time]) -> Result<(), Error> {
        if left > cutoff {
            let message = format!("had left by the cutoff at {left}, which is after it");
            self.add(RuleLaw::Hindsight, cutoff, message);
        }
        for earlier in earlier {
            for horizon in self.horizons {
                let window = self.window(*earlier, *horizon);
                let covers = window.start() <= left && left < window.end();
                if !covers || !window.is_complete() {
                    continue;
                }
                // Leaving for good need not be what the rule looks for.
                let (churned, gone) = (window.churned_at(self.rule), window.gone_at(self.rule));
                let is_kept = (&churned, &gone) == (&Ok(None), &Ok(None));
                if is_kept && self.had_left_since(*earlier, cutoff)? {
                    let message = format!(
                        "does not leave in the window {}; by the later cutoff {cutoff} it had \
                         left at {left}, which that window covers",
                        range(&window)
                    );
                    self.add(RuleLaw::Hindsight, *earlier, message);
                }
            }
        }
        Ok(())
    }

    /// `true` if the entity had left by a cutoff, as the events since an earlier one alone tell: a
    /// silence that began before the window is not the window's.
    fn had_left_since(&self, earlier: Time, cutoff: Time) -> Result<bool, Error> {
        let since = TimeRange::new(earlier, cutoff);
        let Some((log, entity)) = self.events_in(since, self.log.range())? else {
            return Ok(false);
        };
        let left = caught(|| self.rule.left_at(&log.history(entity, cutoff)));
        Ok(matches!(left, Ok(Some(_))))
    }

    fn exposed(&mut self, cutoff: Time) {
        let history = self.log.history(self.entity, cutoff);
        let Ok(is_exposed) = caught(|| self.rule.is_exposed(&history)) else {
            let message = "panics, asked for who is exposed".to_owned();
            return self.add(RuleLaw::Repeatable, cutoff, message);
        };
        for horizon in self.horizons {
            let window = self.window(cutoff, *horizon);
            let after = window.churned_after(self.rule);
            let Ok(Some(at)) = after else { continue };
            let within = window.start() <= at && at <= window.observed_end();
            let message = match (is_exposed, within) {
                (false, _) => format!("is not exposed, and yet leaves at {at}"),
                (true, false) => format!("leaves at {at}, outside of {}", range(&window)),
                (true, true) => continue,
            };
            self.add(RuleLaw::Exposure, cutoff, message);
        }
    }

    /// The same windows in another log of the same events.
    fn in_log(&mut self, log: &EventLog, entity: EntityIdx, place: &str) {
        for cutoff in spread(&self.cutoffs, MAX_LOGS) {
            for horizon in self.horizons {
                let window = self.window(cutoff, *horizon);
                let other = Window { log, entity, ..window }.churned_at(self.rule);
                self.same(&window, &other, place);
            }
        }
    }

    fn same(&mut self, window: &Window<'_>, other: &Answer, place: &str) {
        let answer = window.churned_at(self.rule);
        if answer != *other {
            let message = format!(
                "{} in the window {}, and {} {place}",
                words(&answer),
                range(window),
                words(other)
            );
            self.add(RuleLaw::WindowAlone, window.cutoff, message);
        }
    }

    /// Logs without other entities, without what lies outside of the window, and ending within it.
    fn other_logs(&mut self) -> Result<(), Error> {
        let whole = self.log.range();
        let alone = self.events_in(TimeRange::new(Time::MIN, Time::MAX), whole)?;
        if let Some((log, entity)) = alone {
            self.in_log(&log, entity, "in a log of this entity alone");
        }
        for cutoff in spread(&self.cutoffs, MAX_LOGS) {
            for horizon in self.horizons {
                let window = self.window(cutoff, *horizon);
                let before = TimeRange::new(Time::MIN, window.end());
                let observed = TimeRange::new(whole.start, window.observed_end());
                if let Some((log, entity)) = self.events_in(before, observed)? {
                    let other = Window { log: &log, entity, ..window }.churned_at(self.rule);
                    self.same(&window, &other, "in the log without what comes after it");
                }
                let after = TimeRange::new(window.start(), Time::MAX);
                if let Some((log, entity)) = self.events_in(after, whole)? {
                    let other = Window { log: &log, entity, ..window }.churned_at(self.rule);
                    self.same(&window, &other, "in the log without what comes before it");
                }
                self.ends_within(&window)?;
            }
        }
        Ok(())
    }

    /// The entity's events in a range, as a log that was kept over another.
    fn events_in(
        &self,
        range: TimeRange,
        observed: TimeRange,
    ) -> Result<Option<(EventLog, EntityIdx)>, Error> {
        let events = self.log.history(self.entity, self.log.range().end).events();
        if events.between(range).is_empty() {
            return Ok(None);
        }
        let id = |entity, time| {
            let is_kept = entity == self.entity && range.contains(time);
            is_kept.then(|| self.log.entity_id(entity).to_owned())
        };
        let log = self.log.extract(observed, id)?;
        let entity = log.entities().next().expect("a log holds an entity");
        Ok(Some((log, entity)))
    }

    fn ends_within(&mut self, window: &Window<'_>) -> Result<(), Error> {
        let full = window.churned_at(self.rule);
        let Ok(full_at) = &full else { return Ok(()) };
        let quarter = Span::between(window.start(), window.observed_end()).millis() / 4;
        let ends = [quarter, 3 * quarter].map(|millis| window.start().millis() + millis);
        for end in ends.map(Time::from_millis) {
            let range = TimeRange::new(Time::MIN, end);
            let observed = TimeRange::new(self.log.range().start.min(end), end);
            let Some((log, entity)) = self.events_in(range, observed)? else { continue };
            let cut = Window { log: &log, entity, ..*window }.churned_at(self.rule);
            let is_kept = match (&cut, full_at) {
                (Ok(Some(at)), full_at) => Some(*at) == *full_at,
                (Ok(None), Some(at)) => *at >= end,
                (Ok(None), None) => true,
                (Err(_), _) => false,
            };
            if !is_kept {
                let message = format!(
                    "{} in the window {} of a log that ends at {end}, and {} once the log goes on",
                    words(&cut),
                    self::range(window),
                    words(&full)
                );
                self.add(RuleLaw::Censoring, window.cutoff, message);
            }
        }
        Ok(())
    }

    /// Notes a violation, of each requirement the first of a few entities.
    fn add(&mut self, law: RuleLaw, cutoff: Time, message: String) {
        let entity = self.log.entity_id(self.entity);
        let mut of_law = self.found.iter().filter(|other| other.law == law);
        let is_known = of_law.clone().any(|other| other.entity == entity);
        if !is_known && of_law.nth(MAX_VIOLATIONS - 1).is_none() {
            self.found.push(RuleViolation { law, entity: entity.to_owned(), cutoff, message });
        }
    }
}

fn range(window: &Window<'_>) -> TimeRange {
    TimeRange::new(window.start(), window.end())
}

/// At most `n` of the items, evenly from the first to the last.
fn spread<T: Copy>(items: &[T], n: usize) -> Vec<T> {
    match items.len() <= n {
        true => items.to_vec(),
        false => (0..n).map(|index| items[index * (items.len() - 1) / (n - 1)]).collect(),
    }
}
