//! Context of a model file: how its features and labels were made.

use std::collections::BTreeMap;

use refrain::labels::{AfterChurn, RiskSet};

use super::study::StudyPlan;
use crate::options::StudyArgs;

/// Keys under which a model file keeps what made its features and labels.
pub(crate) const SCHEMA: &str = "schema";
pub(crate) const RULE: &str = "rule";
pub(crate) const LEAD: &str = "lead";
pub(crate) const HORIZON: &str = "horizon";
pub(crate) const ACTIVE_WITHIN: &str = "active_within";
pub(crate) const RISK_SET: &str = "risk_set";
pub(crate) const SCHEDULE: &str = "schedule";
pub(crate) const AFTER_CHURN: &str = "after_churn";

/// Value of the risk set that holds more than those seen.
pub(crate) const REGISTERED: &str = "registered";

/// Value for those who left that are at risk again once they came back.
pub(crate) const RETURNING: &str = "returning";

/// Describes how a dataset was made.
pub(crate) fn context(plan: &StudyPlan, study: &StudyArgs) -> BTreeMap<String, String> {
    let labels = &study.labels;
    let after_churn = match labels.after_churn() {
        AfterChurn::MayReturn => RETURNING,
        AfterChurn::Gone => "gone",
    };
    let risk_set = match RiskSet::from(labels.risk_set) {
        RiskSet::RegisteredOrSeen => REGISTERED,
        RiskSet::Seen => "seen",
    };
    let entries = [
        (SCHEMA, plan.schema.to_toml()),
        (RULE, labels.rule.clone()),
        (LEAD, labels.lead.to_string()),
        (HORIZON, plan.pipeline.horizon_in_use().to_string()),
        (RISK_SET, risk_set.to_owned()),
        (AFTER_CHURN, after_churn.to_owned()),
        (SCHEDULE, study.schedule.schedule(plan.schema.calendar()).to_string()),
    ];
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    let active_within =
        labels.active_within.map(|span| (ACTIVE_WITHIN.to_owned(), span.to_string()));
    plan.kept_set.clone().into_iter().chain(entries).chain(active_within).collect()
}
