//! Numbers, normally distributed in each class.

use refrain_core::Dataset;
use serde::{Deserialize, Serialize};

use super::observed::{by_class, sorted_sum};
use crate::Error;
use crate::rows::cells;
use crate::rows::problem::RowsProblem;

/// No value says more than this, so that sums over features stay finite.
const MOST_SAID: f64 = 1e100;
/// Farther away in deviations, squares and their difference would not be numbers.
const FARTHEST: f64 = 1e307;

/// The distributions of a number in both classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Gaussians {
    churn: Gaussian,
    stay: Gaussian,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Gaussian {
    mean: f64,
    deviation: f64,
}

/// A weighted mean and (population) variance.
struct Moments {
    mean: f64,
    variance: f64,
}

impl Gaussians {
    /// Learns both distributions; `None` if the number is constant or one class never has it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Data` if a square overflows.
    pub(super) fn fit(
        train: &Dataset,
        feature: usize,
        smoothing: f64,
    ) -> Result<Option<Gaussians>, Error> {
        let number = |row| Some(cells::number(train.features(), row, feature));
        let rows = by_class(train, |row| number(row).filter(|number| !number.is_nan()));
        if rows.churn.is_empty() || rows.stay.is_empty() {
            return Ok(None);
        }
        let all = Moments::of(&[rows.churn.clone(), rows.stay.clone()].concat());
        let floor = smoothing * all.variance;
        let too_large =
            || RowsProblem::TooLarge { column: train.features().columns()[feature].name.clone() };
        let gaussian = |of: &Vec<(f64, f64)>| {
            let Moments { mean, variance } = Moments::of(of);
            let deviation = (variance + floor).sqrt();
            let finite = deviation.is_finite() && all.variance.is_finite();
            if finite { Ok(Gaussian { mean, deviation }) } else { Err(too_large()) }
        };
        let (churn, stay) = (gaussian(&rows.churn)?, gaussian(&rows.stay)?);
        // Where the floor itself rounds to zero there is nothing to divide by.
        let spread = churn.deviation > 0.0 && stay.deviation > 0.0;
        Ok(spread.then_some(Gaussians { churn, stay }))
    }

    /// Returns the logarithm of how much denser those who churn lie at a number.
    pub(super) fn says(&self, number: f64) -> f64 {
        let (churn, stay) = (self.churn.distance(number), self.stay.distance(number));
        // The difference of the squares; the squares themselves may overflow to infinity both.
        let squares = (stay - churn) * (stay + churn);
        let said = (self.stay.deviation / self.churn.deviation).ln() + 0.5 * squares;
        said.clamp(-MOST_SAID, MOST_SAID)
    }

    pub(super) fn defect(&self) -> Option<&'static str> {
        let possible =
            |of: &Gaussian| of.mean.is_finite() && of.deviation.is_finite() && of.deviation > 0.0;
        let impossible = !(possible(&self.churn) && possible(&self.stay));
        impossible.then_some("a number has no distribution")
    }
}

impl Gaussian {
    fn distance(&self, number: f64) -> f64 {
        ((number - self.mean) / self.deviation).clamp(-FARTHEST, FARTHEST)
    }
}

impl Moments {
    fn of(rows: &[(f64, f64)]) -> Moments {
        let weight = sorted_sum(rows.iter().map(|(_, weight)| *weight));
        let mean = sorted_sum(rows.iter().map(|(number, weight)| number * weight)) / weight;
        let square = |(number, of): &(f64, f64)| (number - mean).powi(2) * of;
        let variance = sorted_sum(rows.iter().map(square)) / weight;
        // The mean of equal numbers may miss them by a bit, and they are constant all the same.
        let constant = rows.windows(2).all(|pair| pair[0].0 == pair[1].0);
        Moments { mean, variance: if constant { 0.0 } else { variance } }
    }
}
