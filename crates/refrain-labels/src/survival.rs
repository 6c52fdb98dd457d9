//! Time under observation for survival models: whole lifetimes, and the intervals of observations.

use refrain_core::{
    EntityIdx, EventLog, History, Lifetime, Observation, OutcomeWindow, Span, Time,
};

use crate::label::had_left;
use crate::rule::problem::RuleProblem;
use crate::schedule::cutoffs::Cutoffs;
use crate::{AfterChurn, ChurnRule, Error, LabelPlan, LabelRow};

/// An episode of an entity: from its origin to when it left or was last observed.
///
/// With [`Lifetime`]'s delayed entry this is left-truncated and right-censored data. Klein and
/// Moeschberger, *Survival Analysis*, second edition (2003), section 4.6 (estimation with delayed
/// entry).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Episode {
    /// The entity.
    pub entity: EntityIdx,
    /// Number of the entity's episode, from 1.
    pub number: u32,
    /// Instant from which days count: the registration or the first event, whichever is earlier;
    /// in later episodes, the event of the return.
    pub origin: Time,
    /// Instant at which the observation began: the episode's first event, or sign of life where
    /// the rule names them.
    pub entry: Time,
    /// Instant at which the entity left, or at which the observation ended.
    pub exit: Time,
    /// `true` if the entity left at the exit. Otherwise it is censored there: at the last instant
    /// of the log, or by what ended it in another way.
    pub churned: bool,
}

impl Episode {
    /// Returns the days from the origin to entry and exit; `None` if there is no time at risk
    /// between them, as of an entity that is seen first when it leaves, or at the last instant of
    /// the log. Such an episode tells nothing of a rate.
    pub fn lifetime(&self) -> Option<Lifetime> {
        let days = |at: Time| at.days_since(self.origin);
        Lifetime::new(days(self.entry), days(self.exit), self.churned).ok()
    }
}

/// Returns the episodes of all entities of a log, by entity and number, ended by what a rule looks
/// for.
///
/// An entity comes under observation with its first event. It is in the log because of that event:
/// had it left before, or never come, nobody would know of it, so a model must not count the days
/// since its registration as survived under observation. A rule that is about some entities only
/// is taken as the time to its first event, whoever is exposed when.
///
/// An entity with events and none that the rule takes for a sign of life has an episode of no
/// length. Otherwise each entity has one episode, or with [`AfterChurn::MayReturn`] one more each time it comes back
/// after it left. Leaving again at the instant of the return is no episode, nor is a return at the
/// last instant of the log.
///
/// These are whole lifetimes, to describe who stays how long. Features of their end are features
/// of the future; an estimator trains on the [intervals](LabelPlan::intervals) of observations.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) if the rule
/// [tells no instant of leaving](ChurnRule::has_lifetimes); and if the rule does not fit the log.
///
/// # Examples
///
/// ```
/// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
/// use refrain_labels::{AfterChurn, Cancellation, episodes};
/// # let day = |day| Time::from_millis(0) + Span::from_days(day);
/// # let mut builder = EventLogBuilder::new(&[])?;
/// # for (at, kind) in [(30, "song"), (45, "cancel")] {
/// #     builder.push(&EventRow::new("ada", day(at), kind).registration(day(10)))?;
/// # }
/// # let log = builder.finish()?;
///
/// // Registered on day 10, seen first on day 30, cancelled on day 45.
/// let episode = episodes(&log, &Cancellation::new(["cancel"])?, AfterChurn::Gone)?[0];
/// let lifetime = episode.lifetime().expect("fifteen days at risk");
/// assert_eq!((lifetime.entry_days(), lifetime.exit_days()), (20.0, 35.0));
/// assert!(lifetime.churned());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn episodes(
    log: &EventLog,
    rule: &dyn ChurnRule,
    after_churn: AfterChurn,
) -> Result<Vec<Episode>, Error> {
    if !rule.has_lifetimes() {
        return Err(RuleProblem::NoLifetimes { rule: rule.name() }.into());
    }
    // No horizon bounds an episode.
    rule.check(log, Span::from_days(u32::MAX))?;
    let mut episodes = Vec::new();
    for entity in log.entities() {
        let first = first_episode(log, rule, entity);
        episodes.push(first);
        if after_churn == AfterChurn::MayReturn {
            let next = |last: &Episode| returned(log, rule, last);
            episodes.extend(std::iter::successors(next(&first), next));
        }
    }
    Ok(episodes)
}

fn first_episode(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx) -> Episode {
    let history = log.history(entity, log.range().end);
    let first = *history.events().times().first().expect("an entity has an event");
    let begin = first_back(log, rule, entity, Time::MIN);
    let entry = begin.unwrap_or(first);
    let origin = history.known_since().map_or(entry, |since| match since < first {
        true => since,
        // Events before the first sign of life do not begin a lifetime.
        false => entry,
    });
    let (exit, churned) = match begin {
        Some(_) => end(log, rule, entity, entry),
        None => (entry, false),
    };
    Episode { entity, number: 1, origin, entry, exit, churned }
}

/// The first event later than an instant by which an entity that left then is back.
fn first_back(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx, left: Time) -> Option<Time> {
    let events = log.history(entity, log.range().end).events();
    let times = events.times();
    let after = &times[times.partition_point(|time| *time <= left)..];
    // Who is back stays so, whatever follows.
    let is_gone =
        |time: &Time| !rule.is_back(&log.history(entity, *time + Span::MILLISECOND), left);
    after.get(after.partition_point(is_gone)).copied()
}

/// The episode after one, if the entity came back.
fn returned(log: &EventLog, rule: &dyn ChurnRule, last: &Episode) -> Option<Episode> {
    // Several events may end an episode at one instant; only a later one is a return.
    let mut left = last.exit;
    loop {
        let origin = first_back(log, rule, last.entity, left)?;
        let (exit, churned) = end(log, rule, last.entity, origin);
        if exit > origin {
            let number = last.number + 1;
            return Some(Episode { number, origin, entry: origin, exit, churned, ..*last });
        }
        left = exit;
    }
}

/// The end of an episode that begins at an instant, and whether it is what the rule looks for.
fn end(log: &EventLog, rule: &dyn ChurnRule, entity: EntityIdx, start: Time) -> (Time, bool) {
    let log_end = log.range().end;
    let window = log.outcome_window(entity, start, Span::ZERO, Span::between(start, log_end));
    let gone = rule.gone_at(&window);
    match rule.churned_at(&window) {
        Some(churned) if gone.is_none_or(|gone| churned <= gone) => (churned, true),
        // The log is half-open; who is there at its last event was seen until then.
        _ => (gone.unwrap_or(log_end - Span::MILLISECOND), false),
    }
}

impl LabelPlan {
    /// Returns the interval under observation that each row stands for, in days of tenure: the days
    /// since registration or first event, whichever is earlier, as the row's history states them.
    ///
    /// It begins with the outcome window (at the cutoff, if there is no lead) and ends when the
    /// window of the entity's next cutoff begins, when the entity leaves, or with the outcome window,
    /// whichever is first. So the intervals of an entity do not overlap, each goes with the features
    /// of its own cutoff, and nothing in it is known later than the row's label. (Horizons shorter
    /// than the stride leave days between.) An entity that leaves by an event does so by the end of
    /// a millisecond: ranges are half-open. By a rule that
    /// [tells no instant](ChurnRule::has_lifetimes) it leaves with the end of the window. After a return, days go on to count from the first origin
    /// (Andersen and Gill, *Annals of Statistics* 10, 1982).
    ///
    /// # Errors
    ///
    /// If the schedule does not fit the log, or the log ends before a row's window begins; those of
    /// [`Labels::complete`](crate::Labels::complete) have none such.
    ///
    /// # Examples
    ///
    /// ```
    /// # use refrain_core::{EventLogBuilder, EventRow, Span, Time};
    /// # let day = |day| Time::from_millis(0) + Span::from_days(day);
    /// # let mut builder = EventLogBuilder::new(&[])?;
    /// # let rows = [("ada", 1, "play"), ("bob", 1, "play"), ("bob", 6, "cancel"), ("eve", 40, "play")];
    /// # for (entity, at, kind) in rows {
    /// #     builder.push(&EventRow::new(entity, day(at), kind))?;
    /// # }
    /// # let log = builder.finish()?;
    /// use refrain_labels::{Cancellation, LabelPlan, Schedule};
    ///
    /// let plan = LabelPlan::new(Schedule::Dates(vec![day(3)]), Span::from_days(10))?;
    /// let rule = Cancellation::new(["cancel"])?;
    /// let labels = plan.label(&log, &rule)?;
    /// // Ada is known since day 1, observed from day 3 to day 13.
    /// let ada = plan.intervals(&log, &rule, labels.rows())?[0];
    /// assert_eq!((ada.entry_days(), ada.exit_days(), ada.churned()), (2.0, 12.0, false));
    /// # Ok::<(), refrain_core::Error>(())
    /// ```
    pub fn intervals(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        rows: &[LabelRow],
    ) -> Result<Vec<Lifetime>, Error> {
        let cutoffs = self.cutoffs(log)?;
        rows.iter().map(|row| self.interval(log, rule, &cutoffs, row)).collect()
    }

    fn interval(
        &self,
        log: &EventLog,
        rule: &dyn ChurnRule,
        cutoffs: &Cutoffs,
        row: &LabelRow,
    ) -> Result<Lifetime, Error> {
        let Observation { entity, cutoff } = row.observation;
        let history = log.history(entity, cutoff);
        let window = self.window(log, row.observation);
        let lead = Span::between(cutoff, window.range().start);
        // Also a cutoff that gives no row, as of someone not exposed then, ends the interval.
        let next = cutoffs.of(entity).find(|next| *next > cutoff).map(|next| next + lead);
        let end = next.map_or(window.range().end, |next| next.min(window.range().end));
        let (exit, churned) = exit(log, rule, &window, row, end);
        let origin = origin(&history);
        let days = |at: Time| at.days_since(origin);
        Lifetime::new(days(window.range().start), days(exit), churned)
    }
}

fn origin(history: &History<'_>) -> Time {
    history.known_since().expect("who is at risk is registered or seen before the cutoff")
}

/// The end of a row's interval, which is at the latest an instant within its outcome window, and
/// whether the entity left then.
fn exit(
    log: &EventLog,
    rule: &dyn ChurnRule,
    window: &OutcomeWindow<'_>,
    row: &LabelRow,
    end: Time,
) -> (Time, bool) {
    let before_end = |at: &Time| *at < end;
    let left = row.outcome.churned_at();
    if left == Some(end) && is_of_row(log, rule, window, row, end) {
        return (end, true);
    }
    // At the next window's first instant and later it is of the next row.
    if let Some(left) = left.filter(before_end) {
        return (left + Span::MILLISECOND, true);
    }
    let gone = rule.gone_at(window).filter(before_end);
    let observed = end.min(window.observed().end);
    (gone.map_or(observed, |gone| gone + Span::MILLISECOND), false)
}

/// Returns `true` if leaving at the end of a row's interval is of that row, since at the next
/// cutoff the entity has left, or since the silence of its window is then known.
fn is_of_row(
    log: &EventLog,
    rule: &dyn ChurnRule,
    window: &OutcomeWindow<'_>,
    row: &LabelRow,
    end: Time,
) -> bool {
    let is_known = !rule.has_lifetimes() && end == window.range().end;
    is_known || had_left(log, rule, row.observation.entity, end)
}
