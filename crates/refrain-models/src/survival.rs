//! Survival models: hazards along the tenure, and the share of customers that stay.

mod cox;
mod curve;
mod discrete_hazard;
mod exposure;
mod gamma_functions;
mod gathered_hazard;
mod kaplan_meier;
mod newton;
mod problem;
mod risk_sets;
mod tenure_window;

pub use cox::{Cox, CoxOptions, FittedCox, Ties};
pub use curve::{SurvivalCurve, SurvivalPoint};
pub use discrete_hazard::{DiscreteHazard, DiscreteHazardOptions, FittedDiscreteHazard};
pub use exposure::{Exposure, ExposureHazard, ExposureOptions, FittedExposureHazard, Per, Signal};
pub use kaplan_meier::KaplanMeier;
