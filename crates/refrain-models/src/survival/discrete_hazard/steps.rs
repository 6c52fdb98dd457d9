//! Periods of a customer, by the stretch of tenure in which each begins.

use refrain_core::Lifetime;
use serde::{Deserialize, Serialize};

/// Share of a period that rounding may take from it: days are quotients of milliseconds.
const ROUNDING: f64 = 1e-6;

/// Most stretches; the last goes on for ever.
const MOST_STEPS: f64 = 200.0;

/// Most periods that a window is cut into; the hazard of longer ones would take long to add up.
const MOST_PERIODS: f64 = 1e5;

/// Periods of one length, and the stretches of tenure that have an intercept each.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Steps {
    pub(super) period_days: f64,
    pub(super) step_days: f64,
    pub(super) n_steps: usize,
}

/// Periods that begin in one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trials {
    pub(super) step: usize,
    /// Number of periods; the last of a horizon may be part of one.
    pub(super) n: f64,
}

impl Steps {
    /// Makes as many stretches as the entries reach into.
    pub(super) fn new(period_days: f64, step_days: f64, lifetimes: &[Lifetime]) -> Steps {
        let last = lifetimes.iter().map(Lifetime::entry_days).fold(0.0, f64::max);
        let n_steps = (last / step_days + 1.0).floor().clamp(1.0, MOST_STEPS) as usize;
        Steps { period_days, step_days, n_steps }
    }

    /// Returns the periods through which a lifetime was observed: whole ones, and the one in which
    /// the customer left.
    pub(super) fn of(&self, lifetime: &Lifetime) -> Vec<Trials> {
        let length = lifetime.days_at_risk() / self.period_days;
        let n = if lifetime.churned() {
            // The period in which it left counts whole: that is when a trial is decided.
            (length - ROUNDING).ceil().max(1.0)
        } else {
            // A period that was not seen to its end is no trial.
            (length + ROUNDING).floor()
        };
        self.from(lifetime.entry_days(), n)
    }

    /// Returns the periods of a window that begins at a tenure.
    pub(super) fn within(&self, start: f64, days: f64) -> Vec<Trials> {
        let n = days / self.period_days;
        // Ten periods of .1 days are one day.
        let whole = (n - n.round()).abs() < ROUNDING;
        self.from(start, if whole { n.round() } else { n })
    }

    fn from(&self, start: f64, n: f64) -> Vec<Trials> {
        let mut all: Vec<Trials> = Vec::new();
        let mut begun = 0.0;
        while begun < n && begun < MOST_PERIODS {
            let step = self.step_of(start + begun * self.period_days);
            let of_this = (n - begun).min(1.0);
            match all.last_mut() {
                Some(last) if last.step == step => last.n += of_this,
                _ => all.push(Trials { step, n: of_this }),
            }
            begun += 1.0;
        }
        all
    }

    fn step_of(&self, tenure: f64) -> usize {
        // A cast saturates, so a long tenure is in the last stretch.
        ((tenure / self.step_days) as usize).min(self.n_steps - 1)
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        let sound = positive(self.period_days) && positive(self.step_days) && self.n_steps > 0;
        (!sound).then_some("it has no periods")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use refrain_core::Lifetime;

    use super::{Steps, Trials};

    const STEPS: Steps = Steps { period_days: 1.0, step_days: 10.0, n_steps: 3 };

    fn trials(entry: f64, exit: f64, churned: bool) -> Vec<(usize, f64)> {
        let all = STEPS.of(&Lifetime::new(entry, exit, churned).unwrap());
        all.into_iter().map(|Trials { step, n }| (step, n)).collect()
    }

    #[test]
    fn whole_periods_count_and_the_one_of_leaving() {
        assert_eq!(trials(3.5, 10.5, false), [(0, 7.0)]);
        assert_eq!(trials(3.5, 10.4, false), [(0, 6.0)]);
        assert_eq!(trials(3.5, 10.4, true), [(0, 7.0)]);
        assert_eq!(trials(3.5, 3.6, true), [(0, 1.0)]);
        assert_eq!(trials(3.5, 3.6, false), []);
    }

    #[test]
    fn period_is_of_the_stretch_in_which_it_begins_and_the_last_goes_on() {
        assert_eq!(trials(7.5, 14.5, false), [(0, 3.0), (1, 4.0)]);
        assert_eq!(trials(19.5, 21.5, false), [(1, 1.0), (2, 1.0)]);
        assert_eq!(trials(500.0, 502.0, false), [(2, 2.0)]);
    }

    #[test]
    fn tenures_of_odd_milliseconds_lose_no_day() {
        for entry in 0..2_000 {
            let entry = f64::from(entry) * 37.0 + 12_345.0 / 86_400_000.0;
            let days: f64 = trials(entry, entry + 7.0, false).iter().map(|(_, n)| n).sum();
            assert_eq!(days, 7.0, "{entry}");
        }
    }

    #[test]
    fn horizon_may_end_within_a_period() {
        assert_eq!(
            STEPS.within(9.0, 2.5),
            [Trials { step: 0, n: 1.0 }, Trials { step: 1, n: 1.5 }]
        );
        let tenths = Steps { period_days: 0.1, ..STEPS };
        let n: f64 = tenths.within(0.0, 1.0).iter().map(|trials| trials.n).sum();
        assert_eq!(n, 10.0);
    }
}
