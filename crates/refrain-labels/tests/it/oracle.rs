//! The rules and schedules once more, slowly and from their definitions: every question is asked
//! of all events of a plain list, and cutoffs are found by trying each hour.

use refrain_core::{Span, Time};

use crate::Row;

pub(crate) const HOUR: i64 = 3_600_000;

#[derive(Debug, Clone)]
pub(crate) enum SlowRule {
    Cancel,
    /// No sign of life after the cutoff: the span, the span before within which there is one, and
    /// the kind that is one.
    Inactive(i64, i64, Option<&'static str>),
    /// The end of a silence since the last sign of life.
    Lapsed(i64, Option<&'static str>),
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
    pub(crate) not_active: usize,
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
            SlowRule::Inactive(span, _, sign) => {
                let is_silent = end - start == *span && end <= log_end;
                let is_sign = |row: &&Row| sign.is_none_or(|sign| row.kind == sign);
                (is_silent && within().find(is_sign).is_none()).then_some(end)
            }
            // A silence that ends with the window lies in it.
            SlowRule::Lapsed(span, sign) => lapses(own, *span, *sign, log_end)
                .into_iter()
                .find(|lapse| start < *lapse && *lapse <= end),
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
            SlowRule::Inactive(..) => None,
            SlowRule::Lapsed(span, sign) => {
                lapses(own, *span, *sign, cutoff).into_iter().filter(|lapse| *lapse <= cutoff).max()
            }
            SlowRule::Any(_) => unreachable!("asked of its parts"),
        }
    }

    fn is_active(&self, own: &[Row], cutoff: i64) -> bool {
        match self {
            SlowRule::Inactive(_, within, sign) => {
                signs(own, *sign).iter().any(|at| cutoff - within <= *at && *at < cutoff)
            }
            SlowRule::Lapsed(_, sign) => signs(own, *sign).iter().any(|at| *at < cutoff),
            _ => true,
        }
    }

    /// The first event later than an instant that shows that they are back.
    fn back(&self, own: &[Row], left: i64) -> Option<i64> {
        let sign = match self {
            SlowRule::Lapsed(_, sign) => *sign,
            _ => None,
        };
        signs(own, sign).into_iter().find(|at| *at > left)
    }

    fn is_silence(&self) -> bool {
        matches!(self, SlowRule::Inactive(..) | SlowRule::Lapsed(..))
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

fn signs(own: &[Row], sign: Option<&str>) -> Vec<i64> {
    own.iter().filter(|row| sign.is_none_or(|sign| row.kind == sign)).map(at).collect()
}

/// The ends of all silences, of those after the last sign the one that is over by an instant.
fn lapses(own: &[Row], span: i64, sign: Option<&str>, known: i64) -> Vec<i64> {
    let signs = signs(own, sign);
    let until = signs.iter().skip(1).copied().chain([known]);
    let ends = signs.iter().map(|sign| sign + span);
    ends.zip(until).filter(|(end, until)| end <= until).map(|(end, _)| end).collect()
}

/// The first instant later than another by which all parts of a rule see them back.
fn back(parts: &[SlowRule], own: &[Row], left: i64) -> Option<i64> {
    let backs: Option<Vec<i64>> = parts.iter().map(|part| part.back(own, left)).collect();
    backs?.into_iter().max()
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
    let came_back = |left| back(&parts, own, left).is_some_and(|back| back < cutoff);
    if left.is_some_and(|left| !(plan.may_return && came_back(left))) {
        counts.left_before += 1;
        return None;
    }
    if !parts.iter().all(|part| part.is_active(own, cutoff)) {
        counts.not_active += 1;
        return None;
    }
    let exposed: Vec<usize> =
        (0..parts.len()).filter(|part| parts[*part].is_exposed(own, cutoff)).collect();
    if exposed.is_empty() {
        counts.not_exposed += 1;
        return None;
    }
    let happens = |from, until, in_lead| {
        let times = exposed
            .iter()
            .filter(|part| !(in_lead && matches!(parts[**part], SlowRule::Inactive(..))))
            .filter_map(|part| Some((parts[*part].happens(own, from, until, log_end)?, *part)));
        times.min().map(|(at, part)| (part, at))
    };
    let start = cutoff + plan.lead;
    let cancels = own.iter().any(|r| r.kind == "cancel" && cutoff <= at(r) && at(r) < start);
    let ends = parts.iter().any(|part| !part.is_silence());
    if happens(cutoff, start, true).is_some() || (ends && cancels) {
        counts.left_in_lead += 1;
        return None;
    }
    let end = start + plan.horizon;
    Some(match happens(start, end, false) {
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
    let (end, parts, first) = (log_end(rows), rule.parts(), at(&own[0]));
    let registered = own.iter().filter_map(|row| row.registration).map(Time::millis).max();
    let registered = registered.filter(|registered| *registered < first);
    let Some(mut begins) = back(&parts, own, i64::MIN) else {
        return vec![(registered.unwrap_or(first), first, first, false)];
    };
    let mut origin = registered.unwrap_or(begins);
    let mut episodes = Vec::new();
    loop {
        let after: Vec<Row> = own.iter().filter(|row| begins <= at(row)).cloned().collect();
        let happened = parts.iter().filter_map(|part| part.happens(&after, begins, end, end)).min();
        let cancelled = after.iter().filter(|row| row.kind == "cancel").map(at).min();
        let gone = cancelled.filter(|_| !parts.iter().all(SlowRule::is_silence));
        let exit = [happened, gone].into_iter().flatten().min();
        let event = happened.is_some() && happened == exit;
        let until = exit.unwrap_or(end - 1);
        if episodes.is_empty() || until != begins {
            episodes.push((origin, begins, until, event));
        }
        let back = exit.and_then(|exit| back(&parts, own, exit));
        match back {
            Some(later) if may_return => (begins, origin) = (later, later),
            _ => return episodes,
        }
    }
}
