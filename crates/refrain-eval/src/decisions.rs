//! Decisions by scores: the customers to contact, and the score from which on.

mod contact_list;
mod earlier_thresholds;
mod forecast;
mod problem;
mod profit_curve;
mod prospect;
mod prospects;
mod rule_text;
mod threshold_rule;

pub use contact_list::{Budget, Contact, ContactList, Limit};
pub use earlier_thresholds::{CutoffDecision, TestPeriod, thresholds_from_earlier};
pub use forecast::{Forecast, ForecastOptions};
pub use profit_curve::{ProfitCurve, ProfitPoint};
pub use prospects::Prospects;
pub use threshold_rule::ThresholdRule;
