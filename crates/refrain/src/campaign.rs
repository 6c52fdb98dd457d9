//! Campaigns: whom to contact, and what a treatment has changed.

mod contact;
mod treatment;

pub use contact::{ContactPlan, ContactTerms, contact_plan, profit_curve_table};
pub use treatment::{Treatment, uplift_table};
