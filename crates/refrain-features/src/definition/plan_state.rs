//! State of the plan at the cutoff: `is_paid`, `days_since_plan_change`.

use refrain_core::Column;

use super::{Form, number};
use crate::engine::Put;
use crate::engine::inputs::Inputs;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use refrain_core::Plan;

/// 1 if the last plan pays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IsPaid(pub(crate) Plan);

impl Form for IsPaid {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<IsPaid> {
        (name == "is_paid").then(|| lexicon.plan().map(IsPaid)).flatten()
    }

    fn name(&self) -> String {
        "is_paid".to_owned()
    }

    fn column(&self) -> Column {
        number(self, format!("1 if the last {} before the cutoff pays, else 0", self.0.attribute))
            .unit("0 or 1")
            .family("subscription")
            .missing("no plan stated")
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0.attribute)]
    }

    fn compile(&self, _inputs: &mut Inputs) -> Put {
        Box::new(|cutoff, row| {
            let pays = cutoff.plan_runs().last().map(|run| f64::from(run.pays));
            row.number(pays.unwrap_or(f64::NAN));
        })
    }
}

/// Days since the last change of the plan.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SincePlanChange(pub(crate) Plan);

impl Form for SincePlanChange {
    fn read(name: &str, lexicon: &Lexicon<'_>) -> Option<SincePlanChange> {
        (name == "days_since_plan_change").then(|| lexicon.plan().map(SincePlanChange)).flatten()
    }

    fn name(&self) -> String {
        "days_since_plan_change".to_owned()
    }

    fn column(&self) -> Column {
        number(self, format!("Days from the last change of the {} to the cutoff", self.0.attribute))
            .unit("days")
            .family("subscription")
            .missing("it never changed")
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.0.attribute)]
    }

    fn compile(&self, _inputs: &mut Inputs) -> Put {
        Box::new(|cutoff, row| {
            row.number(match cutoff.plan_runs() {
                // Of one stretch nobody knows when it began.
                [_, .., last] => cutoff.history().cutoff().days_since(last.start),
                _ => f64::NAN,
            });
        })
    }
}
