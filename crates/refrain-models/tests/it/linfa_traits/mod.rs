//! linfa both ways.

mod estimator;
mod params;
