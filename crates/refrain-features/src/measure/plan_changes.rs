//! Changes of the plan: `plan_changes`.

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use refrain_core::Plan;

/// Changes of the plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanChanges(pub(crate) Plan);

impl Measure for PlanChanges {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<PlanChanges> {
        match name {
            Name::Reserved("plan_changes") => lexicon.plan().map(PlanChanges),
            _ => None,
        }
    }

    fn name(&self) -> String {
        "plan_changes".to_owned()
    }

    fn words(&self) -> String {
        format!("Changes of the {}", self.0.attribute)
    }

    fn unit(&self) -> String {
        "changes".to_owned()
    }

    fn family(&self) -> &'static str {
        "subscription"
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0.attribute)]
    }

    fn compile(&self, _inputs: &mut Inputs) -> MeasureFn {
        Box::new(|cutoff, counts| {
            // The first stretch is the plan that the entity began with, not a change.
            let changes = cutoff.plan_runs().iter().skip(1);
            changes.filter(|run| counts.rows.contains(&run.first_row)).count() as f64
        })
    }
}
