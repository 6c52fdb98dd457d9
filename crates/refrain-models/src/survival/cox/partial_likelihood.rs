//! Cox's partial likelihood.

use super::super::newton::{Derivatives, Objective};
use super::super::risk_sets::Departure;
use super::options::Ties;

/// The negative logarithm of the partial likelihood, with a ridge.
///
/// With `r = w exp(η)`, `η = x · β`, each day of departures adds `Σ w η` of those who leave less
/// their mean weight times `Σ_l ln(S - l/d D)`, where `S` sums `r` over those at risk, `D` over the
/// `d` who leave and `l` runs from 0 to `d - 1`: Efron, "The efficiency of Cox's likelihood
/// function for censored data", *JASA* 72 (1977). Breslow's form (*Biometrics* 30, 1974) takes `S`
/// each time. Late entry changes who is at risk and nothing else.
pub(super) struct PartialLikelihood<'a> {
    pub(super) weights: &'a [f64],
    pub(super) departures: &'a [Departure],
    /// Standardised features, row after row.
    pub(super) rows: &'a [Vec<f64>],
    pub(super) ties: Ties,
    pub(super) l2: f64,
}

/// Sums of `r`, of `r x` and (lower triangle) of `r x xᵀ` over some rows.
///
/// It is kept in [`Derivatives`], whose gradient serves for `r x` and whose curvature for the
/// squares.
#[derive(Clone)]
struct Sums {
    risk: f64,
    moments: Derivatives,
}

impl Sums {
    fn zero(n: usize) -> Sums {
        Sums { risk: 0.0, moments: Derivatives::zero(n) }
    }

    fn add(&mut self, row: &[f64], risk: f64) {
        self.risk += risk;
        self.moments.gradient.iter_mut().zip(row).for_each(|(sum, value)| *sum += risk * value);
        self.moments.add_square(row, risk);
    }
}

impl PartialLikelihood<'_> {
    /// Returns `x · β` of each row.
    fn margins(&self, at: &[f64]) -> Vec<f64> {
        let margin = |row: &Vec<f64>| row.iter().zip(at).map(|(value, at)| value * at).sum();
        self.rows.iter().map(margin).collect()
    }

    /// Returns `w exp(x · β)` of each row.
    pub(super) fn risks(&self, at: &[f64]) -> Vec<f64> {
        let margins = self.margins(at);
        margins.iter().zip(self.weights).map(|(margin, weight)| weight * margin.exp()).collect()
    }

    /// Each term's share of the departing that no longer counts as at risk.
    fn shares(&self, n_churned: usize) -> impl Iterator<Item = f64> + use<> {
        let ties = self.ties;
        (0..n_churned).map(move |before| match ties {
            Ties::Efron => before as f64 / n_churned as f64,
            Ties::Breslow => 0.0,
        })
    }

    fn mean_weight(&self, churned: &[usize]) -> f64 {
        let weights = churned.iter().map(|row| self.weights[*row]);
        weights.sum::<f64>() / churned.len() as f64
    }

    /// Takes those at risk from one departure to the next.
    fn update(&self, at_risk: &mut Sums, departure: &Departure, risks: &[f64]) {
        departure.entered.iter().for_each(|row| at_risk.add(&self.rows[*row], risks[*row]));
        departure.gone.iter().for_each(|row| at_risk.add(&self.rows[*row], -risks[*row]));
    }

    fn sum_over(&self, churned: &[usize], risks: &[f64], n: usize) -> Sums {
        let mut sums = Sums::zero(n);
        churned.iter().for_each(|row| sums.add(&self.rows[*row], risks[*row]));
        sums
    }

    /// Adds what one day of departures does to slope and curvature.
    fn add_day(&self, into: &mut Derivatives, at_risk: &Sums, churned: &[usize], risks: &[f64]) {
        let n = into.gradient.len();
        let leaving = self.sum_over(churned, risks, n);
        for row in churned {
            let weight = self.weights[*row];
            let slopes = into.gradient.iter_mut().zip(&self.rows[*row]);
            slopes.for_each(|(slope, value)| *slope -= weight * value);
        }
        let weight = self.mean_weight(churned);
        for share in self.shares(churned.len()) {
            let risk = at_risk.risk - share * leaving.risk;
            let less = |a: &[f64], b: &[f64]| -> Vec<f64> {
                a.iter().zip(b).map(|(a, b)| (a - share * b) / risk).collect()
            };
            let mean = less(&at_risk.moments.gradient, &leaving.moments.gradient);
            let square = less(&at_risk.moments.curvature, &leaving.moments.curvature);
            into.gradient.iter_mut().zip(&mean).for_each(|(slope, mean)| *slope += weight * mean);
            into.curvature.iter_mut().zip(&square).for_each(|(sum, term)| *sum += weight * term);
            // The variance of the features at risk: mean square less squared mean.
            into.add_square(&mean, -weight);
        }
    }
}

impl Objective for PartialLikelihood<'_> {
    fn value(&self, at: &[f64]) -> f64 {
        let (margins, risks) = (self.margins(at), self.risks(at));
        let sum = |rows: &[usize]| rows.iter().map(|row| risks[*row]).sum::<f64>();
        let (mut at_risk, mut likelihood) = (0.0, 0.0);
        for Departure { entered, gone, churned, .. } in self.departures {
            at_risk += sum(entered) - sum(gone);
            let leaving = sum(churned);
            let own = churned.iter().map(|row| self.weights[*row] * margins[*row]);
            let terms = self.shares(churned.len()).map(|share| (at_risk - share * leaving).ln());
            likelihood += own.sum::<f64>() - self.mean_weight(churned) * terms.sum::<f64>();
        }
        let ridge: f64 = at.iter().map(|coefficient| coefficient * coefficient).sum();
        // Beyond the range of numbers is far from any minimum, and NaN compares with nothing.
        let value = 0.5 * self.l2 * ridge - likelihood;
        if value.is_nan() { f64::INFINITY } else { value }
    }

    fn derivatives(&self, at: &[f64]) -> Derivatives {
        let risks = self.risks(at);
        let mut derivatives = Derivatives::zero(at.len());
        let mut at_risk = Sums::zero(at.len());
        for departure in self.departures {
            self.update(&mut at_risk, departure, &risks);
            self.add_day(&mut derivatives, &at_risk, &departure.churned, &risks);
        }
        for (parameter, coefficient) in at.iter().enumerate() {
            derivatives.add_ridge(parameter, self.l2, *coefficient);
        }
        derivatives
    }
}
