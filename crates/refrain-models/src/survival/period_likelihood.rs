//! The likelihood of hazards in discrete time.

use super::newton::{Derivatives, Objective};
use refrain_core::logistic;

/// One observation: its features and the periods through which it was followed.
pub(crate) struct FollowedRow {
    pub(crate) values: Vec<f64>,
    pub(crate) n_periods: usize,
    /// Whether the customer left in the last of them.
    pub(crate) churned: bool,
    pub(crate) weight: f64,
}

/// The negative log-likelihood of a logistic hazard, penalised.
///
/// It is that of a logistic regression with one row per observation and period, Allison,
/// "Discrete-time methods for the analysis of event histories", *Sociological Methodology* 13
/// (1982). Features are the same in all periods of an observation, so that their part of slope and
/// curvature needs only the sums over its periods, and no such row is ever made.
///
/// The parameters are an intercept per period, then the coefficients.
pub(crate) struct PeriodLikelihood<'a> {
    pub(crate) rows: &'a [FollowedRow],
    pub(crate) n_periods: usize,
    pub(crate) l2: f64,
    pub(crate) smoothness: f64,
}

impl FollowedRow {
    fn margin(&self, coefficients: &[f64]) -> f64 {
        super::cholesky::dot(&self.values, coefficients)
    }

    fn left_in(&self, period: usize) -> f64 {
        f64::from(u8::from(self.churned && period + 1 == self.n_periods))
    }
}

/// Returns `ln(1 + exp(log_odds))`: the hazard that gathers in a period of these log-odds.
pub(crate) fn gathered(log_odds: f64) -> f64 {
    log_odds.max(0.0) + (-log_odds.abs()).exp().ln_1p()
}

impl PeriodLikelihood<'_> {
    fn add_row(&self, into: &mut Derivatives, at: &[f64], row: &FollowedRow) {
        let (intercepts, coefficients) = at.split_at(self.n_periods);
        let (n, margin) = (at.len(), row.margin(coefficients));
        let (mut slope, mut curvature) = (0.0, 0.0);
        for (period, intercept) in intercepts.iter().enumerate().take(row.n_periods) {
            let hazard = logistic(intercept + margin);
            let steep = row.weight * (hazard - row.left_in(period));
            let curved = row.weight * hazard * (1.0 - hazard);
            into.gradient[period] += steep;
            into.curvature[period * (n + 1)] += curved;
            for (column, value) in row.values.iter().enumerate() {
                into.curvature[(self.n_periods + column) * n + period] += curved * value;
            }
            (slope, curvature) = (slope + steep, curvature + curved);
        }
        for (column, value) in row.values.iter().enumerate() {
            into.gradient[self.n_periods + column] += slope * value;
            let from = (self.n_periods + column) * n + self.n_periods;
            let sums = into.curvature[from..].iter_mut().zip(&row.values[..=column]);
            sums.for_each(|(sum, other)| *sum += curvature * value * other);
        }
    }

    fn add_penalties(&self, into: &mut Derivatives, at: &[f64]) {
        let n = at.len();
        for (parameter, coefficient) in at.iter().enumerate().skip(self.n_periods) {
            into.add_ridge(parameter, self.l2, *coefficient);
        }
        for (period, pair) in at[..self.n_periods].windows(2).enumerate() {
            let rise = pair[1] - pair[0];
            into.add_ridge(period, self.smoothness, -rise);
            into.add_ridge(period + 1, self.smoothness, rise);
            into.curvature[(period + 1) * n + period] -= self.smoothness;
        }
    }
}

impl Objective for PeriodLikelihood<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        let (intercepts, coefficients) = at.split_at(self.n_periods);
        let loss = |row: &FollowedRow| {
            let margin = row.margin(coefficients);
            let periods = intercepts.iter().enumerate().take(row.n_periods);
            let terms = periods.map(|(period, intercept)| {
                let log_odds = intercept + margin;
                gathered(log_odds) - row.left_in(period) * log_odds
            });
            row.weight * terms.sum::<f64>()
        };
        let square = |values: f64| 0.5 * values * values;
        let ridge: f64 = coefficients.iter().map(|coefficient| square(*coefficient)).sum();
        let rises: f64 = intercepts.windows(2).map(|pair| square(pair[1] - pair[0])).sum();
        self.rows.iter().map(loss).sum::<f64>() + self.l2 * ridge + self.smoothness * rises
    }

    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let mut derivatives = Derivatives::zero(at.len());
        self.rows.iter().for_each(|row| self.add_row(&mut derivatives, at, row));
        self.add_penalties(&mut derivatives, at);
        derivatives
    }
}
