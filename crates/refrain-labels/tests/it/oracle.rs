//! The rules and schedules once more, slowly and from their definitions: every question is asked
//! of all events of a plain list, and instants are found by trying each hour.

use refrain_core::{Span, Time};

use crate::Row;

pub(crate) const HOUR: i64 = 3_600_000;

#[derive(Debug, Clone)]
pub(crate) enum SlowRule {
    Cancel,
    Silent(i64),
    Down,
    Up,
    Any(Vec<SlowRule>),
}

#[derive(Debug, Clone)]
pub(crate) enum SlowSchedule {
    Every(i64),
    Tenures(Vec<i64>),
    AtEvents(&'static str),
}

/// A row of labels: who, when, and by which of the rules they churned when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SlowLabel {
    pub(crate) entity: &'static str,
    pub(crate) cutoff: i64,
    pub(crate) outcome: Result<(usize, i64), &'static str>,
}

/// Times in milliseconds; spans too.
#[derive(Debug, Clone)]
pub(crate) struct SlowPlan {
    pub(crate) schedule: SlowSchedule,
    pub(crate) lead: i64,
    pub(crate) horizon: i64,
    pub(crate) registered_suffices: bool,
    pub(crate) may_return: bool,
}

/// Why an (entity, cutoff) gives no row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SlowCounts {
    pub(crate) left_before: usize,
    pub(crate) left_in_lead: usize,
    pub(crate) not_exposed: usize,
}

pub(crate) fn millis(hours: i64) -> i64 {
    hours * HOUR
}

pub(crate) fn span(millis: i64) -> Span {
    Span::from_millis(u32::try_from(millis).unwrap())
}

fn at(row: &Row) -> i64 {
    row.at.millis()
}

/// The events of one, by time, equal ones in the order given.
pub(crate) fn own(rows: &[Row], entity: &str) -> Vec<Row> {
    let mut own: Vec<Row> = rows.iter().filter(|row| row.entity == entity).cloned().collect();
    own.sort_by_key(at);
    own
}

pub(crate) fn names(rows: &[Row]) -> Vec<&'static str> {
    let mut names: Vec<&str> = rows.iter().map(|row| row.entity).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub(crate) fn log_start(rows: &[Row]) -> i64 {
    rows.iter().map(at).min().unwrap()
}

pub(crate) fn log_end(rows: &[Row]) -> i64 {
    rows.iter().map(at).max().unwrap() + 1
}

impl SlowRule {
    /// The rules of which the first counts.
    pub(crate) fn parts(&self) -> Vec<SlowRule> {
        match self {
            SlowRule::Any(rules) => rules.iter().flat_map(SlowRule::parts).collect(),
            one => vec![one.clone()],
        }
    }

    /// When one of the parts happens within `[start, end)`, of which the log shows the events
    /// before `log_end`.
    fn happens(&self, own: &[Row], start: i64, end: i64, log_end: i64) -> Option<i64> {
        let within = || own.iter().filter(|row| start <= at(row) && at(row) < end);
        let first = |kind: &str| within().filter(|row| row.kind == kind).map(at).min();
        let before_cancel = |kind: &str| {
            let cancelled = first("cancel").unwrap_or(i64::MAX);
            first(kind).filter(|happened| *happened <= cancelled)
        };
        match self {
            SlowRule::Cancel => first("cancel"),
            SlowRule::Down => before_cancel("down"),
            SlowRule::Up => before_cancel("up"),
            SlowRule::Silent(silence) => {
                // Windows begin at a full hour or 1 ms after one, and so do silences end.
                let last = end.min(log_end);
                let is_silent =
                    |until: i64| !within().any(|row| until - silence < at(row) && at(row) < until);
                let hours = 0..=(last - start) / HOUR + 1;
                let offsets = [0, HOUR - start.rem_euclid(HOUR)];
                let instants = hours.flat_map(|hour| offsets.map(|off| start + millis(hour) + off));
                let ends = instants.filter(|until| start + silence <= *until && *until <= last);
                ends.filter(|until| is_silent(*until)).min()
            }
            SlowRule::Any(_) => unreachable!("asked of its parts"),
        }
    }

    /// When they left for good, the last time before the cutoff.
    fn left(&self, own: &[Row], cutoff: i64) -> Option<i64> {
        let before = || own.iter().filter(|row| at(row) < cutoff);
        match self {
            SlowRule::Cancel | SlowRule::Down | SlowRule::Up => {
                before().filter(|row| row.kind == "cancel").map(at).max()
            }
            SlowRule::Silent(silence) => {
                let since = before().map(at).max().or(registration(own, cutoff));
                since.map(|since| since + silence).filter(|left| *left <= cutoff)
            }
            SlowRule::Any(_) => unreachable!("asked of its parts"),
        }
    }

    fn is_exposed(&self, own: &[Row], cutoff: i64) -> bool {
        let mut stated = own.iter().filter(|row| at(row) < cutoff && row.plan.is_some());
        let Some(last) = stated.next_back() else {
            return !matches!(self, SlowRule::Down | SlowRule::Up);
        };
        match self {
            SlowRule::Down => last.plan == Some("paid") && last.kind != "down",
            SlowRule::Up => last.plan != Some("paid") && last.kind != "up",
            _ => true,
        }
    }
}

/// The registration as far as it is known at a cutoff.
fn registration(own: &[Row], cutoff: i64) -> Option<i64> {
    let before: Vec<&Row> = own.iter().filter(|row| at(row) < cutoff).collect();
    if !before.is_empty() {
        return before.iter().filter_map(|row| row.registration).map(Time::millis).max();
    }
    let agreed = own.iter().all(|row| row.registration == own[0].registration);
    let stated = own[0].registration.map(Time::millis);
    stated.filter(|stated| agreed && *stated < cutoff)
}

/// The cutoffs of one.
pub(crate) fn cutoffs(schedule: &SlowSchedule, rows: &[Row], own: &[Row]) -> Vec<i64> {
    let (start, end) = (log_start(rows), log_end(rows));
    let hours = start / HOUR..=end / HOUR;
    let within = hours.map(millis).filter(|cutoff| start < *cutoff && *cutoff <= end);
    match schedule {
        SlowSchedule::Every(stride) => {
            let midnight = start - start.rem_euclid(24 * HOUR);
            within.filter(|cutoff| (cutoff - midnight) % stride == 0).collect()
        }
        SlowSchedule::Tenures(tenures) => {
            let has_one = |cutoff: &i64| {
                let first = own.iter().map(at).find(|first| first < cutoff);
                let since = registration(own, *cutoff).or(first);
                since.is_some_and(|since| tenures.contains(&(cutoff - since)))
            };
            within.filter(has_one).collect()
        }
        SlowSchedule::AtEvents(kind) => {
            let mut after: Vec<i64> =
                own.iter().filter(|row| row.kind == *kind).map(|row| at(row) + 1).collect();
            after.dedup();
            after
        }
    }
}

pub(crate) fn labels(
    plan: &SlowPlan,
    rule: &SlowRule,
    rows: &[Row],
) -> (Vec<SlowLabel>, SlowCounts) {
    let (mut labels, mut counts) = (Vec::new(), SlowCounts::default());
    for entity in names(rows) {
        let own = own(rows, entity);
        for cutoff in cutoffs(&plan.schedule, rows, &own) {
            if let Some(outcome) = outcome(plan, rule, &own, cutoff, log_end(rows), &mut counts) {
                labels.push(SlowLabel { entity, cutoff, outcome });
            }
        }
    }
    (labels, counts)
}

fn outcome(
    plan: &SlowPlan,
    rule: &SlowRule,
    own: &[Row],
    cutoff: i64,
    log_end: i64,
    counts: &mut SlowCounts,
) -> Option<Result<(usize, i64), &'static str>> {
    let is_seen = own.iter().any(|row| at(row) < cutoff);
    let is_registered = plan.registered_suffices && registration(own, cutoff).is_some();
    if !is_seen && !is_registered {
        return None;
    }
    let parts = rule.parts();
    let left = parts.iter().filter_map(|part| part.left(own, cutoff)).max();
    let came_back = |left| own.iter().any(|row| left < at(row) && at(row) < cutoff);
    if left.is_some_and(|left| !(plan.may_return && came_back(left))) {
        counts.left_before += 1;
        return None;
    }
    let exposed: Vec<usize> =
        (0..parts.len()).filter(|part| parts[*part].is_exposed(own, cutoff)).collect();
    if exposed.is_empty() {
        counts.not_exposed += 1;
        return None;
    }
    let happens = |from, until| {
        let times = exposed
            .iter()
            .filter_map(|part| Some((parts[*part].happens(own, from, until, log_end)?, *part)));
        times.min().map(|(at, part)| (part, at))
    };
    let start = cutoff + plan.lead;
    let cancels = own.iter().any(|r| r.kind == "cancel" && cutoff <= at(r) && at(r) < start);
    let ends = parts.iter().any(|part| !matches!(part, SlowRule::Silent(_)));
    if happens(cutoff, start).is_some() || (ends && cancels) {
        counts.left_in_lead += 1;
        return None;
    }
    let end = start + plan.horizon;
    Some(match happens(start, end) {
        Some(churned) => Ok(churned),
        None if end <= log_end => Err("retained"),
        None => Err("censored"),
    })
}

/// Episodes as (origin, entry, exit, whether it left at the exit).
pub(crate) fn episodes(
    rows: &[Row],
    own: &[Row],
    rule: &SlowRule,
    may_return: bool,
) -> Vec<(i64, i64, i64, bool)> {
    let end = log_end(rows);
    let mut begins = at(&own[0]);
    let registered = own.iter().filter_map(|row| row.registration).map(Time::millis).max();
    let mut origin = registered.map_or(begins, |registered| registered.min(begins));
    let mut episodes = Vec::new();
    loop {
        let parts = rule.parts();
        let happened = parts.iter().filter_map(|part| part.happens(own, begins, end, end)).min();
        let cancelled =
            own.iter().filter(|row| row.kind == "cancel" && begins <= at(row)).map(at).min();
        let is_silence = |part: &SlowRule| matches!(part, SlowRule::Silent(_));
        let gone = cancelled.filter(|_| !parts.iter().all(is_silence));
        let exit = [happened, gone].into_iter().flatten().min();
        let event = happened.is_some() && happened == exit;
        let until = exit.unwrap_or(end - 1);
        if episodes.is_empty() || until != begins {
            episodes.push((origin, begins, until, event));
        }
        let back = exit.and_then(|exit| own.iter().map(at).find(|later| *later > exit));
        match back {
            Some(later) if may_return => (begins, origin) = (later, later),
            _ => return episodes,
        }
    }
}
