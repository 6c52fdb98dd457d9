//! Calibration: from the probabilities of a model to those that come true.

mod beta;
mod isotonic;
mod regression;
pub(crate) mod rising_rates;
mod sigmoid;

use refrain_core::{ErrorKind, Problem, check_length, check_weights};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::estimators::stored::checked_when_read;
use crate::rows::problem::RowsProblem;
use beta::BetaCurve;
use isotonic::IsotonicCurve;
pub(crate) use sigmoid::Sigmoid;

/// The shape of the curve from a model's probabilities to calibrated ones. Every curve rises or
/// stays level, so a calibration never turns a ranking round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Calibration {
    /// A line in log-odds: two parameters, which few rows suffice for (Platt, "Probabilistic
    /// Outputs for Support Vector Machines and Comparisons to Regularized Likelihood Methods",
    /// 1999).
    #[default]
    Platt,
    /// Any rising curve: the rates of neighbouring rows pooled until they rise (Zadrozny and
    /// Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates",
    /// 2002), drawn towards the base rate with the weight of two rows so that none is 0 or 1, and
    /// straight between them. It asks for a thousand rows or more.
    Isotonic,
    /// A line in `ln p` and `-ln(1 - p)`, both slopes zero or more: Platt's with one more
    /// parameter, for models that push towards one end (Kull, Silva Filho and Flach, "Beta
    /// calibration", 2017).
    Beta,
}

checked_when_read! {
    /// A curve from a model's probabilities to calibrated ones.
    #[derive(Debug, Clone, PartialEq)]
    pub struct FittedCalibration {
        curve: Curve,
    }
}

/// Variants are stored by position in model files: new ones go to the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Curve {
    Sigmoid(Sigmoid),
    Isotonic(IsotonicCurve),
    Beta(BetaCurve),
}

impl Calibration {
    /// Fits the curve on what a model said of rows it was not fitted on, and what came true.
    ///
    /// Platt's and the beta curve are fitted to targets that are drawn from 0 and 1 towards each
    /// other, as if each class had one row more on the other side (Platt, 1999). In log-odds,
    /// probabilities beyond 1e-12 of 0 and 1 count as that.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first that is not in `[0, 1]`, if a
    /// weight is negative or not finite, if weights add up to infinity, or if the rows of weight
    /// above zero are none or of one class; [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch) if
    /// there is not one label and one weight per probability.
    ///
    /// # Determinism
    ///
    /// Sums are in the order of the rows, so another order may change the last bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::Calibration;
    ///
    /// // Said 90 %, came true half the time.
    /// let said = [0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1];
    /// let churned = [true, false, true, false, false, false, true, false];
    /// let calibration = Calibration::Platt.fit(&said, &churned, &[1.0; 8])?;
    /// let calibrated = calibration.apply(&[0.9])?[0];
    /// assert!((0.4..0.6).contains(&calibrated));
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn fit(
        self,
        probabilities: &[f64],
        churned: &[bool],
        weights: &[f64],
    ) -> Result<FittedCalibration, Error> {
        check_probabilities(probabilities)?;
        check_rows(probabilities.len(), churned, weights)?;
        let curve = match self {
            Calibration::Platt => {
                let log_odds: Vec<f64> =
                    probabilities.iter().map(|p| bounded_log_odds(*p)).collect();
                Curve::Sigmoid(Sigmoid::fit(&log_odds, churned, weights)?)
            }
            Calibration::Isotonic => {
                Curve::Isotonic(IsotonicCurve::fit(probabilities, churned, weights))
            }
            Calibration::Beta => Curve::Beta(BetaCurve::fit(probabilities, churned, weights)?),
        };
        Ok(FittedCalibration { curve })
    }
}

impl FittedCalibration {
    /// Returns calibrated probabilities, in `(0, 1)`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) at the first that is not in `[0, 1]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use refrain_models::{Calibration, ErrorKind};
    ///
    /// let (said, churned) = ([0.2, 0.4, 0.6, 0.8], [false, true, false, true]);
    /// let calibration = Calibration::Isotonic.fit(&said, &churned, &[1.0; 4])?;
    /// let calibrated = calibration.apply(&[0.1, 0.5, 0.9])?;
    /// assert!(calibrated.is_sorted() && calibrated[0] > 0.0 && calibrated[2] < 1.0);
    /// assert_eq!(calibration.apply(&[1.1]).unwrap_err().kind(), ErrorKind::Data);
    /// # Ok::<(), refrain_models::Error>(())
    /// ```
    pub fn apply(&self, probabilities: &[f64]) -> Result<Vec<f64>, Error> {
        check_probabilities(probabilities)?;
        let calibrated = |probability: &f64| match &self.curve {
            Curve::Sigmoid(sigmoid) => sigmoid.at(bounded_log_odds(*probability)),
            Curve::Isotonic(curve) => curve.at(*probability),
            Curve::Beta(curve) => curve.at(*probability),
        };
        Ok(probabilities.iter().map(calibrated).collect())
    }

    /// Returns what is wrong with a calibration that came from a file.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        match &self.curve {
            Curve::Sigmoid(sigmoid) => sigmoid.defect(),
            Curve::Isotonic(curve) => curve.defect(),
            Curve::Beta(curve) => curve.defect(),
        }
    }
}

fn check_probabilities(probabilities: &[f64]) -> Result<(), Error> {
    let wrong = probabilities.iter().position(|found| !(0.0..=1.0).contains(found));
    match wrong {
        Some(row) => {
            Err(CalibrationProblem::NotAProbability { row, found: probabilities[row] }.into())
        }
        None => Ok(()),
    }
}

fn check_rows(expected: usize, churned: &[bool], weights: &[f64]) -> Result<(), Error> {
    check_length("the list of labels", expected, churned.len())?;
    check_weights(expected, weights)?;
    // Each weight is finite, their sum need not be.
    let total: f64 = weights.iter().sum();
    if total.is_infinite() {
        return Err(CalibrationProblem::TotalWeight { found: total }.into());
    }
    let counting = || churned.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    let (n_rows, n_churned) = (counting().count(), counting().filter(|(label, _)| **label).count());
    match n_rows {
        0 => Err(RowsProblem::NoRows.into()),
        _ if n_churned == 0 || n_churned == n_rows => {
            Err(RowsProblem::OneClass { n_rows, n_churned }.into())
        }
        _ => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
enum CalibrationProblem {
    #[error("row {row} has {found} for a probability; it must lie from 0 to 1")]
    NotAProbability { row: usize, found: f64 },
    #[error("the sum of weights is {found}, and must be finite")]
    TotalWeight { found: f64 },
}

impl Problem for CalibrationProblem {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Data
    }
}

/// The least distance of a probability to 0 and 1, whose log-odds are infinite.
const NEAREST: f64 = 1e-12;

fn bounded(probability: f64) -> f64 {
    probability.clamp(NEAREST, 1.0 - NEAREST)
}

fn bounded_log_odds(probability: f64) -> f64 {
    refrain_core::log_odds(bounded(probability))
}

#[cfg(test)]
mod tests {
    use super::{BetaCurve, Curve, FittedCalibration, IsotonicCurve, Sigmoid};
    use serde_json::{Value, from_value, json};

    fn defect(curve: Curve) -> Option<&'static str> {
        FittedCalibration { curve }.defect()
    }

    fn beta(of_churn: f64) -> BetaCurve {
        let stored = json!({ "of_churn": of_churn, "of_staying": 0.0, "intercept": 1.0 });
        from_value(stored).expect("the fields of a beta curve")
    }

    fn rising(knots: Value) -> IsotonicCurve {
        from_value(json!({ "knots": knots })).expect("the fields of a rising curve")
    }

    #[test]
    fn curve_of_a_file_that_cannot_be_is_found_out() {
        assert!(defect(Curve::Sigmoid(Sigmoid { slope: 1.0, intercept: -1.0 })).is_none());
        for slope in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(defect(Curve::Sigmoid(Sigmoid { slope, intercept: 0.0 })).is_some());
        }
        assert!(defect(Curve::Sigmoid(Sigmoid { slope: 1.0, intercept: f64::NAN })).is_some());
        assert!(defect(Curve::Beta(beta(0.5))).is_none());
        assert!(defect(Curve::Beta(beta(-0.5))).is_some());
        let knot = |said: f64, rate: f64| json!({ "said": said, "rate": rate });
        let of = |knots: Vec<Value>| defect(Curve::Isotonic(rising(knots.into())));
        assert!(of(vec![knot(0.1, 0.2), knot(0.3, 0.2)]).is_none());
        assert!(of(vec![]).is_some());
        assert!(of(vec![knot(0.1, 0.2), knot(0.3, 0.1)]).is_some());
        assert!(of(vec![knot(0.3, 0.1), knot(0.3, 0.2)]).is_some());
        assert!(of(vec![knot(0.3, 0.0)]).is_some());
        assert!(of(vec![knot(1.3, 0.5)]).is_some());
    }
}
