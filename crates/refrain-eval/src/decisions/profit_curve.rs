//! Profit against the number of contacts.

use super::prospect::Prospect;
use crate::profit::Acceptance;

/// Expected profit of contacting ever more customers, the most profitable first.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ProfitCurve {
    /// One point for each number of contacts, from 0 to all.
    pub points: Vec<ProfitPoint>,
    /// Number of contacts of the highest expected profit; the smallest of equals.
    pub best: usize,
    /// Largest number of contacts that does not lose money.
    pub break_even: usize,
}

/// Expected profit of so many contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ProfitPoint {
    /// Number of contacts.
    pub n_contacts: usize,
    /// Expected profit of all of them.
    pub expected_profit: f64,
    /// Standard deviation of that profit: of what the customers do, and of the acceptance where it
    /// is uncertain.
    pub deviation: f64,
    /// Share of acceptance at which these contacts would earn nothing; `None` if they lose
    /// money at any, or there are none.
    pub break_even_acceptance: Option<f64>,
}

/// Sums over the customers contacted.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n_contacts: usize,
    /// Gain if all would-be churners accept: p (v - d).
    gain: f64,
    /// Amount spent if nobody accepts: (1 - p) d + f.
    spent: f64,
    /// Of the variance of a row, E\[X^2\] - E\[X\]^2 with X the profit plus f, three parts: that
    /// does not depend on the acceptance, that is linear in it, and that is quadratic.
    constant: f64,
    linear: f64,
    quadratic: f64,
}

impl ProfitCurve {
    pub(super) fn new(by_profit: &[Prospect], acceptance: &Acceptance) -> ProfitCurve {
        let mut sums = Sums::default();
        let mut points = vec![sums.point(acceptance)];
        for prospect in by_profit {
            sums.add(prospect);
            points.push(sums.point(acceptance));
        }
        let higher = |best: usize, next: usize| {
            let is_higher = points[next].expected_profit > points[best].expected_profit;
            if is_higher { next } else { best }
        };
        let best = (0..points.len()).reduce(higher).expect("there is a point for no contact");
        let earns = |point: &ProfitPoint| point.expected_profit >= 0.0;
        let break_even = points.iter().rposition(earns).expect("no contact loses nothing");
        ProfitCurve { points, best, break_even }
    }
}

impl Sums {
    fn add(&mut self, prospect: &Prospect) {
        let (p, offer) = (prospect.probability, prospect.campaign.offer_cost());
        let net = prospect.campaign.value() - offer;
        let lost = (1.0 - p) * offer;
        self.n_contacts += 1;
        self.gain += p * net;
        self.spent += lost + prospect.campaign.contact_cost();
        self.constant += lost * offer - lost * lost;
        self.linear += p * net * net + 2.0 * p * net * lost;
        self.quadratic -= p * net * p * net;
    }

    /// By the law of total variance: within a given acceptance, and between them.
    fn point(&self, acceptance: &Acceptance) -> ProfitPoint {
        let (mean, variance) = (acceptance.mean(), acceptance.variance());
        let square = mean * mean + variance;
        // Within: the chance of each customer; between: of the share that all have in common.
        let within = self.constant + self.linear * mean + self.quadratic * square;
        let between = self.gain * self.gain * variance;
        let least = self.spent / self.gain;
        ProfitPoint {
            n_contacts: self.n_contacts,
            expected_profit: self.gain * mean - self.spent,
            // Rounding may leave a variance of nothing a little below 0.
            deviation: (within + between).max(0.0).sqrt(),
            break_even_acceptance: (self.gain > 0.0 && least <= 1.0).then_some(least),
        }
    }
}
