//! The likelihood of hazards in discrete time.

use refrain_core::logistic;

use super::super::newton::{Derivatives, Objective};
use super::steps::Trials;
use crate::linear::dot;

/// One observation: its features and the periods through which it was observed.
pub(super) struct ObservedRow {
    pub(super) values: Vec<f64>,
    pub(super) trials: Vec<Trials>,
    /// `true` if the customer left in the last of them.
    pub(super) churned: bool,
    pub(super) weight: f64,
}

/// The negative log-likelihood of a logistic hazard, penalised.
///
/// It is that of a logistic regression with one row per observation and period, Allison,
/// "Discrete-time methods for the analysis of event histories", *Sociological Methodology* 13
/// (1982). Features are the same in all periods of an observation, so that their part of slope and
/// curvature needs only the sums over its periods, and no such row is ever made.
///
/// The parameters are an intercept per stretch of tenure, then the coefficients.
pub(super) struct TrialLikelihood<'a> {
    pub(super) rows: &'a [ObservedRow],
    pub(super) n_steps: usize,
    pub(super) l2: f64,
    pub(super) smoothness: f64,
}

impl ObservedRow {
    fn margin(&self, coefficients: &[f64]) -> f64 {
        dot(&self.values, coefficients)
    }

    /// Runs of periods, each with the number of churners in it.
    fn runs(&self) -> impl Iterator<Item = (Trials, f64)> {
        let last = self.trials.len().saturating_sub(1);
        let left = move |run| if self.churned && run == last { 1.0 } else { 0.0 };
        self.trials.iter().enumerate().map(move |(run, trials)| (*trials, left(run)))
    }
}

/// Returns `ln(1 + exp(log_odds))`: the hazard that gathers in a period of these log-odds.
pub(super) fn gathered(log_odds: f64) -> f64 {
    // `exp` of a large number overflows, of its negative it is harmless.
    log_odds.max(0.0) + (-log_odds.abs()).exp().ln_1p()
}

impl TrialLikelihood<'_> {
    fn add_row(&self, into: &mut Derivatives, at: &[f64], row: &ObservedRow) {
        let (intercepts, coefficients) = at.split_at(self.n_steps);
        let (n, margin) = (at.len(), row.margin(coefficients));
        let (mut slope, mut curvature) = (0.0, 0.0);
        for (Trials { step, n: periods }, left) in row.runs() {
            let hazard = logistic(intercepts[step] + margin);
            let steep = row.weight * (periods * hazard - left);
            let curved = row.weight * periods * hazard * (1.0 - hazard);
            into.gradient[step] += steep;
            into.curvature[step * (n + 1)] += curved;
            for (column, value) in row.values.iter().enumerate() {
                into.curvature[(self.n_steps + column) * n + step] += curved * value;
            }
            (slope, curvature) = (slope + steep, curvature + curved);
        }
        // Features are the same in all periods, so one sum over them serves the whole block.
        for (column, value) in row.values.iter().enumerate() {
            into.gradient[self.n_steps + column] += slope * value;
            let from = (self.n_steps + column) * n + self.n_steps;
            let sums = into.curvature[from..].iter_mut().zip(&row.values[..=column]);
            sums.for_each(|(sum, other)| *sum += curvature * value * other);
        }
    }

    fn add_penalties(&self, into: &mut Derivatives, at: &[f64]) {
        let n = at.len();
        for (parameter, coefficient) in at.iter().enumerate().skip(self.n_steps) {
            into.add_ridge(parameter, self.l2, *coefficient);
        }
        for (step, pair) in at[..self.n_steps].windows(2).enumerate() {
            let rise = pair[1] - pair[0];
            into.add_ridge(step, self.smoothness, -rise);
            into.add_ridge(step + 1, self.smoothness, rise);
            into.curvature[(step + 1) * n + step] -= self.smoothness;
        }
    }
}

impl Objective for TrialLikelihood<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        let (intercepts, coefficients) = at.split_at(self.n_steps);
        let loss = |row: &ObservedRow| {
            let margin = row.margin(coefficients);
            let terms = row.runs().map(|(Trials { step, n }, left)| {
                let log_odds = intercepts[step] + margin;
                n * gathered(log_odds) - left * log_odds
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
