//! Standard errors that hold when rows of one customer are alike.

use refrain_core::Lifetime;

use super::super::risk_sets::Departure;
use crate::linear::dot;

/// Risk sets and risks at a fit's end.
pub(super) struct Residuals<'a> {
    pub(super) lifetimes: &'a [Lifetime],
    pub(super) weights: &'a [f64],
    pub(super) departures: &'a [Departure],
    pub(super) rows: &'a [Vec<f64>],
    /// Weights times relative risks.
    pub(super) risks: &'a [f64],
}

/// The hazard, and the hazard times the mean features of those at risk, summed up to a departure.
struct Gathered {
    hazard: f64,
    moments: Vec<f64>,
}

impl Residuals<'_> {
    /// Returns the sum of each customer's score residuals, one per coefficient.
    ///
    /// The score residuals of a row are `w (x - x̄)` on the day it leaves, less the same expected
    /// over the days at risk: Therneau and Grambsch, *Modeling Survival Data* (2000), section 4.6.
    /// Ties are taken in Breslow's way.
    pub(super) fn by_cluster(&self, clusters: &[usize]) -> Vec<Vec<f64>> {
        let n_clusters = clusters.iter().max().map_or(0, |last| last + 1);
        let mut sums = vec![vec![0.0; self.rows[0].len()]; n_clusters];
        let (means, gathered) = self.gathered();
        for (row, cluster) in clusters.iter().enumerate() {
            let residual = self.residual(row, &means, &gathered);
            sums[*cluster].iter_mut().zip(residual).for_each(|(sum, term)| *sum += term);
        }
        sums
    }

    /// The mean features of those at risk at each departure, and what gathered before each and in
    /// the end.
    fn gathered(&self) -> (Vec<Vec<f64>>, Vec<Gathered>) {
        let n = self.rows[0].len();
        let (mut at_risk, mut moments) = (0.0, vec![0.0; n]);
        let mut means = Vec::new();
        let mut gathered = vec![Gathered { hazard: 0.0, moments: vec![0.0; n] }];
        for departure in self.departures {
            let changes = departure.entered.iter().map(|row| (*row, 1.0));
            for (row, sign) in changes.chain(departure.gone.iter().map(|row| (*row, -1.0))) {
                let risk = sign * self.risks[row];
                at_risk += risk;
                moments.iter_mut().zip(&self.rows[row]).for_each(|(sum, x)| *sum += risk * x);
            }
            let mean: Vec<f64> = moments.iter().map(|moment| moment / at_risk).collect();
            let leaving = departure.churned.iter().map(|row| self.weights[*row]);
            let step = leaving.sum::<f64>() / at_risk;
            let before = &gathered[gathered.len() - 1];
            let sums = before.moments.iter().zip(&mean).map(|(sum, mean)| sum + step * mean);
            let next = Gathered { hazard: before.hazard + step, moments: sums.collect() };
            gathered.push(next);
            means.push(mean);
        }
        (means, gathered)
    }

    fn residual(&self, row: usize, means: &[Vec<f64>], gathered: &[Gathered]) -> Vec<f64> {
        let (lifetime, risk) = (&self.lifetimes[row], self.risks[row]);
        let until = |days: f64| self.departures.partition_point(|departure| departure.days <= days);
        let (from, to) = (until(lifetime.entry_days()), until(lifetime.exit_days()));
        let hazard = gathered[to].hazard - gathered[from].hazard;
        let residual = |(column, x): (usize, &f64)| {
            let moment = gathered[to].moments[column] - gathered[from].moments[column];
            let expected = risk * (x * hazard - moment);
            let seen = if lifetime.churned() {
                self.weights[row] * (x - means[to - 1][column])
            } else {
                0.0
            };
            seen - expected
        };
        self.rows[row].iter().enumerate().map(residual).collect()
    }
}

/// Returns the square roots of the diagonal of `inverse (Σ u uᵀ) inverse`.
///
/// Lin and Wei, "The robust inference for the Cox proportional hazards model", *JASA* 84 (1989).
pub(super) fn standard_errors(inverse: &[f64], scores: &[Vec<f64>]) -> Vec<f64> {
    let n = inverse.len().isqrt();
    let squares = |column: usize| {
        let row = &inverse[column * n..][..n];
        let through = scores.iter().map(|score| dot(row, score).powi(2));
        through.sum::<f64>().sqrt()
    };
    (0..n).map(squares).collect()
}
