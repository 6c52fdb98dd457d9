//! The hazard of the average customer along its tenure.

use refrain_core::Lifetime;
use serde::{Deserialize, Serialize};

/// Leavers at the mean hazard that are added to each stretch: where few were observed, or nobody,
/// the hazard leans on the mean.
const PRIOR_LEAVERS: f64 = 10.0;

/// Most stretches; the last goes on for ever.
const MOST_STEPS: f64 = 400.0;

/// A hazard that is constant over stretches of tenure.
///
/// In each it is the number of those who left divided by the time at risk, each customer's in
/// proportion to its relative risk: Breslow's estimate (discussion of Cox, *JRSS B* 34, 1972) with
/// its steps spread evenly over the stretch, so that no window is without hazard and customers
/// older than any before have one too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Baseline {
    step_days: f64,
    /// Hazard per day of each stretch.
    rates: Vec<f64>,
    mean_rate: f64,
}

impl Baseline {
    /// Estimates the hazard; `risks` are weights times relative risks.
    pub(super) fn fit(
        step_days: f64,
        lifetimes: &[Lifetime],
        weights: &[f64],
        risks: &[f64],
    ) -> Baseline {
        let last = lifetimes.iter().map(Lifetime::exit_days).fold(0.0, f64::max);
        let n_steps = (last / step_days).ceil().clamp(1.0, MOST_STEPS) as usize;
        let mut empty = Baseline { step_days, rates: vec![0.0; n_steps], mean_rate: 0.0 };
        let (mut left, mut at_risk) = (vec![0.0; n_steps], vec![0.0; n_steps]);
        for ((lifetime, weight), risk) in lifetimes.iter().zip(weights).zip(risks) {
            let (entry, exit) = (lifetime.entry_days(), lifetime.exit_days());
            empty.each_overlap(entry, exit, |step, days| at_risk[step] += risk * days);
            if lifetime.churned() {
                left[empty.step_before(exit)] += weight;
            }
        }
        empty.mean_rate = left.iter().sum::<f64>() / at_risk.iter().sum::<f64>();
        // Gamma prior with its mean at the mean rate.
        let prior_days = PRIOR_LEAVERS / empty.mean_rate;
        let rate = |(left, at_risk): (&f64, &f64)| (left + PRIOR_LEAVERS) / (at_risk + prior_days);
        empty.rates = left.iter().zip(&at_risk).map(rate).collect();
        empty
    }

    /// Returns the hazard that gathers over so many days from a tenure on; from an unknown one,
    /// that of the mean.
    pub(super) fn gathers(&self, from: Option<f64>, days: f64) -> f64 {
        let Some(from) = from else { return self.mean_rate * days };
        let mut gathered = 0.0;
        self.each_overlap(from, from + days, |step, days| gathered += self.rates[step] * days);
        gathered
    }

    /// Returns the hazard per day of each stretch of so many days.
    pub(super) fn rates(&self) -> (f64, &[f64]) {
        (self.step_days, &self.rates)
    }

    /// Calls with each stretch that an interval meets and the days of it there.
    fn each_overlap(&self, from: f64, to: f64, mut of: impl FnMut(usize, f64)) {
        let last = self.rates.len() - 1;
        for step in self.step_of(from)..=self.step_of(to) {
            let begin = step as f64 * self.step_days;
            // The last stretch goes on, for customers older than any of training.
            let end = if step == last { f64::INFINITY } else { begin + self.step_days };
            let days = to.min(end) - from.max(begin);
            if days > 0.0 {
                of(step, days);
            }
        }
    }

    fn step_of(&self, tenure: f64) -> usize {
        // A cast saturates, so a long tenure is in the last stretch.
        ((tenure / self.step_days) as usize).min(self.rates.len() - 1)
    }

    /// The stretch that ends in an instant or holds it: who leaves at its end was at risk in it.
    fn step_before(&self, tenure: f64) -> usize {
        let ended = (tenure / self.step_days).ceil() as usize;
        ended.saturating_sub(1).min(self.rates.len() - 1)
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let positive = |number: &f64| number.is_finite() && *number > 0.0;
        let possible = self.rates.iter().chain([&self.step_days, &self.mean_rate]).all(positive);
        (!possible || self.rates.is_empty()).then_some("its baseline is no hazard")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use refrain_core::Lifetime;

    use super::{Baseline, PRIOR_LEAVERS};

    fn lives(days: &[(f64, f64, bool)]) -> Vec<Lifetime> {
        days.iter()
            .map(|(entry, exit, left)| Lifetime::new(*entry, *exit, *left).unwrap())
            .collect()
    }

    #[test]
    fn hazard_is_leavers_over_time_at_risk_leaning_on_the_mean() {
        let lives = lives(&[(0.0, 10.0, true), (5.0, 20.0, false), (12.0, 15.0, true)]);
        let baseline = Baseline::fit(10.0, &lives, &[1.0, 1.0, 2.0], &[1.0, 2.0, 2.0]);
        // Ten days, then twice five; twice ten, then twice three. Who leaves on day 10 leaves in
        // the first stretch.
        let (at_risk, left) = ([20.0, 26.0], [1.0, 2.0]);
        let mean = 3.0 / 46.0;
        for step in 0..2 {
            let rate = (left[step] + PRIOR_LEAVERS) / (at_risk[step] + PRIOR_LEAVERS / mean);
            assert!((baseline.rates[step] - rate).abs() < 1e-15);
        }
        let [first, second] = [baseline.rates[0], baseline.rates[1]];
        assert!((baseline.gathers(Some(8.0), 4.0) - 2.0 * (first + second)).abs() < 1e-15);
        // Nobody was observed so long.
        assert!((baseline.gathers(Some(90.0), 4.0) - 4.0 * second).abs() < 1e-15);
        assert!((baseline.gathers(None, 4.0) - 4.0 * mean).abs() < 1e-15);
        assert_eq!(baseline.defect(), None);
    }

    #[test]
    fn tenures_beyond_the_last_stretch_are_in_it() {
        let lives = lives(&[(0.0, 5.0, true), (9_000.0, 9_001.0, true)]);
        let baseline = Baseline::fit(1.0, &lives, &[1.0; 2], &[1.0; 2]);
        assert_eq!(baseline.rates.len(), 400);
        assert!(baseline.gathers(Some(1e6), 1.0) > 0.0);
        assert!(baseline.gathers(Some(1e300), 1.0).is_finite());
    }
}
