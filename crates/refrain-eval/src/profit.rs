//! Profit of a retention campaign: what scores are worth in money.
//!
//! A campaign contacts some customers and offers them something to stay. After Verbraken, Verbeke
//! and Baesens (*A Novel Profit Maximizing Metric for Measuring Classification Performance of
//! Customer Churn Prediction Models*, IEEE Transactions on Knowledge and Data Engineering 25(5),
//! 2013, section 3):
//!
//! | contacted customer | what happens | profit |
//! | --- | --- | --- |
//! | would churn | accepts (with a probability gamma) and stays | value - offer - contact |
//! | would churn | declines and leaves | - contact |
//! | would stay | takes the offer, who would not | - offer - contact |
//!
//! Who is not contacted brings and costs nothing. All amounts are in one currency.
//!
//! A threshold found on some rows is too good for those rows: [`maximum_profit`] measures scores and
//! does not choose a threshold to use. [`thresholds_from_earlier`](crate::decisions::thresholds_from_earlier)
//! does, from earlier cutoffs.

mod acceptance;
mod campaign;
mod cuts;
mod expected_maximum;
mod hull;
mod maximum;
mod metric;
mod problem;

pub(crate) use acceptance::check_share;
pub use acceptance::{Acceptance, AcceptancePrior};
pub(crate) use campaign::check_amount;
pub use campaign::{Campaign, Contacted};
pub(crate) use cuts::{Cut, Cuts};
pub use expected_maximum::{ExpectedMaximumProfit, expected_maximum_profit};
pub(crate) use maximum::best;
pub use maximum::{MaximumProfit, maximum_profit, profit_at_threshold};
pub use metric::ProfitMetric;
pub(crate) use problem::ProfitProblem;
