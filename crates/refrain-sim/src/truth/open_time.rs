//! Open time: the time a user had to come back in, less where the rhythm says that few do.

use crate::persona::rhythm::Rhythm;
use crate::time::seconds::time;

/// The time in which sessions may start, counted from the start of a simulation.
///
/// A session that is due starts with the probability that the rhythm does not reject it, so that an
/// hour on a weekend counts for less than one on a working day. In this time, due sessions are those
/// of a Poisson process: but for the constant gap after each rejection, half an hour in a week.
#[derive(Debug, Clone)]
pub(crate) struct OpenTime {
    from: i64,
    step: i64,
    cumulative: Vec<f64>,
}

/// A quarter of an hour: the ramps of weekends take hours.
const STEP_SECONDS: i64 = 900;

/// Longer spans are looked at more coarsely.
const MOST_STEPS: i64 = 200_000;

impl OpenTime {
    /// Integrates from one second to another, both those of due sessions, before the warp.
    pub(crate) fn new(rhythm: &Rhythm, from: i64, until: i64) -> OpenTime {
        let step = STEP_SECONDS.max((until - from) / MOST_STEPS);
        let mut sum = 0.0;
        let mut cumulative = vec![0.0];
        let mut at = from;
        while at < until {
            // Midpoint rule, after the warp: rejection looks at when a session starts, not at when
            // it is due.
            let middle = at + step / 2;
            sum += step as f64 * (1.0 - rhythm.rejection(time(middle + rhythm.warp(middle))));
            cumulative.push(sum);
            at += step;
        }
        OpenTime { from, step, cumulative }
    }

    /// The open seconds from the start up to a second.
    pub(crate) fn until(&self, due: i64) -> f64 {
        let steps = ((due - self.from) as f64 / self.step as f64).max(0.0);
        let whole = (steps as usize).min(self.cumulative.len() - 1);
        let next = (whole + 1).min(self.cumulative.len() - 1);
        let share = (steps - whole as f64).min(1.0);
        self.cumulative[whole] + share * (self.cumulative[next] - self.cumulative[whole])
    }

    /// The open seconds between two.
    pub(crate) fn between(&self, from: i64, until: i64) -> f64 {
        (self.until(until) - self.until(from)).max(0.0)
    }
}
