//! Lifetimes for survival models.

use refrain_core::{EntityIdx, EventLog, Span, Time, TimeRange};

use crate::{AfterChurn, ChurnRule, Error};

/// One entity's time from an origin to when it left or was last observed.
///
/// With the delayed entry, this is left-truncated and right-censored data as survival models take
/// it: `Surv(entry, duration, event)` in R. Klein and Moeschberger, *Survival Analysis*, second
/// edition (2003), sections 3.2 (right censoring), 3.4 (left truncation) and 4.6 (estimation with
/// delayed entry).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Who.
    pub entity: EntityIdx,
    /// Which of the entity's episodes, from 1.
    pub episode: u32,
    /// When the time begins to count: the registration or the first event, whichever is earlier;
    /// in later episodes, the event of the return.
    pub origin: Time,
    /// When the observation began: at the origin, or at the start of the log if that is later.
    pub entry: Time,
    /// When the entity left, or when the observation ended.
    pub exit: Time,
    /// Whether the entity left at the exit. Otherwise it is censored there: by the end of the log,
    /// or by what ended it in another way.
    pub event: bool,
}

impl Lifetime {
    /// Returns the days from the origin to the entry: how late the entity came under observation.
    pub fn entry_days(&self) -> f64 {
        self.entry.days_since(self.origin)
    }

    /// Returns the days from the origin to the exit.
    pub fn duration_days(&self) -> f64 {
        self.exit.days_since(self.origin)
    }
}

/// Returns the lifetimes of all entities of a log, by entity and episode, ended by what a rule
/// looks for.
///
/// An entity that registered before the log begins enters late: had it left before, it would not be
/// in the log, so a model must not count the time before as survived under observation. (Nor is it
/// in the log if it did nothing while that lasted; such entities are missing here.) The rule is
/// applied from the first event on. A rule that is about some entities only is taken as the time to
/// its first event, whoever is exposed when.
///
/// Each entity has one episode, or with [`AfterChurn::MayReturn`] one more each time it comes back
/// after it left. Leaving again at the instant of the return is no episode. An entity that leaves
/// at its entry has a duration equal to the entry, which most software refuses: it tells nothing of
/// a rate.
///
/// # Errors
///
/// If the rule does not fit the log.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// use refrain_labels::{AfterChurn, Cancellation, lifetimes};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # for (at, kind) in [(30, "song"), (45, "cancel")] {
/// #     builder.push(&EventRow {
/// #         entity: "ada", time: day(at), kind, session: None,
/// #         sequence: None, registration: Some(day(10)), attributes: &[],
/// #     })?;
/// # }
/// # let log = builder.finish()?;
///
/// // Registered on day 10, the log begins on day 30, cancelled on day 45.
/// let lifetime = lifetimes(&log, &Cancellation::new(["cancel"])?, AfterChurn::Gone)?[0];
/// assert_eq!((lifetime.entry_days(), lifetime.duration_days()), (20.0, 35.0));
/// assert!(lifetime.event);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lifetimes(
    log: &EventLog,
    rule: &dyn ChurnRule,
    after_churn: AfterChurn,
) -> Result<Vec<Lifetime>, Error> {
    // No horizon bounds a lifetime.
    rule.check(log, Span::from_days(u32::MAX))?;
    let mut lifetimes = Vec::new();
    for entity in log.entities() {
        let first = first_lifetime(log, rule, entity);
        lifetimes.push(first);
        if after_churn == AfterChurn::MayReturn {
            let next = |last: &Lifetime| returned(log, rule, last);
            lifetimes.extend(std::iter::successors(next(&first), next));
        }
    }
    Ok(lifetimes)
}

fn first_lifetime(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx) -> Lifetime {
    let history = log.history(entity, log.range().end);
    let first = *history.events().times().first().expect("an entity has an event");
    let origin = history.known_since().map_or(first, |since| since.min(first));
    let entry = origin.max(log.range().start);
    let (exit, event) = end(log, rule, entity, first);
    Lifetime { entity, episode: 1, origin, entry, exit, event }
}

/// The episode after one, if the entity came back.
fn returned(log: &EventLog, rule: &dyn ChurnRule, last: &Lifetime) -> Option<Lifetime> {
    let events = log.history(last.entity, log.range().end).events();
    let mut left = last.exit;
    loop {
        let later = TimeRange::new(left + Span::MILLISECOND, log.range().end);
        let origin = *events.between(later).times().first()?;
        let (exit, event) = end(log, rule, last.entity, origin);
        if exit > origin {
            let episode = last.episode + 1;
            return Some(Lifetime { episode, origin, entry: origin, exit, event, ..*last });
        }
        left = exit;
    }
}

/// When an episode that begins at an instant ends, and whether by what the rule looks for.
fn end(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx, start: Time) -> (Time, bool) {
    let log_end = log.range().end;
    let window = log.outcome_window(entity, start, Span::ZERO, Span::between(start, log_end));
    let gone = rule.gone_at(&window);
    match rule.churned_at(&window) {
        Some(churned) if gone.is_none_or(|gone| churned <= gone) => (churned, true),
        _ => (gone.unwrap_or(log_end), false),
    }
}
