//! Times of sessions: gaps, hours of the day, weekends and holidays.

use std::f64::consts::TAU;

use refrain_core::Time;

use crate::persona::problem::Fault;
use crate::random::{Stream, exponential_seconds, uniform};
use crate::time::calendar::days_off_around;
use crate::time::seconds::{SECONDS_PER_DAY, time};

/// Times between sessions and between pages.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Rhythm {
    /// Mean time between two ordinary pages, over the population.
    pub alpha_seconds: f64,
    /// Mean of the random part of the gap between two sessions, over the population.
    pub beta_seconds: f64,
    /// The gap between two sessions that is always there.
    pub session_gap_seconds: f64,
    /// The most by which starts of sessions move away from 03:00 UTC, as a fraction of a day.
    pub damping: f64,
    /// The probability that a session does not start because the day is off.
    pub weekend_damping: f64,
    /// Minutes before midnight at which the damping of a day off begins, and after it at which it
    /// ends.
    pub weekend_damping_offset_minutes: f64,
    /// Minutes that the damping takes to reach its full value, and to leave it.
    pub weekend_damping_scale_minutes: f64,
}

/// Draws before a start that the warp keeps too early is taken to be the earliest possible.
const MOST_REDRAWS: u32 = 100;

/// Spans past this are mistakes, and would overflow what follows from them.
const LONGEST_SECONDS: f64 = 1e9;

impl Rhythm {
    /// Returns the probability that a session due at this instant does not start, because of
    /// the weekend or a holiday.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_sim::Persona;
    ///
    /// let rhythm = &Persona::named("Accordion")?.definition().rhythm;
    /// let (tuesday, sunday) = ("2018-10-09T12:00:00Z".parse()?, "2018-10-07T12:00:00Z".parse()?);
    /// assert_eq!(rhythm.rejection(tuesday), 0.0);
    /// assert_eq!(rhythm.rejection(sunday), rhythm.weekend_damping);
    /// # Ok::<(), refrain_sim::Error>(())
    /// ```
    pub fn rejection(&self, at: Time) -> f64 {
        let since = at.millis_since(at.start_of_utc_day()) as f64 / 60_000.0;
        let until = 1_440.0 - since;
        let (offset, scale) =
            (self.weekend_damping_offset_minutes, self.weekend_damping_scale_minutes);
        let share = match days_off_around(at) {
            // A ramp may be longer than its offset: then a day off is still setting in after
            // midnight, or fading already before the next, and these two arms cut it.
            [false, true, _] if since < scale - offset => (since + offset) / scale,
            [_, true, false] if until < scale - offset => (until + offset) / scale,
            [_, true, _] => 1.0,
            [_, false, true] if until <= offset => (offset - until) / scale,
            [true, false, _] if since <= offset => (offset - since) / scale,
            [_, false, _] => 0.0,
        };
        self.weekend_damping * share
    }

    /// Draws when the next session starts after `from`, for a user whose own mean gap is
    /// `beta`; both in seconds.
    pub(crate) fn next_start(&self, from: i64, beta: f64, stream: &mut Stream) -> i64 {
        let session_gap = self.session_gap_seconds as i64;
        let mut from = from;
        loop {
            let due = from + exponential_seconds(stream, beta) + session_gap;
            let start = due + self.warp(due);
            // The warp can put a start before the end of the session that it follows: it is due
            // later then.
            if start < from {
                from += session_gap;
            } else if self.is_rejected(start, stream) {
                // Put off, as in eventsim: the next gap counts from the session that did not
                // happen.
                from = start;
            } else {
                return start;
            }
        }
    }

    /// Returns the seconds by which the hour of the day moves a start: away from 03:00, towards 15:00.
    pub(crate) fn warp(&self, due: i64) -> i64 {
        let second_of_day = due.rem_euclid(SECONDS_PER_DAY);
        let phase = TAU * (second_of_day - 3 * 3_600) as f64 / SECONDS_PER_DAY as f64;
        (self.damping * SECONDS_PER_DAY as f64 * libm::sin(phase)) as i64
    }

    /// Finds the first second at which a session must be due to start at or after an instant, as nearly as
    /// the warp allows.
    pub(crate) fn due_at(&self, start: i64) -> i64 {
        let longest = (self.damping * SECONDS_PER_DAY as f64) as i64;
        let is_early = |due: i64| due + self.warp(due) < start;
        // The warp moves no start by more than `longest`, which brackets the answer.
        let (mut early, mut late) = (start - longest - 1, start + longest + 1);
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            if is_early(middle) { early = middle } else { late = middle }
        }
        late
    }

    /// Returns the speed of starts beside that of due sessions around a second: 1 plus the derivative
    /// of the warp.
    pub(crate) fn stretch(&self, due: i64) -> f64 {
        let second_of_day = due.rem_euclid(SECONDS_PER_DAY);
        let phase = TAU * (second_of_day - 3 * 3_600) as f64 / SECONDS_PER_DAY as f64;
        1.0 + TAU * self.damping * libm::cos(phase)
    }

    /// Draws when a session starts of which is known that it does not before `start`, from the first
    /// second at which it can be due and a uniform draw.
    pub(crate) fn start_from(
        &self,
        due_from: i64,
        start: i64,
        beta: f64,
        first_uniform: f64,
        stream: &mut Stream,
    ) -> i64 {
        let mut drawn = first_uniform;
        for _ in 0..MOST_REDRAWS {
            // The inverse of the exponential distribution: paths share out its quantiles among
            // them.
            let due = due_from + (-beta * libm::log(1.0 - drawn)) as i64;
            let at = due + self.warp(due);
            if at >= start {
                return if self.is_rejected(at, stream) {
                    self.next_start(at, beta, stream)
                } else {
                    at
                };
            }
            drawn = uniform(stream);
        }
        start
    }

    fn is_rejected(&self, start: i64, stream: &mut Stream) -> bool {
        let probability = self.rejection(time(start));
        probability > 0.0 && uniform(stream) < probability
    }

    /// Refuses rates that make no sense.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        let check = |rate, found: f64, (low, high), expected| match (low..=high).contains(&found) {
            true => Ok(()),
            false => Err(Fault::Rate { rate, found, expected }),
        };
        let span = ((1.0, LONGEST_SECONDS), "1 to 1e9 seconds");
        let share = ((0.0, 1.0), "0 to 1");
        let ramp = ((0.0, 1_440.0), "0 to 1440 minutes");
        check("alpha", self.alpha_seconds, span.0, span.1)?;
        check("beta", self.beta_seconds, span.0, span.1)?;
        check("session-gap", self.session_gap_seconds, span.0, span.1)?;
        check("damping", self.damping, share.0, share.1)?;
        check("weekend-damping", self.weekend_damping, share.0, share.1)?;
        check("weekend-damping-offset", self.weekend_damping_offset_minutes, ramp.0, ramp.1)?;
        check(
            "weekend-damping-scale",
            self.weekend_damping_scale_minutes,
            (1.0, 1_440.0),
            "1 to 1440 minutes",
        )
    }
}
