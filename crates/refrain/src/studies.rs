//! Studies of an estimator beyond one backtest.

mod ever;
mod grid;
mod learning_curve;
mod nested_search;
mod survival_curves;
mod trials;

pub use ever::{EverLabelled, ever_labelled, first_churn, whole_log_dataset};
pub use grid::{Grid, GridCell, GridFigures, grid};
pub use learning_curve::{
    DEFAULT_EDGES, LearningCurve, LearningCurvePoint, days_observed, learning_curve,
};
pub use nested_search::NestedSearch;
pub use survival_curves::{CurveGroup, SurvivalCurves, survival_curves};
pub use trials::trial_table;
