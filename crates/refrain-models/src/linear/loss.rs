//! Losses of margins.

/// The cost of one margin, and its first two derivatives by the margin.
pub(crate) struct Cost {
    pub(crate) value: f64,
    pub(crate) slope: f64,
    pub(crate) curvature: f64,
}

/// A convex cost of a margin, given what it should say: 1 is churned, 0 stayed.
pub(crate) trait Loss: Copy + Sync {
    fn cost(self, margin: f64, target: f64) -> Cost;
}

/// The negative log-likelihood of log-odds; the target may be any share.
#[derive(Clone, Copy)]
pub(crate) struct LogLoss;

impl Loss for LogLoss {
    fn cost(self, margin: f64, target: f64) -> Cost {
        // e to a negative power only, which cannot overflow.
        let power = (-margin.abs()).exp();
        let smaller = power / (1.0 + power);
        let probability = if margin >= 0.0 { 1.0 / (1.0 + power) } else { smaller };
        Cost {
            value: margin.max(0.0) + power.ln_1p() - target * margin,
            slope: probability - target,
            curvature: smaller / (1.0 + power),
        }
    }
}

/// The squared distance by which a margin falls short of 1 on the right side of 0.
///
/// Its second derivative jumps at 1; on either side it is the generalised Hessian's (Keerthi and
/// DeCoste, "A Modified Finite Newton Method for Fast Solution of Large Scale Linear SVMs", 2005).
#[derive(Clone, Copy)]
pub(crate) struct SquaredHinge;

impl Loss for SquaredHinge {
    fn cost(self, margin: f64, target: f64) -> Cost {
        let side = if target > 0.5 { 1.0 } else { -1.0 };
        let short = (1.0 - side * margin).max(0.0);
        let curvature = if short > 0.0 { 2.0 } else { 0.0 };
        Cost { value: short * short, slope: -2.0 * side * short, curvature }
    }
}
