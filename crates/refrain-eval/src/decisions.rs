//! What to do with scores: whom to contact, and from which score on.

mod contact_list;
mod earlier_thresholds;
mod forecast;
mod profit_curve;
mod prospects;
mod threshold_rule;

pub use contact_list::{Budget, Contact, ContactList, Limit};
pub use earlier_thresholds::{CutoffDecision, TestPeriod, thresholds_from_earlier};
pub use forecast::{Forecast, ForecastOptions};
pub use profit_curve::{CurvePoint, ProfitCurve};
pub use prospects::Prospects;
pub use threshold_rule::ThresholdRule;
