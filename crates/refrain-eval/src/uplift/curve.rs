//! Qini and uplift curves: customers kept if ever more are treated.

use super::TreatmentRows;
use super::rows::Counts;

/// Gain of treating the rows of the highest scores.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct UpliftPoint {
    /// Number of rows from the highest score down.
    pub n_rows: u64,
    /// Additional customers kept.
    pub gain: f64,
}

/// Returns the Qini curve: for the rows down to each distinct score, from none, the treated kept
/// less the untreated kept, these scaled to the number of treated.
///
/// After Radcliffe (*Using Control Groups to Target on Predicted Lift*, 2007): R_t - R_c N_t / N_c.
/// Where no untreated row is among them nothing is taken off.
///
/// # Examples
///
/// ```
/// use refrain_eval::uplift::{TreatmentRows, qini_curve};
///
/// let treated = [true, false, true, false];
/// let churned = [false, true, false, false];
/// let rows = TreatmentRows::new(&treated, &churned, &[0.9, 0.8, 0.2, 0.1])?;
/// let curve = qini_curve(&rows);
/// assert_eq!((curve[0].n_rows, curve[0].gain), (0, 0.0));
/// assert_eq!(curve.last().map(|point| point.n_rows), Some(4));
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn qini_curve(rows: &TreatmentRows) -> Vec<UpliftPoint> {
    drawn(&rows.cumulated(|_| 1), Counts::qini)
}

/// Returns the uplift curve: for the rows down to each distinct score, from none, the share kept of
/// the treated less that of the untreated, times the number of rows.
///
/// After Devriendt, Moldovan and Verbeke (*A Literature Survey and Experimental Evaluation of the
/// State-of-the-Art in Uplift Modeling*, 2018): (R_t / N_t - R_c / N_c) (N_t + N_c). The share of an arm
/// without rows is taken as 0, as scikit-uplift takes it.
///
/// # Examples
///
/// ```
/// use refrain_eval::uplift::{TreatmentRows, uplift_curve};
///
/// let treated = [true, false, true, false];
/// let churned = [false, true, false, false];
/// let rows = TreatmentRows::new(&treated, &churned, &[0.9, 0.8, 0.2, 0.1])?;
/// // Down to the second row: all treated kept, no untreated one, times two rows.
/// assert_eq!(uplift_curve(&rows)[2].gain, 2.0);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn uplift_curve(rows: &TreatmentRows) -> Vec<UpliftPoint> {
    drawn(&rows.cumulated(|_| 1), Counts::uplift)
}

pub(super) fn drawn(counts: &[Counts], gain: impl Fn(&Counts) -> f64) -> Vec<UpliftPoint> {
    counts.iter().map(|at| UpliftPoint { n_rows: at.n_rows(), gain: gain(at) }).collect()
}

impl Counts {
    pub(super) fn qini(&self) -> f64 {
        let expected = self.n_treated as f64 * share(self.kept_untreated, self.n_untreated);
        self.kept_treated as f64 - expected
    }

    pub(super) fn uplift(&self) -> f64 {
        self.effect() * self.n_rows() as f64
    }

    pub(super) fn effect(&self) -> f64 {
        share(self.kept_treated, self.n_treated) - share(self.kept_untreated, self.n_untreated)
    }
}

fn share(part: u64, whole: u64) -> f64 {
    // An arm that no row has been met of yet has kept nobody.
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The area below a curve, by trapezoids.
pub(super) fn area(points: &[UpliftPoint]) -> f64 {
    let trapezoid = |pair: &[UpliftPoint]| {
        (pair[1].n_rows - pair[0].n_rows) as f64 * (pair[0].gain + pair[1].gain) / 2.0
    };
    points.windows(2).map(trapezoid).sum()
}

/// The area below the straight line from nothing to the last point: treating at random.
pub(super) fn random_area(points: &[UpliftPoint]) -> f64 {
    points.last().map_or(0.0, |last| last.n_rows as f64 * last.gain / 2.0)
}
