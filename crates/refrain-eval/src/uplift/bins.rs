//! Uplift of parts of the rows by score.

use refrain_core::Error;

use super::TreatmentRows;
use super::problem::UpliftProblem;
use super::rows::Counts;

/// Part of the rows whose scores are near each other.
///
/// Numbers of rows have fractions where a boundary runs through rows of one score.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct UpliftBin {
    /// Number of treated rows.
    pub n_treated: f64,
    /// Number of untreated rows.
    pub n_untreated: f64,
    /// Share of the treated kept.
    pub kept_treated: f64,
    /// Share of the untreated kept.
    pub kept_untreated: f64,
    /// Share of the treated kept less that of the untreated, from -1 to 1.
    pub uplift: f64,
}

/// Returns the uplift of so many equal parts of the rows, those of the highest scores first: with 10,
/// the uplift by decile.
///
/// Boundaries and ties are as in [`lift_by_decile`](crate::metrics::lift_by_decile): a row on a
/// boundary belongs to both sides by fractions, and rows of equal score share alike.
///
/// # Errors
///
/// [`ErrorKind::Argument`](crate::ErrorKind::Argument) for no part,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) if a part has no treated or no untreated row.
///
/// # Examples
///
/// ```
/// use refrain_eval::uplift::{TreatmentRows, uplift_by_bin};
///
/// let treated = [true, false, true, false];
/// let churned = [false, true, false, false];
/// let rows = TreatmentRows::new(&treated, &churned, &[0.9, 0.8, 0.2, 0.1])?;
/// let bins = uplift_by_bin(&rows, 2)?;
/// assert_eq!(bins.len(), 2);
/// # Ok::<(), refrain_eval::Error>(())
/// ```
pub fn uplift_by_bin(rows: &TreatmentRows, n_bins: usize) -> Result<Vec<UpliftBin>, Error> {
    if n_bins == 0 {
        return Err(UpliftProblem::NoBin.into());
    }
    let points = rows.cumulated(|_| 1);
    let n_rows = rows.rows.len() as f64;
    // From the ends of parts and not their middles, so that the parts add up to all rows.
    let down_to = |bin: usize| interpolated(&points, n_rows * bin as f64 / n_bins as f64);
    let bin = |bin: usize| Ok(between(&down_to(bin), &down_to(bin + 1), bin, n_bins)?);
    (0..n_bins).map(bin).collect()
}

/// Numbers of treated, untreated, treated kept and untreated kept.
type Fractions = [f64; 4];

/// The counts of the first so many rows.
fn interpolated(points: &[Counts], n_rows: f64) -> Fractions {
    // Interpolated between distinct scores, so that tied rows are shared out alike.
    let next = points.partition_point(|at| (at.n_rows() as f64) < n_rows).max(1);
    let (below, above) = (&points[next - 1], &points[next.min(points.len() - 1)]);
    let n_between = (above.n_rows() - below.n_rows()) as f64;
    let share = if n_between > 0.0 { (n_rows - below.n_rows() as f64) / n_between } else { 0.0 };
    let pairs = below.fractions().into_iter().zip(above.fractions());
    let mixed: Vec<f64> = pairs.map(|(low, high)| low + share * (high - low)).collect();
    [mixed[0], mixed[1], mixed[2], mixed[3]]
}

impl Counts {
    fn fractions(&self) -> Fractions {
        [self.n_treated, self.n_untreated, self.kept_treated, self.kept_untreated]
            .map(|count| count as f64)
    }
}

fn between(
    from: &Fractions,
    until: &Fractions,
    bin: usize,
    n_bins: usize,
) -> Result<UpliftBin, UpliftProblem> {
    let [n_treated, n_untreated, kept_treated, kept_untreated] =
        std::array::from_fn(|idx| until[idx] - from[idx]);
    // Differences of fractions leave a little where there is nothing.
    const NOTHING: f64 = 1e-9;
    for (arm, number) in [("treated", n_treated), ("untreated", n_untreated)] {
        if number < NOTHING {
            return Err(UpliftProblem::EmptyBin { bin: bin + 1, n_bins, arm });
        }
    }
    let (kept_treated, kept_untreated) = (kept_treated / n_treated, kept_untreated / n_untreated);
    let uplift = kept_treated - kept_untreated;
    Ok(UpliftBin { n_treated, n_untreated, kept_treated, kept_untreated, uplift })
}
