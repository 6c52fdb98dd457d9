//! Studies of an estimator beyond one backtest.

mod effects;
mod ever;
mod grid;
mod learning_curve;
mod nested_search;
mod problem;
mod search_splits;
mod survival_curves;
mod trials;

pub use effects::{Effects, effects};
pub use ever::{EverLabelled, ever_labelled, first_churn, whole_log_dataset};
pub use grid::{Grid, GridCell, GridFigures, grid};
pub use learning_curve::{
    DEFAULT_EDGES, LearningCurve, LearningCurvePoint, days_observed, learning_curve,
};
pub use nested_search::NestedSearch;
pub use search_splits::{has_later_cutoffs, search_splits};
pub use survival_curves::{CurveGroup, SurvivalCurves, survival_curves};
pub use trials::trial_table;
