//! Times and rules as people write them.

mod rule;
mod times;

pub use rule::{RuleParser, parse_outcomes, parse_rule};
pub use times::{parse_cutoffs, parse_tenures};
