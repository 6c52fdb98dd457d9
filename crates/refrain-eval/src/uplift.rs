//! Uplift: how well scores tell whom a treatment keeps, from logs that record who was treated.
//!
//! Each customer is treated or not, at random, and churns or not; a score says how much the
//! treatment is held to do for the customer, so those of the highest scores are to be treated
//! first. Nobody is seen both ways, so groups are compared: *kept* are the customers who did not
//! churn, and the uplift of a group is the share kept of its treated less that of its untreated.

mod bins;
mod curve;
mod metric;
mod problem;
mod rows;

pub use bins::{UpliftBin, uplift_by_bin};
pub use curve::{UpliftPoint, qini_curve, uplift_curve};
pub use metric::UpliftMetric;
pub use rows::TreatmentRows;
