//! Number of points of a curve.

/// Number of points that a curve has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CurvePoints {
    /// One for each distinct score.
    Distinct,
    /// Only those at which the curve turns; the points left out lie on lines between them.
    Corners,
}
