//! Survival models: hazards along the tenure, the share of customers that stay, and purchases until
//! customers drop out.

mod bg_nbd;
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

pub use bg_nbd::{BgNbd, BgNbdColumns, BgNbdOptions, BgNbdParameters, FittedBgNbd};
pub use cox::{Cox, CoxOptions, FittedCox, Ties};
pub use curve::{SurvivalCurve, SurvivalPoint};
pub use discrete_hazard::{DiscreteHazard, DiscreteHazardOptions, FittedDiscreteHazard};
pub use exposure::{Exposure, ExposureHazard, ExposureOptions, FittedExposureHazard, Per, Signal};
pub use kaplan_meier::KaplanMeier;
