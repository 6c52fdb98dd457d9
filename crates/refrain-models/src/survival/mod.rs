//! When customers leave, and not only whether: survival models.

mod cholesky;
mod cox;
mod cumulative_hazard;
mod curve;
mod discrete_hazard;
mod exposure;
mod followed;
mod gamma_functions;
mod kaplan_meier;
mod lifetime;
mod newton;
mod normal;
pub(crate) mod old_problem;
mod partial_likelihood;
mod period_likelihood;
mod risk_sets;
mod sandwich;

pub use cox::{Cox, CoxOptions, FittedCox, Ties};
pub use cumulative_hazard::CumulativeHazard;
pub use curve::{CurvePoint, SurvivalCurve};
pub use discrete_hazard::{DiscreteHazard, DiscreteHazardOptions, FittedDiscreteHazard};
pub use exposure::{Exposure, ExposureHazard, ExposureOptions, FittedExposureHazard, Per, Signal};
pub use followed::Followed;
pub use kaplan_meier::KaplanMeier;
pub use lifetime::Lifetime;
