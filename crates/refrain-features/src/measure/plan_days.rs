//! Days on a plan: `paid_days`, `free_days`.

use refrain_core::Span;

use super::{Measure, Name};
use crate::engine::MeasureFn;
use crate::engine::cutoff::Cutoff;
use crate::engine::inputs::Inputs;
use crate::engine::window::Counts;
use crate::feature::Need;
use crate::lexicon::Lexicon;
use refrain_core::Plan;

const DAY: Span = Span::from_days(1);

/// Days on a plan that pays, or on one that does not.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanDays {
    pub(crate) plan: Plan,
    pub(crate) pays: bool,
}

impl Measure for PlanDays {
    fn read(name: Name<'_>, lexicon: &Lexicon<'_>) -> Option<PlanDays> {
        let pays = match name {
            Name::Reserved("paid_days") => true,
            Name::Reserved("free_days") => false,
            _ => return None,
        };
        Some(PlanDays { plan: lexicon.plan()?, pays })
    }

    fn name(&self) -> String {
        if self.pays { "paid_days" } else { "free_days" }.to_owned()
    }

    fn words(&self) -> String {
        let pays = if self.pays { "pays" } else { "does not pay" };
        format!(
            "Days on a {} that {pays}, each holding until the next is stated or the cutoff,",
            self.plan.attribute
        )
    }

    fn unit(&self) -> String {
        "days".to_owned()
    }

    fn family(&self) -> &'static str {
        "subscription"
    }

    fn missing(&self) -> String {
        "no plan stated before the cutoff".to_owned()
    }

    fn is_total(&self) -> bool {
        true
    }

    fn needs(&self) -> Vec<Need> {
        vec![Need::text(&self.plan.attribute)]
    }

    fn compile(&self, _inputs: &mut Inputs) -> MeasureFn {
        let pays = self.pays;
        Box::new(move |cutoff, counts| plan_days(cutoff, counts, pays))
    }
}

fn plan_days(cutoff: &Cutoff<'_, '_>, counts: &Counts, pays: bool) -> f64 {
    let runs = cutoff.plan_runs();
    let Some(first) = runs.first() else { return f64::NAN };
    let start = counts.start.unwrap_or(first.start);
    let ends = runs.iter().skip(1).map(|run| run.start).chain([counts.end]);
    let on_plan = runs.iter().zip(ends).filter(|(run, _)| run.pays == pays);
    // A stretch outside the window has a negative length.
    let millis =
        on_plan.map(|(run, end)| end.min(counts.end).millis_since(run.start.max(start)).max(0));
    millis.sum::<i64>() as f64 / DAY.millis() as f64
}
